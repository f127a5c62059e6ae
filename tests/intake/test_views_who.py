"""The questions about who is involved, over HTTP: kept in the visit only, and Back loses nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake import who_questions as ask
from mediation.core.models import PracticeSettings
from mediation.core.remembered import forget_everything
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]
TELLING = ("miam", "mediat", "famil", "court", "cafcass", "social", "child", "legal", "abuse", "safe")


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


def say(client: Client, **answers: str) -> Any:
    """Answer pages one after another, as they come; returns the last answer of the server."""
    response = None
    for key, value in answers.items():
        number = next(page.slug for page in ask.PAGES if ask.key_of(page) == key)
        response = client.post(f"/who/{number}/", {key: value})
        assert response.status_code == 302, response.content
    return response


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.content.decode())


def test_the_home_page_leads_here(client: Client) -> None:
    assert 'href="/who/"' in page(client, "/")


def test_looking_costs_no_session(client: Client) -> None:
    for path in ("/who/", "/who/1/", "/who/side-by-side/"):
        page(client, path)

    assert "session" not in client.cookies
    assert not Session.objects.exists()


def test_each_answer_leads_to_what_is_still_open_and_then_to_the_answer(client: Client) -> None:
    assert say(client, court="no").url == "/who/2/"
    assert say(client, contacted="cafcass").url == "/who/3/"
    assert say(client, sender="council").url == "/who/answer/"

    html = page(client, "/who/answer/")
    assert "It looks like the council’s children’s services" in html
    assert "A council’s name is on the letter or e-mail." in html
    assert "section 47 enquiry" in html


def test_back_shows_the_answer_that_was_given(client: Client) -> None:
    say(client, court="no", contacted="cafcass")

    first = page(client, "/who/1/")
    third = page(client, "/who/3/")
    assert re.search(r'value="no" checked', first)
    assert 'href="/who/2/"' in third
    assert "Question 3. There are 8 at most." in third


def test_an_answer_that_changes_changes_the_way(client: Client) -> None:
    say(client, court="no", contacted="cafcass", sender="council")

    assert say(client, court="yes").url == "/who/2/"
    assert say(client, contacted="cafcass").url == "/who/8/"
    assert say(client, child_country="wales").url == "/who/answer/"
    assert "It looks like Cafcass Cymru" in page(client, "/who/answer/")


def test_going_back_and_on_passes_every_page_again(client: Client) -> None:
    say(client, court="no", contacted="unsure", sender="unsure")

    assert say(client, court="no").url == "/who/2/"
    assert say(client, contacted="unsure").url == "/who/3/"


def test_a_page_that_is_not_due_leads_to_the_one_that_is(client: Client) -> None:
    assert client.get("/who/5/").url == "/who/1/"
    assert client.get("/who/answer/").url == "/who/"
    say(client, court="no", contacted="police")
    assert client.get("/who/3/").url == "/who/answer/"


@pytest.mark.parametrize("number", [0, 9, 10**9])
def test_there_are_eight_pages(client: Client, number: int) -> None:
    assert client.get(f"/who/{number}/").status_code == 404


@pytest.mark.parametrize("value", ["", "maybe", "no\0", "\u202eon", "🙂", "x" * 200_000])
def test_what_is_no_answer_is_said_beside_the_question_and_not_kept(client: Client, value: str) -> None:
    response = client.post("/who/1/", {"court": value})

    assert response.status_code == 200
    html = response.content.decode()
    assert "Error: Questions" in html
    assert "govuk-error-summary" in html
    assert "session" not in client.cookies


def test_nothing_is_in_the_addresses_or_readable_in_the_session(client: Client) -> None:
    urls = [say(client, court="no").url, say(client, contacted="council").url]

    assert urls == ["/who/2/", "/who/answer/"]
    kept = Session.objects.get().get_decoded()
    assert "council" not in str(kept)
    assert set(kept) == {"who"}


def test_a_session_that_cannot_be_opened_starts_again(client: Client) -> None:
    session = client.session
    session["who"] = "nonsense.of-an-old-key"
    session.save()
    client.cookies["session"] = session.session_key

    assert "Has anyone asked the family court" in page(client, "/who/1/")


def test_leaving_and_starting_again_forget_the_answers(client: Client) -> None:
    say(client, court="no", contacted="police")
    assert client.post("/who/").url == "/who/1/"
    assert " checked" not in page(client, "/who/1/")

    say(client, court="no", contacted="police")
    client.get("/leave/")
    assert client.get("/who/answer/").url == "/who/"


def test_somebody_elses_answers_are_not_mine(client: Client, other_client: Client) -> None:
    say(client, court="no", contacted="police")

    assert other_client.get("/who/answer/").url == "/who/"


def test_still_not_sure_offers_a_person(client: Client, practice: PracticeSettings) -> None:
    say(client, court="no", contacted="unsure", sender="nothing_in_writing", worker="unsure")
    say(client, when="now", child_country="england")

    html = page(client, "/who/answer/")
    assert "We cannot tell yet" in html
    assert "Cafcass only works for the court. If nobody has applied to court" in html
    assert f"Call {practice.phone}" in html


def test_no_page_says_in_its_title_or_address_why_somebody_is_here(client: Client) -> None:
    say(client, court="yes", contacted="cafcass", child_country="wales")

    for path in ("/who/", "/who/1/", "/who/2/", "/who/8/", "/who/answer/", "/who/side-by-side/"):
        title = re.search("<title>(.*)</title>", page(client, path))
        assert title
        assert not [word for word in TELLING if word in f"{title[1]} {path}".lower()]


def test_pages_ask_the_database_for_the_practice_and_the_visit_only(client: Client) -> None:
    say(client, court="yes", contacted="cafcass", child_country="wales")
    for path, count in (("/who/side-by-side/", 1), ("/who/2/", 2), ("/who/answer/", 2)):
        forget_everything()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, path)
        assert len(queries) == count, queries.captured_queries
