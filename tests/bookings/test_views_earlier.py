"""The client's place on the list for an earlier time, by their link: GET shows, POST changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.enums import EarlierState, OfferState
from bookings.models import Appointment, AppointmentType, EarlierRequest, Mediator, Offer
from bookings.services import cancel_appointment, earlier
from mediation.core import audit
from mediation.core.enums import Channel
from mediation.core.models import PracticeSettings
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import ALEX, NOW, at

from . import visits

pytestmark = pytest.mark.django_db
FREED = at("2026-11-24", "09:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    return factories.booked(kind, at("2026-11-26", "13:00"))


@pytest.fixture
def path(appointment: Appointment) -> str:
    return f"{visits.manage_path(appointment)}earlier/"


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def joins(client: Client, path: str, **answers: Any) -> Any:
    return client.post(path, {"warning": "120", "channel": "email", **answers})


@pytest.fixture
def offer(client: Client, kind: AppointmentType, appointment: Appointment, path: str) -> Offer:
    """Alex is on the list, and tomorrow's first time is kept for them."""
    other = factories.booked(kind, FREED, answers={**ALEX, "name": "Kim Vale", "other_name": "Ola Berg"})
    joins(client, path)
    cancel_appointment(appointment=other, actor=audit.CLIENT, now=NOW)
    earlier.sweep(now=NOW)
    return Offer.objects.get()


def test_the_booking_leads_to_the_list_and_the_list_says_what_was_asked(
    client: Client, appointment: Appointment, path: str
) -> None:
    assert "Tell me if an earlier time comes free" in page_of(client, visits.manage_path(appointment))
    assert "Would you like an earlier time?" in page_of(client, path)
    response = joins(client, path, windows=["evening", "saturday"], warning="1440")

    assert response["Location"] == path
    page = page_of(client, path)
    assert "You are on the list" in page
    assert "Evening, saturday" in page
    assert "A day before" in page
    assert "You are on the list for an earlier time" in page_of(client, visits.manage_path(appointment))


def test_reading_changes_nothing(client: Client, offer: Offer, path: str) -> None:
    for _ in range(3):
        assert "Tuesday 24 November, 9:00am to 10:00am" in page_of(client, path)

    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_an_offer_stands_on_the_page_of_the_booking_and_a_yes_moves_it(
    client: Client, offer: Offer, appointment: Appointment, path: str
) -> None:
    assert "An earlier time has come up" in page_of(client, visits.manage_path(appointment))
    assert "We keep it for you until 9:10am." in page_of(client, path)
    for _ in range(2):
        response = client.post(path, {"offer": offer.pk, "answer": "yes"})
        assert "Your meeting has moved. It is now" in response.content.decode()

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.version) == (FREED, 2)
    assert "An earlier time has come up" not in page_of(client, visits.manage_path(appointment))


def test_a_yes_that_comes_too_late_keeps_the_booking_and_the_place(
    client: Client, offer: Offer, appointment: Appointment, path: str, clock: Any
) -> None:
    clock.shift(10 * MINUTE)
    response = client.post(path, {"offer": offer.pk, "answer": "yes"})

    assert response.status_code == 409
    page = " ".join(response.content.decode().split())
    assert "This time has gone. You keep your meeting, and your place on the list." in page
    assert "You are on the list" in page
    appointment.refresh_from_db()
    assert appointment.version == 1


def test_no_thank_you_and_leaving_are_one_tap_each(client: Client, offer: Offer, path: str) -> None:
    declined = client.post(path, {"offer": offer.pk, "answer": "no"}, follow=True)
    assert "You are on the list" in declined.content.decode()
    client.post(path, {"leave": "yes"})

    assert EarlierRequest.objects.get().state == EarlierState.LEFT
    offer.refresh_from_db()
    assert offer.state == OfferState.DECLINED


def test_nobody_answers_the_offer_of_somebody_else(
    client: Client, offer: Offer, kind: AppointmentType
) -> None:
    answers = {**ALEX, "name": "Ola Berg", "other_name": "Kim Vale"}
    other = factories.booked(kind, at("2026-11-26", "15:00"), answers=answers)
    for typed in (offer.pk, "x", "", "9" * 30):
        response = client.post(f"{visits.manage_path(other)}earlier/", {"offer": typed, "answer": "yes"})
        assert response.status_code == 302

    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_what_is_missing_is_said_beside_the_field(client: Client, path: str) -> None:
    response = client.post(path, {"channel": "email"})

    assert response.status_code == 422
    assert "Say how long before you need to know" in response.content.decode()
    assert not EarlierRequest.objects.exists()


@pytest.mark.parametrize("answers", [{"channel": "sms"}, {"channel": "post"}, {"windows": ["never"]}])
def test_only_ways_and_times_that_are_there_can_be_chosen(
    client: Client, path: str, answers: dict[str, Any]
) -> None:
    assert joins(client, path, **answers).status_code == 422


def test_who_may_not_be_written_to_reads_that_we_cannot_tell_them(
    client: Client, appointment: Appointment, path: str
) -> None:
    contact = appointment.party.contact
    contact.email_safety = "never"
    contact.save()

    assert "so we cannot tell you when a time comes free" in page_of(client, path)
    assert joins(client, path).status_code == 422


@pytest.mark.parametrize("when", ["2026-11-26T12:00", "2026-11-26T13:30"])
def test_a_meeting_that_is_near_or_has_begun_has_no_list(
    client: Client, appointment: Appointment, path: str, clock: Any, when: str
) -> None:
    clock.move_to(at(*when.split("T")))

    assert client.get(path)["Location"] == visits.manage_path(appointment)
    assert "earlier time" not in page_of(client, visits.manage_path(appointment))
    assert joins(client, path)["Location"] == visits.manage_path(appointment)


def test_a_cancelled_booking_offers_nothing(
    client: Client, offer: Offer, appointment: Appointment, path: str
) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)
    response = client.post(path, {"offer": offer.pk, "answer": "yes"})

    assert response["Location"] == visits.manage_path(appointment)
    assert "An earlier time" not in page_of(client, visits.manage_path(appointment))


def test_a_page_that_finds_nothing_in_48_hours_tells_of_the_list(
    client: Client, kind: AppointmentType, drew: Mediator
) -> None:
    factories.works(drew, weekdays=(5,))

    assert "we can tell you if an earlier time comes free" in page_of(client, "/book/")


def test_what_is_kept_for_one_person_is_not_free_for_another_whoever_looks(
    client: Client, other_client: Client, offer: Offer
) -> None:
    page = page_of(other_client, "/book/")

    assert "Book Tuesday 24 November, 10:30am" in page
    assert "Book Tuesday 24 November, 9:00am" not in page


def test_the_length_of_an_offer_is_a_setting(
    client: Client, kind: AppointmentType, appointment: Appointment, practice: PracticeSettings
) -> None:
    PracticeSettings.objects.update(offer_minutes=20)
    forget_everything()
    other = factories.booked(kind, FREED, answers={**ALEX, "name": "Kim Vale", "other_name": "Ola Berg"})
    earlier.join_list(
        appointment=appointment, windows=[], warning_minutes=120, channel=Channel.EMAIL,
        actor=audit.CLIENT, now=NOW,
    )  # fmt: skip
    cancel_appointment(appointment=other, actor=audit.CLIENT, now=NOW)
    earlier.sweep(now=NOW)

    assert Offer.objects.get().expires_at == NOW + 20 * MINUTE
