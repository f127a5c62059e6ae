"""Choosing a time: filters, and what the page says when little or nothing is free."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from tests import factories

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])
AFTER_THE_PROMISE = date(2026, 11, 26)  # 48 hours end on Wednesday 25 November at 9am


@on_phone_and_desktop
def test_a_lunch_break_is_booked_through_its_filter(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    visitor.tap(visitor.page.get_by_role("link", name="Lunch break 6 times"))

    expect(visitor.page.get_by_role("heading", level=1)).to_be_focused()
    expect(visitor.page.locator("[data-count]")).to_have_text("6 times in the next 48 hours.")
    expect(visitor.page.locator("[data-count]")).to_have_attribute("role", "status")
    expect(walks.times_on(visitor)).to_have_count(6)
    walks.take(
        visitor, visitor.page.get_by_role("button", name="Book Tuesday 24 November, 12:00pm to 1:00pm")
    )
    walks.answer_everything(visitor)
    walks.confirm(visitor)
    visitor.sees("Tomorrow, Tuesday 24 November, 12:00pm to 1:00pm")


def test_a_filter_without_times_says_so_and_leaves_the_others(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    visitor.tap(visitor.page.get_by_role("link", name="Evening 0 times"))

    visitor.reads("No free times here. Choose another group of times above.")
    visitor.tap(visitor.page.get_by_role("link", name="Soonest"))
    expect(walks.times_on(visitor).first).to_be_visible()


@on_phone_and_desktop
def test_with_no_time_left_in_48_hours_the_next_times_and_the_phone_are_shown_and_staff_are_told(
    arrives: Arrives, kind: AppointmentType
) -> None:
    factories.works(factories.mediator("Morgan Ellis"), valid_from=AFTER_THE_PROMISE)
    visitor, staff = arrives(), arrives(screen=DESKTOP)
    visitor.open("/")
    visitor.reads("We have no free time in the next 48 hours. This is the first one after that.")
    walks.to_the_times(visitor)

    visitor.reads("Nothing is free in the next 48 hours")
    panel = visitor.page.locator(".panel--sand")
    expect(panel.get_by_role("link", name="0113 496 0000")).to_have_attribute("href", "tel:01134960000")
    first = walks.times_on(visitor).first
    expect(first).to_have_attribute("aria-label", "Book Thursday 26 November, 9:00am to 10:00am")

    world.sign_in(staff)
    staff.reads("The 48-hour promise is broken")

    walks.take(visitor, first)
    walks.answer_everything(visitor)
    walks.confirm(visitor)
    visitor.sees("Thursday 26 November, 9:00am to 10:00am")


def test_with_nothing_free_at_all_the_pages_still_offer_a_person(
    visitor: Visitor, kind: AppointmentType
) -> None:
    visitor.open("/")
    visitor.reads("No free times to show right now")
    walks.to_the_times(visitor)

    visitor.reads("Nothing is free in the next 48 hours")
    expect(walks.times_on(visitor)).to_have_count(0)
    expect(visitor.page.get_by_role("main").get_by_role("link", name="0113 496 0000").first).to_be_visible()


def test_with_no_meeting_on_offer_the_page_asks_to_call(visitor: Visitor, site: str) -> None:
    visitor.open("/book/")

    visitor.reads("You cannot book here right now.")
    assert not Appointment.objects.exists()
