"""Finding out whether legal aid is likely to pay: with a benefit, with mistakes, not sure of anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bookings.manage_links import manage_url
from bookings.models import AppointmentType, Mediator
from legalaid.models import MeansAssessment
from tests import factories

from . import world
from .conftest import DESKTOP, PHONE, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIKELY, MORE = "You are likely to get it", "We need to know more"
PAY = "How much is the pay before tax?"


@pytest.fixture
def look(visitor: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(visitor)
    yield inspection
    assert inspection.problems == []


def choose(visitor: Visitor, **answers: str) -> None:
    """One answer to each question on the page, by the question's key, and on."""
    for key, words in answers.items():
        group = visitor.page.get_by_role("group").filter(has=visitor.page.locator(f"[name={key}]")).last
        visitor.tap(group.get_by_text(words, exact=True))
    visitor.press("Continue")


def with_universal_credit(visitor: Visitor) -> None:
    visitor.sees("How old are you?")
    choose(visitor, age="18 to 59")
    visitor.sees("Do you live with a partner?")
    choose(visitor, partner="Only with the person I disagree with")
    visitor.sees("Do you get any of these benefits?")
    choose(visitor, passporting="Universal Credit")
    visitor.sees("Do you, or a new partner, own the home you live in?")
    choose(visitor, home="No")
    choose(visitor, property="No")
    visitor.sees("Your savings and other things of value")
    choose(visitor, capital="Money in bank accounts, ISAs or cash")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_somebody_with_universal_credit_and_savings_learns_what_to_bring(
    visitor: Visitor, kind: AppointmentType
) -> None:
    visitor.open("/")
    visitor.follow("Could legal aid pay for this?")
    visitor.sees("Could you get this paid for?")
    visitor.press("Start")
    with_universal_credit(visitor)
    visitor.page.locator("#id_worth_savings_0").fill("about 300")
    visitor.press("Continue")
    visitor.sees_mistakes()
    words = (
        "Enter how much it is (Money in bank accounts, ISAs or cash): use only numbers, like 300 or 1,200.50"
    )
    visitor.follow(words)
    expect(visitor.page.locator("#id_worth_savings_0")).to_be_focused()
    visitor.page.locator("#id_worth_savings_0").fill("£1,200.50")
    visitor.press("Continue")
    visitor.sees("We can tell you now")
    visitor.press("Answer the other questions too")
    choose(visitor, dispute="No")

    visitor.sees("Check your answers")
    visitor.reads("£1,200.50")
    visitor.press("See the result")
    visitor.sees(LIKELY)
    visitor.reads(re.compile("A letter that names the benefit that counts for legal aid"))
    visitor.reads(
        "What counts of your savings and property is £1,200.50. This is within the limit of £8,000.00."
    )
    visitor.reads(re.compile("You can live in the same house"))
    assert MeansAssessment.objects.get().verdict == "eligible"


def test_not_sure_of_anything_is_never_stuck(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.open("/costs/")
    look.of("costs")
    visitor.press("Start")
    heading = visitor.page.get_by_role("heading", level=1)
    for number in range(40):
        if heading.inner_text() == "Check your answers":
            break
        look.of(f"costs {number}")
        for label in visitor.page.locator("label", has_text=re.compile("^Not sure")).all():
            if label.is_visible():
                label.click()
        before = visitor.page.url
        visitor.press("Continue")
        expect(visitor.page).not_to_have_url(before)
    look.of("costs check")
    visitor.press("See the result")
    visitor.sees(MORE)
    look.of("costs more")
    visitor.follow("how old you are")
    choose(visitor, age="60 or over")
    visitor.sees("Check your answers")


def test_every_page_with_amounts_and_its_mistakes(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.open("/costs/")
    visitor.press("Start")
    choose(visitor, age="18 to 59")
    look.of("costs partner")
    visitor.answer("Do you live with somebody as a couple?", "Yes, with a new partner")
    look.of("costs partner opened")
    choose(visitor, partner_is_60="No")
    choose(visitor, passporting="None of these")
    visitor.page.locator("#id_children_0").fill("2")
    choose(visitor, others="Yes")
    look.of("costs person")
    visitor.press("Continue")
    visitor.sees_mistakes()
    look.of("costs person with mistakes")
    visitor.page.locator("#id_own_income_0").fill("0")
    choose(visitor, relation="Somebody else of my family", band="18 or over", studies="No",
           own_savings="No", another="No")  # fmt: skip
    visitor.tick("In a job")
    choose(visitor, student="No")
    for typed in ("-5", "1e9", "٣٠٠"):
        visitor.page.locator("#id_pay_0").fill(typed)
        visitor.press("Continue")
        visitor.sees_mistakes()
        expect(visitor.page.locator("#id_pay_0")).to_have_value(typed)
    look.of("costs job with mistakes")
    visitor.page.locator("#id_pay_0").fill("3 000")
    visitor.page.locator("#id_pay_1").select_option(label="every month")
    visitor.page.locator("#id_tax_0").fill("£300")
    visitor.page.locator("#id_ni_0").fill("200")
    choose(visitor, sick="No", another="No")
    visitor.sees("We can tell you now")
    look.of("costs soon")
    visitor.press("See the result")
    visitor.sees("You are not likely to get it")
    look.of("costs not likely")


def test_the_four_questions(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.open("/costs/quick/")
    look.of("costs quick")
    visitor.press("Continue")
    visitor.sees_mistakes()
    look.of("costs quick with mistakes")
    choose(visitor, benefit="Yes", income="£733 or less", savings="No", property="No")
    visitor.sees("You may well get it")
    look.of("costs idea")
    visitor.press("Answer the longer questions")
    visitor.sees("How old are you?")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_it_works_without_scripts(arrives: Arrives, site: str) -> None:
    visitor = arrives(java_script_enabled=False)
    visitor.open("/costs/")
    visitor.press("Start")
    visitor.press("Continue")
    visitor.tap(visitor.page.locator(".govuk-error-summary").get_by_role("link"))
    with_universal_credit(visitor)
    visitor.page.locator("#id_worth_savings_0").fill("500")
    visitor.press("Continue")
    visitor.sees("We can tell you now")
    visitor.press("See the result")
    visitor.sees(LIKELY)


def test_stopping_and_coming_back_on_another_phone(arrives: Arrives, site: str) -> None:
    visitor, later = arrives(), arrives()
    visitor.open("/costs/")
    visitor.press("Start")
    choose(visitor, age="18 to 59")
    visitor.press("Stop here and come back later")
    visitor.type("E-mail address", "alex@example.org")
    visitor.answer("Does anyone else read this e-mail?", "No, only I read it")
    Inspection(visitor).of("costs save")
    visitor.press("Send me the link")
    visitor.sees("Your answers are kept")

    later.open(world.link_in(world.post()[-1]))
    later.press("Send me a code")
    later.type("Your code", world.code_in(world.post()[-1]))
    later.press("Continue")
    later.sees("Do you live with a partner?")


def test_from_the_link_of_a_booking(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    booked = factories.booked(kind)
    visitor.open(manage_url(booked))
    visitor.follow("Find out if you have to pay")
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.sees("Could you get this paid for?")
    visitor.press("Start")
    visitor.sees("How old are you?")
    assert MeansAssessment.objects.get().party == booked.party
