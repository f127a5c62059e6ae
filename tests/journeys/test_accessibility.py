"""Every page, in every state, on a phone and a laptop: axe finds nothing (WCAG 2.2 AA and best practice).

None scrolls sideways at 320 pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from bookings.manage_links import manage_url
from bookings.models import AppointmentType, Mediator
from mediation.core.alerts import raise_alert
from mediation.core.enums import Role, Severity
from mediation.core.models import Message
from tests import factories

from . import walks, world
from .conftest import DESKTOP
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def width() -> int:
    """The inspection changes it for each page."""
    return DESKTOP


@pytest.fixture
def look(visitor: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(visitor)
    yield inspection
    assert inspection.problems == []


def test_the_pages_before_a_time_is_taken(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.open("/")
    look.of("home")
    visitor.press("Book an online MIAM")
    visitor.sees("When can you talk?")
    look.of("times")
    visitor.tap(walks.times_on(visitor).first)
    look.of("a time chosen")
    visitor.tap(visitor.page.get_by_role("link", name="Evening 0 times"))
    visitor.reads("No free times here.")
    look.of("no time in this group")
    visitor.follow("See later times")
    visitor.reads("See the soonest times")
    look.of("later times")
    for name in ("privacy", "accessibility"):
        visitor.open(f"/{name}/")
        look.of(name)


def test_every_question_empty_and_with_its_mistakes(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    for heading, answer in (
        ("First, are you safe?", walks.say_safe),
        ("What is it about?", walks.say_what),
        ("How can we reach you?", walks.say_who),
        ("The other person", walks.say_them),
        ("Your safety, and who is involved", walks.say_care),
        ("Your meeting", walks.say_how_paid),
    ):
        visitor.sees(heading)
        look.of(heading)
        visitor.press("Continue")
        visitor.sees_mistakes()
        look.of(f"{heading} with mistakes")
        answer(visitor)
    visitor.sees("Check your answers")
    look.of("check")
    walks.confirm(visitor)
    look.of("confirmed")


def test_wrong_addresses_and_numbers(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    world.begins(visitor, kind, answers=world.all_but("name", "email", "phone"))
    visitor.open("/book/step/you/")
    visitor.type(walks.NAME, "Alex Winter")
    visitor.type(walks.EMAIL, "alex at example")
    visitor.type(walks.PHONE, "12")
    visitor.press("Continue")
    visitor.sees_mistakes()
    look.of("you with wrong values")


def test_danger_and_a_device_that_is_not_safe(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.answer(walks.DANGER, "Yes")
    visitor.press("Continue")
    visitor.sees("Call 999 now")
    look.of("danger")
    visitor.press("I am safe enough to go on")
    visitor.sees("First, are you safe?")
    look.of("safe again")
    visitor.answer(walks.DEVICE, "No")
    visitor.press("Continue")
    walks.say_what(visitor)
    visitor.sees("How can we reach you?")
    look.of("you on an unsafe device")


def test_a_hold_about_to_end_and_an_own_time_on_the_list(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.page.clock.install()
    world.arrives_at_the_check(visitor, kind)
    visitor.page.clock.fast_forward("13:30")
    look.of("hold warning")
    visitor.follow("Choose another time")
    visitor.sees("When can you talk?")
    look.of("times with an own hold")


def test_lost_races_with_and_without_alternatives(
    visitor: Visitor,
    look: Inspection,
    kind: AppointmentType,
    morgan: Mediator,
    clock: time_machine.Coordinates,
) -> None:
    visitor.watch.foresee(409)
    world.arrives_at_the_check(visitor, kind)
    world.wait(clock, minutes=16)
    world.somebody_takes(kind, "2026-11-24T13:00Z")
    visitor.press(walks.CONFIRM)
    visitor.sees("That time has just been taken")
    look.of("lost race")
    morgan.weekly_hours.all().delete()
    visitor.tap(visitor.page.locator("ul.times button").first)
    visitor.sees("That time has just been taken")
    look.of("lost race without alternatives")


def test_lists_without_times(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.open("/book/")
    look.of("nothing to book")
    factories.appointment_type()
    world.look_again()
    visitor.open("/book/")
    look.of("nothing free")
    visitor.open("/")
    look.of("home with nothing free")
    factories.works(factories.mediator("Morgan Ellis"), valid_from=date(2026, 11, 26))
    world.look_again()
    visitor.open("/book/")
    look.of("nothing free in 48 hours")
    visitor.open("/")
    look.of("home with a later time")


def test_the_secret_link_and_what_it_leads_to(
    visitor: Visitor,
    look: Inspection,
    kind: AppointmentType,
    morgan: Mediator,
    clock: time_machine.Coordinates,
) -> None:
    url = manage_url(factories.booked(kind))
    visitor.open(url)
    look.of("own booking")
    for path, name in (
        ("move", "move"),
        ("cancel", "cancel"),
        ("safe", "not safe"),
        ("join", "join too early"),
    ):
        visitor.open(f"{url}{path}/")
        look.of(name)
    visitor.open(f"{url}move/")
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.sees("Move your meeting?")
    look.of("move asked")
    visitor.press("Move my meeting")
    visitor.reads("Your old time is free again.")
    look.of("moved")
    visitor.open(f"{url}safe/")
    visitor.press("Tell a person now")
    visitor.sees("We have told our team")
    look.of("told a person")
    clock.move_to(factories.at("2026-11-23", "10:00"))
    visitor.open(url)
    look.of("own booking inside the cut-off")
    visitor.open(f"{url}cancel/")
    look.of("cannot come")


def test_joining_and_cancelling(
    visitor: Visitor,
    look: Inspection,
    kind: AppointmentType,
    morgan: Mediator,
    clock: time_machine.Coordinates,
    settings: object,
) -> None:
    settings.VIDEO_URL = "https://video.example.org"  # type: ignore[attr-defined]
    visitor.watch.foresee(404)
    appointment = factories.booked(kind)
    url = manage_url(appointment)
    clock.move_to(factories.at("2026-11-24", "12:50"))
    visitor.open(f"{url}join/")
    look.of("join")
    visitor.open(f"{url}cancel/")
    visitor.press("Tell you that I cannot come")
    visitor.sees("Thank you for telling us")
    look.of("told that they cannot come")
    visitor.open(url)
    look.of("cancelled")
    visitor.open("/b/nothing/")
    look.of("link gone")


def test_codes_and_coming_back(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.watch.foresee(404)
    url = manage_url(factories.booked(kind))
    visitor.open(f"{url}details/")
    look.of("ask for a code")
    visitor.press("Send me a code")
    visitor.sees("Enter the code we sent you")
    look.of("code")
    visitor.press("Continue")
    visitor.sees_mistakes()
    look.of("code missing")
    visitor.type("Your code", "000000")
    visitor.press("Continue")
    visitor.reads("This is not the code, or it is too old.")
    look.of("code wrong")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.reads("Morgan Ellis")
    look.of("own booking with details")

    world.begins(visitor, kind, starts="2026-11-24T15:00Z", answers=world.all_but("matter"))
    visitor.open("/book/step/about/")
    visitor.answer(walks.MATTER, "Children")
    visitor.press("Stop here and come back later")
    visitor.sees("Your answers are kept")
    look.of("saved")
    visitor.open(world.link_in(world.post()[-1]))
    look.of("resume")
    visitor.open("/book/resume/nothing/")
    look.of("resume gone")


def test_a_booking_without_e_mail(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    world.begins(visitor, kind, answers=world.all_but("email_private") | {"email": None})
    visitor.open("/book/check/")
    walks.confirm(visitor)
    look.of("confirmed without e-mail")
    visitor.open(visitor.page.locator(".secret-link").inner_text() + "details/")
    visitor.sees("Please call us")
    look.of("no safe channel for a code")


@pytest.mark.parametrize("page", ["400", "403", "403-form", "429", "503"])
def test_error_pages(visitor: Visitor, look: Inspection, site: str, settings: object, page: str) -> None:
    settings.ROOT_URLCONF = "tests.journeys.error_urls"  # type: ignore[attr-defined]
    visitor.watch.foresee(int(page[:3]))
    visitor.open(f"/error/{page}")
    look.of(f"error {page}")
    visitor.reads("0113 496 0000")


def test_the_page_that_is_not_there(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.watch.foresee(404)
    visitor.open("/nothing/")
    look.of("error 404")
    visitor.reads("0113 496 0000")


def test_the_desk(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator, settings: object
) -> None:
    settings.VIDEO_URL = "https://video.example.org"  # type: ignore[attr-defined]
    appointment = factories.booked(kind, factories.at("2026-11-23", "11:00"))
    visitor.open("/staff/")
    look.of("sign in")
    visitor.press("Sign in")
    visitor.sees_mistakes()
    look.of("sign in with mistakes")
    world.sign_in(visitor)
    look.of("today")
    visitor.open("/staff/?day=2026-12-01")
    look.of("a day without meetings")
    for page in ("messages", "alerts", f"appointments/{appointment.reference}"):
        visitor.open(f"/staff/{page}/")
        look.of(f"desk {page.split('/')[0]}")
    visitor.open(f"/staff/messages/{Message.objects.get().pk}/")
    look.of("desk message")
    raise_alert(
        "safety.not_safe", "Call first.", severity=Severity.URGENT, at=factories.NOW, about=appointment
    )
    visitor.open("/staff/alerts/")
    look.of("desk alerts open")
    visitor.page.get_by_role("button", name="Done").click()
    visitor.reads("Nothing needs you right now.")
    visitor.open("/staff/alerts/?state=closed")
    look.of("desk alerts closed")
    visitor.open("/staff/account/password/forgotten/")
    look.of("password forgotten")


def test_flags_at_the_desk(
    visitor: Visitor, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    """From the list to what can be done: two clicks."""
    assert morgan.user
    morgan.user.set_password(factories.PASSWORD)
    morgan.user.save()
    answers = {**factories.ALEX, "danger_now": "unsure", "contact_limits": "order", "adjustments": ["bsl"]}
    factories.booked(kind, factories.at("2026-11-23", "11:00"), answers=answers)
    world.sign_in(visitor, email="morgan@example.org")
    visitor.follow("Flags 1 waiting")
    look.of("desk flags")
    visitor.tap(visitor.page.get_by_role("main").get_by_role("link", name="Open"))
    visitor.reads("Reach them by a safe channel only.")
    for summary in visitor.page.locator("#flagged .panel__body > details > summary").all():
        summary.click()
    visitor.page.locator("summary", has_text="Clear this").first.click()
    look.of("desk flags of one person")
    visitor.press("I talked with them")
    visitor.reads("The call is recorded.")
    visitor.press("I have read these")
    visitor.reads("It is recorded that you have read these.")
    look.of("desk flags read")


def test_how_a_meeting_went(
    visitor: Visitor,
    look: Inspection,
    kind: AppointmentType,
    morgan: Mediator,
    clock: time_machine.Coordinates,
) -> None:
    appointment = factories.booked(kind, factories.at("2026-11-23", "11:00"))
    url = manage_url(appointment)
    clock.move_to(factories.at("2026-11-23", "11:20"))
    world.sign_in(visitor)
    visitor.open(f"/staff/appointments/{appointment.reference}/")
    look.of("desk how it went")
    record = visitor.page.get_by_role("region", name="How it went").get_by_role("button", name="Record")
    visitor.answer("How the meeting went", "They did not attend")
    record.click()
    visitor.reads("It is recorded how the meeting went.")
    visitor.page.wait_for_load_state()
    visitor.open(url)
    visitor.sees("We could not meet")
    look.of("own booking not met")
    visitor.open(f"/staff/appointments/{appointment.reference}/")
    visitor.answer("How the meeting went", "They attended")
    record.click()
    visitor.reads("It is recorded how the meeting went.")
    look.of("desk how it went said")


def test_a_mediator_is_kept_out_of_the_office(visitor: Visitor, look: Inspection, site: str) -> None:
    visitor.watch.foresee(403)
    factories.user("Morgan Ellis", Role.MEDIATOR, password=factories.PASSWORD)
    world.sign_in(visitor, email="morgan@example.org")
    look.of("today for a mediator")
    visitor.open("/staff/messages/")
    look.of("refused at the desk")
