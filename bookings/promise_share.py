"""PURE. How long people waited for the meetings that were held, week by week.

See docs/decisions/the-promise.md for what counts. Distances are elapsed time; weeks begin on Monday, UK time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Self

from mediation.core.times import local_day

WEEK = timedelta(days=7)
ENOUGH = 5  # below that a share says more of chance than of the practice


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that took place: on which day (UK), how long after its booking, whether it was moved in
    between."""

    on: date
    wait: timedelta
    was_moved: bool = False

    @classmethod
    def of(cls, booked_at: datetime, starts_at: datetime, *, was_moved: bool = False) -> Self:
        return cls(local_day(starts_at), starts_at - booked_at, was_moved)


@dataclass(frozen=True, slots=True)
class Share:
    """Of the meetings held in one week (or several): how many within the promise of their booking."""

    begins: date
    within: int
    meetings: int
    moved: int
    median_wait: timedelta | None

    @property
    def per_cent(self) -> int | None:
        """Rounded; None where there are too few to say."""
        return round(100 * self.within / self.meetings) if self.meetings >= ENOUGH else None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_week(held: Iterable[Held], *, first: date, weeks: int, promise: timedelta) -> list[Share]:
    """One share for each week from the Monday `first` on, also for weeks without a meeting."""
    found: dict[date, list[Held]] = {first + number * WEEK: [] for number in range(weeks)}
    for one in held:
        week = monday_of(one.on)
        if week in found:
            found[week].append(one)
    return [share(week, meetings, promise=promise) for week, meetings in found.items()]


def share(begins: date, held: Iterable[Held], *, promise: timedelta) -> Share:
    meetings = list(held)
    return Share(
        begins=begins,
        within=sum(one.wait <= promise for one in meetings),
        meetings=len(meetings),
        moved=sum(one.was_moved for one in meetings),
        median_wait=_median([one.wait for one in meetings]),
    )


def _median(waits: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in waits)) if waits else None
