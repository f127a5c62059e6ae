"""PURE. Wall-clock rules (weekly hours, dated overrides, days off, closures, time off) as UTC periods.

A rule is kept as wall time and turned into UTC once for each local date; nothing is ever added to
midnight. Opening takes the first occurrence of a time that the autumn change repeats, closing the
second; a time that the spring change skips slides forward by as much as the clock does. Precedence:
time off, then the date override (or a day off, which beats it), then closures, then weekly hours.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mediation.core.periods import Period, clip, cut, merge, utc

MIDNIGHT_MIN = 24 * 60  # "24:00": the next midnight
DAY = timedelta(days=1)

# Around an instant, rules of neighbouring dates can matter as well: hours can meet at midnight, and
# clocks have been put back over midnight (St John's) and forward by a whole day (Apia).
DAYS_BEFORE, DAYS_AFTER = 1, 1


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on a wall clock, in minutes after local midnight; ``end_min`` 1440 is the next one.

    Hours that end at or before their start give nothing; hours over midnight are two rows.
    """

    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours on one ISO weekday (1 is Monday), in force from ``valid_from`` to ``valid_to``, both included."""

    weekday: int
    start_min: int
    end_min: int
    valid_from: date | None = None
    valid_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        if self.valid_from is not None and day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one person (or a telephone line) works. All dates are local dates of ``zone``.

    ``closures`` are bank holidays and practice closures, which an override may open; ``days_off``
    close a date whatever its override says; ``time_off`` is cut out of whatever is left.
    """

    zone: ZoneInfo
    weekly: tuple[WeeklyHours, ...] = ()
    overrides: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    closures: frozenset[date] = frozenset()
    days_off: frozenset[date] = frozenset()
    time_off: tuple[Period, ...] = ()

    def hours_on(self, day: date) -> tuple[Hours | WeeklyHours, ...]:
        """The hours that the rules give this local date, before time off."""
        if day in self.days_off:
            return ()
        if day in self.overrides:
            return self.overrides[day]
        if day in self.closures:
            return ()
        weekday = day.isoweekday()
        return tuple(hours for hours in self.weekly if hours.weekday == weekday and hours.is_in_force(day))


def minutes_after_midnight(wall: time) -> int:
    """An opening time as minutes; seconds are ignored, as nobody opens at 09:00:30."""
    return wall.hour * 60 + wall.minute


def closing_minutes(wall: time) -> int:
    """A closing time as minutes: 00:00 is the next midnight, since nothing closes as the day begins."""
    return minutes_after_midnight(wall) or MIDNIGHT_MIN


@lru_cache(maxsize=65536)
def opening_at(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The UTC instant of a wall time, the first one where the clock shows it twice."""
    return _as_utc(zone, day, minute, fold=0)


@lru_cache(maxsize=65536)
def closing_at(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The UTC instant of a wall time, the second one where the clock shows it twice."""
    # In a spring gap fold=1 would slide back, not forward: the later of the two is right in both cases.
    return max(_as_utc(zone, day, minute, fold=0), _as_utc(zone, day, minute, fold=1))


def _as_utc(zone: ZoneInfo, day: date, minute: int, *, fold: int) -> datetime:
    days, minute = divmod(minute, MIDNIGHT_MIN)
    wall = time(*divmod(minute, 60), tzinfo=zone, fold=fold)
    return datetime.combine(day + days * DAY, wall).astimezone(UTC)


def is_working_day(day: date, *, closed: Collection[date]) -> bool:
    """Monday to Friday, and no closure or bank holiday."""
    return day.isoweekday() <= 5 and day not in closed


def working_day_after(day: date, count: int, *, closed: Collection[date]) -> date:
    """The date that is `count` working days after this one, which itself does not count.

    Raises ValueError below 1.
    """
    if count < 1:
        raise ValueError("count must be 1 or more")
    while count:
        day += DAY
        count -= is_working_day(day, closed=closed)
    return day


def local_date(zone: ZoneInfo, instant: datetime) -> date:
    return instant.astimezone(zone).date()


def ruled_periods(schedule: Schedule, first: date, last: date) -> list[Period]:
    """What the rules of the local dates ``first`` to ``last`` (both included) open, time off not yet cut."""
    periods: list[Period] = []
    day = first
    while day <= last:
        periods += (
            Period(
                opening_at(schedule.zone, day, hours.start_min),
                closing_at(schedule.zone, day, hours.end_min),
            )
            for hours in schedule.hours_on(day)
            if hours.start_min < hours.end_min
        )
        day += DAY
    return merge(periods)


def working_ranges(schedule: Schedule, start: datetime, end: datetime) -> list[Period]:
    """Working time inside ``[start, end)``, merged and in order."""
    start, end = utc(start), utc(end)
    first = local_date(schedule.zone, start) - DAYS_BEFORE * DAY
    last = local_date(schedule.zone, end) + DAYS_AFTER * DAY
    return clip(_worked(schedule, first, last), start, end)


def whole_stretches(schedule: Schedule, start: datetime, end: datetime, *, since: datetime) -> list[Period]:
    """Working time that touches ``[start, end)``, not cut at either, so that a grid laid on it stays put.

    A stretch that runs on over midnights is followed back to where it really begins, but no further
    than until it holds ``since``: a schedule that never closes has no beginning.
    """
    start, end = utc(start), utc(end)
    first = local_date(schedule.zone, start) - DAYS_BEFORE * DAY
    last = local_date(schedule.zone, end) + DAYS_AFTER * DAY
    further = 7
    while True:
        touching = [each for each in _worked(schedule, first, last) if each.end > start and each.start < end]
        if not touching or touching[0].start <= since or _begins_after(schedule, first, touching[0]):
            return touching
        first -= further * DAY
        further *= 2


def _begins_after(schedule: Schedule, first: date, period: Period) -> bool:
    """Whether no rule dated before ``first`` can reach this period."""
    return period.start > opening_at(schedule.zone, first + DAYS_BEFORE * DAY, 0)


def _worked(schedule: Schedule, first: date, last: date) -> list[Period]:
    ruled = ruled_periods(schedule, first, last)
    return cut(ruled, time_off_near(schedule.time_off, ruled)) if schedule.time_off else ruled


def time_off_near(time_off: Iterable[Period], ruled: list[Period]) -> list[Period]:
    """Only the time off that can touch ``ruled`` (which is in order), with its ends in UTC."""
    if not ruled:
        return []
    around = Period(ruled[0].start, ruled[-1].end)
    return [Period(utc(each.start), utc(each.end)) for each in time_off if around.overlaps(each)]
