"""Forms under `Referrer-Policy: no-referrer`: our own get through, nobody else's do."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from mediation.core.models import PracticeSettings
from tests.conftest import HttpsClient

pytestmark = pytest.mark.django_db
SIGN_IN = "/staff/account/sign-in/"


@pytest.fixture
def strict(practice: PracticeSettings) -> Client:
    return HttpsClient(enforce_csrf_checks=True)


def token_of(client: Client) -> str:
    page = client.get(SIGN_IN).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found.group(1)


def send(client: Client, token: str, **headers: str) -> int:
    form = {"login": "nobody@example.org", "password": "not it", "csrfmiddlewaretoken": token}
    return client.post(SIGN_IN, form, headers=headers).status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "null", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "none"}, 403),
        ({"origin": "null"}, 200),  # Safari before 16.4: held to the token and its cookie alone
        ({"origin": "https://testserver", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://elsewhere.example.org", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://elsewhere.example.org", "sec-fetch-site": "same-origin"}, 403),
    ],
)
def test_a_form_with_its_token_gets_through_only_from_this_site(
    strict: Client, headers: dict[str, str], status: int
) -> None:
    assert send(strict, token_of(strict), **headers) == status


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_a_form_without_its_token_never_gets_through(strict: Client, token: str) -> None:
    token_of(strict)

    assert send(strict, token, origin="null", **{"sec-fetch-site": "same-origin"}) == 403


def test_a_token_of_another_visitor_does_not_help(strict: Client) -> None:
    stranger = HttpsClient(enforce_csrf_checks=True)
    token_of(strict)

    assert send(strict, token_of(stranger), origin="null", **{"sec-fetch-site": "same-origin"}) == 403


def test_the_refusal_says_that_nothing_changed(strict: Client) -> None:
    response = strict.post(SIGN_IN, {})

    assert b"Please send that again" in response.content
    assert b"Nothing has changed" in response.content
