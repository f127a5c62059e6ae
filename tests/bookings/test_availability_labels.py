from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.labels import EVERY_DAY, Label, carries_label

LONDON = ZoneInfo("Europe/London")
LUNCH = Label(12 * 60, 14 * 60)
SCHOOL = Label(9 * 60 + 15, 14 * 60 + 45, frozenset({1, 2, 3, 4, 5}))
EVENING = Label(start_not_before_min=17 * 60)
SATURDAY = Label(weekdays=frozenset({6}))
LATE = Label(22 * 60, 24 * 60)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("label", "start", "minutes", "carried"),
    [
        (LUNCH, "2026-07-01T11:59", 60, False),
        (LUNCH, "2026-07-01T12:00", 60, True),
        (LUNCH, "2026-07-01T13:00", 60, True),
        (LUNCH, "2026-07-01T13:01", 60, False),
        (LUNCH, "2026-07-01T13:00:01", 60, False),
        (LUNCH, "2026-01-07T12:00", 120, True),
        (LUNCH, "2026-01-07T12:00", 121, False),
        (LUNCH, "2026-07-01T12:00", 24 * 60 + 60, False),
        (SCHOOL, "2026-07-01T09:14", 60, False),
        (SCHOOL, "2026-07-01T09:15", 60, True),
        (SCHOOL, "2026-07-01T13:45", 60, True),
        (SCHOOL, "2026-07-01T13:46", 60, False),
        (SCHOOL, "2026-07-03T10:00", 60, True),
        (SCHOOL, "2026-07-04T10:00", 60, False),
        (EVENING, "2026-07-01T16:59", 60, False),
        (EVENING, "2026-07-01T17:00", 60, True),
        (EVENING, "2026-07-01T23:30", 60, True),
        (SATURDAY, "2026-07-03T23:59", 60, False),
        (SATURDAY, "2026-07-04T00:00", 60, True),
        (SATURDAY, "2026-07-05T00:00", 60, False),
        (LATE, "2026-07-01T23:00", 60, True),
        (LATE, "2026-07-01T23:01", 60, False),
        (Label(0, 2 * 60), "2026-07-01T23:30", 60, False),
        (Label(0, 2 * 60), "2026-03-29T00:30", 60, False),  # shown as 00:30 to 02:30
        (Label(0, 2 * 60), "2026-10-25T00:30", 150, True),  # shown as 00:30 to 02:00
        (Label(), "2028-02-29T23:00", 600, True),
    ],
)
def test_a_label_needs_the_whole_meeting_inside_it_on_the_local_clock(label, start, minutes, carried):
    begins = local(start)

    assert carries_label(begins, begins + timedelta(minutes=minutes), label, LONDON) is carried


def test_a_label_holds_every_day_unless_it_says_otherwise():
    assert LUNCH.weekdays == EVERY_DAY == {1, 2, 3, 4, 5, 6, 7}
