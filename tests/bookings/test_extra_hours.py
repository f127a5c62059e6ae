"""Extra hours on one day, the look ahead before hours are changed, and the days on which all are closed."""

from datetime import date, time

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import queries
from bookings.errors import HasTimeOff, NotTheseHours
from bookings.models import DateOverride, TimeOff
from bookings.services import (
    change_closures,
    change_hours,
    open_extra_hours,
    outside_after_change,
)
from mediation.core.audit import SYSTEM
from mediation.core.models import Alert, AuditEntry
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at, booked, closure, override, time_off

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def opens(kind, morgan):
    def write(start, end, on=WEDNESDAY):
        open_extra_hours(mediator=morgan, on=on, start=start, end=end, actor=SYSTEM, now=NOW)
        return morgan.overrides.get(on=on).ranges

    return write


@pytest.mark.parametrize(
    ("start", "end", "ranges"),
    [
        (time(18), time(20), [["09:00", "17:00"], ["18:00", "20:00"]]),
        (time(17), time(19), [["09:00", "19:00"]]),
        (time(7), time(10), [["07:00", "17:00"]]),
        (time(22), time(0), [["09:00", "17:00"], ["22:00", "24:00"]]),
        (time(10), time(11), [["09:00", "17:00"]]),
    ],
)
def test_the_weekly_hours_of_the_day_are_kept(opens, start, end, ranges):
    assert opens(start, end) == ranges


def test_hours_set_by_hand_are_kept_too_and_a_closed_day_opens(opens, morgan):
    override(morgan, WEDNESDAY, ("09:00", "10:00"))
    override(morgan, date(2026, 11, 26))

    assert opens(time(12), time(13)) == [["09:00", "10:00"], ["12:00", "13:00"]]
    assert opens(time(12), time(13), date(2026, 11, 26)) == [["12:00", "13:00"]]


def test_on_a_bank_holiday_only_the_extra_hours_are_opened_and_can_be_booked(opens, kind, morgan):
    closure(WEDNESDAY, kind="bank_holiday")

    assert opens(time(12), time(13)) == [["12:00", "13:00"]]
    free = queries.free_times(kind, now=NOW, start=at("2026-11-25"), end=at("2026-11-26"))
    assert free == [at("2026-11-25", "12:00")]


def test_time_off_would_swallow_them_and_the_past_cannot_be_opened(opens, morgan):
    time_off(morgan, at("2026-11-25", "12:00"), at("2026-11-25", "13:00"))

    with pytest.raises(HasTimeOff):
        opens(time(12, 59), time(14))
    assert opens(time(18), time(19))
    for start, end, on in [
        (time(8), time(9), NOW.date()),
        (time(10), time(10), WEDNESDAY),
        (time(9), time(10), date(2026, 11, 22)),
    ]:
        with pytest.raises(NotTheseHours):
            opens(start, end, on)


def test_looking_ahead_lists_what_would_be_left_outside_and_keeps_nothing(kind, morgan):
    one = booked(kind)
    booked(kind, at("2026-11-25", "10:00"), answers=ROBIN)
    off = TimeOff(span=DateTimeTZRange(at("2026-11-24"), at("2026-11-25"), "[)"))
    tuesday = morgan.weekly_hours.get(weekday=2)
    entries = AuditEntry.objects.count()

    assert outside_after_change(mediator=morgan, save=[off], now=NOW) == [one]
    assert outside_after_change(mediator=morgan, delete=[tuesday], now=NOW) == [one]
    assert (off.pk, morgan.time_off.count(), morgan.weekly_hours.count()) == (None, 0, 7)
    assert (AuditEntry.objects.count(), Alert.objects.count()) == (entries, 0)
    change_hours(mediator=morgan, save=[off], actor=SYSTEM, now=NOW)
    assert outside_after_change(mediator=morgan, delete=[tuesday], now=NOW) == []


def test_closing_the_practice_lists_everybodys_meetings_and_opening_it_settles_them(kind, morgan, drew):
    one = booked(kind)
    day = closure(TOMORROW_1PM.date(), kind="bank_holiday", is_open=True)
    day.is_open = False

    assert change_closures(save=[day], actor=SYSTEM, now=NOW) == [one]
    assert Alert.objects.get().closed_at is None
    day.is_open = True
    assert change_closures(save=[day], actor=SYSTEM, now=NOW) == []
    assert Alert.objects.get().closed_at == NOW
    verbs = AuditEntry.objects.filter(verb="closure.saved").values_list("details__is_open", flat=True)
    assert list(verbs.order_by("pk")) == [False, True]


def test_a_mediator_who_works_on_a_closed_day_keeps_their_meetings(kind, morgan):
    booked(kind)
    DateOverride.objects.create(mediator=morgan, on=TOMORROW_1PM.date(), ranges=[["12:00", "17:00"]])

    assert change_closures(save=[closure(TOMORROW_1PM.date())], actor=SYSTEM, now=NOW) == []
