"""What lies in a stretch of mediators' calendars, besides their meetings: for the desk's calendar.

Meetings are asked of `appointments_visible_to`. Busy times of other calendars come here as well, once
`calendars` knows them: whatever is in `MediatorCalendar.external_busy` is shown as busy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bookings.availability import Busy, Hold, MediatorCalendar
from bookings.models import Mediator
from mediation.core.periods import Period, clip, cut, merge, utc
from mediation.core.working_time import working_ranges

from .calendars import calendars

_NONE = timedelta()


class StretchKind(StrEnum):
    WORKS = "works"  # the hours, time off cut out
    FREE = "free"  # of these, what nothing takes, buffers included
    OFF = "off"
    HELD = "held"  # somebody is booking it at this moment
    BUSY = "busy"  # by another calendar


@dataclass(frozen=True, slots=True)
class Stretch:
    """Half-open, UTC."""

    kind: StretchKind
    mediator_id: int
    start: datetime
    end: datetime


def stretches(
    mediators: Iterable[Mediator], *, start: datetime, end: datetime, now: datetime
) -> list[Stretch]:
    """Everything in `[start, end)`, in order of time. Four queries, whatever the number of mediators.

    A hold tells nothing of whoever holds it.
    """
    found = [
        each
        for calendar in calendars(mediators, start=start, end=end)
        for each in _of(calendar, start, end, now)
    ]
    return sorted(found, key=lambda one: (one.start, one.end, one.mediator_id, one.kind))


def _of(calendar: MediatorCalendar, start: datetime, end: datetime, now: datetime) -> Iterator[Stretch]:
    def named(kind: StretchKind, periods: Iterable[Period]) -> Iterator[Stretch]:
        inside = clip(merge(periods), utc(start), utc(end))
        return (Stretch(kind, int(calendar.id), one.start, one.end) for one in inside)

    live = [one for one in calendar.holds if one.blocks(None, now)]
    busy: list[Busy | Hold] = [*calendar.bookings, *live]
    taken = [Period(one.start - (one.before or _NONE), one.end + (one.after or _NONE)) for one in busy]
    works = working_ranges(calendar.schedule, start, end)
    yield from named(StretchKind.WORKS, works)
    yield from named(StretchKind.FREE, cut(works, merge([*taken, *calendar.external_busy])))
    yield from named(StretchKind.OFF, calendar.schedule.time_off)
    yield from named(StretchKind.HELD, (Period(one.start, one.end) for one in live))
    yield from named(StretchKind.BUSY, calendar.external_busy)
