"""Where a code goes when the e-mail is not safe: to the phone, if that is; the page says which."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from mediation import env
from mediation.core import outbox
from mediation.core.codes import CODES
from mediation.core.models import Message
from mediation.core.outbox import Outgoing
from tests import factories

from . import visits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sends_texts(settings: Any) -> None:
    settings.TEXTS = env.texts("sms+https://key@texts.example.org/send?from=Bookings")


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Alex's e-mail is not safe; texts are."""
    booked = factories.booked(kind)
    reached(booked, email_safety="never", sms_safety="ok", phone="+447700900123")
    return booked


def reached(appointment: Appointment, **fields: Any) -> None:
    contact = appointment.party.contact
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.save()


def codes() -> list[tuple[str, str]]:
    return list(Message.objects.filter(kind="link.code").values_list("kind", "channel"))


@pytest.mark.usefixtures("sends_texts")
def test_a_code_goes_by_text_where_only_that_is_safe(client: Client, appointment: Appointment) -> None:
    path = visits.manage_path(appointment) + "details/"
    assert "First we send a code to your phone." in client.get(path).content.decode()

    page = client.post(path).content.decode()

    assert "We sent a code to your phone." in page
    assert "junk mail" not in page
    assert "07700" not in page
    assert codes() == [("link.code", "sms")]
    again = client.post(path, {"code": "nonsense"}).content.decode()
    assert "We sent a code to your phone." in again


@pytest.mark.usefixtures("sends_texts")
def test_the_text_is_cleared_for_the_phone_and_not_for_the_e_mail(
    client: Client, appointment: Appointment
) -> None:
    client.post(visits.manage_path(appointment) + "details/")
    message = Message.objects.get(kind="link.code")

    content = outbox.content_of(message, now=factories.NOW)

    assert isinstance(content, Outgoing)
    assert (content.clearance.channel, content.clearance.address) == ("sms", "+447700900123")


@pytest.mark.usefixtures("sends_texts")
def test_a_text_that_became_unsafe_meanwhile_is_not_sent(client: Client, appointment: Appointment) -> None:
    client.post(visits.manage_path(appointment) + "details/")
    reached(appointment, number_unsafe_since=factories.NOW, email_safety="ok")

    content = outbox.content_of(Message.objects.get(kind="link.code"), now=factories.NOW)

    assert isinstance(content, Outgoing)
    assert not content.clearance.allowed


@pytest.mark.usefixtures("sends_texts")
def test_the_e_mail_comes_first_where_both_are_safe(client: Client, appointment: Appointment) -> None:
    reached(appointment, email_safety="ok")

    page = client.post(visits.manage_path(appointment) + "details/").content.decode()

    assert "We sent a code to your e-mail." in page
    assert codes() == [("link.code", "email")]


def test_a_practice_without_texts_asks_them_to_call(client: Client, appointment: Appointment) -> None:
    path = visits.manage_path(appointment) + "details/"

    assert "Please call us" in client.get(path).content.decode()
    assert "Please call us" in client.post(path).content.decode()
    assert codes() == []


def test_outside_their_safe_times_the_page_does_not_tell_which_those_are(
    client: Client, appointment: Appointment
) -> None:
    windows = [{"weekday": 2, "start_min": 1140, "end_min": 1200}]  # Tuesdays 19:00 to 20:00
    reached(appointment, email_safety="times_only", sms_safety="never", safe_windows=windows)
    path = visits.manage_path(appointment) + "details/"

    for page in (client.get(path), client.post(path)):
        words = page.content.decode()
        assert "We cannot send you a code right now. You can try again later." in words
        assert "7:00pm" not in words
        assert "19:00" not in words
    assert codes() == []


@pytest.mark.usefixtures("sends_texts")
def test_texts_are_not_sent_without_end_either(client: Client, appointment: Appointment) -> None:
    path = visits.manage_path(appointment) + "details/"
    for _ in range(CODES):
        assert client.post(path).status_code == 200

    assert client.post(path).status_code == 429
