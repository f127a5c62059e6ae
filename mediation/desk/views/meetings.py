"""The meeting's own page: the list, the mediator's notes, how it went and the certificate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import services
from bookings.errors import BookingError, ChangedMeanwhile
from bookings.meeting_checklist import Answer, Answers, all_items, read_answer
from bookings.models import Appointment, MeetingRecord
from bookings.queries import appointments_visible_to
from bookings.queries.certificates import certificates_of, obstacles_of
from bookings.queries.records import (
    accesses_to,
    is_the_mediator,
    meeting_facts,
    missing_items,
    notes_of,
    record_of,
    stopping_items,
)
from mediation.core import audit, times
from mediation.core.models import User
from mediation.desk import flag_card, meeting_words, people, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.meeting_forms import WHY_NOTES, NoteForm

from .frame import page
from .invitation_panel import invitation_panel
from .outcomes import outcome_panel

REFUSED = 422


def own_meeting(request: StaffRequest, reference: str) -> Appointment:
    """A meeting that this colleague holds: 403 for one that they merely may see, 404 for any other."""
    rows = appointments_visible_to(request.user).select_related("party__contact", "party__case", "claim")
    one = get_object_or_404(rows, reference=reference)
    if not is_the_mediator(request.user, one):
        raise PermissionDenied
    return one


def meeting_link(one: Appointment, user: User) -> dict[str, Any]:
    """For the appointment's page: the way to the meeting's, for its mediator."""
    is_mine = is_the_mediator(user, one)
    return {"meeting_url": reverse("desk:meeting", args=[one.reference]) if is_mine else ""}


@require_safe
@staff_only()
def meeting(request: StaffRequest, reference: str) -> HttpResponse:
    """For the meeting's mediator alone. Reading it is recorded."""
    return _page(request, own_meeting(request, reference), timezone.now())


def _page(request: StaffRequest, one: Appointment, now: datetime, **bound: Any) -> HttpResponse:
    audit.record(audit.Actor.of(request.user), "meeting.read", one, at=now)
    record = record_of(one)
    flags = flag_card.panel(one, request.user, now=now)
    read_first = bool(flags["unread"])
    context = {
        "reference": one.reference,
        "party": {"name": one.party.name, "words": f"Case {one.party.case.reference}"},
        "appointment": {"reference": one.reference, "when": times.full_when(one.starts_at, one.ends_at)},
        "what": one.appointment_type.name,
        "badges": words.appointment_badges(one),
        "code_word": one.party.contact.phrase,
        "read_first": read_first,
        "room_url": "" if read_first else people.host_room(one, now=now),
        **_list(one, record, request.user, now, shown=bound.get("shown")),
        "problem": bound.get("problem", ""),
        **_notes(one, now, bound.get("note_form")),
        **outcome_panel(one, now=now),
        "back_to": "meeting",
        **_certificate(one, record, request.user, now),
        **invitation_panel(one),
        "log_url": reverse("desk:case_log", args=[one.party.case.reference]),
        "back_url": reverse("desk:appointment", args=[one.reference]),
        "flags_url": reverse("desk:appointment", args=[one.reference]) + "#flagged",
    }
    response = page(request, "meeting", context, current="today")
    response.status_code = bound.get("status", 200)
    return response


def _list(
    one: Appointment, record: MeetingRecord | None, user: User, now: datetime, *, shown: Answers | None
) -> dict[str, Any]:
    stored = record.answers if record else {}
    missing = missing_items(one, record)
    return {
        "sections": meeting_words.list_sections(
            meeting_facts(one),
            record,
            shown=stored if shown is None else shown,
            stored=stored,
            who=meeting_words.authors(record, reader=user),
            now=now,
        ),
        "version": record.version if record else 0,
        "missing": [item.words for item in missing],
        "asked": len(all_items(meeting_facts(one))),
        "stopped": [item.then for item in stopping_items(one, record)],
        "list_url": reverse("desk:save_list", args=[one.reference]),
    }


def _notes(one: Appointment, now: datetime, form: NoteForm | None) -> dict[str, Any]:
    why = dict(WHY_NOTES)
    return {
        "notes": [
            {"text": row.text, "by": str(row.author), "when": words.since(row.written_at, now=now)}
            for row in notes_of(one)
        ],
        "note_form": form or NoteForm(auto_id="note_%s"),
        "note_url": reverse("desk:add_note", args=[one.reference]),
        "opened_by": [
            f"{row.user} opened them, {words.since(row.opened_at, now=now)}: {why[row.why].lower()}"
            for row in accesses_to(one.party.case)
        ],
    }


def _certificate(one: Appointment, record: MeetingRecord | None, user: User, now: datetime) -> dict[str, Any]:
    issued = list(certificates_of(one))
    found = obstacles_of(one, record, user=user)
    return {
        "certificates": meeting_words.certificate_rows(issued, now=now),
        "is_closed": bool(issued),
        "obstacles": [] if issued else [meeting_words.OBSTACLES[each] for each in found],
        "certificate_url": reverse("desk:certificate", args=[one.reference]),
    }


@require_POST
@staff_only()
def save_list(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep the list as it stands on the page; where another window saved meanwhile, show both."""
    one, now = own_meeting(request, reference), timezone.now()
    given = _given(request, one)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
    by_itself = request.headers.get("Accept") == "application/json"  # a tick, saved without a press
    try:
        saved = services.save_checklist(
            appointment=one, given=given, version=version, user=request.user, now=now
        )
    except BookingError as refusal:
        return _not_saved(request, one, given, refusal, now, by_itself=by_itself)
    if by_itself:
        then = [item.then for item in stopping_items(one, saved)]
        said = " ".join((f"Saved {times.clock(now)}.", *then))
        return JsonResponse({"version": saved.version, "words": said})
    flash.success(request, "Saved.")
    return redirect("desk:meeting", reference=reference)


def _not_saved(
    request: StaffRequest,
    one: Appointment,
    given: dict[str, Answer | None],
    refusal: BookingError,
    now: datetime,
    *,
    by_itself: bool,
) -> HttpResponse:
    """Why, in words; where another window saved meanwhile, with both on the page."""
    if by_itself:
        return JsonResponse({"words": str(refusal)}, status=REFUSED)
    if isinstance(refusal, ChangedMeanwhile):
        record = record_of(one)
        shown = meeting_words.merged(given, record.answers if record else {})
        return _page(request, one, now, shown=shown, problem=str(refusal), status=REFUSED)
    flash.error(request, str(refusal))
    return redirect("desk:meeting", reference=one.reference)


def _given(request: StaffRequest, one: Appointment) -> dict[str, Answer | None]:
    return {
        item.key: read_answer(item, request.POST.getlist(item.key)) for item in all_items(meeting_facts(one))
    }


@require_POST
@staff_only()
def add_note(request: StaffRequest, reference: str) -> HttpResponse:
    one, now = own_meeting(request, reference), timezone.now()
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _page(request, one, now, note_form=form, status=REFUSED)
    services.add_note(appointment=one, text=form.cleaned_data["text"], user=request.user, now=now)
    flash.success(request, "Your note is kept. Only you see it.")
    return redirect(reverse("desk:meeting", args=[reference]) + "#notes")
