"""Everything works with JavaScript switched off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .elsewhere import Elsewhere
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])


@pytest.fixture
def visitor(arrives: Arrives) -> Visitor:
    return arrives(java_script_enabled=False)


@on_phone_and_desktop
def test_a_whole_booking_with_a_mistake_on_the_way(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    expect(visitor.page.get_by_role("button", name="Continue")).to_be_hidden()
    visitor.tap(walks.times_on(visitor).first)
    walks.say_safe(visitor)
    walks.say_what(visitor)
    visitor.type(walks.NAME, "Alex Winter")
    visitor.press("Continue")

    summary = visitor.page.locator(".govuk-error-summary")
    expect(visitor.page).to_have_title(re.compile("^Error: "))
    visitor.tap(summary.get_by_role("link", name="Enter an e-mail address or a phone number"))
    expect(visitor.page.get_by_label(walks.EMAIL, exact=True)).to_be_focused()
    visitor.type(walks.EMAIL, "alex@example.org")
    visitor.press("Continue")
    visitor.tap(summary.get_by_role("link", name=re.compile("^Tell us if anyone else reads your e-mail")))
    visitor.answer(walks.EMAIL_READ, "No, only I read it")
    visitor.press("Continue")
    walks.say_them(visitor)
    walks.say_care(visitor)
    walks.say_how_paid(visitor)
    walks.confirm(visitor)

    visitor.sees("Today, Monday 23 November, 10:30am to 11:30am")
    assert Appointment.objects.get().party.name == "Alex Winter"


def test_exit_is_a_plain_link(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, elsewhere: Elsewhere
) -> None:
    world.arrives_at_the_check(visitor, kind)
    visitor.follow("Exit this page")

    expect(visitor.page).to_have_url(elsewhere.url)
    assert world.held() == []
    visitor.page.go_back()
    visitor.sees("When can you talk?")
    visitor.does_not_read("Alex Winter")


def test_a_filter_is_a_plain_link(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    walks.to_the_times(visitor)
    visitor.tap(visitor.page.get_by_role("link", name="Lunch break 6 times"))

    expect(walks.times_on(visitor)).to_have_count(6)
