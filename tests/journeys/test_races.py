"""Somebody else was faster."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])


def value_of(visitor: Visitor, nth: int) -> str:
    return walks.times_on(visitor).nth(nth).get_attribute("value") or ""


def choose_the_first_alternative(visitor: Visitor) -> str:
    """Take the first of the three times offered; returns its sentence."""
    alternatives = visitor.page.locator("ul.times button")
    expect(alternatives).to_have_count(3)
    sentence = alternatives.first.get_attribute("aria-label") or ""
    visitor.tap(alternatives.first)
    return sentence


@on_phone_and_desktop
def test_a_time_taken_between_choosing_and_sending_offers_three_others(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.watch.foresee(409)
    walks.to_the_times(visitor)
    visitor.tap(walks.times_on(visitor).first)
    world.somebody_takes(kind, value_of(visitor, 0))
    visitor.press("Continue")

    visitor.sees("That time has just been taken")
    assert choose_the_first_alternative(visitor) == "Book Monday 23 November, 12:00pm to 1:00pm"
    walks.answer_everything(visitor)
    walks.confirm(visitor)
    visitor.sees("Today, Monday 23 November, 12:00pm to 1:00pm")


def test_answers_given_before_a_lost_race_are_kept(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.watch.foresee(409)
    world.arrives_at_the_check(visitor, kind)
    visitor.follow("Choose another time")
    visitor.tap(walks.times_on(visitor).nth(4))
    world.somebody_takes(kind, value_of(visitor, 4))
    visitor.press("Continue")

    visitor.reads("Your answers are kept, so you do not have to type them again.")
    choose_the_first_alternative(visitor)
    visitor.sees("Check your answers")
    assert walks.summary(visitor)[walks.NAME] == "Alex Winter"
    walks.confirm(visitor)


def test_a_hold_that_ran_out_and_was_taken_is_told_at_confirming_with_the_answers_kept(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    visitor.watch.foresee(409)
    world.arrives_at_the_check(visitor, kind)
    world.wait(clock, minutes=16)
    world.somebody_takes(kind, "2026-11-24T13:00Z")
    visitor.press(walks.CONFIRM)

    visitor.sees("That time has just been taken")
    visitor.reads("Your answers are kept, so you do not have to type them again.")
    choose_the_first_alternative(visitor)
    visitor.sees("Check your answers")
    assert walks.summary(visitor)[walks.OTHER] == "Robin Field"
    walks.confirm(visitor)
    assert Appointment.objects.count() == 2


def test_a_hold_that_ran_out_but_that_nobody_needed_is_honoured(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    world.arrives_at_the_check(visitor, kind)
    world.wait(clock, minutes=40)
    walks.confirm(visitor)

    visitor.sees("Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_confirming_twice_makes_one_appointment(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, scripts: bool
) -> None:
    visitor = arrives(java_script_enabled=scripts)
    visitor.watch.foresee_interrupted_requests()
    world.arrives_at_the_check(visitor, kind)
    visitor.page.get_by_role("button", name=walks.CONFIRM).dblclick()
    visitor.reads("Your booking is confirmed")
    visitor.page.go_back()

    visitor.reads("Your booking is confirmed")
    assert Appointment.objects.count() == 1


def test_the_check_sent_again_from_a_second_tab_leads_to_the_same_booking(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    world.arrives_at_the_check(visitor, kind)
    second = visitor.page.context.new_page()
    second.goto(visitor.page.url)
    walks.confirm(visitor)
    second.get_by_role("button", name=walks.CONFIRM).click()

    expect(second.get_by_text("Your booking is confirmed")).to_be_visible()
    assert Appointment.objects.count() == 1
