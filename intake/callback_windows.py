"""PURE. Which callback windows can still be asked for."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from mediation.core.periods import Period, utc
from mediation.core.working_time import DAY, Schedule, local_date, opening_at, whole_stretches

WEEK = 7 * DAY


def open_windows(
    schedule: Schedule,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    window_min: int,
    notice_min: int,
    capacity: Mapping[datetime, int] | None = None,
    requests: Iterable[datetime] = (),
) -> list[datetime]:
    """The UTC starts in ``[start, end)`` of windows that are worked, not too soon and not full.

    `capacity` is keyed by the window's local start (a naive wall-clock time); a window without a row has no
    limit. Each request takes one from the window that holds it. A start exactly ``now + notice`` is offered.
    """
    now, start, end = utc(now), utc(start), utc(end)
    length = timedelta(minutes=window_min)
    windows = _windows(schedule, length, start, end)
    taken = _taken(windows, length, requests)
    rooms = capacity or {}
    earliest = now + timedelta(minutes=notice_min)

    def has_room(at: datetime) -> bool:
        room = rooms.get(at.astimezone(schedule.zone).replace(tzinfo=None)) if rooms else None
        return room is None or taken[at] < room

    return [at for at in windows if at >= earliest and has_room(at)]


def _windows(schedule: Schedule, length: timedelta, start: datetime, end: datetime) -> list[datetime]:
    """Window starts in ``[start, end)``, on a grid from the opening of each working range.

    A window belongs to the range in which it starts, even if it ends after closing.
    """
    starts: list[datetime] = []
    for opening, closing in _ranges(schedule, start, end):
        at = opening + max(-((opening - start) // length), 0) * length
        while at < min(closing, end):
            starts.append(at)
            at += length
    return starts


def _ranges(schedule: Schedule, start: datetime, end: datetime) -> list[Period]:
    """Whole working ranges; those of a schedule that has never closed begin anew at each local midnight."""
    since = _before_any_exception(schedule, start)
    ranges = whole_stretches(schedule, start, end, since=since)
    if not ranges or ranges[0].start > since:
        return ranges
    return [*_split_at_midnights(schedule, ranges[0], start, end), *ranges[1:]]


def _before_any_exception(schedule: Schedule, start: datetime) -> datetime:
    """An instant by which a schedule that ever closes has closed: well before all that is irregular."""
    first = local_date(schedule.zone, start)
    dates: list[date] = [*schedule.overrides, *schedule.closures, *schedule.days_off]
    dates += (hours.valid_from for hours in schedule.weekly if hours.valid_from)
    dates += (hours.valid_to for hours in schedule.weekly if hours.valid_to)
    dates += (local_date(schedule.zone, off.start) for off in schedule.time_off)
    return opening_at(schedule.zone, min([first, *dates]) - 2 * WEEK, 0)


def _split_at_midnights(schedule: Schedule, unbroken: Period, start: datetime, end: datetime) -> list[Period]:
    day = local_date(schedule.zone, start) - DAY
    pieces: list[Period] = []
    while (midnight := opening_at(schedule.zone, day, 0)) < min(unbroken.end, end):
        pieces.append(Period(midnight, min(unbroken.end, opening_at(schedule.zone, day + DAY, 0))))
        day += DAY
    return pieces


def _taken(windows: list[datetime], length: timedelta, requests: Iterable[datetime]) -> Counter[datetime]:
    """How many requests each window holds."""
    taken: Counter[datetime] = Counter()
    for at in requests:
        index = bisect_right(windows, at) - 1
        if index >= 0 and at < windows[index] + length:
            taken[windows[index]] += 1
    return taken
