"""How times are written: always UK time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mediation.core import times

TODAY = date(2026, 11, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-24T13:00", "1:00pm"),
        ("2026-11-24T00:00", "12:00am"),
        ("2026-11-24T00:01", "12:01am"),
        ("2026-11-24T11:59", "11:59am"),
        ("2026-11-24T12:00", "12:00pm"),
        ("2026-06-24T13:00", "2:00pm"),  # summer
        ("2026-06-24T23:00", "12:00am"),
        ("2026-03-29T00:59", "12:59am"),  # the clocks go forward
        ("2026-03-29T01:00", "2:00am"),
        ("2026-10-25T00:30", "1:30am"),  # and back
        ("2026-10-25T01:30", "1:30am"),
    ],
)
def test_a_clock_says_uk_time(at, words):
    assert times.clock(utc(at)) == words


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-24T23:59", date(2026, 11, 24)),
        ("2026-06-24T22:59", date(2026, 6, 24)),
        ("2026-06-24T23:00", date(2026, 6, 25)),
        ("2028-02-29T12:00", date(2028, 2, 29)),
    ],
)
def test_a_day_is_the_uk_day(at, day):
    assert times.local_day(utc(at)) == day


@pytest.mark.parametrize(
    ("day", "heading"),
    [
        (TODAY - timedelta(days=1), "Sunday 22 November"),
        (TODAY, "Today, Monday 23 November"),
        (TODAY + timedelta(days=1), "Tomorrow, Tuesday 24 November"),
        (TODAY + timedelta(days=2), "Wednesday 25 November"),
        (date(2026, 12, 1), "Tuesday 1 December"),
    ],
)
def test_days_are_headed_by_how_near_they_are(day, heading):
    assert times.day_heading(day, today=TODAY) == heading


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-23T14:30", "Today 2:30pm"),
        ("2026-11-24T09:00", "Tomorrow 9:00am"),
        ("2026-11-25T13:00", "Wednesday 25 November 1:00pm"),
    ],
)
def test_a_short_when(at, words):
    assert times.short_when(utc(at), today=TODAY) == words


def test_a_meeting_is_written_with_its_day_and_both_ends():
    start = utc("2026-11-24T13:00")

    assert times.span(start, start + timedelta(hours=1)) == "1:00pm to 2:00pm"
    assert times.full_when(start, start + timedelta(hours=1)) == "Tuesday 24 November, 1:00pm to 2:00pm"


def test_the_viewers_zone_changes_nothing():
    at = utc("2026-11-24T13:00")

    assert {times.clock(at.astimezone(ZoneInfo(zone))) for zone in ("Asia/Kolkata", "Pacific/Auckland")} == {
        "1:00pm"
    }
