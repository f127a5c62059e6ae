"""Stopping half way and coming back; booking without e-mail."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from mediation.core.models import Alert

from . import walks, world
from .conftest import DESKTOP, Arrives
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_unfinished_booking_is_resumed_by_link_and_code_on_another_device(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor, later = arrives(), arrives(screen=DESKTOP)
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    walks.say_safe(visitor)
    walks.say_what(visitor)
    walks.say_who(visitor)
    walks.answer_page(visitor)
    visitor.press("Stop here and come back later")
    visitor.sees("Your answers are kept")
    assert world.held() == []

    later.open(world.link_in(world.post()[-1]))
    later.does_not_read("Alex")
    later.press("Send me a code")
    later.sees("Enter the code we sent you")
    later.type("Your code", world.code_in(world.post()[-1]))
    later.press("Continue")
    walks.say_safe(later)
    later.sees("What is it about?")
    later.press("Continue")
    later.sees("How can we reach you?")
    expect(later.page.get_by_label(walks.NAME)).to_have_value("Alex Winter")
    later.press("Continue")
    later.sees("The other person")
    expect(later.page.get_by_label(walks.OTHER)).to_have_value("Robin Field")
    later.press("Continue")
    walks.say_care(later)
    walks.say_how_paid(later)
    walks.confirm(later)
    later.sees("Today, Monday 23 November, 10:30am to 11:30am")


def test_without_e_mail_the_link_is_shown_once_and_staff_are_asked_to_ring(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    walks.say_safe(visitor)
    walks.say_what(visitor)
    visitor.type(walks.NAME, "Alex Winter")
    visitor.type(walks.PHONE, "07700 900123")
    visitor.answer(walks.PHONE_SAFE, "Yes, you can call me on it")
    visitor.press("Continue")
    visitor.sees("The other person")
    walks.answer_everything(visitor)
    walks.confirm(visitor)

    booked = Appointment.objects.get()
    visitor.reads("Keep your reference and this link")
    link = visitor.page.locator(".secret-link").inner_text()
    assert world.post() == []
    call = Alert.objects.get(kind="appointment.call")
    assert booked.reference in call.text
    assert "Ring them" in call.text

    visitor.open(link)
    visitor.sees("Today, Monday 23 November, 10:30am to 11:30am")
