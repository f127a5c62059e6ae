"""The engine's rules one at a time, each with its boundary and both neighbours."""

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
    free_starts,
    offers,
)

LONDON = ZoneInfo("Europe/London")
MIAM = Service(duration_min=60, step_min=30, id="miam")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def open_daily(start_min, end_min, zone=LONDON, **rules):
    return Schedule(zone, tuple(WeeklyHours(day, start_min, end_min) for day in range(1, 8)), **rules)


NINE_TO_ONE = open_daily(9 * 60, 13 * 60)
ALWAYS = open_daily(0, 24 * 60)
UTC_ALWAYS = open_daily(0, 24 * 60, ZoneInfo("UTC"))


def minutes(count):
    return timedelta(minutes=count)


def listed(schedule=NINE_TO_ONE, service=MIAM, *, now="2026-01-15T00:00", start=None, end=None, **more):
    """Starts of 15 January 2026 (a Thursday, GMT) unless the row says otherwise, as HH:MM."""
    start, end = at(start or "2026-01-15T00:00"), at(end or "2026-01-16T00:00")
    return [
        f"{each:%H:%M}" for each in free_starts(schedule, service, now=at(now), start=start, end=end, **more)
    ]


@pytest.mark.parametrize(
    ("duration", "last"), [(59, "12:00"), (60, "12:00"), (61, "11:30"), (240, "09:00"), (241, None)]
)
def test_the_whole_meeting_fits_into_working_time(duration, last):
    starts = listed(service=replace(MIAM, duration_min=duration))

    assert (starts[-1] if starts else None) == last


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("07:59:59", "09:00"),
        ("08:00:00", "09:00"),
        ("08:00:01", "09:30"),
        ("08:30:00", "09:30"),
        ("11:00:01", None),
    ],
)
def test_a_start_exactly_at_the_notice_is_offered(now, first):
    starts = listed(service=replace(MIAM, notice_min=60), now=f"2026-01-15T{now}")

    assert (starts[0] if starts else None) == first


@pytest.mark.parametrize(
    ("now", "last_day_starts"),
    [("08:59:59", []), ("09:00:00", ["09:00"]), ("09:29:59", ["09:00"]), ("09:30:00", ["09:00", "09:30"])],
)
def test_48_hours_are_elapsed_time_and_the_last_instant_counts(now, last_day_starts):
    service = replace(MIAM, horizon=Horizon(HorizonKind.HOURS, 48))

    assert listed(service=service, now=f"2026-01-13T{now}") == last_day_starts


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2026-03-28T10:00", ["09:00"]),  # GMT; two days on it is 11:00 BST, 10:00 UTC
        ("2026-10-24T09:00", ["09:00"]),  # BST; two days on it is 09:00 GMT
    ],
)
def test_48_hours_over_a_clock_change_are_48_hours(now, starts):
    service = replace(MIAM, step_min=60, horizon=Horizon(HorizonKind.HOURS, 48))
    end = at(now) + timedelta(hours=49)

    found = free_starts(NINE_TO_ONE, service, now=at(now), start=end - timedelta(hours=4), end=end)

    assert found[-1] == at(now) + timedelta(hours=48)


@pytest.mark.parametrize(
    ("kind", "n", "last"),
    [
        # 2026-04-02 is the Thursday before Easter; Friday and Monday are bank holidays
        (HorizonKind.CALENDAR_DAYS, 0, "04-02"),
        (HorizonKind.CALENDAR_DAYS, 1, "04-03"),
        (HorizonKind.CALENDAR_DAYS, 2, "04-04"),
        (HorizonKind.BUSINESS_DAYS, 0, "04-02"),
        (HorizonKind.BUSINESS_DAYS, 1, "04-07"),
        (HorizonKind.BUSINESS_DAYS, 2, "04-08"),
    ],
)
def test_a_horizon_of_days_ends_with_a_local_day(kind, n, last):
    holidays = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    opened = {day: (Hours(600, 660),) for day in holidays}
    schedule = open_daily(23 * 60, 24 * 60, closures=holidays, overrides=opened)
    service = replace(MIAM, horizon=Horizon(kind, n))

    found = free_starts(
        schedule,
        service,
        now=at("2026-04-02T08:00"),
        start=at("2026-04-02T00:00"),
        end=at("2026-04-20T00:00"),
    )

    assert f"{found[-1].astimezone(LONDON):%m-%d}" == last


def test_today_is_the_mediators_today():
    schedule = open_daily(0, 24 * 60, ZoneInfo("Pacific/Auckland"))
    service = replace(MIAM, horizon=Horizon(HorizonKind.CALENDAR_DAYS, 0))

    found = free_starts(
        schedule,
        service,
        now=at("2026-06-15T12:30"),
        start=at("2026-06-15T00:00"),
        end=at("2026-06-20T00:00"),
    )

    assert (found[0], found[-1]) == (at("2026-06-15T12:30"), at("2026-06-16T11:30"))


LATE_MORNING_SPAN = (at("2026-01-15T10:30"), at("2026-01-15T11:30"))
LATE_MORNING = Busy(*LATE_MORNING_SPAN)


@pytest.mark.parametrize(
    ("own", "new", "starts"),
    [
        ((0, 0), (0, 0), ["09:00", "09:30", "11:30", "12:00"]),
        ((0, 0), (0, 1), ["09:00", "11:30", "12:00"]),
        ((0, 0), (1, 0), ["09:00", "09:30", "12:00"]),
        ((1, 0), (0, 0), ["09:00", "11:30", "12:00"]),
        ((0, 1), (0, 0), ["09:00", "09:30", "12:00"]),
        ((15, 0), (0, 15), ["09:00", "11:30", "12:00"]),
        ((16, 0), (0, 15), ["11:30", "12:00"]),
        ((0, 15), (15, 0), ["09:00", "09:30", "12:00"]),
        ((0, 16), (15, 0), ["09:00", "09:30"]),
        ((None, None), (15, 15), ["09:00", "12:00"]),
        ((None, None), (16, 15), []),
    ],
)
def test_buffers_add_up_on_both_sides(own, new, starts):
    before, after = [None if buffer is None else minutes(buffer) for buffer in own]
    service = replace(MIAM, buffer_before_min=new[0], buffer_after_min=new[1])

    assert listed(service=service, bookings=[replace(LATE_MORNING, before=before, after=after)]) == starts


def test_a_busy_time_elsewhere_has_no_buffers_of_its_own():
    service = replace(MIAM, buffer_before_min=10, buffer_after_min=10)

    starts = listed(service=replace(service, step_min=10), external_busy=[Period(*LATE_MORNING_SPAN)])

    assert starts == ["09:00", "09:10", "09:20", "11:40", "11:50", "12:00"]


def test_buffers_may_run_past_working_hours_and_time_off_has_none():
    off = Period(at("2026-01-15T10:00"), at("2026-01-15T11:00"))
    service = replace(MIAM, buffer_before_min=45, buffer_after_min=45)

    starts = listed(open_daily(9 * 60, 13 * 60, time_off=(off,)), service)

    assert starts == ["09:00", "11:00", "11:30", "12:00"]


@pytest.mark.parametrize("span", [(11, 11), (12, 11)])
def test_a_span_without_length_takes_nothing(span):
    start, end = (at(f"2026-01-15T{hour}:00") for hour in span)
    service = replace(MIAM, buffer_before_min=15, buffer_after_min=15)

    starts = listed(
        service=service,
        bookings=[Busy(start, end)],
        external_busy=[Period(start, end)],
        holds=[Hold(start, end, "other", at("2027-01-01T00:00"))],
    )

    assert starts == listed(service=service)


@pytest.mark.parametrize(
    ("expires", "holder", "viewer", "blocks"),
    [
        ("23:59:59", "other", "me", False),
        ("00:00:00", "other", "me", False),
        ("00:00:01", "other", "me", True),
        ("00:00:01", "other", None, True),
        ("00:00:01", "me", "me", False),
        ("00:00:01", "me", None, True),
    ],
)
def test_a_live_hold_blocks_everybody_but_its_holder(expires, holder, viewer, blocks):
    day = "2026-01-14" if expires.startswith("23") else "2026-01-15"
    hold = Hold(at("2026-01-15T09:00"), at("2026-01-15T12:00"), holder, at(f"{day}T{expires}"))

    assert listed(holds=[hold], viewer=viewer) == (["12:00"] if blocks else listed())


@pytest.mark.parametrize(
    ("cap", "services", "is_open"),
    [
        (0, [], False),
        (1, [], True),
        (1, ["miam"], False),
        (1, [None], False),
        (1, ["other", "other"], True),
        (2, ["miam"], True),
        (2, ["miam", None], False),
        (None, ["miam", "miam", "miam"], True),
    ],
)
def test_a_full_day_offers_nothing(cap, services, is_open):
    early = at("2026-01-15T06:00")
    bookings = [Busy(early, early + minutes(30), service=service) for service in services]

    assert bool(listed(service=replace(MIAM, daily_cap=cap), bookings=bookings)) is is_open


@pytest.mark.parametrize(
    ("booked_at", "full_day"),
    [("2026-06-15T22:59", "06-15"), ("2026-06-15T23:00", "06-16"), ("2026-06-14T22:59", "06-14")],
)
def test_the_capped_day_is_the_mediators_local_day(booked_at, full_day):
    booking = Busy(at(booked_at), at(booked_at) + minutes(1))

    found = free_starts(
        open_daily(12 * 60, 14 * 60),
        replace(MIAM, daily_cap=1),
        now=at("2026-06-13T00:00"),
        start=at("2026-06-13T23:00"),
        end=at("2026-06-16T23:00"),
        bookings=[booking],
    )

    assert {"06-14", "06-15", "06-16"} - {f"{start:%m-%d}" for start in found} == {full_day}


@pytest.mark.parametrize(
    ("step", "first"),
    [
        (120, "10:00"),
        (60, "10:00"),
        (90, "09:30"),
        (30, "09:30"),
        (40, "09:20"),
        (20, "09:20"),
        (45, "09:15"),
        (15, "09:15"),
        (50, "09:10"),
        (10, "09:10"),
        (25, "09:05"),
        (5, "09:05"),
        (7, "09:02"),
        (1, "09:02"),
    ],
)
def test_the_first_start_is_rounded_up_to_what_divides_the_step(step, first):
    opens_odd = Schedule(LONDON, overrides={date(2026, 1, 15): (Hours(9 * 60 + 2, 13 * 60),)})

    assert listed(opens_odd, replace(MIAM, step_min=step))[0] == first
    assert listed(opens_odd, replace(MIAM, step_min=step, on_the_clock=False))[0] == "09:02"


@pytest.mark.parametrize(
    ("zone", "start", "first"),
    [
        ("Asia/Kolkata", "2026-06-15T00:00", "2026-06-15T00:30"),
        ("Asia/Kathmandu", "2026-06-15T00:00", "2026-06-15T00:15"),
        ("America/St_Johns", "2026-06-15T00:00", "2026-06-15T00:30"),
        # Lord Howe, 15:00 UTC: 02:00 becomes 01:30, so the next full hour is half an hour further off
        ("Australia/Lord_Howe", "2026-04-04T14:10", "2026-04-04T15:30"),
        ("Australia/Lord_Howe", "2026-04-04T14:00", "2026-04-04T14:00"),
        # and in October, 15:30 UTC: 02:00 becomes 02:30
        ("Australia/Lord_Howe", "2026-10-03T14:31", "2026-10-03T16:00"),
    ],
)
def test_the_clock_is_the_mediators_local_clock(zone, start, first):
    schedule = open_daily(0, 24 * 60, ZoneInfo(zone))

    found = free_starts(
        schedule,
        replace(MIAM, step_min=60),
        now=at(start),
        start=at(start),
        end=at(start) + timedelta(hours=3),
    )

    assert found[0] == at(first)


def test_the_grid_counts_elapsed_minutes_over_a_clock_change():
    starts = listed(
        ALWAYS,
        replace(MIAM, step_min=60),
        now="2026-10-24T22:30",
        start="2026-10-24T22:00",
        end="2026-10-25T03:00",
    )

    assert starts == ["23:00", "00:00", "01:00", "02:00"]


def test_the_hour_that_returns_to_the_last_day_is_inside_the_horizon():
    """St John's, 2010: at 00:01 on 7 November it was 23:01 on the 6th again."""
    schedule = open_daily(0, 24 * 60, ZoneInfo("America/St_Johns"))
    service = replace(MIAM, duration_min=15, horizon=Horizon(HorizonKind.CALENDAR_DAYS, 0))
    now = "2010-11-07T01:30"  # 23:00 on the 6th

    starts = listed(schedule, service, now=now, start=now, end="2010-11-07T05:00")

    assert starts == ["01:30", "02:00", "03:00"]  # 23:00, 23:30, (00:00 on the 7th), 23:30 again


def test_the_cap_counts_a_meeting_at_the_other_end_of_a_day_of_25_hours():
    first_thing = Busy(at("2026-10-24T23:00"), at("2026-10-24T23:30"))

    starts = listed(
        ALWAYS,
        replace(MIAM, daily_cap=1),
        now="2026-10-25T23:30",
        start="2026-10-25T23:00",
        end="2026-10-26T00:30",
        bookings=[first_thing],
    )

    assert starts == ["00:00"]


@pytest.mark.parametrize(("days", "is_offered"), [(3, True), (4, False)])
def test_a_meeting_of_several_days_needs_them_all(days, is_offered):
    service = replace(MIAM, duration_min=days * 24 * 60)
    closed_on = open_daily(0, 24 * 60, days_off=frozenset({date(2026, 1, 18)}))

    assert bool(listed(closed_on, service, end="2026-01-15T00:30")) is is_offered
    assert listed(ALWAYS, service, end="2026-01-15T00:30") == ["00:00"]


def test_each_free_stretch_lays_its_own_grid():
    meeting = Busy(at("2026-01-15T09:40"), at("2026-01-15T09:55"))

    assert listed(bookings=[meeting], service=replace(MIAM, duration_min=40, step_min=40)) == [
        "09:00", "10:00", "10:40", "11:20", "12:00",
    ]  # fmt: skip


def test_days_that_meet_at_midnight_are_one_stretch():
    service = replace(MIAM, duration_min=50, step_min=50)
    starts = listed(UTC_ALWAYS, service, now="2026-01-14T23:00", end="2026-01-15T02:00")

    assert starts == ["00:40", "01:30"]  # from 23:00: 23:50, 00:40


def test_a_grid_laid_long_before_the_question_is_not_moved_by_it():
    meeting = Busy(at("2026-01-02T03:00"), at("2026-01-02T03:10"))
    service = replace(MIAM, duration_min=50, step_min=50)

    starts = listed(UTC_ALWAYS, service, now="2026-01-01T00:00", end="2026-01-15T01:00", bookings=[meeting])

    anchor = at("2026-01-02T03:10")
    assert starts == ["00:20"]
    assert (at("2026-01-15T00:20") - anchor) % minutes(50) == minutes(0)


@pytest.mark.parametrize(
    ("start", "end", "starts"),
    [
        ("09:00", "09:30", ["09:00"]),
        ("09:01", "09:30", []),
        ("09:01", "09:30:01", ["09:30"]),
        ("12:00", "12:01", ["12:00"]),
        ("10:00", "10:00", []),
        ("11:00", "10:00", []),
    ],
)
def test_the_question_is_half_open_and_a_meeting_may_end_after_it(start, end, starts):
    assert listed(start=f"2026-01-15T{start}", end=f"2026-01-15T{end}") == starts


def test_instants_in_other_zones_give_the_same_starts_in_utc():
    kolkata = ZoneInfo("Asia/Kolkata")

    found = free_starts(
        NINE_TO_ONE,
        MIAM,
        now=at("2026-01-15T00:00").astimezone(kolkata),
        start=at("2026-01-15T00:00").astimezone(LONDON),
        end=at("2026-01-16T00:00").astimezone(kolkata),
        bookings=[Busy(*(each.astimezone(kolkata) for each in LATE_MORNING_SPAN))],
    )

    assert [f"{start:%H:%M}" for start in found] == listed(bookings=[LATE_MORNING])
    assert {start.tzinfo for start in found} == {UTC}


def test_a_naive_instant_is_refused():
    start, end = at("2026-01-15"), at("2026-01-16")

    with pytest.raises(ValueError, match="no time zone"):
        free_starts(NINE_TO_ONE, MIAM, now=start.replace(tzinfo=None), start=start, end=end)


def asked(mediators):
    return offers(
        mediators, MIAM, now=at("2026-01-15T00:00"), start=at("2026-01-15T09:00"), end=at("2026-01-15T10:00")
    )


def test_offers_name_everybody_who_is_free_largest_shortfall_first():
    mediators = [
        MediatorCalendar(1, NINE_TO_ONE),
        MediatorCalendar(2, NINE_TO_ONE, shortfall=0.5),
        MediatorCalendar(3, open_daily(9 * 60 + 30, 13 * 60), shortfall=2),
        MediatorCalendar(4, NINE_TO_ONE),
        MediatorCalendar(5, NINE_TO_ONE, shortfall=-1),
    ]

    assert asked(mediators) == {
        at("2026-01-15T09:00"): [2, 1, 4, 5],
        at("2026-01-15T09:30"): [3, 2, 1, 4, 5],
    }
    assert list(asked(mediators)) == sorted(asked(mediators))


@pytest.mark.parametrize(
    ("change", "is_offered"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"qualified_to": date(2026, 1, 14)}, False),
        ({"qualified_to": date(2026, 1, 15)}, True),
        ({"qualified_to": date(2026, 1, 16)}, True),
    ],
)
def test_only_active_mediators_whose_accreditation_lasts_to_the_day_are_offered(change, is_offered):
    assert bool(asked([replace(MediatorCalendar(1, NINE_TO_ONE), **change)])) is is_offered
