"""PURE. The stretch of UK days that a report looks at, and the weeks or months it is told in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mediation.core.times import UK, months_later

DAY = timedelta(days=1)
WEEKS_UP_TO = 100 * DAY  # a quarter is told in weeks; longer stretches in months
LONGEST = 5 * 366 * DAY
MONTH, WEEK = "month", "week"


@dataclass(frozen=True, slots=True)
class Span:
    """UK days from `first` to the day before `after`: half-open, like every period here."""

    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - DAY

    @property
    def start(self) -> datetime:
        """The instant at which it begins. (UK clocks never change at midnight.)"""
        return datetime.combine(self.first, time(), UK)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.after, time(), UK)

    @property
    def words(self) -> str:
        """1 November 2026 to 30 November 2026."""
        return f"{_day(self.first)} to {_day(self.last)}"

    @property
    def step(self) -> str:
        return WEEK if self.after - self.first <= WEEKS_UP_TO else MONTH

    @property
    def whole_months(self) -> Span:
        """Widened to whole months: what is counted in two spans that differ by a day tells of that day."""
        return Span(self.first.replace(day=1), months_later(self.last.replace(day=1), 1))


@dataclass(frozen=True, slots=True)
class Preset:
    key: str
    words: str
    span: Span


def presets(today: date, contract_year: tuple[date, date] | None = None) -> list[Preset]:
    """The usual spans. `contract_year`: the first day of the one that holds today, and of the next."""
    month = today.replace(day=1)
    found = [
        Preset("last-month", "Last month", Span(months_later(month, -1), month)),
        Preset("this-month", "This month", Span(month, months_later(month, 1))),
        Preset("last-12-months", "Last 12 months", Span(months_later(month, -12), month)),
    ]
    if contract_year:
        found.append(Preset("contract-year", "Contract year", Span(*contract_year)))
    return found


def steps(span: Span, step: str) -> Iterator[date]:
    """The Mondays, or the firsts of months, whose week or month touches the span."""
    day = start_of(span.first, step)
    while day < span.after:
        yield day
        day = day + 7 * DAY if step == WEEK else months_later(day, 1)


def start_of(day: date, step: str) -> date:
    return day - (day.isoweekday() - 1) * DAY if step == WEEK else day.replace(day=1)


def step_words(day: date, step: str) -> str:
    """16 Nov 2026 (the Monday), or Nov 2026."""
    return f"{day.day} {day:%b %Y}" if step == WEEK else f"{day:%b %Y}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
