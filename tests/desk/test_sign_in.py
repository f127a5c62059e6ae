"""Staff sign-in by e-mail and password, where that is enough, as in the demo. See test_second_factor."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from mediation.core.enums import Role
from mediation.core.models import AuditEntry, User
from tests import factories
from tests.conftest import HttpsClient

pytestmark = pytest.mark.django_db
SIGN_IN = "/staff/account/sign-in/"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _password_is_enough(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    cache.clear()


@pytest.fixture
def kim(practice: object) -> User:
    return factories.user("Kim Vale", Role.ADMIN, password=factories.PASSWORD)


def sign_in(client: Client, email: str, password: str = factories.PASSWORD, **fields: str) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password, **fields})


def test_the_right_password_opens_the_desk(client: Client, kim: User) -> None:
    assert sign_in(client, "kim@example.org")["Location"] == "/staff/"
    assert b"Kim Vale" in client.get("/staff/").content


@pytest.mark.parametrize("email", ["KIM@example.org", " kim@example.org "])
def test_the_address_may_be_typed_as_phones_do(client: Client, kim: User, email: str) -> None:
    assert sign_in(client, email).status_code == 302


def test_the_session_is_a_new_one_and_ends_with_the_browser(client: Client, kim: User) -> None:
    client.get(SIGN_IN)
    response = sign_in(client, "kim@example.org")

    assert response.cookies["session"]["max-age"] == ""
    assert response.cookies["session"]["secure"]
    assert response.cookies["session"]["httponly"]
    assert response.cookies["session"]["samesite"] == "Lax"


@pytest.mark.parametrize("password", ["wrong", factories.PASSWORD])
def test_nobody_learns_who_has_an_account(
    client: Client, other_client: Client, kim: User, password: str
) -> None:
    User.objects.create_user(
        "closed@example.org", factories.PASSWORD, name="Closed", role=Role.ADMIN, is_active=False
    )
    known = sign_in(client, "kim@example.org", "not the one")
    unknown = sign_in(other_client, "nobody@example.org", password)
    page = TOKEN.sub(b"", known.content).replace(b"kim@", b"nobody@")

    assert known.status_code == unknown.status_code == 200
    assert page == TOKEN.sub(b"", unknown.content)


def test_a_closed_account_cannot_sign_in(client: Client, kim: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client, "kim@example.org")

    assert client.get("/staff/").status_code == 302


def test_nobody_signs_up(client: Client, kim: User) -> None:
    response = client.post(
        "/staff/account/sign-up/",
        {"email": "new@example.org", "password1": factories.PASSWORD, "password2": factories.PASSWORD},
    )

    assert b"Accounts are made by a manager" in response.content
    assert User.objects.count() == 1


def from_(address: str) -> Client:
    """A browser at this address."""
    return HttpsClient(REMOTE_ADDR=address)


def guess(client: Client, times: int, email: str = "kim@example.org") -> Any:
    """The answer to the last of so many wrong passwords."""
    return [sign_in(client, email, "guess") for _ in range(times)][-1]


@time_machine.travel(factories.NOW, tick=False)
def test_guessing_is_stopped_and_the_page_says_for_how_long(client: Client, kim: User) -> None:
    assert guess(client, 4).status_code == 200
    stopped = guess(client, 1)

    assert stopped.status_code == 429
    assert stopped["Retry-After"] == "900"
    assert b"Please wait 15 minutes" in stopped.content
    assert b"0113 496 0000" in stopped.content
    assert sign_in(client, "kim@example.org").status_code == 429
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(15, 429), (16, 302)])
def test_the_wait_ends_by_itself_and_trying_makes_it_no_longer(
    client: Client, kim: User, minutes: int, status: int
) -> None:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        guess(client, 5)
        clock.shift(timedelta(minutes=10))
        guess(client, 20)
        clock.shift(timedelta(minutes=minutes - 10))

        assert sign_in(client, "kim@example.org").status_code == status


@time_machine.travel(factories.NOW, tick=False)
def test_one_place_is_stopped_and_another_is_not(client: Client, kim: User) -> None:
    guess(from_("203.0.113.7"), 5)

    assert sign_in(from_("203.0.113.7"), "kim@example.org").status_code == 429
    assert sign_in(from_("203.0.113.8"), "kim@example.org").status_code == 302


@time_machine.travel(factories.NOW, tick=False)
def test_the_addresses_of_one_ipv6_household_are_one_place(kim: User) -> None:
    for number in range(5):
        guess(from_(f"2001:db8::{number}"), 1)

    assert sign_in(from_("2001:db8::ffff"), "kim@example.org").status_code == 429


@time_machine.travel(factories.NOW, tick=False)
def test_an_account_tried_from_everywhere_is_shut_but_not_where_its_owner_works(
    kim: User, settings: Any
) -> None:
    settings.SIGN_IN_TRIES_ANYWHERE = 12
    assert sign_in(from_("198.51.100.1"), "kim@example.org").status_code == 302
    for number in range(4):
        guess(from_(f"203.0.113.{number}"), 3)

    assert sign_in(from_("203.0.113.99"), "kim@example.org").status_code == 429
    assert sign_in(from_("198.51.100.1"), "kim@example.org").status_code == 302


@time_machine.travel(factories.NOW, tick=False)
def test_the_wait_tells_nobody_who_has_an_account(client: Client, other_client: Client, kim: User) -> None:
    known, unknown = guess(client, 5), guess(other_client, 5, "nobody@example.org")

    assert known.status_code == unknown.status_code == 429
    assert known.content == unknown.content


@time_machine.travel(factories.NOW, tick=False)
def test_no_address_or_name_is_kept_of_those_who_try(client: Client, kim: User) -> None:
    guess(client, 1)
    row = AccessAttempt.objects.get()

    assert "kim" not in f"{row.username}{row.post_data}{row.get_data}".lower()
    assert "guess" not in row.post_data


def test_signing_in_is_in_the_audit_trail_without_an_address(client: Client, kim: User) -> None:
    sign_in(client, "kim@example.org")
    entry = AuditEntry.objects.get(verb="user.signed_in")

    assert (entry.actor, entry.subject_id) == (kim, kim.pk)
    assert "127.0.0.1" not in str(entry.details)
    assert "kim" not in str(entry.details)


def test_many_addresses_from_one_place_are_slowed_down(client: Client, kim: User) -> None:
    answers = [sign_in(client, f"nobody{number}@example.org", "guess") for number in range(31)]

    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example.org/", "//elsewhere.example.org", "javascript:alert(1)", "\\\\x"]
)
def test_signing_in_leads_nowhere_else(client: Client, kim: User, target: str) -> None:
    assert sign_in(client, "kim@example.org", next=target)["Location"] == "/staff/"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, kim: User) -> None:
    assert sign_in(client, "kim@example.org", next="/staff/alerts/")["Location"] == "/staff/alerts/"


def test_signing_out_takes_a_post(client: Client, kim: User) -> None:
    client.force_login(kim)
    client.get("/staff/account/sign-out/")
    assert client.get("/staff/").status_code == 200
    assert client.post("/staff/account/sign-out/")["Location"] == SIGN_IN
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    "fields", [{}, {"login": "kim@example.org"}, {"password": "x"}, {"login": "no address", "password": "x"}]
)
def test_mistakes_are_told_where_they_are(client: Client, kim: User, fields: dict[str, str]) -> None:
    page = client.post(SIGN_IN, fields).content.decode()

    assert "error-summary" in page
    assert "<title>Error:" in page


@pytest.mark.parametrize("text", ["a\0b@example.org", "x" * 5000, "'--"])
def test_odd_addresses_break_nothing(client: Client, kim: User, text: str) -> None:
    assert sign_in(client, text, "a\0b").status_code == 200


def test_the_page_may_be_shown_in_no_frame_and_kept_nowhere(client: Client, kim: User) -> None:
    headers = client.get(SIGN_IN).headers

    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]
