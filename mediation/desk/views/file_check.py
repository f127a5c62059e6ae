"""What an auditor must find in the files of a case, and what is missing: page, table and paper to keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings import pdf
from bookings.file_check import Line, State, Where, check, missing_of
from bookings.models import Appointment
from bookings.queries import cases_visible_to
from bookings.queries.file_check import facts_of_case
from bookings.queries.records import is_the_mediator
from intake.models import Case
from mediation.core import audit, times
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.practice import practice
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.meeting_words import day
from mediation.desk.report_files import csv_of

from .frame import page

BADGES = {
    State.FOUND: {"text": "Found", "tone": "green"},
    State.MISSING: {"text": "Missing", "tone": "red"},
    State.NOT_YET: {"text": "Not yet", "tone": "info"},
    State.NOT_NEEDED: {"text": "Does not apply", "tone": "info"},
    State.BY_HAND: {"text": "Look by hand", "tone": "amber"},
}
COLUMNS = ("Case", "File", "Mediator", "What", "State", "Date", "Detail")


@require_safe
@staff_only()
def file_check(request: StaffRequest, reference: str) -> HttpResponse:
    """The check of each file that this colleague may see. Reading it is recorded."""
    one, now = _case(request, reference), timezone.now()
    audit.record(audit.Actor.of(request.user), "file_check.read", one, at=now)
    context = {
        "case": {"reference": one.reference},
        "files": [_file(meeting, lines, request.user) for meeting, lines in _checked(one, request.user, now)],
        "printed": day(times.local_day(now)),
        "csv_url": reverse("desk:export_file_check", args=[one.reference]),
        "pdf_url": reverse("desk:print_file_check", args=[one.reference]),
        "back_url": reverse("desk:case", args=[one.reference]),
    }
    return page(request, "file_check", context, current="people")


def _case(request: StaffRequest, reference: str) -> Case:
    return get_object_or_404(cases_visible_to(request.user), reference=reference)


def _checked(one: Case, user: User, now: datetime) -> list[tuple[Appointment, tuple[Line, ...]]]:
    return [(meeting, check(facts)) for meeting, facts in facts_of_case(one, user=user, now=now)]


def _file(meeting: Appointment, lines: tuple[Line, ...], user: User | None) -> dict[str, Any]:
    """One party's file as page and paper show it; with links where a colleague reads it."""
    rows = [
        {
            "words": line.words,
            "detail": line.detail,
            "on": day(line.on) if line.on else "",
            "badge": BADGES[line.state],
            "is_missing": line.state is State.MISSING,
            "url": _url(line, meeting, user) if user else "",
        }
        for line in lines
    ]
    return {
        "name": meeting.party.name,
        "reference": meeting.reference,
        "mediator": meeting.mediator.name,
        "missing": [row for row in rows if row["is_missing"]],
        "rows": rows,
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
    one, found, _ = _exported(request, reference, "csv")
    response = _attached(one, "text/csv; charset=utf-8", "csv")
    rows = (_cells(one, meeting, line) for meeting, lines in found for line in lines)
    response.write(csv_of(COLUMNS, rows))
    return response


@require_safe
@staff_only(recent=True)
def print_it(request: StaffRequest, reference: str) -> HttpResponse:
    """The same as a paper (PDF/UA), with what is missing first. It names nobody either."""
    one, found, now = _exported(request, reference, "pdf")
    context = {
        "practice": practice().name,
        "case": {"reference": one.reference},
        "printed": day(times.local_day(now)),
        "made_at": now.isoformat(timespec="seconds"),
        "files": [_file(meeting, lines, None) for meeting, lines in found],
    }
    response = _attached(one, "application/pdf", "pdf")
    response.write(pdf.make("file_check", context, identifier=f"{one.reference} {context['made_at']}"))
    return response


def _exported(
    request: StaffRequest, reference: str, form: str
) -> tuple[Case, list[tuple[Appointment, tuple[Line, ...]]], datetime]:
    """What leaves the desk, recorded with how much was missing then."""
    one, now = _case(request, reference), timezone.now()
    found = _checked(one, request.user, now)
    gone = sum(len(missing_of(lines)) for _, lines in found)
    audit.record(audit.Actor.of(request.user), "file_check.exported", one, at=now, missing=gone, form=form)
    return one, found, now


def _attached(one: Case, content_type: str, ending: str) -> HttpResponse:
    name = f"file-check-{one.reference}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content_type=content_type, headers=headers)


def _cells(one: Case, meeting: Appointment, line: Line) -> tuple[str, ...]:
    """One line of the table, in the order of COLUMNS."""
    state, on = BADGES[line.state]["text"], line.on.isoformat() if line.on else ""
    return (one.reference, meeting.reference, meeting.mediator.name, line.words, state, on, line.detail)
