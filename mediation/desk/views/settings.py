"""Settings for managers: what stands, a form, what would change, the change itself, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.core import settings_history
from mediation.core.errors import ChangedMeanwhile
from mediation.core.models import PracticeSettings, SettingsChange
from mediation.core.models.practice import validate_readable_colour
from mediation.core.settings_history import fingerprint
from mediation.desk import settings_words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.settings_forms import SettingsForm
from mediation.desk.settings_list import sections
from mediation.desk.settings_subjects import Subject, subject_of

from .frame import page

OURS = ("csrfmiddlewaretoken", "seen", "step")


@require_safe
@staff_only(roles=MANAGERS)
def settings(request: StaffRequest) -> HttpResponse:
    """Every page of settings, with its last change."""
    return page(request, "settings", {"sections": sections(now=timezone.now())})


@require_safe
@staff_only(roles=MANAGERS)
def setting(request: StaffRequest, key: str) -> HttpResponse:
    """What stands, and who changed what."""
    subject, now = _subject(key), timezone.now()
    if subject.is_new:
        raise Http404
    values = subject.read()
    rows = [
        (
            settings_words.name_of(subject.model, name)[0],
            settings_words.value_words(subject.model, name, values[name]),
        )
        for name in subject.group.fields
    ]
    changes = settings_history.changes_of(*subject.pages)[:50]
    context = {
        "subject": subject,
        "rows": rows,
        "history": settings_words.history(subject.model, subject.group.fields, changes, now=now),
        "change_url": reverse("desk:setting_form", args=[key]),
        "list_url": reverse("desk:settings"),
    }
    return page(request, "setting", context, current="settings")


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def setting_form(request: StaffRequest, key: str) -> HttpResponse:
    """The form; `?restore=` fills it with what was before a change."""
    subject = _subject(key)
    values = subject.read()
    form = SettingsForm(subject=subject, values={**values, **_restored(request, subject)})
    return _form_page(request, subject, form, values)


def _restored(request: StaffRequest, subject: Subject) -> Mapping[str, Any]:
    asked = request.GET.get("restore", "")
    if not asked.isdecimal() or len(asked) > 18:
        return {}
    one = get_object_or_404(SettingsChange, pk=int(asked), page__in=subject.pages)
    return {name: value for name, value in one.before.items() if name in subject.group.fields}


def _form_page(
    request: StaffRequest, subject: Subject, form: SettingsForm, values: Mapping[str, Any], **more: Any
) -> HttpResponse:
    context = {
        "subject": subject,
        "form": form,
        "seen": fingerprint(values),
        "preview_url": reverse("desk:setting_preview", args=[subject.key]),
        "back_url": _url(subject),
        **more,
    }
    response = page(request, "setting_form", context, current="settings")
    response.status_code = 422 if form.errors else 200
    return response


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def setting_preview(request: StaffRequest, key: str) -> HttpResponse:
    """What would change, in words; the look and the name as the very page. Nothing is written."""
    subject = _subject(key)
    values = subject.read()
    form = SettingsForm(request.POST, subject=subject, values=values)
    if not form.is_valid() or request.POST.get("step") == "edit":
        return _form_page(request, subject, form, values)
    if request.POST.get("seen") != fingerprint(values):
        return _changed_meanwhile(request, subject, form)
    wanted = {name: value for name, value in form.values.items() if value != values[name]}
    context = {
        "subject": subject,
        "lines": settings_words.lines(subject.model, subject.group.fields, values, wanted),
        "sent": [
            (name, one) for name in request.POST if name not in OURS for one in request.POST.getlist(name)
        ],
        "seen": fingerprint(values),
        "picture": _picture(request, subject, form.values),
        "contrast": settings_words.contrast_words(wanted["brand_colour"]) if "brand_colour" in wanted else "",
        "preview_url": request.path,
        "save_url": reverse("desk:setting_save", args=[key]),
        "back_url": _url(subject),
    }
    return page(request, "setting_preview", context, current="settings")


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def setting_save(request: StaffRequest, key: str) -> HttpResponse:
    subject, now = _subject(key), timezone.now()
    values = subject.read()
    form = SettingsForm(request.POST, subject=subject, values=values)
    if not form.is_valid():
        return _form_page(request, subject, form, values)
    try:
        done = subject.change(form.values, seen=request.POST.get("seen", ""), user=request.user, now=now)
    except ChangedMeanwhile:
        return _changed_meanwhile(request, subject, form)
    flash.success(request, "Saved. It holds from now on." if done else "Nothing was changed.")
    return redirect(_url(subject))


def _changed_meanwhile(request: StaffRequest, subject: Subject, form: SettingsForm) -> HttpResponse:
    """Their answers, beside what stands now: whoever goes on has seen both."""
    values = subject.read()
    wanted = {name: value for name, value in form.values.items() if value != values[name]}
    found = settings_words.lines(subject.model, subject.group.fields, values, wanted)
    response = _form_page(request, subject, form, values, meanwhile=found, refusal=ChangedMeanwhile.message)
    response.status_code = 409
    return response


def _picture(request: StaffRequest, subject: Subject, values: Mapping[str, Any]) -> str:
    """The first page as clients would see it, where the change shows on it; else empty."""
    if subject.key not in {"practice", "look"}:
        return ""
    row = PracticeSettings.objects.get(pk=1)
    settings_history.put_into(row, values)
    css = reverse("desk:look_css", args=[row.brand_colour[1:]])
    shown = {"next_free": "Tomorrow, 10:00am", "book_url": "/book/"}
    context = {"practice": row, "practice_css": css, "is_picture": True, **shown}
    return render_to_string("bookings/home.html", context, request)


@require_safe
@staff_only(roles=MANAGERS)
def look_css(request: StaffRequest, colour: str) -> HttpResponse:
    """A colour that nobody has saved, for the page that shows it."""
    try:
        validate_readable_colour(f"#{colour}")
    except ValidationError as error:
        raise Http404 from error
    return HttpResponse(f":root{{--brand:#{colour}}}\n", content_type="text/css")


def _url(subject: Subject) -> str:
    return reverse("desk:settings") if subject.is_new else reverse("desk:setting", args=[subject.key])


def _subject(key: str) -> Subject:
    subject = subject_of(key)
    if subject is None:
        raise Http404
    return subject
