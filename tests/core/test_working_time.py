"""Wall-clock rules on ordinary days and on those when the clock changes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mediation.core.periods import Period
from mediation.core.working_time import (
    Hours,
    Schedule,
    WeeklyHours,
    closing_minutes,
    minutes_after_midnight,
    whole_stretches,
    working_ranges,
)

LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minutes(wall):
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)


def hours(text):
    start, end = text.split("-")
    return Hours(minutes(start), minutes(end))


def every_day(*texts, zone=LONDON, **rules):
    weekly = [
        WeeklyHours(day, hours(text).start_min, hours(text).end_min) for text in texts for day in range(1, 8)
    ]
    return Schedule(zone, tuple(weekly), **rules)


def ranges(schedule, start, end):
    return [
        (f"{period.start:%d %H:%M}", f"{period.end:%d %H:%M}")
        for period in working_ranges(schedule, at(start), at(end))
    ]


def one_day(schedule, day):
    return ranges(schedule, f"{day}T00:00", f"{day}T23:59:59")


@pytest.mark.parametrize(
    ("opening_hours", "day", "expected"),
    [
        # spring: 01:00 to 02:00 does not exist on 29 March 2026
        ("00:30-01:00", "2026-03-29", [("29 00:30", "29 01:00")]),
        ("00:30-01:30", "2026-03-29", [("29 00:30", "29 01:30")]),
        ("00:30-02:30", "2026-03-29", [("29 00:30", "29 01:30")]),
        ("01:00-03:00", "2026-03-29", [("29 01:00", "29 02:00")]),
        ("01:30-03:30", "2026-03-29", [("29 01:30", "29 02:30")]),
        ("01:30-02:15", "2026-03-29", []),
        ("01:10-01:50", "2026-03-29", [("29 01:10", "29 01:50")]),
        ("09:00-10:00", "2026-03-29", [("29 08:00", "29 09:00")]),
        # autumn: 01:00 to 02:00 comes twice on 25 October 2026
        ("00:30-00:59", "2026-10-25", [("24 23:30", "24 23:59")]),
        ("00:30-01:00", "2026-10-25", [("24 23:30", "25 01:00")]),
        ("01:00-01:30", "2026-10-25", [("25 00:00", "25 01:30")]),
        ("01:30-02:00", "2026-10-25", [("25 00:30", "25 02:00")]),
        ("01:30-01:30", "2026-10-25", []),
        ("01:45-01:15", "2026-10-25", []),
        ("02:00-03:00", "2026-10-25", [("25 02:00", "25 03:00")]),
        ("09:00-10:00", "2026-10-25", [("25 09:00", "25 10:00")]),
        # 29 February
        ("09:00-10:00", "2028-02-29", [("29 09:00", "29 10:00")]),
    ],
)
def test_opening_takes_the_first_of_two_and_closing_the_second(opening_hours, day, expected):
    schedule = Schedule(LONDON, overrides={date.fromisoformat(day): (hours(opening_hours),)})

    assert ranges(schedule, f"{day}T00:00", f"{day}T23:00") == [
        (max(start, f"{day[-2:]} 00:00"), end) for start, end in expected if end > f"{day[-2:]} 00:00"
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["09:00-17:00"], [("15 08:00", "15 16:00")]),
        (["13:00-17:00", "09:00-12:00"], [("15 08:00", "15 11:00"), ("15 12:00", "15 16:00")]),
        (["09:00-12:00", "12:00-17:00"], [("15 08:00", "15 16:00")]),
        (["17:00-09:00"], []),
        (["09:00-09:00"], []),
        (["09:00-09:01"], [("15 08:00", "15 08:01")]),
        (["23:00-24:00"], [("15 22:00", "15 23:00")]),
        (["00:00-24:00"], [("15 00:00", "16 00:00")]),
        (["24:00-24:00"], []),
        ([], []),
    ],
)
def test_hours_are_merged_and_those_that_end_before_they_start_give_nothing(texts, expected):
    assert ranges(every_day(*texts), "2026-06-15T00:00", "2026-06-16T00:00") == expected


MONDAY = date(2026, 6, 15)
MORNING = (hours("10:00-11:00"),)
OFF = Period(at("2026-06-15T10:30"), at("2026-06-15T12:00"))
WEEKLY, OVERRIDDEN = [("15 08:00", "15 16:00")], [("15 09:00", "15 10:00")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, WEEKLY),
        ({"overrides": {MONDAY: MORNING}}, OVERRIDDEN),
        ({"overrides": {MONDAY: ()}}, []),
        ({"closures": frozenset({MONDAY})}, []),
        ({"closures": frozenset({MONDAY}), "overrides": {MONDAY: MORNING}}, OVERRIDDEN),
        ({"days_off": frozenset({MONDAY})}, []),
        ({"days_off": frozenset({MONDAY}), "overrides": {MONDAY: MORNING}}, []),
        ({"time_off": (OFF,)}, [("15 08:00", "15 10:30"), ("15 12:00", "15 16:00")]),
        ({"time_off": (Period(OFF.end, OFF.start),)}, WEEKLY),
        (
            {"time_off": (OFF,), "overrides": {MONDAY: (hours("11:00-14:00"),)}},
            [("15 10:00", "15 10:30"), ("15 12:00", "15 13:00")],
        ),
    ],
)
def test_time_off_beats_an_override_beats_a_closure_beats_weekly_hours(rules, expected):
    assert one_day(every_day("09:00-17:00", **rules), "2026-06-15") == expected


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [("2026-06-14", False), ("2026-06-15", True), ("2026-06-16", True), ("2026-06-17", False)],
)
def test_weekly_hours_hold_on_the_first_and_the_last_day_of_their_validity(day, is_worked):
    weekly = [WeeklyHours(n, 540, 600, date(2026, 6, 15), date(2026, 6, 16)) for n in range(1, 8)]

    assert bool(one_day(Schedule(LONDON, tuple(weekly)), day)) is is_worked


@pytest.mark.parametrize("weekday", range(1, 8))
def test_weekdays_are_iso_weekdays_of_the_local_date(weekday):
    schedule = Schedule(ZoneInfo("Pacific/Auckland"), (WeeklyHours(weekday, 0, 60),))

    (only,) = working_ranges(schedule, at("2026-06-14T12:00"), at("2026-06-21T12:00"))

    assert only.start.astimezone(schedule.zone).isoweekday() == weekday


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        (
            "America/Santiago",
            date(2026, 9, 6),
            ("2026-09-06T04:00", "2026-09-07T03:00"),
        ),  # no midnight: 01:00 at once
        ("America/Santiago", date(2026, 9, 5), ("2026-09-05T04:00", "2026-09-06T04:00")),
        ("Atlantic/Azores", date(2026, 10, 25), ("2026-10-25T00:00", "2026-10-26T01:00")),  # two midnights
        ("Atlantic/Azores", date(2026, 10, 24), ("2026-10-24T00:00", "2026-10-25T01:00")),
        ("Australia/Lord_Howe", date(2026, 4, 5), ("2026-04-04T13:00", "2026-04-05T13:30")),
        ("Pacific/Apia", date(2011, 12, 29), ("2011-12-29T10:00", "2011-12-30T10:00")),
        ("Pacific/Apia", date(2011, 12, 31), ("2011-12-30T10:00", "2011-12-31T10:00")),
    ],
)
def test_a_whole_day_is_from_midnight_to_midnight_wherever_midnight_falls(zone, day, expected):
    schedule = Schedule(ZoneInfo(zone), overrides={day: (hours("00:00-24:00"),)})

    found = working_ranges(schedule, at("2011-12-01T00:00"), at("2026-12-31T00:00"))

    assert found == [Period(*map(at, expected))]


@pytest.mark.parametrize(
    ("zone", "day", "rule", "start", "end", "expected"),
    [
        # Azores: the day before closes at its second midnight, an hour into what the clock calls the next day
        (
            "Atlantic/Azores",
            "2026-10-24",
            "09:00-24:00",
            "2026-10-25T00:30",
            "2026-10-25T03:00",
            ("00:30", "01:00"),
        ),
        # St John's: at 00:01 the clock went back to 23:01, so the new day began before the old one was over
        (
            "America/St_Johns",
            "2010-11-07",
            "00:00-01:00",
            "2010-11-07T02:30",
            "2010-11-07T02:45",
            ("02:30", "02:45"),
        ),
        # Apia: hours of the day that never was slide onto the next
        (
            "Pacific/Apia",
            "2011-12-30",
            "09:00-17:00",
            "2011-12-30T20:00",
            "2011-12-31T12:00",
            ("20:00", "03:00"),
        ),
    ],
)
def test_hours_are_found_from_a_question_that_begins_on_another_date(zone, day, rule, start, end, expected):
    schedule = Schedule(ZoneInfo(zone), overrides={date.fromisoformat(day): (hours(rule),)})

    (found,) = working_ranges(schedule, at(start), at(end))

    assert (f"{found.start:%H:%M}", f"{found.end:%H:%M}") == expected


def test_a_stretch_over_a_day_that_never_was_is_one_stretch():
    late, early = date(2011, 12, 29), date(2011, 12, 31)
    schedule = Schedule(
        ZoneInfo("Pacific/Apia"), overrides={late: (hours("18:00-24:00"),), early: (hours("00:00-09:00"),)}
    )

    (found,) = whole_stretches(
        schedule, at("2011-12-30T15:00"), at("2011-12-30T16:00"), since=at("2011-01-01T00:00")
    )

    assert found == Period(at("2011-12-30T04:00"), at("2011-12-30T19:00"))


def test_ranges_are_clipped_to_the_question():
    schedule = every_day("09:00-17:00")

    assert ranges(schedule, "2026-06-15T09:30", "2026-06-16T08:00") == [("15 09:30", "15 16:00")]
    assert ranges(schedule, "2026-06-15T09:30", "2026-06-15T09:30") == []
    assert ranges(schedule, "2026-06-15T10:00", "2026-06-15T09:00") == []


def test_a_stretch_over_midnights_is_followed_back_to_its_beginning():
    weekend = Schedule(
        LONDON, (WeeklyHours(6, 20 * 60, 1440), WeeklyHours(7, 0, 1440), WeeklyHours(1, 0, 8 * 60))
    )
    long_ago = at("2020-01-01T00:00")

    (stretch,) = whole_stretches(weekend, at("2026-06-15T06:00"), at("2026-06-15T06:30"), since=long_ago)

    assert stretch == Period(at("2026-06-13T19:00"), at("2026-06-15T07:00"))


def test_a_schedule_that_never_closes_is_followed_back_no_further_than_asked():
    since = at("2025-01-01T00:00")

    (stretch,) = whole_stretches(
        every_day("00:00-24:00"), at("2026-06-15T06:00"), at("2026-06-15T07:00"), since=since
    )

    assert at("2023-01-01T00:00") < stretch.start <= since


@pytest.mark.parametrize(
    ("wall", "opens", "closes"), [("00:00", 0, 1440), ("00:01", 1, 1), ("23:59", 1439, 1439)]
)
def test_midnight_opens_a_day_and_closes_the_day_before(wall, opens, closes):
    clock = time.fromisoformat(wall)

    assert (minutes_after_midnight(clock), closing_minutes(clock)) == (opens, closes)
