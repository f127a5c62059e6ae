"""The list for an earlier time at the desk."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.enums import EarlierState
from bookings.models import Appointment, AppointmentType, EarlierRequest, Mediator
from bookings.services import cancel_appointment, earlier
from mediation.core import audit
from mediation.core.enums import Channel
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import ALEX, NOW, at

pytestmark = pytest.mark.django_db
PAGE = "/staff/earlier/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get("/staff/")
    forget_everything()
    return client


def page_of(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def named(kind: AppointmentType, starts: Any, name: str) -> Appointment:
    return factories.booked(kind, starts, answers={**ALEX, "name": name, "other_name": f"Other of {name}"})


def waits(kind: AppointmentType, clock: str, name: str) -> EarlierRequest:
    return earlier.join_list(
        appointment=named(kind, at("2026-11-27", clock), name),
        windows=["evening"], warning_minutes=240, channel=Channel.EMAIL, actor=audit.CLIENT, now=NOW,
    )  # fmt: skip


def adds(desk: Client, reference: str, **answers: Any) -> Any:
    return desk.post(f"{PAGE}add/", {"reference": reference, "warning": "120", "channel": "email", **answers})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        waits(kind, ("10:00", "13:00", "15:00")[number], f"Visitor {number}")
    desk.get(PAGE)

    with django_assert_num_queries(8):
        page = page_of(desk)

    assert page.count("Evening, by e-mail, 4 hours before at the latest.") == count
    assert page.count("No offer yet.") == count


def test_the_list_shows_who_waits_and_what_became_of_their_offers(
    desk: Client, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    tomorrow = named(kind, at("2026-11-24", "09:00"), "Kim Vale")
    alex = named(kind, at("2026-11-27", "13:00"), "Alex Winter")
    assert adds(desk, alex.reference.replace("-", " ").lower())["Location"] == PAGE
    cancel_appointment(appointment=tomorrow, actor=audit.CLIENT, now=NOW)
    earlier.sweep(now=NOW)
    page = page_of(desk)

    assert "Alex Winter" in page
    assert "Has an offer" in page
    assert "Tuesday 24 November, 9:00am to 10:00am: offered today 9:00am, kept until 9:10am" in page
    clock.move_to(at("2026-11-23", "09:11"))
    assert "offered today 9:00am, not answered in time" in page_of(desk)
    history = page_of(desk, f"/staff/appointments/{alex.reference}/")
    assert "Put on the list for an earlier time by Jo Prior" in history
    assert "An earlier time was offered by the system" in history


def test_somebody_is_taken_off_and_stands_among_those_no_longer_on_it(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = waits(kind, "10:00", "Alex Winter")
    desk.post(f"{PAGE}{one.pk}/remove/")

    assert "Nobody waits for an earlier time." in page_of(desk)
    assert "Taken off" in page_of(desk, f"{PAGE}?state=finished")
    assert EarlierRequest.objects.get().state == EarlierState.REMOVED
    assert AuditEntry.objects.get(verb="earlier.removed").actor_kind == "staff"


def test_what_cannot_be_added_is_said_beside_the_field(
    desk: Client, kind: AppointmentType, morgan: Mediator, appointment: Appointment
) -> None:
    unknown = adds(desk, "AAAA-BBBB")
    contact = appointment.party.contact
    contact.email_safety = "never"
    contact.save()
    not_safe = adds(desk, appointment.reference)
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)
    over = adds(desk, appointment.reference)
    nothing = desk.post(f"{PAGE}add/", {})

    for response, words in (
        (unknown, "There is no booking with this reference"),
        (not_safe, "We may not write to them in this way"),
        (over, "Nothing earlier can be found for this booking"),
        (nothing, "Enter the reference of their booking"),
    ):
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not EarlierRequest.objects.exists()
