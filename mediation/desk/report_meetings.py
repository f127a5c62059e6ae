"""Reports on bookings and meetings, put into tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bookings.enums import AppointmentState, BookingSource
from bookings.queries import reports as counts
from bookings.queries.reports import Lead

from .report_periods import WEEK, Span, step_words, steps
from .report_tables import Report, Row, Table, counted, drawn_as, percent

SOURCES = {
    BookingSource.PUBLIC: "The public pages",
    BookingSource.CALLBACK: "A request for a call",
    BookingSource.INVITATION: "An invitation",
    BookingSource.STAFF: "Staff, without a request for a call",
    "": "Not known",
}
OUTCOMES = {
    AppointmentState.ATTENDED: "Attended",
    AppointmentState.NOT_ATTENDED: "Did not attend",
    AppointmentState.LEFT_EARLY: "Left early",
    AppointmentState.TECHNICAL_FAILURE: "Video or phone failed",
    AppointmentState.CONFIRMED: "Not said yet",
}
LEADS = {
    "day": "Up to 24 hours",
    "two_days": "Up to 48 hours",
    "week": "Up to 7 days",
    counts.LATER: "Longer",
}
ALL = "All"
BEGUN = (
    "Meetings that began in this period, by the day on which they were held in the end. Cancelled ones are "
    "left out."
)


def step_heading(step: str) -> str:
    return "Week from" if step == WEEK else "Month"


def step_notes(span: Span, step: str) -> list[str]:
    """That the first and the last line may be short."""
    if step == WEEK and (span.first.isoweekday() != 1 or span.after.isoweekday() != 1):
        return ["Weeks begin on Monday; of the first and the last only the days of this period count."]
    if step != WEEK and (span.first.day != 1 or span.after.day != 1):
        return ["Of the first and the last month only the days of this period count."]
    return []


def bookings(span: Span, *, now: datetime) -> Report:
    """Five queries."""
    step = span.step
    found = counts.booked_by_step(span.start, span.end, step=step)
    columns = ("booked", "moved", "cancelled", "meetings")
    by_step = counted(
        key="by-time",
        title="Bookings over time",
        headings=(step_heading(step), "Booked", "Moved", "Cancelled", "Meetings"),
        rows=[
            (step_words(day, step), [found[column].get(day, 0) for column in columns])
            for day in steps(span, step)
        ],
        definitions=[
            "Booked: confirmed in this period, also those cancelled later.",
            "Moved: how often a meeting was given another time in this period, also twice.",
            "Cancelled: cancelled in this period, whenever they were booked.",
            "Meetings: their start lies in this period, and they are not cancelled. Whether they took place "
            "is in the report on outcomes.",
            *step_notes(span, step),
        ],
        total_of_columns=ALL,
        bars=0,
    )
    by_kind = counted(
        key="by-kind",
        title="Kinds of meeting",
        headings=("Kind", "Booked", "Cancelled since"),
        rows=[(name, [booked, gone]) for name, booked, gone in counts.booked_by_kind(span.start, span.end)],
        definitions=["Cancelled since: of those booked in this period, up to now."],
        total_of_columns=ALL,
    )
    return Report("Bookings", (by_step, by_kind))


def time_to_meeting(span: Span, *, now: datetime) -> Report:
    """Always in weeks. Two queries."""
    found, all_of_it = counts.time_to_meeting(span.start, span.end, step=WEEK, now=now)
    headings = (
        "Week from",
        "Meetings",
        "Middle, hours",
        "Nine in ten, hours",
        "Within 48 hours",
        "Within 48 hours, per cent",
    )
    rows = [_lead_row(step_words(day, WEEK), found.get(day, Lead())) for day in steps(span, WEEK)]
    table = Table(
        key="by-week",
        title="From booking to meeting",
        headings=headings,
        rows=(*rows, _lead_row(ALL, all_of_it)),
        definitions=(
            "Online meetings by the week in which they were held, counted as on the page of the promise: "
            "over, and neither cancelled nor missed. One without an outcome yet counts as held.",
            "Hours: from the booking to the start of the meeting as it was held, also where it was moved.",
            "Middle: half of the meetings began within so many hours. Nine in ten: so did nine in ten.",
            "Within 48 hours: held within 48 hours of booking, both ends included.",
            *step_notes(span, WEEK),
        ),
        chart=drawn_as("line", rows, column=1, key="by-week", headings=headings),
        has_totals=True,
    )
    return Report("Time to meeting", (table,))


def _lead_row(label: str, lead: Lead) -> Row:
    return Row(
        label,
        (
            lead.meetings,
            _hours(lead.median),
            _hours(lead.nine_in_ten),
            lead.within,
            percent(lead.within, lead.meetings),
        ),
    )


def _hours(long: timedelta | None) -> Decimal | None:
    """To a tenth."""
    if long is None:
        return None
    minutes = Decimal(round(long / timedelta(minutes=1)))
    return (minutes / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def sources(span: Span, *, pages: Mapping[str, int], page_words: Mapping[str, str]) -> Report:
    """One query; `pages` counts requests for a call by the page from which they came."""
    found = counts.booked_by_source(span.start, span.end)
    by_source = counted(
        key="bookings",
        title="How bookings came about",
        headings=("Way", "Booked", "Cancelled since", "Attended"),
        rows=[
            (words, found.get(str(source), (0, 0, 0)))
            for source, words in SOURCES.items()
            if source or "" in found
        ],
        definitions=[
            "Booked: confirmed in this period, also those cancelled later.",
            "Invitation: the invited person booked by the link in our letter. A request for a call: the "
            "booking began with it, whoever finished it.",
            "Not known: booked before we kept this, and nothing left to tell it from.",
        ],
        total_of_columns=ALL,
        bars=0,
    )
    by_page = counted(
        key="calls",
        title="Pages from which people asked for a call",
        headings=("Page", "Requests"),
        rows=[(page_words.get(page, page), [count]) for page, count in pages.items()],
        definitions=[
            "Which page of ours led to the request. We do not know how people found us: we keep no record of "
            "other websites, since that could give somebody away.",
            "Requests are deleted 90 days after they are over, so older ones are missing here.",
        ],
        total_of_columns=ALL,
    )
    return Report("Sources", (by_source, by_page))


def outcomes(span: Span, *, now: datetime) -> Report:
    """Two queries."""
    found = counts.outcomes(span.start, span.end, now=now)
    of_mediators = counts.outcomes_by_mediator(span.start, span.end, now=now)
    by_outcome = counted(
        key="outcomes",
        title="How meetings went",
        headings=("Outcome", "Meetings"),
        rows=[(words, [found.get(state, 0)]) for state, words in OUTCOMES.items()],
        definitions=[BEGUN, "Not said yet: it has begun, and nobody has recorded how it went."],
        total_of_columns=ALL,
        bars=0,
    )
    return Report("Outcomes", (by_outcome, _by_mediator(of_mediators)))


def _by_mediator(found: Mapping[str, Mapping[str, int]]) -> Table:
    """Small numbers held back. Of one mediator alone it would be the table for the practice."""
    alone = len(found) == 1
    rows = [(name, [states.get(state, 0) for state in OUTCOMES]) for name, states in found.items()]
    table = counted(
        key="mediators",
        title="By mediator",
        headings=("Mediator", *OUTCOMES.values()),
        rows=[] if alone else rows,
        definitions=["The mediator whose meeting it was in the end. It says nothing of how well they work."],
        is_sensitive=True,
        known_totals=True,
    )
    return replace(table, empty="One mediator held all of them: see the table above.") if alone else table


def no_shows(span: Span, *, now: datetime) -> Report:
    """Two queries."""
    step = span.step
    by_step = counts.missed_by_step(span.start, span.end, step=step, now=now)
    by_lead = counts.missed_by_lead(span.start, span.end, now=now)
    over_time = _missed(
        "by-time",
        "Meetings that the client did not attend",
        step_heading(step),
        [(step_words(day, step), by_step.get(day, (0, 0))) for day in steps(span, step)],
        [
            BEGUN,
            "Outcome said: somebody recorded how it went. Did not attend: of these, the client did not come.",
            *step_notes(span, step),
        ],
    )
    lead = _missed(
        "by-lead",
        "By how long before the meeting it was booked",
        "Booked before the start",
        [(words, by_lead.get(key, (0, 0))) for key, words in LEADS.items()],
        ["From the booking to the start as it is now. Each line leaves out those of the line above."],
    )
    return Report("No-shows", (over_time, lead))


def _missed(
    key: str, title: str, label: str, rows: list[tuple[str, tuple[int, int]]], definitions: list[str]
) -> Table:
    headings = (label, "Outcome said", "Did not attend", "Did not attend, per cent")
    made = [Row(words, (said, missed, percent(missed, said))) for words, (said, missed) in rows]
    said, missed = sum(one[1][0] for one in rows), sum(one[1][1] for one in rows)
    return Table(
        key=key,
        title=title,
        headings=headings,
        rows=(*made, Row(ALL, (said, missed, percent(missed, said)))),
        definitions=tuple(definitions),
        chart=drawn_as("bars", made, column=1, key=key, headings=headings),
        has_totals=True,
    )
