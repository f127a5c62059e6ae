"""The reports that there are, each by the name in its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.queries.reports import callbacks_by_page

from . import report_meetings, report_people
from .report_periods import Span
from .report_tables import Report


@dataclass(frozen=True, slots=True)
class Kind:
    """`build` counts and lays out; `lead` is its line in the list."""

    slug: str
    title: str
    lead: str
    build: Callable[..., Report]


def _sources(span: Span, *, now: datetime) -> Report:
    pages = callbacks_by_page(span.start, span.end)
    return report_meetings.sources(span, pages=pages, page_words=report_people.PAGES)


KINDS = (
    Kind(
        "bookings",
        "Bookings",
        "Booked, moved and cancelled, and the meetings themselves.",
        report_meetings.bookings,
    ),
    Kind(
        "time-to-meeting",
        "Time to meeting",
        "How long people wait from booking to meeting.",
        report_meetings.time_to_meeting,
    ),
    Kind("sources", "Sources", "How people came: by themselves, by a call, by an invitation.", _sources),
    Kind("outcomes", "Outcomes", "How meetings went, and by mediator.", report_meetings.outcomes),
    Kind("no-shows", "No-shows", "Meetings that the client did not attend.", report_meetings.no_shows),
    Kind("calls", "Callbacks", "Requests for a call against the promised time.", report_people.callbacks),
    Kind(
        "legal-aid",
        "Legal aid",
        "Decisions, and how people pay. Small numbers are held back.",
        report_people.legal_aid,
    ),
    Kind("flags", "Flags", "Flags by kind. Small numbers are held back.", report_people.flags),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
