"""One-time codes: how often, how long, and what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType
from intake.models import Draft
from mediation.core.codes import CODES
from mediation.core.models import Message, SecretLink
from tests import factories

from . import visits

pytestmark = pytest.mark.django_db
WRONG = "This is not the code, or it is too old"
TOO_OFTEN = "That was wrong too often"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(draft: Draft) -> str:
    """The way back to Alex's finished draft."""
    return visits.resume_path(draft)


@pytest.fixture
def link(path: str, draft: Draft) -> SecretLink:
    return visits.link_of("resume", draft.pk)


def enter(client: Client, path: str, code: str) -> str:
    """Type a code; returns where it leads, or what the page says."""
    response = client.post(path, {"code": code})
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def test_opening_the_link_sends_nothing_and_shows_nothing(client: Client, path: str) -> None:
    page = client.get(path).content.decode()

    assert "Send me a code" in page
    assert "Alex" not in page
    assert not Message.objects.exists()


def test_asking_plans_one_code_to_the_safe_channel(client: Client, path: str, link: SecretLink) -> None:
    page = client.post(path).content.decode()

    assert "Enter the code we sent you" in page
    assert "alex@example.org" not in page
    message = Message.objects.get()
    assert (message.kind, message.subject_id) == ("link.code", link.pk)
    assert message.not_after == factories.NOW + timedelta(minutes=15)


def test_the_right_code_leads_on_and_asks_anew_about_danger_and_device(
    client: Client, path: str, link: SecretLink, draft: Draft
) -> None:
    client.post(path)

    assert enter(client, path, visits.digits_of(link)) == "/book/go-on/"
    assert client.get("/book/go-on/")["Location"] == "/book/step/safe/"
    draft.refresh_from_db()
    assert "danger_now" not in draft.answers
    assert "device_private" not in draft.answers
    assert draft.answers["name"] == "Alex Winter"


def test_after_that_the_answers_are_there_and_the_booking_can_be_made(
    client: Client, path: str, link: SecretLink
) -> None:
    client.post(path)
    enter(client, path, visits.digits_of(link))
    visits.answer(client, "safe")

    assert client.get("/book/go-on/")["Location"] == "/book/check/"
    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("typed", "reads"), [(" {0} ", True), ("{0:.3} {0:.3}", None), ("{0}0", False)])
def test_spaces_in_a_code_do_not_matter(
    client: Client, path: str, link: SecretLink, typed: str, reads: bool | None
) -> None:
    client.post(path)
    digits = visits.digits_of(link)
    text = f"{digits[:3]} {digits[3:]}" if reads is None else typed.format(digits)

    assert (enter(client, path, text) == "/book/go-on/") is (reads is not False)


@pytest.mark.parametrize(
    ("waited", "works"),
    [
        (timedelta(minutes=14, seconds=59), True),
        (timedelta(minutes=15), False),
        (timedelta(minutes=15, seconds=1), False),
    ],
)
def test_a_code_works_for_fifteen_minutes(
    client: Client, path: str, link: SecretLink, clock: Any, waited: timedelta, works: bool
) -> None:
    client.post(path)
    clock.shift(waited)
    said = enter(client, path, visits.digits_of(link))

    assert (said == "/book/go-on/") is works
    assert works or WRONG in said


def test_the_fifth_try_may_still_be_right(client: Client, path: str, link: SecretLink) -> None:
    client.post(path)
    digits = visits.digits_of(link)
    for _ in range(4):
        assert WRONG in enter(client, path, visits.wrong(digits))

    assert enter(client, path, digits) == "/book/go-on/"


def test_after_five_wrong_tries_even_the_right_code_is_refused(
    client: Client, path: str, link: SecretLink
) -> None:
    client.post(path)
    digits = visits.digits_of(link)
    for _ in range(5):
        assert WRONG in enter(client, path, visits.wrong(digits))

    assert TOO_OFTEN in enter(client, path, digits)


def test_tries_from_several_browsers_are_counted_together(
    client: Client, other_client: Client, path: str, link: SecretLink
) -> None:
    client.post(path)
    digits = visits.digits_of(link)
    for browser in (client, other_client, client, other_client, client):
        enter(browser, path, visits.wrong(digits))

    assert TOO_OFTEN in enter(other_client, path, digits)


def test_a_code_works_once(client: Client, other_client: Client, path: str, link: SecretLink) -> None:
    client.post(path)
    digits = visits.digits_of(link)
    enter(client, path, digits)

    assert WRONG in enter(other_client, path, digits)
    assert other_client.get("/book/go-on/")["Location"] == "/book/"


def test_a_newer_code_replaces_the_older(client: Client, path: str, link: SecretLink) -> None:
    client.post(path)
    older = visits.digits_of(link)
    client.post(path)
    newer = visits.digits_of(link)

    assert older != newer
    assert WRONG in enter(client, path, older)
    assert enter(client, path, newer) == "/book/go-on/"


@pytest.mark.parametrize(
    "typed", ["", " ", "abcdef", "12345", "\0\0\0\0\0\0", "１２３４５６", "x" * 500, "-1"]
)
def test_what_is_no_code_opens_nothing(client: Client, path: str, link: SecretLink, typed: str) -> None:
    client.post(path)
    response = client.post(path, {"code": typed})

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()


def test_a_code_before_any_was_sent_opens_nothing(client: Client, path: str) -> None:
    assert WRONG in enter(client, path, "000000")


def test_codes_are_not_sent_without_end(client: Client, path: str) -> None:
    answers = [client.post(path).status_code for _ in range(CODES + 1)]

    assert answers == [200] * CODES + [429]
    assert Message.objects.count() == CODES


def test_where_no_channel_is_safe_no_code_is_sent_and_the_phone_is_offered(
    client: Client, kind: AppointmentType, morgan: object
) -> None:
    unsafe = {**factories.ALEX, "email_private": "no"}
    booked: Appointment = factories.booked(kind, answers=unsafe)
    path = visits.manage_path(booked) + "details/"
    before = Message.objects.count()

    page = client.post(path).content.decode()

    assert "Please call us" in page
    assert "0113 496 0000" in page
    assert Message.objects.count() == before


def test_the_session_is_a_new_one_after_the_code(client: Client, path: str, link: SecretLink) -> None:
    visits.hold(client, visits.TWO_PM)
    before = client.session.session_key
    client.post(path)
    enter(client, path, visits.digits_of(link))

    assert client.session.session_key != before


def test_whoever_has_no_safe_e_mail_is_not_promised_a_code(client: Client, appointment: Appointment) -> None:
    appointment.party.contact.email_safety = "never"
    appointment.party.contact.save()
    page = client.get(visits.manage_path(appointment) + "details/").content.decode()

    assert "Please call us" in page
    assert "Send me a code" not in page


def test_the_page_after_cancelling_says_what_it_costs(client: Client, appointment: Appointment) -> None:
    path = visits.manage_path(appointment)

    assert "There is nothing to pay." in client.post(path + "cancel/").content.decode()
