"""For which moments to come the promise would not be kept, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bookings.availability_facts import Busy, Hold, MediatorCalendar, Service
from bookings.promise_coverage import Gap, WhyCode, extra_hours, gaps, whys
from bookings.promise_share import Held, by_week, share
from mediation.core.periods import Period
from mediation.core.working_time import Hours, Schedule, WeeklyHours

UK = ZoneInfo("Europe/London")
HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
PROMISE = 48 * HOUR
MIAM = Service(duration_min=60, step_min=30, notice_min=60, buffer_after_min=15)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def found(*starts: datetime, start: datetime = NOW, days: int = 7) -> list[tuple[datetime, datetime]]:
    end = start + timedelta(days=days)
    return [tuple(one.asked) for one in gaps(starts, notice=HOUR, promise=PROMISE, start=start, end=end)]


def test_the_promise_counts_both_its_ends() -> None:
    """Somebody may still ask an hour before the last free start, and 48 hours before the next."""
    friday, monday = at(27, 16), at(30, 9)

    (gap, _) = found(friday, monday, start=at(26, 8))

    assert gap == (at(27, 15) + TICK, at(28, 9))


@pytest.mark.parametrize(
    ("between", "count"), [(47 * HOUR - MINUTE, 0), (47 * HOUR, 0), (47 * HOUR + MINUTE, 1)]
)
def test_starts_as_far_apart_as_the_promise_less_the_notice_leave_no_gap(
    between: timedelta, count: int
) -> None:
    first = at(24, 9)

    assert len(found(first, first + between, start=NOW, days=2)) == count


def test_without_any_start_everything_is_one_gap_and_with_many_there_is_none() -> None:
    assert found(days=1) == [(NOW, NOW + timedelta(days=1))]
    assert found(*[NOW + n * HOUR for n in range(24, 24 * 10, 24)]) == []


def test_48_hours_are_elapsed_hours_over_the_change_of_clocks() -> None:
    """Clocks go forward on Sunday 29 March 2026: for Monday 11:00 BST one can ask from Saturday 10:00 GMT."""
    monday = datetime(2026, 3, 30, 11, tzinfo=UK)
    saturday = datetime(2026, 3, 28, 0, tzinfo=UTC)

    assert found(monday, start=saturday, days=1) == [(saturday, datetime(2026, 3, 28, 10, tzinfo=UTC))]


def person(*hours: tuple[int, int, int], **fields: Any) -> MediatorCalendar:
    """Works on these (weekday, opening hour, closing hour)."""
    rules = {
        "weekly": tuple(WeeklyHours(day, first * 60, last * 60) for day, first, last in hours),
        **{key: fields.pop(key) for key in ("closures", "time_off", "overrides") if key in fields},
    }
    return MediatorCalendar(1, Schedule(UK, **rules), **fields)


SATURDAY = Period(at(28, 9), at(28, 17))
WEEKEND = Period(at(27, 16) + TICK, at(30, 9))
WORKS = (6, 9, 17)
BOXING_DAY = {date(2026, 11, 28): "Boxing Day"}


def codes(calendar: MediatorCalendar, service: Service = MIAM, needed: Period = WEEKEND) -> list[Any]:
    told = whys(calendar, service, needed, now=NOW, closures=BOXING_DAY)
    return [(one.code, one.count or one.names) if one.count or one.names else one.code for one in told]


def busy(first: datetime, last: datetime) -> Busy:
    return Busy(first, last, timedelta(), 15 * MINUTE)


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        (person(), [WhyCode.NO_HOURS]),
        (person((5, 9, 17)), [WhyCode.NO_HOURS]),
        (person(WORKS, overrides={date(2026, 11, 28): ()}), [WhyCode.NO_HOURS]),
        (person(WORKS, closures=frozenset(BOXING_DAY)), [(WhyCode.CLOSED, ("Boxing Day",))]),
        (
            person(WORKS, closures=frozenset(BOXING_DAY), time_off=(SATURDAY,)),
            [(WhyCode.CLOSED, ("Boxing Day",))],
        ),
        (person(WORKS, time_off=(Period(at(20, 0), at(29, 0)),)), [WhyCode.LEAVE]),
        (person(WORKS, qualified_to=date(2026, 11, 27)), [WhyCode.NOT_QUALIFIED]),
        (person(WORKS, bookings=(busy(at(28, 9), at(28, 17)),)), [(WhyCode.FULL, 1)]),
        (
            person((6, 9, 12), bookings=(busy(at(28, 9), at(28, 10)), busy(at(28, 10, 30), at(28, 11, 30)))),
            [(WhyCode.FULL, 2)],
        ),
        (
            person((6, 9, 10), holds=(Hold(at(28, 9), at(28, 10), "somebody", NOW + 5 * MINUTE),)),
            [(WhyCode.HELD, 1)],
        ),
        (
            person(WORKS, (7, 9, 11), time_off=(SATURDAY,), bookings=(busy(at(29, 9, 30), at(29, 10, 30)),)),
            [WhyCode.LEAVE, (WhyCode.FULL, 1)],
        ),
        # What was booked does not count where nobody works anyway.
        (person(bookings=(busy(at(28, 9), at(28, 10)),)), [WhyCode.NO_HOURS]),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_of_one_mediator(calendar: MediatorCalendar, due: list[Any]) -> None:
    assert codes(calendar) == due


def test_a_day_with_all_the_meetings_it_takes_and_times_too_near_are_reasons_of_their_own() -> None:
    capped = Service(duration_min=60, step_min=30, daily_cap=1, id=1)
    one = person(WORKS, bookings=(busy(at(28, 9), at(28, 10)),))
    near = person((1, 9, 11))

    assert codes(one, capped) == [(WhyCode.FULL, 1), (WhyCode.DAY_IS_FULL, 1)]
    assert codes(near, needed=Period(NOW, at(23, 12))) == [WhyCode.NOTICE]


USUAL = {6: (9 * 60, 13 * 60), 1: (9 * 60, 17 * 60)}
GAP = Gap(Period(at(27, 15), at(28, 9)), Period(at(27, 16), at(30, 9)))


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        # What helps lies from Saturday 10:00 (the last who asks) to Sunday 15:00 (the first who asks).
        (Schedule(UK), Period(at(28, 10), at(28, 13))),
        (Schedule(UK, time_off=(Period(at(28, 0), at(29, 0)),)), Period(at(29, 9), at(29, 16))),
        (Schedule(UK, (WeeklyHours(6, 600, 780),)), Period(at(28, 13), at(28, 16))),
        (Schedule(UK, time_off=(Period(at(20, 0), at(30, 23)),)), None),
        # On a bank holiday only where no other day would help.
        (Schedule(UK, closures=frozenset(BOXING_DAY)), Period(at(29, 9), at(29, 16))),
        (
            Schedule(UK, closures=frozenset(BOXING_DAY), time_off=(Period(at(29, 0), at(30, 0)),)),
            Period(at(28, 10), at(28, 13)),
        ),
    ],
)
def test_extra_hours_are_the_first_usual_ones_that_close_the_gap(schedule: Schedule, due: Period) -> None:
    assert extra_hours(GAP, schedule, USUAL, service=MIAM, promise=PROMISE) == due


def test_for_a_gap_too_long_for_one_start_the_latest_hours_for_whoever_asks_first_help_most() -> None:
    long = Gap(Period(at(24, 15), at(30, 9)), Period(at(24, 16), at(30, 9) + PROMISE))

    suggested = extra_hours(long, Schedule(UK), {}, service=MIAM, promise=PROMISE)

    assert suggested == Period(at(26, 9), at(26, 16))


def test_hours_that_a_date_has_of_its_own_are_worked_too() -> None:
    schedule = Schedule(UK, overrides={date(2026, 11, 28): (Hours(540, 780),)})

    assert extra_hours(GAP, schedule, USUAL, service=MIAM, promise=PROMISE) == Period(at(28, 13), at(28, 16))


def held(day: int, hours: float, *, moved: bool = False) -> Held:
    return Held.of(at(day, 12) - hours * HOUR, at(day, 12), was_moved=moved)


@pytest.mark.parametrize(("wait", "within"), [(48 * HOUR - TICK, 1), (48 * HOUR, 1), (48 * HOUR + TICK, 0)])
def test_48_hours_after_booking_are_within_48_hours(wait: timedelta, within: int) -> None:
    assert share(date(2026, 11, 23), [Held.of(NOW, NOW + wait)], promise=PROMISE).within == within


@pytest.mark.parametrize(("meetings", "per_cent"), [(4, None), (5, 80), (6, 83)])
def test_a_share_needs_five_meetings(meetings: int, per_cent: int | None) -> None:
    waits = [held(24, 50)] + [held(24, 10)] * (meetings - 1)

    assert share(date(2026, 11, 23), waits, promise=PROMISE).per_cent == per_cent


def test_weeks_begin_on_monday_in_uk_time_and_empty_ones_are_there() -> None:
    late_on_sunday = Held.of(at(20, 9), datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    rows = by_week(
        [late_on_sunday, held(23, 4), held(25, 6, moved=True)],
        first=date(2026, 11, 9), weeks=3, promise=PROMISE,
    )  # fmt: skip

    assert [(one.meetings, one.moved, one.median_wait) for one in rows] == [
        (0, 0, None),
        (1, 0, timedelta(days=2, hours=14, minutes=30)),
        (2, 1, 5 * HOUR),
    ]
