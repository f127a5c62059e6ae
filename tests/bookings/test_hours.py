"""Changing hours, overrides and time off."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import queries
from bookings.models import DateOverride, TimeOff, WeeklyHours
from bookings.services import cancel_appointment
from bookings.services.hours import change_hours, save_mediator
from mediation.core.audit import CLIENT, Actor
from mediation.core.models import Alert, AuditEntry
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at, booked, mediator

HOUR = timedelta(hours=1)


def off(start=TOMORROW_1PM, end=TOMORROW_1PM + HOUR) -> TimeOff:
    return TimeOff(span=DateTimeTZRange(start, end, "[)"))


@pytest.fixture
def change(morgan, manager):
    def write(save=(), delete=()):
        return change_hours(mediator=morgan, save=save, delete=delete, actor=Actor.of(manager), now=NOW)

    return write


def test_rules_of_all_kinds_are_written_and_audited(kind, morgan, manager, change):
    monday = morgan.weekly_hours.get(weekday=1)
    added = WeeklyHours(weekday=1, start=time(18), end=time(20), valid_from=date(2026, 1, 1))
    change([added, DateOverride(on=date(2026, 11, 25), ranges=[]), off()], [monday])

    assert list(morgan.weekly_hours.filter(weekday=1)) == [added]
    assert (morgan.overrides.count(), morgan.time_off.count()) == (1, 1)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.details) == (
        "mediator.hours_changed",
        manager,
        {"saved": 3, "deleted": 1},
    )


@pytest.mark.parametrize(
    ("start", "end", "uncovered"),
    [
        (TOMORROW_1PM - HOUR, TOMORROW_1PM, False),
        (TOMORROW_1PM - HOUR, TOMORROW_1PM + timedelta(minutes=1), True),
        (TOMORROW_1PM + timedelta(minutes=59), TOMORROW_1PM + 2 * HOUR, True),
        (TOMORROW_1PM + HOUR, TOMORROW_1PM + 2 * HOUR, False),
    ],
)
def test_time_off_over_a_meeting_is_allowed_and_the_meeting_is_listed(kind, change, start, end, uncovered):
    appointment = booked(kind)

    listed = change([off(start, end)])

    assert listed == ([appointment] if uncovered else [])
    assert [alert.kind for alert in Alert.objects.all()] == ["appointment.outside_hours"] * uncovered
    appointment.refresh_from_db()
    assert appointment.is_confirmed


def test_the_alert_names_the_meeting_and_nobody(kind, change):
    appointment = booked(kind)

    change([off()])

    text = Alert.objects.get().text
    assert appointment.reference in text
    assert "Alex" not in text


def test_removed_hours_list_their_meetings_in_order_and_cancelled_ones_not(kind, morgan, change):
    later = booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)
    first = booked(kind)
    cancel_appointment(appointment=booked(kind, at("2026-11-24", "09:00")), actor=CLIENT, now=NOW)

    assert change(delete=[morgan.weekly_hours.get(weekday=2)]) == [first, later]


def test_buffers_may_run_past_the_hours(kind, change):
    """A meeting that ends as the hours do is covered, although its 15 minutes after are not."""
    booked(kind, at("2026-11-24", "16:00"))

    assert change([DateOverride(on=date(2026, 11, 25), ranges=[])]) == []


def test_all_or_nothing_is_written(kind, morgan, change):
    wrong = WeeklyHours(weekday=9, start=time(9), end=time(10), valid_from=date(2026, 1, 1))

    with pytest.raises(IntegrityError):
        change([off(), wrong])


def test_saving_a_mediator_is_audited(practice, manager):
    who = mediator("Kit Lowe")
    who.is_active = False

    save_mediator(who, actor=Actor.of(manager), now=NOW)

    who.refresh_from_db()
    assert not who.is_active
    assert AuditEntry.objects.get().verb == "mediator.saved"


def test_meetings_of_others_are_not_looked_at(kind, drew, morgan):
    booked(kind)

    assert queries.meetings_outside_hours(drew, now=NOW) == []
    assert queries.meetings_outside_hours(morgan, now=NOW) == []
