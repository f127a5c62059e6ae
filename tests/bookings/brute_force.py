"""The availability rules again, minute by minute and without shortcuts, to compare the engine with.

Shares no code with it: wall times are found by looking at what the clock shows in each UTC minute.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bookings.availability import HorizonKind, MediatorCalendar, Schedule, Service

MINUTE = timedelta(minutes=1)
DAYS = 14


class Clock:
    """Fourteen days of one zone: every UTC minute and what the clock on the wall shows then."""

    def __init__(self, zone: ZoneInfo, base: datetime) -> None:
        self.zone = zone
        self.minutes = [base + n * MINUTE for n in range(DAYS * 24 * 60)]
        self.walls = [minute.astimezone(zone).replace(tzinfo=None) for minute in self.minutes]
        self.shown_at: dict[datetime, list[datetime]] = defaultdict(list)
        for minute, wall in zip(self.minutes, self.walls, strict=True):
            self.shown_at[wall].append(minute)
        pairs = zip(self.minutes[1:], self.walls, self.walls[1:], strict=False)
        self.jumps = [(at, old + MINUTE, new) for at, old, new in pairs if new - old > MINUTE]

    @property
    def dates(self) -> list[date]:
        first = self.walls[0].date()
        return [first + timedelta(days=n) for n in range(1, DAYS - 1)]

    def opening(self, wall: datetime) -> datetime:
        return self.shown_at[wall][0] if wall in self.shown_at else self._slid(wall)

    def closing(self, wall: datetime) -> datetime:
        return self.shown_at[wall][-1] if wall in self.shown_at else self._slid(wall)

    def _slid(self, wall: datetime) -> datetime:
        """A time that was skipped comes as long after the jump as it would have come after its beginning."""
        (found,) = [
            at + (wall - skipped_from) for at, skipped_from, new in self.jumps if skipped_from <= wall < new
        ]
        return found


@lru_cache(maxsize=64)
def clock_of(zone: ZoneInfo, base: datetime) -> Clock:
    return Clock(zone, base)


def working_runs(schedule: Schedule, clock: Clock) -> list[tuple[datetime, datetime]]:
    """The stretches of consecutive minutes that are worked."""
    worked: set[datetime] = set()
    for day in clock.dates:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  a time on the wall
        for start_min, end_min in hours_of(schedule, day):
            if end_min > start_min:
                at = clock.opening(midnight + start_min * MINUTE)
                closing = clock.closing(midnight + end_min * MINUTE)
                while at < closing:
                    worked.add(at)
                    at += MINUTE
    free = [minute for minute in clock.minutes if minute in worked]
    return runs(
        [minute for minute in free if not any(off.start <= minute < off.end for off in schedule.time_off)]
    )


def hours_of(schedule: Schedule, day: date) -> list[tuple[int, int]]:
    if day in schedule.days_off:
        return []
    if day in schedule.overrides:
        return [(hours.start_min, hours.end_min) for hours in schedule.overrides[day]]
    if day in schedule.closures:
        return []
    return [
        (hours.start_min, hours.end_min)
        for hours in schedule.weekly
        if hours.weekday == day.weekday() + 1
        and (hours.valid_from or date.min) <= day <= (hours.valid_to or date.max)
    ]


def runs(minutes: list[datetime]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for minute in minutes:
        if found and found[-1][1] == minute:
            found[-1] = (found[-1][0], minute + MINUTE)
        else:
            found.append((minute, minute + MINUTE))
    return found


def starts(
    calendar: MediatorCalendar,
    service: Service,
    clock: Clock,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    viewer: str | None,
) -> list[datetime]:
    """Every start that the rules allow, judged one by one."""
    duration, earliest = service.duration_min * MINUTE, now + service.notice_min * MINUTE
    worked = [
        opening + n * MINUTE
        for opening, closing in working_runs(calendar.schedule, clock)
        for n in range((closing - opening) // MINUTE)
    ]
    taken = spans_taken(calendar, service, now, viewer)
    free = runs([minute for minute in worked if not any(low <= minute < high for low, high in taken)])
    found: list[datetime] = []
    for opening, closing in free:
        at = max(opening, earliest)
        if service.on_the_clock:
            at = next_on_the_clock(at, service.step_min, clock.zone)
        while at + duration <= closing:
            if (
                start <= at < end
                and is_near_enough(at, calendar, service, now)
                and has_room(at, calendar, service)
            ):
                found.append(at)
            at += service.step_min * MINUTE
    return found if calendar.is_active else []


def spans_taken(
    calendar: MediatorCalendar, service: Service, now: datetime, viewer: str | None
) -> list[tuple[datetime, datetime]]:
    new_before, new_after = service.buffer_before_min * MINUTE, service.buffer_after_min * MINUTE
    live = [hold for hold in calendar.holds if hold.expires_at > now and hold.holder != viewer]
    spans = []
    for busy in [*calendar.bookings, *live]:
        old_before = new_before if busy.before is None else busy.before
        old_after = new_after if busy.after is None else busy.after
        spans.append((busy.start - (old_before + new_after), busy.end + (old_after + new_before)))
    spans += [(busy.start - new_after, busy.end + new_before) for busy in calendar.external_busy]
    return spans


def next_on_the_clock(at: datetime, step_min: int, zone: ZoneInfo) -> datetime:
    unit = max(unit for unit in (60, 30, 20, 15, 10, 5, 1) if step_min % unit == 0)
    minute = at.replace(second=0, microsecond=0)
    while minute < at or minute.astimezone(zone).minute % unit:
        minute += MINUTE
    return minute


def is_near_enough(at: datetime, calendar: MediatorCalendar, service: Service, now: datetime) -> bool:
    zone, schedule, horizon = calendar.schedule.zone, calendar.schedule, service.horizon
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if calendar.qualified_to is not None and day > calendar.qualified_to:
        return False
    if horizon is None:
        return True
    if horizon.kind is HorizonKind.HOURS:
        return at - now <= timedelta(hours=horizon.n)
    if horizon.kind is HorizonKind.CALENDAR_DAYS:
        return (day - today).days <= horizon.n
    business = [today + timedelta(days=n) for n in range(1, 60)]
    business = [each for each in business if each.weekday() < 5 and each not in schedule.closures]
    return day <= ([today, *business])[horizon.n]


def has_room(at: datetime, calendar: MediatorCalendar, service: Service) -> bool:
    if service.daily_cap is None:
        return True
    zone = calendar.schedule.zone
    day = at.astimezone(zone).date()
    same = [busy for busy in calendar.bookings if busy.service in (None, service.id)]
    return sum(busy.start.astimezone(zone).date() == day for busy in same) < service.daily_cap


def utc_midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)
