"""Papers that people sent: what waits for a person, and one paper with what can be done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries import documents_visible_to
from intake.document_enums import DocumentFor, DocumentState
from intake.errors import DocumentError
from intake.file_names import neutral_name
from intake.models import Document
from intake.queries.documents import waiting_for_a_person
from intake.services import document_desk
from mediation.core import audit, times
from mediation.desk import paper_words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.paper_forms import KindForm, RefuseForm, kind_of
from mediation.desk.people import latest_meeting_url

from .frame import page, part_of


@require_safe
@staff_only()
def papers(request: StaffRequest) -> HttpResponse:
    """What waits to be opened, or to be called by its name, the oldest first."""
    shown = part_of(waiting_for_a_person(documents_visible_to(request.user)), request)
    shown.object_list = paper_words.paper_rows(shown.object_list, now=timezone.now())
    return page(request, "papers", {"page_obj": shown})


@require_safe
@staff_only()
def paper(request: StaffRequest, key: str) -> HttpResponse:
    """One paper, not itself but what is known of it. Reading that is recorded."""
    return _page(request, _one(request, key), timezone.now())


def _page(request: StaffRequest, one: Document, now: datetime, **forms: Any) -> HttpResponse:
    audit.record(audit.Actor.of(request.user), "document.seen", one, at=now)
    found, open_ = paper_words.suggestion_of(one), one.state != DocumentState.REFUSED
    is_clean = one.state == DocumentState.CLEAN
    context = {
        "paper": paper_words.paper_rows([one], now=now)[0],
        "file": f"{one.file_type.upper()}, {_size(one.size)}{_pages(one.pages)}",
        "file_name": one.name,
        "reading": paper_words.reading(one),
        "guess": paper_words.guess(found) if found else "",
        "is_sure": found.is_sure if found else False,
        "told_by": found.told_by if found else "",
        "hearings": [f"{day.day} {day:%B %Y}" for day in found.hearings] if found else [],
        "refused": one.refused_because,
        "confirmed": _by(one.confirmed_by, one.confirmed_at, now) if one.confirmed_at else "",
        "decided": _by(one.decided_by, one.decided_at, now) if one.decided_at else "",
        "kept_for": f"{paper_words.RETENTION[one.retention]}, until {_day(one.delete_at)}",  # type: ignore[index]
        "file_url": _url("paper_file", one) if is_clean else "",
        "let_out_url": _url("let_out_paper", one) if one.state == DocumentState.QUARANTINED else "",
        "kind_url": _url("name_paper", one) if is_clean and one.sent_for != DocumentFor.EVIDENCE else "",
        "kind_form": forms.get("kind_form") or KindForm(initial={"kind": one.confirmed_kind}),
        "refuse_url": _url("refuse_paper", one) if open_ else "",
        "refuse_form": forms.get("refuse_form") or RefuseForm(),
        "hold_url": _url("hold_paper", one) if request.user.role in MANAGERS else "",
        "is_held": one.is_held,
        "person_url": _person_url(request, one),
        "back_url": reverse("desk:papers"),
    }
    return page(request, "paper", context, current="papers")


def _by(who: object, at: datetime, now: datetime) -> str:
    return f"{who or 'the virus check'}, {paper_words.since(at, now=now)}"


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} kB"


def _pages(pages: int | None) -> str:
    return f", {pages} pages" if pages and pages > 1 else ""


def _day(at: datetime) -> str:
    day = times.local_day(at)
    return f"{day.day} {day:%B %Y}"


def _url(name: str, one: Document) -> str:
    return reverse(f"desk:{name}", args=[one.key])


def _person_url(request: StaffRequest, one: Document) -> str:
    """The page of whose paper it is."""
    if one.callback is not None:
        return reverse("desk:callback", args=[one.callback.reference])
    return latest_meeting_url(request.user, one.party_id)


def _one(request: StaffRequest, key: str) -> Document:
    return get_object_or_404(documents_visible_to(request.user), key=key)


@require_safe
@staff_only()
def paper_file(request: StaffRequest, key: str) -> HttpResponse:
    """The file itself: always a download under a name that says nothing, never shown by the browser."""
    one = _one(request, key)
    try:
        content = document_desk.open_file(
            document=one, actor=audit.Actor.of(request.user), now=timezone.now()
        )
    except DocumentError as error:
        flash.error(request, error.message)
        return redirect("desk:paper", key=key)
    response = HttpResponse(content, content_type="application/octet-stream")
    name = neutral_name(one.key, one.file_type)  # type: ignore[arg-type]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@staff_only()
def let_out_paper(request: StaffRequest, key: str) -> HttpResponse:
    """Nothing checked it for viruses; somebody takes it upon them."""
    one, actor = _one(request, key), audit.Actor.of(request.user)
    try:
        document_desk.let_out(document=one, actor=actor, now=timezone.now())
    except DocumentError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, "It can be opened now.")
    return redirect("desk:paper", key=key)


@require_POST
@staff_only()
def name_paper(request: StaffRequest, key: str) -> HttpResponse:
    """Say what it is. It changes no flag."""
    one, form, now = _one(request, key), KindForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, one, now, kind_form=form)
    try:
        document_desk.confirm_kind(
            document=one, kind=kind_of(form), actor=audit.Actor.of(request.user), now=now
        )
    except DocumentError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, "Recorded. The client sees that a person has checked it.")
    return redirect("desk:paper", key=key)


@require_POST
@staff_only()
def refuse_paper(request: StaffRequest, key: str) -> HttpResponse:
    """It is of no use; the client reads why."""
    one, form, now = _one(request, key), RefuseForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, one, now, refuse_form=form)
    try:
        document_desk.refuse(
            document=one,
            reason=form.cleaned_data["reason"],
            actor=audit.Actor.of(request.user),
            now=now,
        )
    except DocumentError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, "Refused. The client reads why on their own page.")
    return redirect("desk:papers")


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def hold_paper(request: StaffRequest, key: str) -> HttpResponse:
    """Keep it past its day, or no longer."""
    one, is_held = _one(request, key), request.POST.get("held") == "yes"
    document_desk.hold(document=one, is_held=is_held, actor=audit.Actor.of(request.user), now=timezone.now())
    flash.success(request, "It is kept until you say otherwise." if is_held else "It goes on its day.")
    return redirect("desk:paper", key=key)
