"""Reports on requests for a call, legal aid and flags, put into tables."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from intake.enums import FlagSeverity
from intake.queries import reports as intake_counts
from legalaid.enums import Decision, FundingSource
from legalaid.queries import reports as legal_aid_counts

from .flag_words import TITLES
from .report_meetings import ALL
from .report_periods import MONTH, Span, step_words, steps
from .report_tables import Report, Row, Table, counted, percent

DELETED = "Requests are deleted 90 days after they are over, so older ones are missing here."
PAGES = {
    "home": "The first page",
    "times": "The times",
    "taken": "A time that was just taken",
    "link": "A link that no longer worked",
    "code": "The page for a code",
    "help": "A page about safety or help",
    "saved": "Answers kept for later",
    "error": "An error page",
    "foot": "The foot of a page",
    "guides": "The guides",
    "who": "Who is involved",
    "costs": "Could legal aid pay",
    "invited": "The invited person’s page",
    "": "Not known",
}
SEVERITIES = {
    FlagSeverity.RED: "Call first",
    FlagSeverity.AMBER: "Read first",
    FlagSeverity.CONTRADICTION: "Answers differ",
    FlagSeverity.INFO: "To know",
}
WAYS_TO_PAY = {
    FundingSource.PRIVATE: "Paying privately",
    FundingSource.LEGAL_AID: "Hopes for legal aid",
    FundingSource.NOT_SURE: "Not sure",
    FundingSource.OTHER_PARTY: "Nothing to pay, because of the other party",
}


def callbacks(span: Span, *, now: datetime) -> Report:
    """Six queries."""
    kept = intake_counts.promises_kept(span.start, span.end, now=now)
    return Report("Callbacks", (_promise(kept), _waits(span, kept), _ends(span), _attempts(span)))


def _promise(kept: intake_counts.Promises) -> Table:
    return counted(
        key="promise",
        title="The promised time",
        headings=("First call", "Requests"),
        rows=[
            ("In time", [kept.within]),
            ("Late", [kept.late]),
            ("Not yet, and overdue", [kept.overdue]),
            ("Not yet, still in time", [kept.waiting]),
            ("Over without a call", [kept.not_rung]),
        ],
        definitions=[
            "Requests made in this period, each counted once. The promise is the end of the time that they "
            "chose, or else the working time set in the settings when they asked.",
            "Over without a call: they cancelled, the number could not be rung, or staff closed it.",
            DELETED,
        ],
        total_of_columns=ALL,
        bars=0,
    )


def _ends(span: Span) -> Table:
    ended = intake_counts.callbacks_by_end(span.start, span.end)
    return counted(
        key="ends",
        title="What became of the requests",
        headings=("End", "Requests"),
        rows=[
            ("Became a booking", [ended["booked"]]),
            ("We talked, no booking", [ended["reached"]]),
            ("Never reached", [ended["never"]]),
            ("Still open", [ended["open"]]),
        ],
        definitions=["As they stand now. Never reached: over, and we never talked with them."],
        total_of_columns=ALL,
        bars=0,
    )


def _attempts(span: Span) -> Table:
    rung = intake_counts.callbacks_by_attempts(span.start, span.end)
    return counted(
        key="attempts",
        title="How often we rang",
        headings=("Calls", "Requests"),
        rows=[(_times(calls), [count]) for calls, count in rung.items()],
        definitions=["Requests that are over, by the calls that staff recorded."],
        total_of_columns=ALL,
    )


def _times(calls: int) -> str:
    return {0: "Never", 1: "Once", 2: "Twice"}.get(calls, f"{calls} times")


def _waits(span: Span, kept: intake_counts.Promises) -> Table:
    asked, minutes = intake_counts.median_wait(span.start, span.end)
    rung = kept.within + kept.late
    whole = None if minutes is None else Decimal(minutes).quantize(Decimal(1), ROUND_HALF_UP)
    return Table(
        key="waits",
        title="How soon",
        headings=("What", "Figure"),
        rows=(
            Row("First calls in time, per cent", (percent(kept.within, rung),)),
            Row("Wanted a call as soon as we can, and were rung", (asked,)),
            Row("Of these, working minutes to the first call, middle", (whole,)),
        ),
        definitions=(
            "Per cent: of the requests that were rung, in time or late.",
            "Working minutes: the hours in which we ring people back, as they are set now, closed days left "
            "out. Middle: half of them waited no longer. People who chose a time are left out.",
        ),
    )


def legal_aid(span: Span, *, now: datetime) -> Report:
    """In whole months, small numbers held back. Two queries."""
    months = span.whole_months
    found = legal_aid_counts.decisions_by_month(months.start, months.end)
    ways = legal_aid_counts.people_by_source(months.start, months.end)
    decisions = counted(
        key="decisions",
        title="Decisions on legal aid",
        headings=("Month", "Eligible", "Not eligible"),
        rows=[
            (
                step_words(day, MONTH),
                [found.get((day, kind), 0) for kind in (Decision.ELIGIBLE, Decision.NOT_ELIGIBLE)],
            )
            for day in steps(months, MONTH)
        ],
        definitions=[
            "By the day of the mediator’s decision. A second decision on the same person counts again."
        ],
        is_sensitive=True,
        total_of_columns=ALL,
        total_of_rows="Decisions",
        bars=0,
    )
    paying = counted(
        key="ways",
        title="How people pay",
        headings=("Way", "People"),
        rows=[(words, [ways.get(source, 0)]) for source, words in WAYS_TO_PAY.items()],
        definitions=["People whose file was opened in these months, by what stands on it now."],
        is_sensitive=True,
        total_of_columns=ALL,
        bars=0,
    )
    return Report("Legal aid", (decisions, paying), whole_months=True)


def flags(span: Span, *, now: datetime) -> Report:
    """In whole months, small numbers held back. One query."""
    months = span.whole_months
    kinds = counted(
        key="kinds",
        title="Flags by kind",
        headings=("Kind", "People", "Open now"),
        rows=[
            (f"{TITLES.get(code, code)} ({SEVERITIES[FlagSeverity(severity)].lower()})", [people, still])
            for code, severity, people, still in intake_counts.flags_by_kind(months.start, months.end)
        ],
        definitions=[
            "People on whose file such a flag was raised in these months. One person may have several, so "
            "there is no total. Kinds that nobody had are not listed.",
            "Open now: of these people, on how many files it is open still.",
        ],
        is_sensitive=True,
        bars=0,
    )
    return Report("Flags", (kinds,), whole_months=True)
