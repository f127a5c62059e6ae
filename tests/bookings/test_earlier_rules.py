"""Who is offered which earlier time, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bookings.earlier_rules import Wish, could_be_earlier, may_offer_at, offers_today, suits, turn
from bookings.labels import Label

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday; UK time is UTC
HOUR, MINUTE, TICK = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
THURSDAY_1PM = datetime(2026, 11, 26, 13, tzinfo=UTC)
WISH = Wish(THURSDAY_1PM, HOUR, warning=2 * HOUR)
EVENING = Label(start_not_before_min=17 * 60 + 30)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # Soon enough to help: two hours or more before their own.
        (THURSDAY_1PM - 2 * HOUR, True),
        (THURSDAY_1PM - 2 * HOUR + MINUTE, False),
        (THURSDAY_1PM + HOUR, False),
        # Late enough to answer and to get ready: their own warning, where it is longer than ours.
        (NOW + 2 * HOUR, True),
        (NOW + 2 * HOUR - MINUTE, False),
        (NOW - HOUR, False),
    ],
)
def test_an_offer_is_soon_enough_to_help_and_late_enough_to_answer(start: datetime, due: bool) -> None:
    assert suits(WISH, start, now=NOW, notice=HOUR) is due


@pytest.mark.parametrize(("minutes", "due"), [(89, False), (90, True), (91, True)])
def test_offers_stop_half_an_hour_above_the_notice(minutes: int, due: bool) -> None:
    quick = replace(WISH, warning=timedelta())

    assert suits(quick, NOW + minutes * MINUTE, now=NOW, notice=HOUR) is due


def test_times_that_they_could_have_taken_or_were_offered_already_are_not_offered() -> None:
    start = NOW + 5 * HOUR

    assert suits(WISH, start, now=NOW, notice=HOUR)
    assert not suits(replace(WISH, seen={start}), start, now=NOW, notice=HOUR)
    assert not suits(replace(WISH, offered={start}), start, now=NOW, notice=HOUR)


@pytest.mark.parametrize(("hour", "due"), [(17, False), (18, True)])
def test_only_times_that_suit_them(hour: int, due: bool) -> None:
    wish = replace(WISH, windows=(EVENING,))

    assert suits(wish, NOW.replace(hour=hour), now=NOW, notice=HOUR) is due


@pytest.mark.parametrize(
    ("clock", "due"),
    [("2026-11-23T07:59", False), ("2026-11-23T08:00", True), ("2026-11-23T20:59", True),
     ("2026-11-23T21:00", False), ("2026-07-01T06:59", False), ("2026-07-01T07:00", True),
     ("2026-07-01T20:00", False)],
)  # fmt: skip
def test_nobody_is_written_to_at_night_by_the_clock_on_the_wall(clock: str, due: bool) -> None:
    assert may_offer_at(datetime.fromisoformat(clock).replace(tzinfo=UTC)) is due


@pytest.mark.parametrize(
    ("clock", "due"),
    [("2026-11-23T20:49:59", True), ("2026-11-23T20:50:00", True), ("2026-11-23T20:50:01", False),
     ("2026-11-23T07:59:59", False), ("2026-11-23T08:00:00", True), ("2026-07-01T19:50:00", True),
     ("2026-07-01T19:51:00", False), ("2026-11-23T23:55:00", False)],
)  # fmt: skip
def test_no_offer_runs_into_the_night(clock: str, due: bool) -> None:
    now = datetime.fromisoformat(clock).replace(tzinfo=UTC)

    assert may_offer_at(now, lasts=10 * MINUTE) is due


def test_offers_of_a_day_are_counted_by_the_uk_day() -> None:
    made = [datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)]

    assert offers_today(made, now=datetime(2026, 7, 2, 9, tzinfo=UTC)) == 1


def test_who_has_nothing_within_the_promise_comes_first_then_who_waits_longest() -> None:
    people = {
        "soon, long": (NOW + 47 * HOUR, NOW - 9 * HOUR),
        "late, short": (NOW + 49 * HOUR, NOW - HOUR),
        "late, long": (NOW + 90 * HOUR, NOW - 2 * HOUR),
        "just inside": (NOW + 48 * HOUR, NOW - 10 * HOUR),
    }
    ordered = sorted(
        people,
        key=lambda one: turn(meeting_at=people[one][0], joined_at=people[one][1], now=NOW, promise=48 * HOUR),
    )

    assert ordered == ["late, long", "late, short", "just inside", "soon, long"]


@pytest.mark.parametrize(("minutes", "due"), [(209, False), (210, True)])
def test_a_meeting_too_near_has_no_room_for_an_earlier_time(minutes: int, due: bool) -> None:
    assert could_be_earlier(NOW + minutes * MINUTE, now=NOW, notice=HOUR) is due
