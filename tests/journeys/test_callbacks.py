"""Asking for a call: on a phone and a laptop, by keyboard, without JavaScript, and on every page with axe."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db.models import F
from playwright.sync_api import Locator, expect

from bookings.models import AppointmentType
from intake.callback_links import own_url
from intake.enums import Answer, CallbackState
from intake.models import CallbackRequest, CallbackWindow
from intake.services.callbacks import make_windows
from mediation.core.models import Message
from tests import factories

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .inspection import Inspection
from .test_keyboard import button, press_enter_on, radio, tab_to
from .visitor import NARROWEST, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])
ONE_PM, TWO_PM = "Tuesday 24 November, 1:00pm to 1:30pm", "Tuesday 24 November, 2:00pm to 2:30pm"
NAME, NUMBER = "What name should we ask for?", "Phone number"
SAY_WHO, VOICEMAIL, TEXT = (
    "May we say who we are?",
    "May we leave a voicemail?",
    "May we send you a text?",
)
AGAIN, TOPIC = "If we miss you, may we try again?", "What is it about?"
CONSENT = "You may contact me about this enquiry"
SEND = "Ask for this call"


@pytest.fixture
def hours(site: str) -> None:
    """People are rung back from 9 to 5 on weekdays."""
    factories.callback_hours()
    make_windows(today=date(2026, 11, 23))


def window(start: datetime = factories.TOMORROW_1PM) -> CallbackWindow:
    return CallbackWindow.objects.get(starts_at=start)


def time(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("radio", name=name, exact=True)


def opens(visitor: Visitor, fold: str) -> None:
    visitor.tap(visitor.page.locator("summary").get_by_text(fold, exact=True))


def fill_in(visitor: Visitor, *, when: str = "", voicemail: str = "No") -> None:
    """The plain path: everything that is needed and nothing else."""
    visitor.sees("Ask us to call you")
    visitor.type(NAME, "Alex")
    visitor.type(NUMBER, "07700 900123")
    visitor.answer(SAY_WHO, "No")
    visitor.answer(VOICEMAIL, voicemail)
    visitor.answer(TEXT, "No")
    if when:
        opens(visitor, "See more days")
    visitor.tap(time(visitor, when or "As soon as you can"))
    visitor.answer(AGAIN, "Yes, at the same time on another day")
    visitor.answer(TOPIC, "Booking a first meeting")
    visitor.tick(CONSENT)


@on_phone_and_desktop
def test_a_call_only_where_a_voicemail_is_not_safe(visitor: Visitor, hours: None) -> None:
    """J11, from the first page."""
    visitor.open("/")
    visitor.tap(visitor.page.get_by_role("main").get_by_role("link", name="Ask us to call you"))
    fill_in(visitor, when=ONE_PM)
    visitor.press(SEND)

    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm")
    visitor.reads("If you do not answer, we leave no message.")
    visitor.reads("We do not write to you.")
    visitor.reads("We have told nobody.")
    request = CallbackRequest.objects.get()
    assert (request.window, request.source_page) == (window(), "home")
    assert request.contact.voicemail == Answer.NO
    assert not Message.objects.exists()
    assert visitor.taps <= 12

    visitor.page.reload()
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm")
    assert CallbackRequest.objects.count() == 1
    visitor.follow("Exit this page")
    visitor.page.go_back()
    visitor.sees("Ask us to call you")
    expect(visitor.page.get_by_label(NAME, exact=True)).to_have_value("")
    expect(visitor.page.get_by_label(NUMBER, exact=True)).to_have_value("")
    expect(visitor.page.locator("input:checked")).to_have_count(0)


@on_phone_and_desktop
def test_a_window_fills_while_they_write(visitor: Visitor, hours: None) -> None:
    visitor.open("/call/")
    fill_in(visitor, when=ONE_PM)
    CallbackWindow.objects.filter(pk=window().pk).update(used=F("capacity"))
    visitor.press(SEND)

    visitor.sees_mistakes()
    visitor.tap(visitor.page.locator(".govuk-error-summary a"))
    first = visitor.page.get_by_role("radio", name="Tuesday 24 November, 1:30pm to 2:00pm", exact=True)
    expect(first).to_be_focused()
    expect(visitor.page.get_by_label(NAME, exact=True)).to_have_value("Alex")
    visitor.tap(time(visitor, TWO_PM))
    visitor.press(SEND)
    visitor.sees("Tomorrow, Tuesday 24 November, 2:00pm to 2:30pm")


@on_phone_and_desktop
def test_without_javascript(arrives: Arrives, hours: None) -> None:
    visitor = arrives(java_script_enabled=False)
    visitor.open("/call/")
    expect(visitor.page.get_by_label("When is it safe to call you?")).to_be_visible()
    visitor.press(SEND)
    visitor.tap(visitor.page.locator(".govuk-error-summary").get_by_role("link", name="Choose when we"))
    expect(time(visitor, "As soon as you can")).to_be_focused()
    fill_in(visitor, when=ONE_PM)
    visitor.press(SEND)
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm")
    visitor.follow("Choose another time")
    opens(visitor, "See more days")
    visitor.tap(time(visitor, TWO_PM))
    visitor.press("Change the time")
    visitor.sees("Tomorrow, Tuesday 24 November, 2:00pm to 2:30pm")
    visitor.follow("I do not need the call any more")
    visitor.press("Cancel the call")
    visitor.sees("The call is cancelled")

    assert CallbackRequest.objects.get().state == CallbackState.CLOSED


def test_own_words_open_with_their_answer(visitor: Visitor, hours: None) -> None:
    visitor.open("/call/")
    words = visitor.page.get_by_label("When is it safe to call you?")
    expect(words).to_be_hidden()
    fill_in(visitor)
    visitor.tap(time(visitor, "At another time"))
    words.fill("Fridays, when the children are at school")
    visitor.press(SEND)

    visitor.sees("At a time that is safe for you")
    assert CallbackRequest.objects.get().state == CallbackState.NEEDS_TIME


class TestKeyboard:
    @pytest.fixture
    def width(self) -> int:
        return DESKTOP

    def test_a_call_by_keyboard_alone(self, visitor: Visitor, hours: None) -> None:
        keys = visitor.page.keyboard
        visitor.open("/call/")
        tab_to(visitor, visitor.page.get_by_label(NAME))
        keys.type("Alex")
        tab_to(visitor, visitor.page.get_by_label(NUMBER))
        keys.type("07700 900123")
        for question in (SAY_WHO, VOICEMAIL, TEXT):
            tab_to(visitor, radio(visitor, question, "Yes"))
            keys.press("ArrowDown")
            expect(radio(visitor, question, "No")).to_be_checked()
        tab_to(visitor, time(visitor, "As soon as you can"))
        keys.press("ArrowDown")
        chosen = time(visitor, "Monday 23 November, 11:30am to 12:00pm")
        expect(chosen).to_be_checked()
        expect(chosen).to_be_focused()
        tab_to(visitor, radio(visitor, AGAIN, "Yes, at the same time on another day"))
        keys.press("Space")
        tab_to(visitor, radio(visitor, TOPIC, "Booking a first meeting"))
        keys.press("Space")
        tab_to(visitor, visitor.page.get_by_label(CONSENT))
        keys.press("Space")
        press_enter_on(visitor, button(visitor, SEND))

        visitor.sees("Today, Monday 23 November, 11:30am to 12:00pm")
        assert visitor.taps == 0


@on_phone_and_desktop
def test_cancel_by_the_link_in_the_message(visitor: Visitor, hours: None) -> None:
    request = factories.callback(window())
    visitor.open(world.link_in(world.post()[-1]))
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm")
    visitor.does_not_read("Robin")
    visitor.follow("I do not need the call any more")
    visitor.press("Cancel the call")
    visitor.sees("The call is cancelled")

    visitor.open(own_url(request))
    visitor.sees("There is no call to wait for")
    request.refresh_from_db()
    assert request.state == CallbackState.CLOSED


@on_phone_and_desktop
def test_somebody_asks_for_their_sister(visitor: Visitor, hours: None) -> None:
    visitor.open("/call/")
    opens(visitor, "I am asking for someone else")
    visitor.type("Your own name", "Drew")
    fill_in(visitor)
    visitor.press(SEND)
    visitor.sees_mistakes()
    visitor.reads("Write how you know them")
    visitor.type("How do you know them?", "I am their sister")
    visitor.type("A word that they will know", "bluebell")
    visitor.press(SEND)

    visitor.sees("Thank you. We have what you sent")
    visitor.does_not_read("As soon as we can")
    expect(visitor.page.get_by_role("main").get_by_role("link")).to_have_count(1)  # 999


def test_every_page_and_its_mistakes(arrives: Arrives, hours: None) -> None:
    visitor = arrives(screen=DESKTOP)
    look = Inspection(visitor)
    visitor.watch.foresee(404)
    visitor.open("/call/?from=times")
    look.of("call")
    opens(visitor, "See more days")
    opens(visitor, "I am asking for someone else")
    opens(visitor, "Add an e-mail address")
    opens(visitor, "How we use what you tell us")
    visitor.tap(time(visitor, ONE_PM))
    look.of("call with all open")
    visitor.tap(time(visitor, "At another time"))
    visitor.page.locator("input[name=subject_line]").fill("x", force=True)
    visitor.type("How do you know them?", "a friend")
    visitor.type("E-mail address", "alex at example")
    visitor.press(SEND)
    visitor.sees_mistakes()
    look.of("call with all mistakes")
    CallbackWindow.objects.filter(pk=window().pk).update(used=F("capacity"))
    visitor.open("/call/")
    visitor.page.evaluate(
        f"document.querySelector('input[name=when]').value = 'window-{window().pk}'"
    )  # as a page that was opened before it filled
    fill_in(visitor)
    visitor.page.get_by_role("radio", name="As soon as you can").set_checked(True)
    visitor.answer("Will it be safe for you to talk when we call?", "No")
    visitor.press(SEND)
    visitor.sees_mistakes()
    look.of("call time taken")
    visitor.tap(time(visitor, "As soon as you can"))
    visitor.press(SEND)
    visitor.sees("As soon as we can")
    look.of("call done")
    visitor.follow("Choose another time")
    visitor.press("Change the time")
    visitor.sees_mistakes()
    look.of("call another time with a mistake")
    visitor.follow("Keep it as it is")
    visitor.follow("I do not need the call any more")
    look.of("call cancel")
    visitor.press("Cancel the call")
    look.of("call cancelled")
    visitor.open("/call/done/")
    look.of("call over")
    visitor.open("/call/nothing/")
    look.of("call link gone")
    visitor.open("/call/")
    opens(visitor, "I am asking for someone else")
    visitor.type("Your own name", "Drew")
    visitor.type("How do you know them?", "I am their sister")
    fill_in(visitor)
    visitor.press(SEND)
    visitor.sees("Thank you. We have what you sent")
    look.of("call done for someone else")
    assert look.problems == []


def test_without_times(arrives: Arrives, site: str) -> None:
    visitor = arrives(screen=DESKTOP)
    look = Inspection(visitor)
    request = factories.callback()
    for name in ("closed", "unknown", "full"):
        if name == "unknown":
            factories.callback_hours()
        if name == "full":
            make_windows(today=date(2026, 11, 23))
            CallbackWindow.objects.update(used=F("capacity"))
        visitor.open("/call/")
        look.of(f"call times {name}")
        visitor.open(f"{own_url(request)}time/")
        look.of(f"call another time {name}")
    assert look.problems == []


def test_the_link_and_the_details_behind_a_code(arrives: Arrives, hours: None) -> None:
    visitor = arrives(screen=DESKTOP)
    look = Inspection(visitor)
    url = own_url(factories.callback(window(), name="Wolfeschlegelsteinhausenbergerdorff" * 2))
    visitor.open(url)
    look.of("own call")
    visitor.follow("See what I told you")
    visitor.sees("See what you told us")
    look.of("own call ask for a code")
    visitor.press("Send me a code")
    look.of("own call code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.reads("07700 900456")
    look.of("own call with details")
    assert look.problems == []


def test_the_narrowest_screen_and_names_of_a_hundred_letters(arrives: Arrives, hours: None) -> None:
    visitor = arrives(screen=NARROWEST)
    look = Inspection(visitor)
    long = ("Wolfeschlegelsteinhausenbergerdorff" * 3)[:100]
    visitor.open("/call/")
    opens(visitor, "I am asking for someone else")
    visitor.type("Your own name", long)
    fill_in(visitor, when=ONE_PM)
    visitor.type(NAME, long)
    visitor.press(SEND)
    visitor.sees_mistakes()
    look.fits("call with a long name", NARROWEST)
    visitor.type("How do you know them?", long)
    visitor.press(SEND)
    look.fits("call done", NARROWEST)
    assert look.problems == []


def test_the_ways_in(visitor: Visitor, kind: AppointmentType, hours: None) -> None:
    """From the danger page, from times that are all gone within 48 hours, and from any page's foot."""
    factories.works(factories.mediator("Morgan Ellis"), valid_from=date(2026, 11, 26))
    visitor.open("/book/")
    visitor.reads("Nothing is free in the next 48 hours")
    visitor.tap(visitor.page.locator(".panel").get_by_role("link", name="ask us to call you"))
    visitor.sees("Ask us to call you")
    assert visitor.page.url.endswith("?from=times")
    visitor.follow("Back")
    visitor.sees("When can you talk?")

    visitor.tap(walks.times_on(visitor).first)
    visitor.press("Continue")
    visitor.answer(walks.DANGER, "Yes")
    visitor.press("Continue")
    visitor.sees("Call 999 now")
    visitor.press("Ask us to call me")
    visitor.sees("Ask us to call you")
    assert visitor.page.url.endswith("?from=help")

    visitor.open("/privacy/")
    visitor.follow("Ask us to call you")
    visitor.sees("Ask us to call you")
    assert visitor.page.url.endswith("?from=foot")
