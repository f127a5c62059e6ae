"""How somebody says in which ways they may be reached, by the link in their message and a code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import ContactPreferences
from tests import factories

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])
HEADING = "How we may reach you"
SAVED = "We have saved your answers"


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Tomorrow, Tuesday 24 November, at 1pm; Alex's e-mail and calls are safe."""
    return factories.booked(kind)


def opens(visitor: Visitor, appointment: Appointment) -> None:
    """By the link, the details, and the code in the newest message."""
    visitor.open(manage_url(appointment))
    visitor.follow("See the details of my booking")
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.follow("Change how we may reach you")
    visitor.sees(HEADING)


def line(visitor: Visitor, number: int) -> Locator:
    return visitor.page.get_by_role("group", name=f"Safe times, line {number}")


def contact_of(appointment: Appointment) -> ContactPreferences:
    return ContactPreferences.objects.get(party=appointment.party)


@on_phone_and_desktop
def test_somebody_says_that_only_some_evenings_are_safe_for_calls(
    visitor: Visitor, appointment: Appointment
) -> None:
    opens(visitor, appointment)
    visitor.does_not_read("Tell us if")
    visitor.answer("May we call you on this number?", "Yes")
    visitor.answer("May we text you on this number?", "No")
    visitor.answer("If we call or text, may we say who we are?", "No")
    expect(line(visitor, 1)).to_be_hidden()
    visitor.answer("When is it safe to call or text you?", "Only at these times")
    visitor.tap(line(visitor, 1).get_by_text("Tuesday", exact=True))
    visitor.tap(line(visitor, 1).get_by_text("Thursday", exact=True))
    line(visitor, 1).get_by_label("From").select_option("6:00pm")
    line(visitor, 1).get_by_label("To").select_option("8:30pm")
    visitor.press("Save")

    visitor.sees(SAVED)
    visitor.reads("We may ring you, only at the times you chose. We will not say who we are")
    visitor.reads("We will never text you.")
    contact = contact_of(appointment)
    assert (contact.call_safety, contact.sms_safety) == ("times_only", "never")
    assert [(one["weekday"], one["start_min"], one["end_min"]) for one in contact.safe_windows] == [
        (2, 1080, 1230),
        (4, 1080, 1230),
    ]
    visitor.follow("Change something else")
    visitor.sees(HEADING)
    visitor.reads("Answered. Choose again only if you want to change it.")
    expect(visitor.page.locator("input:checked")).to_have_count(0)


@on_phone_and_desktop
def test_mistakes_are_said_beside_the_questions_and_answers_are_kept(
    visitor: Visitor, appointment: Appointment
) -> None:
    opens(visitor, appointment)
    visitor.type("E-mail address", "alex")
    visitor.type("UK phone number", "07700900999")
    visitor.answer("When is it safe to call or text you?", "Only at these times")
    line(visitor, 1).get_by_label("From").select_option("6:00pm")
    line(visitor, 1).get_by_label("To").select_option("5:00pm")
    visitor.press("Save")

    visitor.sees_mistakes()
    assert visitor.page.title().startswith("Error: Your booking")
    for words in (
        "Enter an e-mail address like name@example.org",
        "Tell us if we may call this number, or choose “Not sure”",
        "Choose the days for these times",
        "Choose a time that is later than the first one",
    ):
        expect(visitor.page.locator(".govuk-error-summary").get_by_text(words, exact=True)).to_be_visible()
        expect(visitor.page.locator(".govuk-error-message", has_text=words)).to_be_visible()
    expect(visitor.page.get_by_label("E-mail address")).to_have_value("alex")
    expect(line(visitor, 1).get_by_label("From")).to_have_value("1080")
    visitor.follow("Choose the days for these times")
    expect(line(visitor, 1).get_by_label("Monday")).to_be_focused()
    assert contact_of(appointment).version == 1


@on_phone_and_desktop
def test_a_new_address_gets_the_booking_and_the_old_one_nothing(
    visitor: Visitor, appointment: Appointment
) -> None:
    old_link = manage_url(appointment)
    opens(visitor, appointment)
    before = len(world.post())
    visitor.type("E-mail address", "new@example.org")
    visitor.answer("Is this e-mail safe for us to use?", "Yes, only I read it")
    visitor.press("Save")

    visitor.sees(SAVED)
    visitor.follow("Back to my booking")
    visitor.reads("Morgan Ellis")
    letters = world.letters()[before:]
    assert [letter.to for letter in letters] == [["new@example.org"]]
    visitor.watch.foresee(404)
    visitor.open(old_link)
    visitor.sees("This link does not work")
    visitor.open(world.link_in(str(letters[0].body)))
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm")


@on_phone_and_desktop
def test_it_works_without_javascript(arrives: Arrives, width: int, appointment: Appointment) -> None:
    visitor = arrives(screen=width, java_script_enabled=False)
    opens(visitor, appointment)
    expect(line(visitor, 1)).to_be_visible()
    visitor.tap(line(visitor, 1).get_by_text("Saturday", exact=True))
    visitor.press("Save")
    visitor.reads("Choose when it starts to be safe")
    expect(line(visitor, 1).get_by_label("Saturday")).to_be_checked()
    line(visitor, 1).get_by_label("From").select_option("10:00am")
    line(visitor, 1).get_by_label("To").select_option("Midnight")
    visitor.tap(visitor.page.get_by_text("Other times on other days"))
    visitor.tap(line(visitor, 2).get_by_text("Sunday", exact=True))
    line(visitor, 2).get_by_label("From").select_option("12:00pm")
    line(visitor, 2).get_by_label("To").select_option("1:00pm")
    visitor.press("Save")

    visitor.sees(SAVED)
    assert [one["weekday"] for one in contact_of(appointment).safe_windows] == [6, 7]


def test_never_except_through_this_site_keeps_the_link_for_them(
    visitor: Visitor, appointment: Appointment
) -> None:
    opens(visitor, appointment)
    visitor.answer("May we contact you at all?", "No. Never contact me except through this site")
    visitor.press("Save")

    visitor.sees(SAVED)
    visitor.reads("We will never contact you except through this site.")
    visitor.reads("Keep your reference and this link")
    new_link = visitor.page.locator(".secret-link a").inner_text()
    visitor.open(new_link)
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm")
    visitor.follow("Change how we may reach you")
    visitor.sees(HEADING)


def test_whoever_has_just_booked_says_it_after_a_code(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    world.arrives_at_the_check(visitor, kind)
    walks.confirm(visitor)
    visitor.follow("Tell us how we may reach you, and when it is safe")
    visitor.sees(HEADING)
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")

    visitor.sees(HEADING)
    visitor.answer("May we call you on this number?", "No")
    visitor.press("Save")
    visitor.reads("We will only e-mail you.")
    visitor.reads("We will never ring or text you.")


def test_the_office_does_it_for_somebody_on_the_phone(arrives: Arrives, appointment: Appointment) -> None:
    contact = contact_of(appointment)
    contact.phrase = "tangerine"
    contact.save()
    staff = arrives(screen=DESKTOP)
    world.sign_in(staff)
    staff.open(f"/staff/appointments/{appointment.reference}/")
    staff.follow("Change")
    staff.reads("Their code word is")
    inspection = Inspection(staff)
    inspection.of("desk contact")
    staff.press("Save")
    staff.sees_mistakes()
    inspection.of("desk contact mistakes")
    staff.answer("How did you know that it is them?", "They said their code word")
    staff.answer("May we call you on this number?", "No")
    staff.press("Save")

    staff.reads("How we may reach them is saved.")
    staff.reads("How we may reach them changed by Jo Prior (They said their code word)")
    inspection.of("desk appointment")
    assert contact_of(appointment).call_safety == "never"
    assert inspection.problems == []


def test_the_pages_are_accessible_and_fit_a_small_screen(visitor: Visitor, appointment: Appointment) -> None:
    contact = contact_of(appointment)
    contact.number_unsafe_since = factories.NOW
    contact.phrase = "tangerine"
    contact.save()
    inspection = Inspection(visitor)
    visitor.open(manage_url(appointment) + "contact/")
    visitor.sees(HEADING)
    inspection.of("contact ask")
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.sees(HEADING)
    visitor.does_not_read("tangerine")
    inspection.of("contact form")
    visitor.answer("When is it safe to call or text you?", "Only at these times")
    visitor.tap(visitor.page.get_by_text("Other times on other days"))
    inspection.of("contact times")
    line(visitor, 2).get_by_label("From").select_option("6:00pm")
    visitor.type("E-mail address", "a.very.long.name.that.does.not.end@a-long-domain.example.org")
    visitor.press("Save")
    visitor.sees_mistakes()
    inspection.of("contact mistakes")
    visitor.open(manage_url(appointment) + "contact/")
    visitor.answer("May we contact you at all?", "No. Never contact me except through this site")
    visitor.press("Save")
    visitor.sees(SAVED)
    inspection.of("contact done")
    visitor.follow("Back to my booking")
    visitor.sees(re.compile("Tomorrow"))
    inspection.of("contact manage")

    assert inspection.problems == []
