"""What an auditor must find in the files of a case, and what is missing; as a page and as a table to keep."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.file_check import Line, State, Where, check, missing_of
from bookings.models import Appointment
from bookings.queries import cases_visible_to
from bookings.queries.file_check import facts_of_case
from bookings.queries.records import is_the_mediator
from intake.models import Case
from mediation.core import audit, times
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.meeting_words import day

from .frame import page

BADGES = {
    State.FOUND: {"text": "Found", "tone": "green"},
    State.MISSING: {"text": "Missing", "tone": "red"},
    State.NOT_NEEDED: {"text": "Does not apply", "tone": "info"},
    State.BY_HAND: {"text": "Look by hand", "tone": "amber"},
}
COLUMNS = ("Case", "File", "Mediator", "What", "State", "Date", "Detail")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@staff_only()
def file_check(request: StaffRequest, reference: str) -> HttpResponse:
    """The check of each file that this colleague may see. Reading it is recorded."""
    one, now = _case(request, reference), timezone.now()
    audit.record(audit.Actor.of(request.user), "file_check.read", one, at=now)
    context = {
        "case": {"reference": one.reference},
        "files": [_file(meeting, lines, request.user) for meeting, lines in _checked(one, request.user, now)],
        "printed": times.full_when(now, now).partition(",")[0],
        "export_url": reverse("desk:export_file_check", args=[one.reference]),
        "back_url": reverse("desk:case", args=[one.reference]),
    }
    return page(request, "file_check", context, current="people")


def _case(request: StaffRequest, reference: str) -> Case:
    return get_object_or_404(cases_visible_to(request.user), reference=reference)


def _checked(one: Case, user: User, now: datetime) -> list[tuple[Appointment, tuple[Line, ...]]]:
    return [(meeting, check(facts)) for meeting, facts in facts_of_case(one, user=user, now=now)]


def _file(meeting: Appointment, lines: tuple[Line, ...], user: User) -> dict[str, Any]:
    gone = missing_of(lines)
    return {
        "name": meeting.party.name,
        "reference": meeting.reference,
        "missing": len(gone),
        "summary": "Nothing is missing." if not gone else f"{len(gone)} missing.",
        "rows": [
            {
                "words": line.words,
                "detail": line.detail,
                "on": day(line.on) if line.on else "",
                "badge": BADGES[line.state],
                "url": _url(line, meeting, user),
            }
            for line in lines
        ],
    }


def _url(line: Line, meeting: Appointment, user: User) -> str:
    """The page that leads to it, where this colleague may open that."""
    if line.where is Where.NOWHERE:
        return ""
    if line.where is Where.LOG:
        case = meeting.party.case.reference
        return "" if user.role == Role.ADMIN else reverse("desk:case_log", args=[case])
    if line.where is Where.MEETING and not is_the_mediator(user, meeting):
        return ""
    return reverse(f"desk:{line.where}", args=[meeting.reference])


@require_safe
@staff_only(recent=True)
def export(request: StaffRequest, reference: str) -> HttpResponse:
    """The same as a table (CSV) for the auditor. It names the files by reference, not by name."""
    one, now = _case(request, reference), timezone.now()
    found = _checked(one, request.user, now)
    gone = sum(len(missing_of(lines)) for _, lines in found)
    audit.record(audit.Actor.of(request.user), "file_check.exported", one, at=now, missing=gone)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="file-check-{one.reference}.csv"'
    response.write("\ufeff")  # spreadsheets take it for UTF-8 then
    table = csv.writer(response)
    table.writerow(COLUMNS)
    for meeting, lines in found:
        for line in lines:
            state = BADGES[line.state]["text"]
            on = line.on.isoformat() if line.on else ""
            cells = (one.reference, meeting.reference, meeting.mediator.name, line.words, state, on)
            table.writerow([_cell(text) for text in (*cells, line.detail)])
    return response


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
