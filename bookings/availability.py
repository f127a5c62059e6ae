"""PURE. When a meeting may start: working time, less what is taken, on a grid.

Nothing here knows the viewer's time zone, so the set of UTC starts is the same for everybody. `now` is an
argument; every instant is aware; every interval is half-open. Distances are elapsed time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.availability_facts import (
    MINUTE,
    Busy,
    Hold,
    Horizon,
    HorizonKind,
    MediatorCalendar,
    MediatorId,
    Service,
    VisitorKey,
)
from mediation.core.periods import Period, cut, utc
from mediation.core.working_time import (
    DAY,
    Hours,
    Schedule,
    WeeklyHours,
    is_working_day,
    local_date,
    opening_at,
    whole_stretches,
)

__all__ = [
    "Busy",
    "Hold",
    "Horizon",
    "HorizonKind",
    "Hours",
    "MediatorCalendar",
    "MediatorId",
    "Period",
    "Schedule",
    "Service",
    "WeeklyHours",
    "blocked_by",
    "blocked_by_outside",
    "blocked_periods",
    "booked_on",
    "free_starts",
    "last_day_of",
    "offers",
    "starts_of",
]

TICK = timedelta(microseconds=1)  # turns "up to and including" into a half-open end


def free_starts(
    schedule: Schedule,
    service: Service,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    bookings: Sequence[Busy] = (),
    external_busy: Sequence[Period] = (),
    holds: Sequence[Hold] = (),
    viewer: VisitorKey | None = None,
) -> list[datetime]:
    """The starts in ``[start, end)`` that one mediator can offer, in order, in UTC."""
    calendar = MediatorCalendar(0, schedule, bookings, external_busy, holds)
    return starts_of(calendar, service, now=now, start=start, end=end, viewer=viewer)


def offers(
    mediators: Iterable[MediatorCalendar],
    service: Service,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    viewer: VisitorKey | None = None,
) -> dict[datetime, list[MediatorId]]:
    """Every start in ``[start, end)`` that somebody can offer, in order, with who: largest shortfall first.

    Mediators with the same shortfall keep the order in which they were given.
    """
    found: dict[datetime, list[MediatorId]] = {}
    for calendar in sorted(mediators, key=lambda each: each.shortfall, reverse=True):
        for at in starts_of(calendar, service, now=now, start=start, end=end, viewer=viewer):
            found.setdefault(at, []).append(calendar.id)
    return dict(sorted(found.items()))


def starts_of(
    calendar: MediatorCalendar,
    service: Service,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    viewer: VisitorKey | None = None,
) -> list[datetime]:
    """As `free_starts`, from a mediator's calendar. Time off ends working hours and has no buffers."""
    now, start, end = utc(now), utc(start), utc(end)
    zone = calendar.schedule.zone
    earliest = now + service.notice
    last_day = _last_bookable_day(calendar, service, now=now, end=end)
    start, end = max(start, earliest), _end_within(service.horizon, last_day, zone, now, end)
    if start >= end or not calendar.is_active or service.daily_cap == 0:
        return []
    stretches = whole_stretches(calendar.schedule, start, end + service.duration, since=earliest)
    if not stretches:
        return []
    around = Period(max(stretches[0].start, earliest), end + service.duration)
    free = cut(stretches, blocked_periods(calendar, service, around, now=now, viewer=viewer))
    starts = _grid(free, service, zone, earliest=earliest, window=Period(start, end))
    full = _full_days(calendar, service, around)
    if last_day is None and not full:
        return list(starts)
    days = ((at, local_date(zone, at)) for at in starts)
    return [at for at, day in days if day not in full and (last_day is None or day <= last_day)]


def blocked_periods(
    calendar: MediatorCalendar,
    service: Service,
    around: Period,
    *,
    now: datetime,
    viewer: VisitorKey | None = None,
) -> list[Period]:
    """Where a meeting of this service may not lie because of another one, as far as ``around`` is concerned.

    Each busy span is widened by its own buffers and by those of the meeting to come, mirrored: what ends
    before needs `its after + our before`, what begins after needs `our after + its before`.
    """
    live: list[Busy | Hold] = [hold for hold in calendar.holds if hold.blocks(viewer, now)]
    blocked = [blocked_by(busy, service) for busy in (*calendar.bookings, *live) if busy.start < busy.end]
    blocked += (blocked_by_outside(busy, service) for busy in calendar.external_busy if not busy.is_empty)
    return [each for each in blocked if each.overlaps(around)]


def blocked_by(busy: Busy | Hold, service: Service) -> Period:
    """Where one meeting or hold leaves no room for a meeting of this service."""
    own_before = service.before if busy.before is None else busy.before
    own_after = service.after if busy.after is None else busy.after
    return Period(utc(busy.start) - own_before - service.after, utc(busy.end) + own_after + service.before)


def blocked_by_outside(busy: Period, service: Service) -> Period:
    """The same for a busy time in another calendar, which has no buffers of its own."""
    return Period(utc(busy.start) - service.after, utc(busy.end) + service.before)


def booked_on(calendar: MediatorCalendar, service: Service, around: Period) -> Counter[date]:
    """How many meetings of this service begin on each of the mediator's local dates around a period."""
    near = Period(around.start - 2 * DAY, around.end + 2 * DAY)
    return Counter(
        local_date(calendar.schedule.zone, busy.start)
        for busy in calendar.bookings
        if busy.start < busy.end and near.start < busy.start < near.end and busy.counts_for(service)
    )


def _full_days(calendar: MediatorCalendar, service: Service, around: Period) -> frozenset[date]:
    cap = service.daily_cap
    if cap is None:
        return frozenset()
    return frozenset(day for day, count in booked_on(calendar, service, around).items() if count >= cap)


def last_day_of(schedule: Schedule, horizon: Horizon | None, *, now: datetime, end: datetime) -> date | None:
    """The last local date inside a horizon of days; None for one of hours, or none at all.

    Business days are counted no further than ``end``: a date past it stands for every later one.
    """
    if horizon is None or horizon.kind is HorizonKind.HOURS:
        return None
    today, beyond = local_date(schedule.zone, now), local_date(schedule.zone, end) + 2 * DAY
    if horizon.kind is HorizonKind.CALENDAR_DAYS:
        return today + horizon.n * DAY
    day, left = today, horizon.n
    while left > 0 and day < beyond:
        day += DAY
        if is_working_day(day, closed=schedule.closures):
            left -= 1
    return day


def _last_bookable_day(
    calendar: MediatorCalendar, service: Service, *, now: datetime, end: datetime
) -> date | None:
    horizon_day = last_day_of(calendar.schedule, service.horizon, now=now, end=end)
    limits = [day for day in (calendar.qualified_to, horizon_day) if day is not None]
    return min(limits, default=None)


def _end_within(
    horizon: Horizon | None, last_day: date | None, zone: ZoneInfo, now: datetime, end: datetime
) -> datetime:
    """``end``, or earlier where the horizon makes it pointless to look further."""
    if horizon is not None and horizon.kind is HorizonKind.HOURS:
        end = min(end, now + horizon.n * timedelta(hours=1) + TICK)
    if last_day is not None:
        end = min(end, opening_at(zone, last_day + 2 * DAY, 0))
    return end


def _grid(
    free: Iterable[Period], service: Service, zone: ZoneInfo, *, earliest: datetime, window: Period
) -> Iterator[datetime]:
    """The starts in ``window``: each stretch lays its own grid, which the window's ends never move."""
    duration, step = service.duration, service.step
    unit = service.clock_unit_min if service.on_the_clock else None
    for stretch in free:
        at = max(stretch.start, earliest)
        if unit is not None:
            at = _rounded_up(at, unit, zone)
        if at < window.start:
            at += -((at - window.start) // step) * step
        final = min(stretch.end - duration, window.end - TICK)
        while at <= final:
            yield at
            at += step


def _rounded_up(at: datetime, unit_min: int, zone: ZoneInfo) -> datetime:
    """The first instant from ``at`` on whose local time is a multiple of ``unit_min`` inside its hour."""
    local = at.astimezone(zone)
    over = timedelta(minutes=local.minute % unit_min, seconds=local.second, microseconds=local.microsecond)
    if not over:
        return at
    rounded = at + (unit_min * MINUTE - over)
    if rounded.astimezone(zone).utcoffset() == local.utcoffset():
        return rounded
    return _rounded_over_a_change(at, unit_min, zone)


def _rounded_over_a_change(at: datetime, unit_min: int, zone: ZoneInfo) -> datetime:
    """The same where the clock changes on the way: at Lord Howe by half an hour, moving the multiples."""
    local = at.astimezone(zone)
    over = timedelta(seconds=local.second, microseconds=local.microsecond)
    at = at.astimezone(UTC) + ((MINUTE - over) if over else timedelta())
    while at.astimezone(zone).minute % unit_min:
        at += MINUTE
    return at
