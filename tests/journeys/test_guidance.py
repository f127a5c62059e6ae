"""Finding out who is involved, and reading and asking, without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from bookings.models import AppointmentType, Mediator
from intake.services.guides import load_guides

from . import walks
from .conftest import DESKTOP, PHONE, Arrives
from .elsewhere import Elsewhere
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])
HELPER = "Who is involved: Cafcass or social services?"


@pytest.fixture
def look(visitor: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(visitor)
    yield inspection
    assert inspection.problems == []


def answer(visitor: Visitor, question: str, words: str) -> None:
    visitor.sees(question)
    visitor.tap(visitor.page.get_by_text(words, exact=True))
    visitor.press("Continue")


def ask(visitor: Visitor, question: str) -> None:
    visitor.type("Ask a question", question)
    visitor.press("Find an answer")


def told_that_cafcass_called(visitor: Visitor) -> None:
    """J6: the letter turns out to be the council's."""
    visitor.open("/")
    visitor.follow(HELPER)
    visitor.sees(HELPER)
    visitor.press("Start")
    answer(visitor, "Has anyone asked the family court to decide about the children?", "No")
    answer(visitor, "Who contacted you?", "Cafcass or Cafcass Cymru")
    visitor.reads("Question 3. There are 8 at most.")
    answer(visitor, "Whose name is at the top of the letter, or after the @?", "A council’s name")
    visitor.sees("It looks like the council’s children’s services")


@on_phone_and_desktop
def test_somebody_who_was_told_cafcass_finds_that_it_is_the_council(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    told_that_cafcass_called(visitor)
    visitor.reads("A council’s name is on the letter or e-mail.")
    visitor.reads("This does not stop your meeting with us.")
    visitor.follow("Back")
    expect(visitor.page.get_by_role("radio", name="A council’s name")).to_be_checked()
    visitor.page.wait_for_load_state()
    visitor.page.go_back()
    visitor.sees("It looks like the council’s children’s services")
    visitor.press("Book an online MIAM")
    visitor.sees("When can you talk?")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_still_not_sure_after_every_question_with_a_mistake_on_the_way(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, scripts: bool
) -> None:
    visitor = arrives(java_script_enabled=scripts)
    visitor.open("/who/")
    visitor.press("Start")
    visitor.press("Continue")
    visitor.tap(visitor.page.locator(".govuk-error-summary").get_by_role("link"))
    expect(visitor.page.get_by_role("radio", name="Yes")).to_be_focused()
    for words in ("Not sure", "I’m not sure", "Not sure", "I don’t know", *["Not sure"] * 4):
        visitor.tap(visitor.page.get_by_text(words, exact=True))
        visitor.press("Continue")

    visitor.sees("We cannot tell yet")
    main = visitor.page.get_by_role("main")
    expect(main.get_by_role("link", name="Call 0113 496 0000").first).to_be_visible()
    assert "/who/answer/" in visitor.page.url


@on_phone_and_desktop
def test_leaving_forgets_the_answers(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, elsewhere: Elsewhere
) -> None:
    told_that_cafcass_called(visitor)
    visitor.follow("Exit this page")
    visitor.page.wait_for_url(elsewhere.url)

    assert not Session.objects.exists()
    visitor.page.go_back()
    visitor.does_not_read("It looks like the council")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_question_is_answered_and_back_shows_the_answer_again(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, scripts: bool
) -> None:
    load_guides()
    visitor = arrives(java_script_enabled=scripts)
    visitor.open("/")
    visitor.follow("Guides")
    visitor.sees("Guides")
    ask(visitor, "How long is my certificate valid?")
    visitor.sees("What our guides say")
    visitor.reads("The certificate is good for four months.")
    assert visitor.page.url.endswith("/guides/ask/")

    visitor.follow(re.compile("Read this in “What is a MIAM\\?”.*Your certificate"))
    visitor.sees("What is a MIAM?")
    expect(visitor.page.get_by_role("heading", name="Your certificate")).to_be_in_viewport()
    visitor.page.wait_for_load_state()
    visitor.page.go_back()
    visitor.sees("What our guides say")
    expect(visitor.page.get_by_label("Ask a question")).to_have_value("How long is my certificate valid?")

    ask(visitor, "football")
    visitor.sees("We found no answer to that")


def test_leaving_forgets_the_question(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, elsewhere: Elsewhere
) -> None:
    load_guides()
    visitor.open("/guides/")
    ask(visitor, "bail")
    visitor.sees("What our guides say")
    visitor.follow("Exit this page")
    visitor.page.wait_for_url(elsewhere.url)
    visitor.page.go_back()

    visitor.does_not_read("What our guides say")
    kept = visitor.page.context.cookies(f"{visitor.base}/guides/ask/")
    assert "asked" not in {cookie["name"] for cookie in kept}


def test_the_questions_about_who_is_involved_can_be_used_by_all(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.open("/who/side-by-side/")
    look.of("side by side")
    visitor.open("/who/")
    look.of("who")
    visitor.press("Start")
    visitor.press("Continue")
    visitor.sees_mistakes()
    look.of("who, a mistake")
    answer(visitor, "Has anyone asked the family court to decide about the children?", "No")
    look.of("who, contacted")
    answer(visitor, "Who contacted you?", "Cafcass or Cafcass Cymru")
    look.of("who, sender")
    answer(visitor, "Whose name is at the top of the letter, or after the @?", "Cafcass Cymru")
    look.of("who, an answer")
    visitor.press("Forget my answers and start again")
    expect(visitor.page.get_by_role("radio", checked=True)).to_have_count(0)
    answer(visitor, "Has anyone asked the family court to decide about the children?", "No")
    answer(visitor, "Who contacted you?", "I’m not sure")
    answer(visitor, "Whose name is at the top of the letter, or after the @?", "I have nothing in writing")
    answer(visitor, "What is the person who contacted you called?", "Not sure")
    answer(visitor, "When was this?", "It is happening now")
    answer(visitor, "Where does the child live?", "England")
    look.of("who, not sure")


def test_guides_and_answers_can_be_used_by_all(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    load_guides()
    visitor.open("/guides/")
    look.of("guides")
    for title in ("When you may not need a MIAM", "Staying safe", "Child-inclusive mediation"):
        visitor.follow(title)
        visitor.sees(title)
        look.of(title)
        visitor.follow("All guides")
    visitor.press("Find an answer")
    visitor.sees_mistakes()
    look.of("a question, empty")
    ask(visitor, "CAFCAS")
    visitor.sees("What our guides say")
    look.of("a question, answered")
    ask(visitor, "football")
    visitor.sees("We found no answer to that")
    look.of("a question, not answered")


def test_every_title_is_neutral(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    load_guides()
    titles: list[str] = []
    visitor.page.on("framenavigated", lambda frame: titles.append(frame.title()))
    told_that_cafcass_called(visitor)
    visitor.follow("Guides")
    visitor.follow("Staying safe")
    visitor.follow("All guides")
    ask(visitor, "abuse")
    visitor.sees("What our guides say")
    walks.to_the_times(visitor)

    telling = re.compile("mediat|miam|family|court|cafcass|social|abuse|safe|danger", re.IGNORECASE)
    assert len(titles) > 5
    assert [title for title in titles if telling.search(title)] == []
