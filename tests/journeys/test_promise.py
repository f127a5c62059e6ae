"""The promise and the list for an earlier time, in a real browser: the office and a client."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from bookings.models import AppointmentType, Mediator, PromiseSample, WeeklyHours
from tests import factories
from tests.factories import NOW, at

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUARTER = timedelta(minutes=15)


def measured(kind: AppointmentType, days: int) -> None:
    """Free times came and went, for two hours nobody measured, and on one evening nothing was free."""

    def minutes(number: int) -> int | None:
        return None if 300 < number < 330 else 120 + (number * 37) % 1500 + (1500 if number % 96 > 70 else 0)

    PromiseSample.objects.bulk_create(
        PromiseSample(appointment_type=kind, sampled_at=NOW - number * QUARTER, minutes_until=minutes(number))
        for number in range(days * 96)
        if not 100 < number < 125
    )


def held_meetings(kind: AppointmentType) -> None:
    """Some weeks with several meetings, booked at different distances."""
    for week in range(1, 5):
        for day in range(5 if week < 4 else 2):
            starts = at("2026-11-23", "13:00") - timedelta(weeks=week) + timedelta(days=day)
            factories.booked(kind, starts, now=starts - timedelta(hours=20 + 9 * day * week))


def test_the_promise_and_the_list_for_an_earlier_time(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    WeeklyHours.objects.filter(weekday__in=(6, 7)).delete()
    dana = factories.mediator("Dana Hughes-Featherstonehaugh")
    factories.works(dana, weekdays=(1, 2, 6))
    factories.time_off(dana, at("2026-11-25"), at("2026-12-20"))
    held_meetings(kind)
    measured(kind, days=7)
    desk = arrives(screen=DESKTOP)
    look = Inspection(desk)
    world.sign_in(desk)
    look.of("today")
    desk.follow("Why?")
    desk.sees("The promise")
    desk.reads("Dana Hughes-Featherstonehaugh is on leave.")
    look.of("the promise")
    assert look.problems == []
