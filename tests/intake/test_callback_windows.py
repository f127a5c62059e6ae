"""Which callback windows can still be asked for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.callback_windows import open_windows
from mediation.core.periods import Period
from mediation.core.working_time import Hours, Schedule, WeeklyHours

LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def line_open(start_min, end_min, **rules):
    return Schedule(LONDON, tuple(WeeklyHours(day, start_min, end_min) for day in range(1, 8)), **rules)


MORNING = line_open(9 * 60, 11 * 60)
ALWAYS = line_open(0, 24 * 60)


def listed(
    schedule=MORNING, *, now="2026-01-12T00:00", start="2026-01-15T00:00", end="2026-01-16T00:00", **more
):
    rules = {"window_min": 30, "notice_min": 0, **more}
    found = open_windows(schedule, now=at(now), start=at(start), end=at(end), **rules)
    return [f"{window:%H:%M}" for window in found]


@pytest.mark.parametrize(
    ("window_min", "windows"),
    [
        (30, ["09:00", "09:30", "10:00", "10:30"]),
        (45, ["09:00", "09:45", "10:30"]),  # the last one starts inside the hours and ends after them
        (120, ["09:00"]),
        (121, ["09:00"]),
    ],
)
def test_a_window_is_listed_when_it_starts_inside_the_hours(window_min, windows):
    assert listed(window_min=window_min) == windows


@pytest.mark.parametrize(
    ("now", "first"),
    [("07:29:59", "09:30"), ("07:30:00", "09:30"), ("07:30:01", "10:00"), ("07:00:00", "09:00")],
)
def test_a_window_exactly_at_the_notice_can_be_asked_for(now, first):
    assert listed(now=f"2026-01-15T{now}", notice_min=120)[0] == first


@pytest.mark.parametrize(
    ("start", "end", "windows"),
    [
        ("09:00", "10:00", ["09:00", "09:30"]),
        ("09:01", "10:00:01", ["09:30", "10:00"]),
        ("10:31", "23:00", []),
        ("10:00", "10:00", []),
    ],
)
def test_the_question_filters_and_never_moves_the_grid(start, end, windows):
    assert listed(start=f"2026-01-15T{start}", end=f"2026-01-15T{end}") == windows


@pytest.mark.parametrize(
    ("capacity", "requests", "is_listed"),
    [
        (None, 5, True),
        (2, 1, True),
        (2, 2, False),
        (2, 3, False),
        (1, 0, True),
        (0, 0, False),
        (-1, 0, False),
    ],
)
def test_a_window_is_full_when_requests_reach_its_capacity(capacity, requests, is_listed):
    rows = {} if capacity is None else {datetime(2026, 1, 15, 9, 30): capacity}  # noqa: DTZ001  a wall time

    windows = listed(capacity=rows, requests=[at("2026-01-15T09:30")] * requests)

    assert ("09:30" in windows) is is_listed
    assert {"09:00", "10:00"} <= set(windows)


@pytest.mark.parametrize(
    ("request_at", "windows"),
    [
        ("09:29:59", ["09:30"]),
        ("09:30:00", ["09:00"]),
        ("09:59:59", ["09:00"]),
        ("10:00:00", ["09:00", "09:30"]),
    ],
)
def test_a_request_takes_one_from_the_window_that_holds_it(request_at, windows):
    rows = {datetime(2026, 1, 15, 9, minute): 1 for minute in (0, 30)}  # noqa: DTZ001  wall times

    found = listed(capacity=rows, requests=[at(f"2026-01-15T{request_at}")], end="2026-01-15T10:00")

    assert found == windows


def test_capacity_is_keyed_by_the_local_time():
    rows = {datetime(2026, 6, 17, 10): 0}  # noqa: DTZ001  a wall time: 09:00 in UTC

    found = listed(capacity=rows, start="2026-06-17T00:00", end="2026-06-18T00:00")

    assert found == ["08:00", "08:30", "09:30"]


def test_time_off_begins_a_new_range_and_a_new_grid():
    off = Period(at("2026-01-15T09:20"), at("2026-01-15T09:50"))

    assert listed(line_open(9 * 60, 11 * 60, time_off=(off,))) == ["09:00", "09:50", "10:20", "10:50"]


@pytest.mark.parametrize("day", ["2026-01-15", "2026-01-16", "2026-03-30"])
def test_a_line_that_never_closes_begins_again_at_midnight(day):
    windows = listed(ALWAYS, start=f"{day}T00:00", end=f"{day}T22:00", window_min=50)

    assert windows[:3] == (["00:00", "00:50", "01:40"] if day < "2026-03-29" else ["00:40", "01:30", "02:20"])


def test_hours_over_midnight_are_one_range_with_one_grid():
    evenings = Schedule(LONDON, (WeeklyHours(3, 22 * 60, 1440), WeeklyHours(4, 0, 2 * 60)))

    assert listed(evenings, window_min=50) == ["00:30", "01:20"]  # from 22:00 on Wednesday


def test_a_line_that_closed_once_keeps_the_grid_of_its_last_opening():
    reopened = line_open(0, 24 * 60, overrides={date(2026, 1, 13): (Hours(0, 10),)})

    assert listed(reopened, start="2026-01-14T00:00", end="2026-01-14T02:00", window_min=50) == [
        "00:00",
        "00:50",
        "01:40",
    ]
    assert listed(reopened, end="2026-01-15T01:30", window_min=50) == ["00:10", "01:00"]
    assert listed(reopened, start="2026-02-20T00:00", end="2026-02-20T02:00", window_min=50) == [
        "00:20",
        "01:10",
    ]


@pytest.mark.parametrize(
    ("day", "windows"),
    [
        ("2026-03-28", ["00:30", "01:00", "01:30", "02:00"]),
        ("2026-03-29", ["00:30", "01:00"]),
        ("2026-10-25", ["00:00", "00:30", "01:00", "01:30", "02:00"]),
    ],
)
def test_windows_on_the_days_when_the_clock_changes(day, windows):
    assert listed(line_open(30, 2 * 60 + 30), start=f"{day}T00:00", end=f"{day}T23:00") == windows
