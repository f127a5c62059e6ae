"""A mediator's notes, opened by a manager with a reason, for an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import services
from bookings.enums import WhyNotes
from bookings.meeting_checklist import Kind, all_items
from bookings.models import MeetingRecord
from bookings.queries import cases_visible_to
from bookings.queries.records import meeting_facts, notes_of_case, open_access, records_of_case
from intake.models import Case
from mediation.core import audit, times
from mediation.desk import words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.meeting_forms import OpenNotesForm

from .frame import page

REFUSED = 422


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def notes(request: StaffRequest, reference: str) -> HttpResponse:
    """The form that opens them; while they are open, the notes. Every reading is recorded."""
    one, now = _case(request, reference), timezone.now()
    access = open_access(request.user, one, now=now)
    if access is None:
        return _page(request, one)
    audit.record(audit.Actor.of(request.user), "notes.read", one, at=now, access=access.pk)
    rows = [_note(row, now) for row in notes_of_case(one)]
    lists = [_list(row) for row in records_of_case(one)]
    return _page(request, one, until=times.clock(access.until), notes=rows, lists=lists)


def _case(request: StaffRequest, reference: str) -> Case:
    return get_object_or_404(cases_visible_to(request.user), reference=reference)


def _page(request: StaffRequest, one: Case, *, status: int = 200, **known: Any) -> HttpResponse:
    context = {
        "case": {"reference": one.reference},
        "form": OpenNotesForm(),
        "open_url": reverse("desk:open_notes", args=[one.reference]),
        "back_url": reverse("desk:case", args=[one.reference]),
    }
    response = page(request, "notes", context | known, current="people")
    response.status_code = status
    return response


def _note(row: Any, now: datetime) -> dict[str, str]:
    return {
        "whose": row.appointment.party.name,
        "text": row.text,
        "by": str(row.author),
        "when": words.since(row.written_at, now=now),
    }


def _list(record: MeetingRecord) -> dict[str, Any]:
    """What the mediator wrote on the list in words; the ticks are in the file check."""
    answers, choices = record.answers, {}
    for item in all_items(meeting_facts(record.appointment)):
        if item.key not in answers or item.kind is Kind.TICK:
            continue
        given = answers[item.key]
        said = {one.value: one.words for one in item.choices}
        picked = given if isinstance(given, list) else [given]
        choices[item.words] = "; ".join(said.get(str(one), str(one)) for one in picked)
    return {
        "whose": record.appointment.party.name,
        "mediator": record.appointment.mediator.name,
        "rows": list(choices.items()),
    }


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def open_notes(request: StaffRequest, reference: str) -> HttpResponse:
    """Break the glass."""
    one = _case(request, reference)
    form = OpenNotesForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=form, status=REFUSED)
    services.open_notes(
        case=one,
        why=WhyNotes(form.cleaned_data["why"]),
        words=form.cleaned_data["words"],
        user=request.user,
        now=timezone.now(),
    )
    flash.success(request, "Open for an hour, for you, for this case alone. The mediator sees it.")
    return redirect("desk:notes", reference=reference)
