"""PURE. Stretches of time as half-open ``[start, end)`` intervals of aware UTC instants."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple


class Period(NamedTuple):
    """``[start, end)``. One that ends at or before its start is empty, and every function here drops it.

    A named tuple and not a dataclass: a page builds thousands of these, and tuples sort and build in C.
    """

    start: datetime
    end: datetime

    @property
    def is_empty(self) -> bool:
        return self.end <= self.start

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share an instant. Neighbours that only touch do not."""
        return max(self.start, other.start) < min(self.end, other.end)

    def covers(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end


def utc(instant: datetime) -> datetime:
    """The same instant in UTC, where adding minutes means elapsed minutes. ValueError for a naive one."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant.astimezone(UTC)


def merge(periods: Iterable[Period]) -> list[Period]:
    """The same time, sorted, without overlaps; neighbours that touch become one."""
    merged: list[Period] = []
    current: tuple[datetime, datetime] | None = None
    for start, end in sorted(periods):
        if end <= start:
            continue
        if current is None:
            current = start, end
        elif start > current[1]:
            merged.append(Period(*current))
            current = start, end
        elif end > current[1]:
            current = current[0], end
    return merged if current is None else [*merged, Period(*current)]


def is_inside(merged: Sequence[Period], wanted: Period) -> bool:
    """Whether one of these, which are merged and in order, holds all of ``wanted``."""
    at = bisect_right(merged, wanted.start, key=lambda one: one.start)
    return at > 0 and wanted.end <= merged[at - 1].end


def subtract(periods: Iterable[Period], taken: Iterable[Period]) -> list[Period]:
    """What is left of ``periods``, merged, once ``taken`` is cut out."""
    return cut(merge(periods), taken)


def cut(merged: Iterable[Period], taken: Iterable[Period]) -> list[Period]:
    """As `subtract`, for periods that are merged already; no work is done twice on a busy page."""
    left: list[Period] = []
    cuts = merge(taken)
    first = 0  # both lists are sorted, so a cut that lies behind one period lies behind the rest
    for start, end in merged:
        while first < len(cuts) and cuts[first].end <= start:
            first += 1
        index = first
        while index < len(cuts) and cuts[index].start < end:
            if cuts[index].start > start:
                left.append(Period(start, cuts[index].start))
            start = cuts[index].end
            index += 1
        if start < end:
            left.append(Period(start, end))
    return left


def clip(periods: Iterable[Period], start: datetime, end: datetime) -> list[Period]:
    """The parts of ``periods`` inside ``[start, end)``, in the order given."""
    parts = (Period(max(period.start, start), min(period.end, end)) for period in periods)
    return [part for part in parts if not part.is_empty]
