"""PURE. For which moments to come the promise would not be kept, and why. All instants are aware, UTC.

Whoever asks at a moment T finds something if a free start lies in `[T + notice, T + promise]`, both ends
included, in elapsed time. The free starts are those of the calendar as it is now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bookings.availability import TICK, blocked_by, booked_on
from bookings.availability_facts import Busy, Hold, MediatorCalendar, MediatorId, Service
from mediation.core.periods import Period, clip, cut, merge, subtract, utc
from mediation.core.working_time import (
    DAY,
    MIDNIGHT_MIN,
    Schedule,
    closing_at,
    local_date,
    opening_at,
    ruled_periods,
    time_off_near,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Moments `[asked.start, asked.end)` at which nothing can be booked within the promise.

    `needed` is where a start would have to lie to help: after the last free one, and before the next.
    """

    asked: Period
    needed: Period


def gaps(
    starts: Iterable[datetime], *, notice: timedelta, promise: timedelta, start: datetime, end: datetime
) -> list[Gap]:
    """The gaps among the moments of `[start, end)`, in order. `starts` must reach to `end + promise`."""
    start, end = utc(start), utc(end)
    helped = merge(Period(utc(at) - promise, utc(at) - notice + TICK) for at in starts)
    open_ones = subtract([Period(start, end)], helped)
    return [Gap(one, Period(one.start + notice, one.end + promise)) for one in open_ones]


class WhyCode(StrEnum):
    NO_HOURS = "no_hours"
    CLOSED = "closed"
    NOT_QUALIFIED = "not_qualified"
    LEAVE = "leave"
    FULL = "full"
    HELD = "held"
    DAY_IS_FULL = "day_is_full"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Why:
    """One thing that stands in the way; `count` of meetings or holds, `names` of closures."""

    code: WhyCode
    count: int = 0
    names: tuple[str, ...] = ()


def whys(
    calendar: MediatorCalendar,
    service: Service,
    needed: Period,
    *,
    now: datetime,
    closures: Mapping[date, str],
) -> tuple[Why, ...]:
    """Why this mediator has no start inside `needed`, in the order in which the rules apply; at least one.

    Each rule is judged on what the rules before it leave: who is away on a bank holiday is not on leave too.
    """
    found = tuple(_whys(calendar, service, needed, now, closures))
    return found or (Why(WhyCode.NO_HOURS),)


def _whys(
    calendar: MediatorCalendar,
    service: Service,
    needed: Period,
    now: datetime,
    closures: Mapping[date, str],
) -> Iterator[Why]:
    schedule = calendar.schedule
    rota = _starts(_ruled(replace(schedule, closures=frozenset()), needed), service, needed)
    ruled = _ruled(schedule, needed)
    opened = _starts(ruled, service, needed)
    if shut := subtract(rota, opened):
        yield Why(WhyCode.CLOSED, names=_names(shut, schedule, closures))
    able = opened
    if calendar.qualified_to is not None:
        able = clip(opened, needed.start, closing_at(schedule.zone, calendar.qualified_to + DAY, 0))
        if subtract(opened, able):
            yield Why(WhyCode.NOT_QUALIFIED)
    at_work = cut(ruled, time_off_near(schedule.time_off, ruled))
    present = _common(able, _starts(at_work, service, needed))
    if subtract(able, present):
        yield Why(WhyCode.LEAVE)
    yield from _of_what_is_taken(calendar, service, present, now)


def _of_what_is_taken(
    calendar: MediatorCalendar, service: Service, present: list[Period], now: datetime
) -> Iterator[Why]:
    booked = _no_starts(calendar.bookings, service)
    if full := sum(_touches(one, present) for one in booked):
        yield Why(WhyCode.FULL, full)
    left = subtract(present, booked)
    live = [one for one in calendar.holds if one.blocks(None, now)]
    held = _no_starts(live, service)
    if kept := sum(_touches(one, left) for one in held):
        yield Why(WhyCode.HELD, kept)
    left = subtract(left, held)
    if any(one.start < now + service.notice for one in left):
        yield Why(WhyCode.NOTICE)
    if _is_a_day_full(calendar, service, left):
        yield Why(WhyCode.DAY_IS_FULL, service.daily_cap or 0)


def _ruled(schedule: Schedule, around: Period) -> list[Period]:
    first, last = local_date(schedule.zone, around.start), local_date(schedule.zone, around.end)
    return ruled_periods(schedule, first - DAY, last + DAY)


def _starts(worked: Sequence[Period], service: Service, needed: Period) -> list[Period]:
    """Where a meeting may start so that it fits into these stretches, inside `needed`."""
    room = [Period(one.start, one.end - service.duration + TICK) for one in worked]
    return clip(merge(room), needed.start, needed.end)


def _no_starts(taken: Iterable[Busy | Hold], service: Service) -> list[Period]:
    """Where no meeting may start because of each of these; at either end the two only touch."""
    blocked = [blocked_by(one, service) for one in taken if one.start < one.end]
    return [Period(one.start - service.duration + TICK, one.end) for one in blocked]


def _touches(one: Period, others: Iterable[Period]) -> bool:
    return any(one.overlaps(other) for other in others)


def _common(one: list[Period], other: list[Period]) -> list[Period]:
    return subtract(one, subtract(one, other))


def _is_a_day_full(calendar: MediatorCalendar, service: Service, left: Sequence[Period]) -> bool:
    cap = service.daily_cap
    if cap is None or not left:
        return False
    counts = booked_on(calendar, service, Period(left[0].start, left[-1].end))
    return any(counts[local_date(calendar.schedule.zone, one.start)] >= cap for one in left)


def _names(shut: Iterable[Period], schedule: Schedule, closures: Mapping[date, str]) -> tuple[str, ...]:
    days = {local_date(schedule.zone, one.start) for one in shut}
    return tuple(dict.fromkeys(closures[day] for day in sorted(days) if day in closures))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Extra hours that would help: whose, and when (UTC)."""

    mediator_id: MediatorId
    hours: Period


EVENING_MIN = 180  # where the usual hours are worked already, so much after them


def extra_hours(
    gap: Gap,
    schedule: Schedule,
    usual: Mapping[int, tuple[int, int]],
    *,
    service: Service,
    promise: timedelta,
) -> Period | None:
    """When this mediator could open so that the gap closes, or at least begins later: what they do not work
    yet of the practice's usual hours, else the evening after them, on the first day that has room; a bank
    holiday or closure only where no other day would help. `usual` gives minutes after midnight by ISO
    weekday. None where they are away throughout.

    A start that helps everybody who asks in the gap lies between the two bounds below. Where the gap is too
    long for one, the latest hours that still help whoever asks first help the most people.
    """
    first, last = gap.asked.end + service.notice, gap.asked.start + promise
    is_short = first <= last
    wanted = Period(first if is_short else gap.needed.start, last + service.duration)
    taken = merge([*schedule.time_off, *_ruled(schedule, wanted)])
    days = _days(schedule, wanted, backwards=not is_short)
    for day in sorted(days, key=lambda one: one in schedule.closures):
        opens, closes = usual.get(day.isoweekday()) or _widest(usual)
        for hours in ((opens, closes), (closes, min(closes + EVENING_MIN, MIDNIGHT_MIN))):
            found = _room(schedule, day, hours, wanted, taken)
            if found and found.end - found.start >= service.duration:
                return found
    return None


def _days(schedule: Schedule, around: Period, *, backwards: bool) -> list[date]:
    first, last = local_date(schedule.zone, around.start), local_date(schedule.zone, around.end)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return days[::-1] if backwards else days


def _room(
    schedule: Schedule, day: date, hours: tuple[int, int], wanted: Period, taken: list[Period]
) -> Period | None:
    """The longest stretch of these hours of a date that is wanted and not taken."""
    whole = Period(opening_at(schedule.zone, day, hours[0]), closing_at(schedule.zone, day, hours[1]))
    free = [_on_the_half_hour(one) for one in cut(clip([whole], wanted.start, wanted.end), taken)]
    return max(free, key=lambda one: one.end - one.start, default=None)


def _widest(usual: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    if not usual:
        return 9 * 60, 17 * 60
    return min(one[0] for one in usual.values()), max(one[1] for one in usual.values())


def _on_the_half_hour(period: Period) -> Period:
    """The stretch from the next whole or half hour on, in whole minutes."""
    half = timedelta(minutes=30)
    midnight = period.start.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - -(period.start - midnight) // half * half
    return Period(start, period.end.replace(second=0, microsecond=0))
