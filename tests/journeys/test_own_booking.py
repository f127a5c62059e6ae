"""What the secret link opens: seeing, moving, cancelling, joining, and asking for a person."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from mediation.core.models import Alert
from tests import factories

from . import walks, world
from .conftest import DESKTOP, PHONE
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])
VIDEO = "https://video.example.org"


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Tomorrow, Tuesday 24 November, at 1pm."""
    return factories.booked(kind)


def state_of(appointment: Appointment) -> str:
    appointment.refresh_from_db()
    return str(appointment.state)


@on_phone_and_desktop
def test_the_time_is_changed_by_the_link_in_the_message(visitor: Visitor, appointment: Appointment) -> None:
    visitor.open(world.link_in(world.post()[-1]))
    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm")
    visitor.does_not_read("Alex")
    visitor.follow("Choose another time")
    visitor.reads("You keep it until you have a new time.")
    walks.take(visitor, visitor.page.get_by_role("button", name="Book Tuesday 24 November, 3:00pm to 4:00pm"))
    visitor.sees("Move your meeting?")
    assert state_of(appointment) == "confirmed"
    assert appointment.version == 1
    visitor.press("Move my meeting")

    visitor.sees("Tomorrow, Tuesday 24 November, 3:00pm to 4:00pm")
    visitor.reads("Your old time is free again.")
    appointment.refresh_from_db()
    assert f"{appointment.starts_at:%d %H:%M}" == "24 15:00"
    visitor.follow("Back to my booking")
    visitor.sees("Tomorrow, Tuesday 24 November, 3:00pm to 4:00pm")


def test_a_move_to_a_time_that_was_just_taken_keeps_the_old_one(
    visitor: Visitor, kind: AppointmentType, appointment: Appointment
) -> None:
    visitor.watch.foresee(409)
    visitor.open(manage_url(appointment))
    visitor.follow("Choose another time")
    walks.take(visitor, visitor.page.get_by_role("button", name="Book Tuesday 24 November, 3:00pm to 4:00pm"))
    world.somebody_takes(kind, "2026-11-24T15:00Z")
    visitor.press("Move my meeting")

    visitor.sees("That time has just been taken")
    assert state_of(appointment) == "confirmed"
    assert f"{appointment.starts_at:%H:%M}" == "13:00"
    visitor.tap(visitor.page.locator("ul.times button").first)
    visitor.sees("Move your meeting?")


@on_phone_and_desktop
def test_a_meeting_is_cancelled(visitor: Visitor, appointment: Appointment) -> None:
    visitor.open(manage_url(appointment))
    visitor.follow("Cancel this meeting")
    visitor.sees("Cancel your meeting?")
    visitor.reads("There is nothing to pay.")
    assert state_of(appointment) == "confirmed"
    visitor.press("Cancel my meeting")

    visitor.sees("Your meeting is cancelled")
    assert state_of(appointment) == "cancelled"
    visitor.page.go_back()
    visitor.sees("This booking is cancelled")


def test_inside_the_cut_off_they_tell_us_that_they_cannot_come(
    visitor: Visitor, appointment: Appointment, clock: time_machine.Coordinates
) -> None:
    clock.move_to(factories.at("2026-11-24", "11:30"))
    visitor.open(manage_url(appointment))
    visitor.reads("Your meeting starts in less than 2 hours, so it is too late to move it here.")
    expect(visitor.page.get_by_role("link", name="Choose another time")).to_have_count(0)
    visitor.follow("Tell us that you cannot come")
    visitor.press("Tell you that I cannot come")

    visitor.sees("Thank you for telling us")
    assert state_of(appointment) == "cancelled"
    assert Alert.objects.filter(kind="appointment.cannot_come").exists()


def test_somebody_who_does_not_feel_safe_reaches_a_person(visitor: Visitor, appointment: Appointment) -> None:
    visitor.open(manage_url(appointment))
    visitor.follow("I do not feel safe about this meeting")
    visitor.sees("Tell us that you do not feel safe")
    assert not Alert.objects.exists()
    visitor.press("Tell a person now")

    visitor.sees("We have told our team")
    assert Alert.objects.get(kind="safety.not_safe").severity == "urgent"
    assert state_of(appointment) == "confirmed"


@on_phone_and_desktop
def test_the_joining_page_opens_fifteen_minutes_before(
    visitor: Visitor, appointment: Appointment, clock: time_machine.Coordinates, settings: object
) -> None:
    settings.VIDEO_URL = VIDEO  # type: ignore[attr-defined]
    visitor.open(manage_url(appointment))
    visitor.press("Go to the joining page")
    visitor.reads("You can join from")
    assert VIDEO not in visitor.page.content()
    visitor.reads("Video not working?")

    clock.move_to(factories.at("2026-11-24", "12:45"))
    world.look_again()
    visitor.page.reload()
    room = visitor.page.get_by_role("button", name="Join the video call")
    assert str(room.get_attribute("href")).startswith(f"{VIDEO}/{appointment.room}")


def test_the_details_open_with_a_code_from_a_message(visitor: Visitor, appointment: Appointment) -> None:
    visitor.open(world.link_in(world.post()[-1]))
    visitor.does_not_read("Morgan Ellis")
    visitor.follow("See the details of my booking")
    visitor.press("Send me a code")
    visitor.sees("Enter the code we sent you")
    visitor.type("Your code", "nonsense")
    visitor.press("Continue")
    expect(visitor.page.locator(".govuk-error-summary")).to_be_focused()
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")

    visitor.reads("Morgan Ellis")


def test_a_link_that_is_no_longer_good_says_so(
    visitor: Visitor, appointment: Appointment, clock: time_machine.Coordinates
) -> None:
    visitor.watch.foresee(404)
    url = manage_url(appointment)
    clock.move_to(factories.at("2026-11-24", "14:00"))
    visitor.open(url)

    visitor.sees("This link does not work")
