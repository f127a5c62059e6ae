"""Why a time is or is not offered, in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.availability import (
    Busy,
    Hold,
    Horizon,
    HorizonKind,
    Hours,
    MediatorCalendar,
    Period,
    Schedule,
    Service,
    WeeklyHours,
)
from bookings.explanation import explain


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(**rules):
    weekly = tuple(WeeklyHours(day, 9 * 60, 17 * 60) for day in range(1, 6))
    return Schedule(ZoneInfo("Europe/London"), weekly, **rules)


NOW = at("2026-06-15T08:00")  # Monday 09:00 in London
MORGAN = MediatorCalendar(1, schedule())
MIAM = Service(
    60, 30, notice_min=60, buffer_after_min=15, daily_cap=2, horizon=Horizon(HorizonKind.HOURS, 48)
)
NOON = at("2026-06-15T12:00")
HOUR = timedelta(hours=1)
TEN, HALF_PAST_TEN = "Mon 15 Jun 10:00", "Mon 15 Jun 10:30"
NINE_TO_FIVE = "the hours are 09:00 to 17:00, and the whole meeting must fit"


def lines(start, mediator=MORGAN, service=MIAM, **more):
    return explain(mediator, service, at(start), now=NOW, **more).lines


@pytest.mark.parametrize("start", ["2026-06-15T09:00", "2026-06-15T12:00", "2026-06-17T08:00"])
def test_a_time_that_is_offered_says_so(start):
    assert lines(start) == ["offered: nothing stands in the way"]


@pytest.mark.parametrize(
    ("start", "line"),
    [
        ("2026-06-15T07:59", "in_the_past: it is before now, Mon 15 Jun 09:00"),
        ("2026-06-15T08:00", "notice: with 60 minutes' notice the first start is Mon 15 Jun 10:00"),
        ("2026-06-15T08:59", "notice: with 60 minutes' notice the first start is Mon 15 Jun 10:00"),
        ("2026-06-17T08:01", "horizon: 48 hours from now end on Wed 17 Jun 09:00"),
        (
            "2026-06-15T09:10",
            f"off_grid: starts come every 30 minutes; the nearest are {TEN} and {HALF_PAST_TEN}",
        ),
        ("2026-06-15T15:10", f"outside_hours: on Monday 15 June 2026 {NINE_TO_FIVE}"),
        ("2026-06-16T07:59", f"outside_hours: on Tuesday 16 June 2026 {NINE_TO_FIVE}"),
    ],
)
def test_times_near_a_limit_name_the_limit(start, line):
    assert line in lines(start)


TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        ({"days_off": frozenset({TODAY})}, "day_off: Monday 15 June 2026 is a day off"),
        ({"closures": frozenset({TODAY})}, "closure: Monday 15 June 2026 is a bank holiday or closure"),
        ({"overrides": {TODAY: ()}}, "override: Monday 15 June 2026 is set by hand: there are no hours"),
        (
            {"overrides": {TODAY: (Hours(540, 600), Hours(1080, 1440))}},
            "override: Monday 15 June 2026 is set by hand: the hours are 09:00 to 10:00, 18:00 to 24:00",
        ),
        (
            {"weekly": ()},
            "outside_hours: on Monday 15 June 2026 there are no hours, and the whole meeting must fit",
        ),
        ({"time_off": (Period(NOON, NOON + HOUR),)}, "time_off: time off from Mon 15 Jun 13:00 to 14:00"),
        (
            {"time_off": (Period(NOON, NOON + 24 * HOUR),)},
            "time_off: time off from Mon 15 Jun 13:00 to Tue 16 Jun 13:00",
        ),
    ],
)
def test_the_rule_that_closes_the_day_is_named(rules, line):
    assert lines("2026-06-15T12:00", replace(MORGAN, schedule=replace(schedule(), **rules))) == [line]


def test_an_override_that_opens_a_bank_holiday_leaves_no_reason():
    opened = schedule(closures=frozenset({TODAY}), overrides={TODAY: (Hours(540, 1020),)})

    assert lines("2026-06-15T12:00", replace(MORGAN, schedule=opened)) == [
        "offered: nothing stands in the way"
    ]


@pytest.mark.parametrize(
    ("taken", "line"),
    [
        (
            {"bookings": [Busy(NOON - HOUR, NOON)]},
            "booked: a meeting from Mon 15 Jun 12:00 to 13:00; "
            "with buffers no meeting may lie in Mon 15 Jun 11:45 to 13:15",
        ),
        (
            {"external_busy": [Period(NOON + HOUR, NOON + 2 * HOUR)]},
            "busy_elsewhere: busy in another calendar from Mon 15 Jun 14:00 to 15:00; "
            "with buffers no meeting may lie in Mon 15 Jun 13:45 to 15:00",
        ),
        (
            {"holds": [Hold(NOON, NOON + HOUR, "a visitor", NOW + HOUR / 4)]},
            "held: a visitor keeps, until Mon 15 Jun 09:15, the time from Mon 15 Jun 13:00 to 14:00; "
            "with buffers no meeting may lie in Mon 15 Jun 12:45 to 14:15",
        ),
    ],
)
def test_what_is_taken_is_named_with_its_buffers(taken, line):
    assert lines("2026-06-15T12:00", replace(MORGAN, **taken)) == [line]


def test_a_visitors_own_hold_and_one_that_ended_are_no_reason():
    hold = Hold(NOON, NOON + HOUR, "me", NOW + HOUR / 4)
    ended = Hold(NOON, NOON + HOUR, "other", NOW)

    offered = lines("2026-06-15T12:00", replace(MORGAN, holds=[hold, ended]), viewer="me")

    assert offered == ["offered: nothing stands in the way"]


def test_every_reason_is_given_at_once():
    early = Busy(at("2026-06-15T05:00"), at("2026-06-15T06:00"))
    mediator = replace(MORGAN, bookings=[early, early], is_active=False, qualified_to=date(2026, 6, 14))

    found = explain(mediator, MIAM, at("2026-06-15T05:30"), now=NOW)

    assert [str(reason.code) for reason in found.reasons] == [
        "inactive", "not_qualified", "in_the_past", "outside_hours", "booked", "booked", "daily_cap",
    ]  # fmt: skip
    assert not found.is_offered
    assert "2 booked on Monday 15 June 2026, and the limit is 2" in found.lines[-1]


@pytest.mark.parametrize(
    ("kind", "n", "limit"),
    [
        (HorizonKind.CALENDAR_DAYS, 3, "Thursday 18 June 2026"),
        (HorizonKind.BUSINESS_DAYS, 3, "Thursday 18 June 2026"),
    ],
)
def test_a_horizon_of_days_names_its_last_day(kind, n, limit):
    service = replace(MIAM, horizon=Horizon(kind, n))

    assert lines("2026-06-18T08:00", service=service) == ["offered: nothing stands in the way"]
    assert lines("2026-06-19T08:00", service=service) == [f"horizon: bookings are taken up to {limit}"]
