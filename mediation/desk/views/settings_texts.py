"""Texts that people are shown: what is in force, what comes, what was, and a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.core import settings_history, times
from mediation.core.enums import NoticeKind
from mediation.core.errors import ChangedMeanwhile
from mediation.core.models import Notice
from mediation.core.practice import first_words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.settings_text_form import TextForm
from mediation.desk.settings_texts import TITLES, add_version, newest_version, page_of
from mediation.desk.settings_words import day_words

from .frame import page


@require_safe
@staff_only(roles=MANAGERS)
def texts(request: StaffRequest, kind: str) -> HttpResponse:
    """Every version, the newest first; each can be read as clients read it."""
    which, now = _kind(kind), timezone.now()
    found = list(Notice.objects.filter(kind=which).order_by("-version"))
    in_force = next((one for one in found if one.in_force_from <= now), None)
    who = {
        change.after["version"]: str(change.actor) for change in settings_history.changes_of(page_of(which))
    }
    context = {
        "title": TITLES[which],
        "first_words": "" if in_force else first_words(which),
        "is_shown": which is NoticeKind.COMPLAINTS,
        "versions": [_row(one, in_force, now, who.get(one.version, "")) for one in found],
        "new_url": reverse("desk:text_form", args=[kind]),
        "list_url": reverse("desk:settings"),
    }
    return page(request, "texts", context, current="settings")


def _row(one: Notice, in_force: Notice | None, now: datetime, who: str) -> dict[str, Any]:
    if one == in_force:
        state, tone = "In force", "green"
    elif one.in_force_from > now:
        state, tone = "To come", "info"
    else:
        state, tone = "Past", "info"
    return {
        "version": one.version,
        "text": one.text,
        "from": day_words(times.local_day(one.in_force_from)),
        "who": who,
        "badge": {"text": state, "tone": tone},
        "is_open": one == in_force,
        "again_url": reverse("desk:text_form", args=[one.kind]) + f"?version={one.version}",
    }


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def text_form(request: StaffRequest, kind: str) -> HttpResponse:
    """Begins with the words of the newest version, or of the one in the address; with those that we suggest
    where there is none."""
    which, asked = _kind(kind), request.GET.get("version", "")
    rows = Notice.objects.filter(kind=which).order_by("-version")
    old = rows.filter(version=int(asked)).first() if asked.isdecimal() and len(asked) < 9 else rows.first()
    text = old.text if old else first_words(which)
    form = TextForm(initial={"text": text}, today=times.local_day(timezone.now()))
    return _form_page(request, which, form)


def _form_page(request: StaffRequest, which: NoticeKind, form: forms.Form, **more: Any) -> HttpResponse:
    context = {
        "title": TITLES[which],
        "form": form,
        "seen": newest_version(which),
        "preview_url": reverse("desk:text_preview", args=[which]),
        "back_url": reverse("desk:texts", args=[which]),
        **more,
    }
    response = page(request, "text_form", context, current="settings")
    response.status_code = 422 if form.errors else 200
    return response


def _sent(request: StaffRequest) -> TextForm:
    return TextForm(request.POST, today=times.local_day(timezone.now()))


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def text_preview(request: StaffRequest, kind: str) -> HttpResponse:
    """The very page that clients would see. Nothing is written."""
    which, form = _kind(kind), _sent(request)
    if not form.is_valid() or request.POST.get("step") == "edit":
        return _form_page(request, which, form)
    first_day, text = form.cleaned_data["first_day"], form.cleaned_data["text"]
    seen = request.POST.get("seen", "")
    version = int(seen) + 1 if seen.isdecimal() else 1
    notice = Notice(kind=which, version=version, text=text, in_force_from=form.in_force_from)
    context = {
        "title": TITLES[which],
        "from": day_words(first_day),
        "picture": _picture(request, notice),
        "sent": [("text", text), ("first_day", first_day.isoformat())],
        "seen": seen,
        "preview_url": request.path,
        "save_url": reverse("desk:text_save", args=[which]),
        "back_url": reverse("desk:texts", args=[which]),
    }
    return page(request, "text_preview", context, current="settings")


def _picture(request: StaffRequest, notice: Notice) -> str:
    if notice.kind == NoticeKind.COMPLAINTS:
        return render_to_string("put_right.html", {"text": notice.text, "is_picture": True}, request)
    context = {"notice": notice, "heading": TITLES[NoticeKind(notice.kind)], "is_picture": True}
    return render_to_string("notice_page.html", context, request)


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def text_save(request: StaffRequest, kind: str) -> HttpResponse:
    which, form, now = _kind(kind), _sent(request), timezone.now()
    if not form.is_valid():
        return _form_page(request, which, form)
    seen = request.POST.get("seen", "")
    try:
        notice = add_version(
            kind=which,
            text=form.cleaned_data["text"],
            first_day=form.cleaned_data["first_day"],
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
            user=request.user,
            now=now,
        )
    except ChangedMeanwhile as refusal:
        response = _form_page(request, which, form, refusal=refusal.message)
        response.status_code = 409
        return response
    flash.success(request, f"Version {notice.version} is kept, and in force from that day.")
    return redirect("desk:texts", kind=which)


def _kind(kind: str) -> NoticeKind:
    try:
        return NoticeKind(kind)
    except ValueError as error:
        raise Http404 from error
