"""Guides and questions over HTTP: what is found, what is not, and that nothing typed is kept anywhere."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.asked import COOKIE, FOR_A_PERSON, KEPT_FOR
from intake.guide_library import guides
from intake.models import GuidePassage
from intake.services.guides import load_guides
from mediation.core.models import PracticeSettings, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.conftest import HttpsClient

from .asking import asked as asked_for_a_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]
ASK = "/guides/ask/"
TELLING = ("miam", "mediat", "famil", "court", "cafcass", "social", "child", "legal", "abuse", "safe")


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def loaded() -> int:
    return load_guides()


def ask(client: Client, question: str) -> str:
    """Send a question and follow to its answer."""
    sent = client.post(ASK, {"question": question})
    assert (sent.status_code, sent.url) == (302, ASK)
    return page(client, ASK)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.content.decode())


def test_every_page_leads_to_the_guides_and_the_list_to_each(client: Client) -> None:
    assert 'href="/guides/"' in page(client, "/")
    html = page(client, "/guides/")

    for guide in guides().values():
        assert f'href="/guides/{guide.slug}/"' in html
        assert guide.summary in html


@pytest.mark.parametrize("slug", list(guides()))
def test_a_guide_shows_its_words_sources_and_day_and_offers_a_person(
    client: Client, practice: PracticeSettings, slug: str
) -> None:
    html, guide = page(client, f"/guides/{slug}/"), guides()[slug]

    assert f'<h1 class="govuk-heading-l">{guide.title}</h1>' in html
    for section in guide.sections[1:]:
        assert f'id="{section.anchor}"' in html
    assert guide.sources[0] in html
    assert "Checked on 26 November 2026" in html
    assert 'href="/book/"' in html
    assert f"Call {practice.phone}" in html
    title = re.search("<title>(.*)</title>", html)
    assert title
    assert not [word for word in TELLING if word in title[1].lower()]


def test_a_guide_that_is_not_there(client: Client) -> None:
    assert client.get("/guides/nothing/").status_code == 404


def test_an_answer_is_a_passage_with_its_source_its_day_and_its_place(client: Client, loaded: int) -> None:
    html = ask(client, "When will CAFCAS call me?")

    assert "What our guides say" in html
    assert "Cafcass calls because of the court case" in html
    assert 'href="/guides/checks-and-letters/#why-cafcass-calls-you"' in html
    assert "Children Act 1989, sections 7, 31 and 37" in html
    assert "Checked on 26 November 2026." in html
    assert 'value="When will CAFCAS call me?"' in html


def test_nothing_found_says_so_kindly_and_offers_a_person(
    client: Client, loaded: int, practice: PracticeSettings
) -> None:
    html = ask(client, "football")

    assert "We found no answer to that" in html
    assert f"Call {practice.phone}" in html
    assert 'class="panel answer"' not in html


def test_a_passage_of_a_guide_that_has_gone_is_not_shown(client: Client) -> None:
    GuidePassage.objects.create(
        guide="gone", position=0, heading="Marmalade", markdown="x", text="x", words="x"
    )

    assert "We found no answer to that" in ask(client, "marmalade")


def test_what_is_typed_is_in_no_address_no_row_and_no_log(
    client: Client, loaded: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        sent = client.post(ASK, {"question": "zanzibar secret"})
        page(client, ASK)

    assert sent.url == ASK
    assert "zanzibar" not in caplog.text
    assert not Session.objects.exists()
    assert "session" not in client.cookies
    assert "zanzibar" not in client.cookies[COOKIE].value


def test_the_cookie_is_sealed_short_lived_and_for_one_page_alone(client: Client, loaded: int) -> None:
    client.post(ASK, {"question": "bail"})
    cookie = client.cookies[COOKIE]

    assert cookie["max-age"] == KEPT_FOR.total_seconds() == 600
    assert cookie["path"] == ASK
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"


def test_leaving_forgets_the_question(client: Client, loaded: int) -> None:
    ask(client, "bail")
    client.get("/leave/")

    assert client.cookies[COOKIE].value == ""
    assert client.get(ASK).url == "/guides/"


def test_without_a_question_and_for_others_there_is_no_answer(
    client: Client, other_client: Client, loaded: int
) -> None:
    ask(client, "bail")

    assert other_client.get(ASK).url == "/guides/"
    client.cookies[COOKIE] = "nonsense.of-an-old-key"
    assert client.get(ASK).url == "/guides/"


@pytest.mark.parametrize("question", ["", "   ", "\0\0", "\u202e\u200b", "\ud7ff\uffff\x07"])
def test_an_empty_question_says_what_to_do(client: Client, question: str) -> None:
    response = client.post(ASK, {"question": question})
    html = response.content.decode()

    assert "Type your question, or a word of it" in html
    assert "Error: Answers" in html
    assert COOKIE not in client.cookies


def test_a_missing_field_is_an_empty_question(client: Client) -> None:
    assert "Type your question" in client.post(ASK, {}).content.decode()


@pytest.mark.parametrize("letter", ["a", "a ", "🙂", "ש", "ba\0il ", "&|!() "])
def test_200_kb_of_anything_is_too_long_and_comes_back_whole(client: Client, letter: str) -> None:
    response = client.post(ASK, {"question": letter * (200_000 // len(letter.encode()))})
    html = response.content.decode()

    assert response.status_code == 200
    assert "Use 500 letters or fewer" in html
    assert len(html) > 50_000


@pytest.mark.parametrize(
    "question",
    ["🙂" * 500, "שלום עליכם " * 40, "\u202ebail", "ba\0il", "' OR 1=1 --", "a:* & !b | (c)", "x" * 500],
)
def test_odd_questions_get_an_answer_or_none_and_break_nothing(
    client: Client, loaded: int, question: str
) -> None:
    html = ask(client, question)

    assert "What our guides say" in html or "We found no answer to that" in html
    assert len(client.cookies[COOKIE].OutputString()) < 4000


def test_a_nul_and_a_mark_that_turns_text_around_are_dropped(client: Client, loaded: int) -> None:
    assert "If there is an order or bail" in ask(client, "ba\0il")
    assert "If there is an order or bail" in ask(client, "\u202ebail")


def test_markup_in_a_question_is_shown_as_text(client: Client, loaded: int) -> None:
    html = ask(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in html


def test_a_question_from_another_site_is_refused() -> None:
    client = HttpsClient(enforce_csrf_checks=True)

    assert client.post(ASK, {"question": "bail"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_answers_ask_the_database_once_and_again_only_for_spelling(client: Client, count: int) -> None:
    for position in range(count):
        GuidePassage.objects.create(
            guide="first-meeting",
            position=position,
            heading="Marmalade",
            anchor=f"a{position}",
            words="marmalade",
        )
    for question, queries in (("marmalade", 2), ("marmelade", 3), ("football", 3)):
        client.post(ASK, {"question": question})
        forget_everything()
        with CaptureQueriesContext(connection) as found:
            html = page(client, ASK)
        assert html.count('class="panel answer"') == (0 if question == "football" else count)
        assert len(found) == queries, found.captured_queries  # the practice, by words, by letters


def test_guides_ask_the_database_for_the_practice_alone(client: Client) -> None:
    for path in ("/guides/", "/guides/first-meeting/"):
        forget_everything()
        with CaptureQueriesContext(connection) as found:
            page(client, path)
        assert len(found) == 1


def test_a_person_gets_the_question_with_the_request_for_a_call(client: Client, admin: User) -> None:
    """The question that the guides did not answer goes along, may be changed, and whoever rings reads it."""
    factories.callback_window(factories.at("2026-11-23", "14:00"))
    nothing = ask(client, "How do I teach a parrot to sing?")
    assert "Ask a person this question" in nothing

    sent = client.post(ASK, {"question": "How do I teach a parrot to sing?", "person": "yes"})
    assert sent.url == "/call/?from=guides"
    assert "How do I teach a parrot to sing?" in page(client, sent.url)
    asked = asked_for_a_call(client, question="How do I teach\x00 a parrot to talk?")

    assert asked.question == "How do I teach a parrot to talk?"
    assert "parrot" not in page(client, "/call/"), "sent is sent"
    client.force_login(admin)
    shown = page(client, f"/staff/callbacks/{asked.reference}/")
    assert "Their question" in shown
    assert "How do I teach a parrot to talk?" in shown


def test_leaving_forgets_the_question_that_was_for_a_person(client: Client) -> None:
    client.post(ASK, {"question": "Am I safe?", "person": "yes"})
    assert "Am I safe?" in page(client, "/call/")
    assert "Am I safe" not in client.cookies[FOR_A_PERSON].value

    client.get("/leave/")
    assert "Am I safe?" not in page(client, "/call/")


def test_without_a_question_the_page_that_asks_for_a_call_is_as_short_as_ever(client: Client) -> None:
    assert "Your question" not in page(client, "/call/")
