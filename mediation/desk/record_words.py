"""How the desk says retention classes, complaints and data protection requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from intake.complaints import (
    BOARD_MONTHS,
    About,
    CameFrom,
    Clock,
    ComplaintOutcome,
    ComplaintState,
    board_until,
    next_step,
)
from intake.models import Complaint, RightsRequest
from intake.rights import ExportState, Identity, RightsKind, RightsOutcome, Use, is_near
from mediation.core.enums import LineState
from mediation.core.retention import RULES, ClassKey, Unit

from .words import Badge

CAME_FROM = {
    CameFrom.CLIENT: "A client",
    CameFrom.PROSPECTIVE: "Somebody who asked us for something, and is no client",
    CameFrom.INVITED: "Somebody whom we invited",
    CameFrom.OTHER: "Somebody else",
}
ABOUT = {
    About.MEDIATOR: "A mediator, or how a meeting went",
    About.OFFICE: "The office",
    About.WAITING: "How long something took",
    About.MONEY: "Money",
    About.ACCESS: "Access, for example with a disability",
    About.DATA: "How we handle their data",
    About.INVITING: "That somebody was invited, or was not",
    About.OTHER: "Something else",
}
COMPLAINT_OUTCOMES = {
    ComplaintOutcome.UPHELD: "They were right",
    ComplaintOutcome.PARTLY: "They were right in part",
    ComplaintOutcome.NOT_UPHELD: "We see it differently",
    ComplaintOutcome.OUTSIDE: "Nothing that we can look at",
    ComplaintOutcome.WITHDRAWN: "They took it back",
}
_COMPLAINT_STATES = {
    ComplaintState.OPEN: ("New", "amber"),
    ComplaintState.ACKNOWLEDGED: ("Acknowledged", "info"),
    ComplaintState.ANSWERED: ("Answered", "green"),
    ComplaintState.CLOSED: ("Closed", "info"),
}
STEPS = {ComplaintState.ACKNOWLEDGED: "Acknowledge by", ComplaintState.ANSWERED: "Answer by"}
KINDS = {
    RightsKind.ACCESS: "See what we hold, or take it along",
    RightsKind.ERASURE: "Have it deleted",
    RightsKind.RECTIFICATION: "Have it corrected",
    RightsKind.OBJECTION: "Say no to a use",
    RightsKind.RESTRICTION: "Have it kept and not used",
}
USES = {
    Use.NUDGES: "Reminders of questions, of papers, and of a meeting that they missed",
    Use.EARLIER: "Offers of an earlier time",
    Use.INVITATION: "Writing to the other person",
    Use.REPORTS: "Counting them in reports",
    Use.NEWS: "News from us",
}
IDENTITIES = {
    Identity.CODE_WORD: "They said their code word",
    Identity.RANG_BACK: "We rang back on the number that we hold",
    Identity.IN_THE_MEETING: "They asked in a meeting",
    Identity.DOCUMENT_SEEN: "We saw a document with their photo, and kept no copy",
    Identity.SOLICITOR: "Their solicitor sent their written authority",
}
RIGHTS_OUTCOMES = {
    RightsOutcome.DONE: "Done",
    RightsOutcome.PARTLY: "Done in part: law keeps the rest",
    RightsOutcome.REFUSED: "Refused",
    RightsOutcome.NOTHING_HELD: "We hold nothing about them",
    RightsOutcome.WITHDRAWN: "They took it back",
}
EXPORTS = {
    ExportState.REVIEW: "Somebody has to read it",
    ExportState.MAKING: "The file is being made. This takes a minute or two: open this page again.",
    ExportState.READY: "The file is ready",
    ExportState.TAKEN: "The file was downloaded, and is gone from here",
    ExportState.EXPIRED: "Nobody downloaded the file for a week, so it is gone",
    ExportState.FAILED: "The file could not be made. Try again",
}
LINES = {
    LineState.GONE: ("Deleted", "info"),
    LineState.WOULD_GO: ("Would go", "amber"),
    LineState.STAYED: ("Kept", "green"),
}
SWEPT = {
    "drafts": "Bookings that were not finished",
    "screenings": "Checks for legal aid without a booking",
    "papers": "Papers on their own day",
    "callbacks": "Requests for a call",
    "complaints": "Complaints without a case",
    "requests": "Data protection requests",
    "exports": "Files for people who asked to see their data",
}
UNITS = [(Unit.DAYS.value, "days"), (Unit.MONTHS.value, "months"), (Unit.YEARS.value, "years")]


def day(on: date) -> str:
    """24 November 2026."""
    return f"{on.day} {on:%B %Y}"


def class_name(key: str) -> str:
    return RULES[ClassKey(key)].name


def badge(pair: tuple[str, str]) -> Badge:
    return {"text": pair[0], "tone": pair[1]}


def complaint_badges(row: Complaint, *, today: date, closed: frozenset[date]) -> list[Badge]:
    """Its state, and how near its next last day is."""
    found = [badge(_COMPLAINT_STATES[row.state])]
    step = next_step(row.state, Clock(row.acknowledge_by, row.answer_by), today=today, closed=closed)
    if step and step.is_late:
        found.append(badge(("Late", "red")))
    elif step and step.is_near:
        found.append(badge(("Due soon", "amber")))
    return found


def complaint_due(row: Complaint, *, today: date, closed: frozenset[date]) -> str:
    """What is to be done by when."""
    step = next_step(row.state, Clock(row.acknowledge_by, row.answer_by), today=today, closed=closed)
    if step:
        return f"{STEPS[step.step]} {day(step.by)}"
    if row.answered_on and not row.closed_on:
        return f"They may go to the Standards Board until {day(board_until(row.answered_on))}"
    return f"Closed on {day(row.closed_on)}" if row.closed_on else ""


def request_badges(row: RightsRequest, *, today: date) -> list[Badge]:
    if not row.is_open:
        return [badge((RIGHTS_OUTCOMES[RightsOutcome(row.outcome)].partition(":")[0], "info"))]
    if today > row.due_on:
        return [badge(("Late", "red"))]
    return [badge(("Due soon", "amber") if is_near(row.due_on, today) else ("Open", "info"))]


def uses(codes: list[str]) -> list[str]:
    """What has stopped, in words, in the order in which it is asked."""
    return [words for use, words in USES.items() if use in codes]


def facts(*pairs: tuple[str, Any]) -> list[tuple[str, str]]:
    """Rows of a list of facts; those without a value are left away."""
    return [(label, day(value) if isinstance(value, date) else str(value)) for label, value in pairs if value]


BOARD = f"the Family Mediation Standards Board, within {BOARD_MONTHS} months"
