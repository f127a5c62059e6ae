"""Staff sign-in by e-mail and password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from mediation.core.enums import Role
from mediation.core.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SIGN_IN = "/staff/account/sign-in/"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
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


def test_guessing_is_stopped(client: Client, kim: User) -> None:
    for _ in range(5):
        assert sign_in(client, "kim@example.org", "guess").status_code == 200
    stopped = sign_in(client, "kim@example.org")

    assert stopped.status_code != 302
    assert client.get("/staff/").status_code == 302


def test_many_addresses_from_one_place_are_slowed_down(client: Client, kim: User) -> None:
    answers = [sign_in(client, f"nobody{number}@example.org", "guess") for number in range(31)]

    assert answers[0].status_code == 200
    assert answers[-1].status_code in {200, 429}
    assert sign_in(client, "kim@example.org").status_code != 302


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
