"""The time that is kept while somebody answers."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.models import AppointmentType, Mediator

from . import walks, world
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_minutes_before_the_end_one_button_keeps_the_time_longer(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    visitor.page.clock.install()
    world.arrives_at_the_check(visitor, kind)
    longer = visitor.page.get_by_role("button", name="Keep it longer")
    visitor.reads("We are keeping tomorrow 1:00pm for you until 9:15am.")
    visitor.page.clock.fast_forward("12:30")
    expect(longer).to_be_hidden()

    visitor.page.clock.fast_forward("00:45")
    expect(longer).to_be_visible()
    says = visitor.page.locator("[data-hold-says]")
    expect(says).to_contain_text("We keep this time for two more minutes.")
    world.wait(clock, minutes=13, seconds=15)
    visitor.tap(longer)

    expect(says).to_have_text("Done. We are keeping it until 9:28am.")
    expect(says).to_be_focused()
    expect(longer).to_be_hidden()
    visitor.reads("We are keeping tomorrow 1:00pm for you until 9:28am.")
    visitor.page.clock.fast_forward("13:10")
    expect(longer).to_be_visible()


def test_the_page_says_calmly_when_the_time_is_no_longer_kept(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    visitor.page.clock.install()
    world.arrives_at_the_check(visitor, kind)
    visitor.page.clock.fast_forward("15:05")
    world.wait(clock, minutes=15, seconds=5)

    visitor.reads("We no longer keep this time for you. You can go on")
    walks.confirm(visitor)


def test_sending_a_page_renews_the_hold(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.reads("We are keeping today 10:30am for you until 9:15am.")
    world.wait(clock, minutes=10)
    walks.say_safe(visitor)

    visitor.reads("We are keeping today 10:30am for you until 9:25am.")


def test_back_within_the_journey_keeps_the_own_time_and_shows_it(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    walks.say_safe(visitor)
    visitor.sees("What is it about?")
    visitor.page.go_back()
    visitor.sees("First, are you safe?")
    visitor.page.go_back()

    visitor.sees("When can you talk?")
    visitor.reads("We are keeping today 10:30am for you.")
    own = "Book Monday 23 November, 10:30am to 11:30am"
    expect(walks.times_on(visitor).first).to_have_attribute("aria-label", own)
    assert len(world.held()) == 1
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.sees("What is it about?")
    assert len(world.held()) == 1


def test_choosing_another_time_lets_the_first_one_go(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    world.arrives_at_the_check(visitor, kind)
    visitor.follow("Choose another time")
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.sees("Check your answers")

    (hold,) = world.held()
    assert f"{hold.starts_at:%d %H:%M}" == "23 10:30"


def test_the_links_back_lose_no_answer(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    world.arrives_at_the_check(visitor, kind)
    headings = (
        "Your meeting",
        "Your safety, and who is involved",
        "The other person",
        "How can we reach you?",
        "What is it about?",
        "First, are you safe?",
    )
    for heading in headings:
        visitor.follow("Back")
        visitor.sees(heading)
    visitor.page.goto(visitor.base + "/book/step/you/")
    expect(visitor.page.get_by_label(walks.NAME)).to_have_value("Alex Winter")
    expect(visitor.page.get_by_role("radio", checked=True)).to_have_count(0)  # safety answers are never shown
