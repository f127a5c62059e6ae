"""The office rings people back: in a real browser, on a laptop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from intake.enums import Answer, CallbackAgain, CallbackEventKind, CallbackState, CallbackWhen
from intake.models import CallbackRequest, CallbackWindow
from intake.services import callback_queue
from intake.services.callbacks import make_windows, request_callback
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.times import local_day
from tests import factories
from tests.factories import NOW

from . import walks, world
from .conftest import DESKTOP, PHONE
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["laptop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def desk(visitor: Visitor, site: str) -> Visitor:
    """Jo at the desk on Monday at 9am; we ring people back from 9 to 5."""
    factories.callback_hours(capacity=20)
    make_windows(today=local_day(NOW))
    world.sign_in(visitor)
    return visitor


@pytest.fixture
def look(desk: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(desk)
    yield inspection
    assert inspection.problems == []


def wants_call(name: str, starts_at: datetime | None = None, **answers: Any) -> CallbackRequest:
    window = CallbackWindow.objects.get(starts_at=starts_at) if starts_at else None
    asked = factories.asked(window, name=name, **answers)
    return request_callback(asked=asked, now=NOW - timedelta(hours=3))


def kim_takes(one: CallbackRequest) -> User:
    kim = factories.user("Kim Vale", Role.ADMIN)
    callback_queue.claim(request=one, user=kim, now=timezone.now())
    return kim


def state_of(one: CallbackRequest) -> str:
    one.refresh_from_db()
    return one.state


def test_nobody_answers_and_the_request_comes_back_later(
    desk: Visitor, clock: time_machine.Coordinates
) -> None:
    wants_call("Robin")
    urgent = wants_call("Alex", NOW, hearing_soon=Answer.YES, again=CallbackAgain.SAME_TIME)
    desk.open("/staff/callbacks/")
    desk.press("Take next")
    desk.sees("Alex")
    expect(desk.page.get_by_role("link", name="07700 900456")).to_have_attribute("href", "tel:+447700900456")
    desk.reads("Do not name the practice until they confirm")
    before = desk.taps
    desk.tick("No answer")
    desk.press("Record")

    assert desk.taps - before == 2
    desk.reads("The next try is tomorrow 9:00am to 9:30am.")
    assert state_of(urgent) == CallbackState.WAITING
    world.wait(clock, days=1)
    desk.open("/staff/callbacks/")
    desk.type("E-mail address", "jo@example.org")
    desk.type("Password", factories.PASSWORD)
    desk.press("Sign in")
    desk.sees("Callbacks")
    desk.press("Take next")
    desk.sees("Alex")
    desk.reads("Tried once")


def test_a_call_becomes_a_booking(desk: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    one = wants_call("Alex Winter", phone="+447700900123", email="alex@example.org", say_who=Answer.NO)
    world.look_again()  # Jo's first page has read what is offered, before anything was
    desk.open("/staff/callbacks/")
    desk.press("Take next")
    desk.follow("Book a meeting now")
    desk.sees("Book a meeting")
    desk.press("Book Tuesday 24 November, 1:00pm to 2:00pm")
    desk.reads("You are booking for somebody else.")
    walks.say_safe(desk)
    walks.say_what(desk)
    desk.sees("How can we reach you?")
    expect(desk.page.get_by_label(walks.NAME)).to_have_value("Alex Winter")
    expect(desk.page.get_by_label(walks.PHONE)).to_have_value("07700 900123")
    desk.answer(walks.PHONE_SAFE, "Yes, you can call me on it")
    desk.press("Continue")
    walks.say_them(desk)
    walks.say_care(desk)
    walks.say_how_paid(desk)
    desk.sees("Check your answers")
    desk.reads("You are booking for somebody else.")
    desk.press(walks.CONFIRM)
    desk.reads("The meeting is booked.")
    desk.sees("Alex Winter")
    appointment = Appointment.objects.get()
    desk.follow(appointment.reference)
    desk.reads("Booked by Jo Prior")

    assert state_of(one) == CallbackState.CONVERTED
    assert world.held() == []


@pytest.mark.parametrize("width", [DESKTOP], indirect=True)
def test_somebody_elses_request_can_be_read_but_not_worked_on(desk: Visitor) -> None:
    one = wants_call("Robin")
    kim_takes(one)
    desk.open("/staff/callbacks/")
    desk.reads("Kim Vale has it until 9:10am")
    desk.tap(desk.page.get_by_role("link", name="Open"))
    desk.sees("Robin")
    desk.reads("Kim Vale has this request until 9:10am.")
    desk.does_not_read("07700")

    expect(desk.page.get_by_role("radio")).to_have_count(0)
    expect(desk.page.get_by_role("button", name="Record")).to_have_count(0)


@pytest.mark.parametrize("width", [DESKTOP], indirect=True)
def test_an_outcome_needs_no_mouse(desk: Visitor) -> None:
    one = wants_call("Robin")
    desk.open("/staff/callbacks/")
    page = desk.page
    page.get_by_role("button", name="Take next").focus()
    page.keyboard.press("Enter")
    desk.sees("Robin")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="No answer")).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("They will book online")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    desk.reads("The request is finished.")

    assert state_of(one) == CallbackState.REACHED
    assert one.events.get(kind=CallbackEventKind.REACHED).note == "They will book online"


@pytest.mark.parametrize("width", [DESKTOP], indirect=True)
def test_an_open_page_keeps_the_request_and_says_when_it_is_lost(
    desk: Visitor, clock: time_machine.Coordinates
) -> None:
    one = wants_call("Robin")
    desk.page.clock.install()
    desk.open("/staff/callbacks/")
    desk.press("Take next")
    desk.reads("Yours until 9:10am.")
    desk.page.wait_for_load_state()  # before that no script has set the timer that the next line lets run
    world.wait(clock, minutes=5)
    desk.page.clock.run_for(201_000)
    desk.reads("Yours until 9:15am.")
    world.wait(clock, minutes=11)
    kim_takes(one)
    desk.watch.foresee(409)
    desk.page.clock.run_for(201_000)

    desk.reads("Kim Vale has this request until")


@pytest.mark.parametrize("width", [DESKTOP], indirect=True)
def test_every_page_of_the_callbacks_and_messages_passes_the_scan(
    desk: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    for name, path in (("queue", ""), ("finished", "?state=finished")):
        desk.open(f"/staff/callbacks/{path}")
        look.of(f"empty {name}")
    for number in range(12):
        wants_call(f"Robin {number}", voicemail=Answer.YES)
    wants_call(LONG, NOW + timedelta(hours=3), again=CallbackAgain.ANY_TIME)
    words = wants_call("Sam", when=CallbackWhen.OWN_WORDS, own_time="Mornings, when nobody else is at home")
    wrong = wants_call("Ola", phone="+447700900111")
    kim = kim_takes(wrong)
    callback_queue.record_outcome(
        request=wrong, outcome=CallbackEventKind.WRONG_PERSON, user=kim, now=timezone.now()
    )
    desk.open("/staff/callbacks/")
    look.of("queue")
    desk.open(f"/staff/callbacks/{words.reference}/")
    look.of("card with own words")
    desk.open(f"/staff/callbacks/{wrong.reference}/")
    look.of("card of an unsafe number")
    desk.open("/staff/callbacks/")
    desk.press("Take next")
    look.of("call card")
    desk.press("Record")
    desk.sees_mistakes()
    look.of("call card with a mistake")
    desk.follow("Book a meeting now")
    look.of("times for a booking")
    for path in ("", "?state=failed", "what-we-send/", "what-we-send/callback_confirmed/?channel=sms"):
        desk.open(f"/staff/messages/{path}")
        look.of(f"messages {path}")
