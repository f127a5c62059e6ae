"""The promise and the list for an earlier time, in a real browser: the office and a client."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from bookings.manage_links import manage_url
from bookings.models import AppointmentType, Mediator, PromiseSample, WeeklyHours
from bookings.services import cancel_appointment, earlier
from mediation.core import audit
from tests import factories
from tests.factories import NOW, at

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .visitor import Visitor

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


def joins_the_list(client: Visitor, look: Inspection, kind: AppointmentType) -> None:
    """Alex meets Morgan on Thursday; the first time of tomorrow is somebody else's until they cancel."""
    others = {**factories.ALEX, "name": "Kim Vale", "other_name": "Ola Berg"}
    tomorrow = factories.booked(kind, at("2026-11-24", "09:00"), answers=others)
    alex = factories.booked(kind, at("2026-11-26", "13:00"), answers=factories.ALEX)
    client.open(manage_url(alex))
    client.follow("Tell me if an earlier time comes free")
    client.sees("Would you like an earlier time?")
    look.of("joining the list")
    client.press("Put me on the list")
    client.sees("You are on the list")
    cancel_appointment(appointment=tomorrow, actor=audit.CLIENT, now=timezone.now())
    assert earlier.sweep(now=timezone.now()) == 1
    letter = next(text for text in reversed(world.post()) if "/earlier/" in text)
    client.open(manage_url(alex))
    client.reads("An earlier time has come up")
    client.open(world.link_in(letter))
    client.sees("Tuesday 24 November, 9:00am to 10:00am")
    look.of("an offer")


def test_the_promise_and_the_list_for_an_earlier_time(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    WeeklyHours.objects.filter(weekday__in=(6, 7)).delete()
    dana = factories.mediator("Dana Hughes-Featherstonehaugh")
    factories.works(dana, weekdays=(1, 2, 6))
    factories.time_off(dana, at("2026-11-23"), at("2026-12-20"))
    held_meetings(kind)
    measured(kind, days=7)
    desk = arrives(screen=DESKTOP)
    look = Inspection(desk)
    world.sign_in(desk)
    desk.follow("Why?")
    desk.sees("The promise")
    desk.reads("Dana Hughes-Featherstonehaugh is on leave.")
    look.of("the promise")
    client = arrives()
    seen = Inspection(client)
    joins_the_list(client, seen, kind)
    desk.open("/staff/earlier/")
    desk.reads("Has an offer")
    desk.watch.foresee(422)
    desk.press("Put them on the list")
    desk.sees_mistakes()
    look.of("the list for an earlier time")
    client.press("Yes, move my meeting")
    client.sees("Tomorrow, Tuesday 24 November, 9:00am to 10:00am")
    client.open(world.link_in(world.post()[-1]))
    client.reads("Your meeting")

    assert look.problems + seen.problems == []
