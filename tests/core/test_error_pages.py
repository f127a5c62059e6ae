"""Pages for when something is wrong: neutral, designed, and with a number to call."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from mediation.core import error_pages
from mediation.core.models import PracticeSettings
from tests.conftest import HttpsClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(settings: Any) -> Client:
    """A site with one address that has a bug and one whose database is away."""
    settings.ROOT_URLCONF = "tests.core.broken_urls"
    client = HttpsClient()
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing/here/", 404, "We cannot find that page"),
        ("/broken/", 500, "Something went wrong"),
        ("/away/", 503, "We will be back in a few minutes"),
    ],
)
def test_each_says_what_happened_whom_to_call_and_how_to_leave(
    failing: Client, practice: PracticeSettings, path: str, status: int, words: str
) -> None:
    response = failing.get(path)
    page = response.content.decode()

    assert response.status_code == status
    assert words in page
    assert 'href="tel:01134960000"' in page
    assert 'href="/leave/"' in page
    assert "secret detail" not in page
    assert "mediation" not in page.split("<title>")[1].split("</title>")[0].lower()


def test_an_outage_says_when_to_come_back(failing: Client, practice: PracticeSettings) -> None:
    assert failing.get("/away/").headers["Retry-After"] == "60"


def test_a_practice_that_is_not_set_up_offers_the_number_from_its_settings(
    failing: Client, settings: Any
) -> None:
    settings.FALLBACK_PHONE = "0113 496 0999"
    error_pages.forget_contact()

    assert b"0113 496 0999" in failing.get("/away/").content


def test_without_any_number_the_page_still_comes_out(failing: Client, settings: Any) -> None:
    settings.FALLBACK_PHONE = ""
    error_pages.forget_contact()

    page = failing.get("/away/").content.decode()

    assert "We will be back in a few minutes" in page
    assert "tel:" not in page


def test_the_last_known_number_outlives_the_row(failing: Client, practice: PracticeSettings) -> None:
    failing.get("/")
    PracticeSettings.objects.all().delete()

    assert b"0113 496 0000" in failing.get("/away/").content


def test_too_many_tries_are_told_kindly(practice: PracticeSettings) -> None:
    response = error_pages.too_many(HttpRequest())

    assert response.status_code == 429
    assert b"You have done nothing wrong" in response.content
