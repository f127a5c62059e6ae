"""Getting away, and being in danger."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Draft
from mediation.core.models import Alert

from . import walks, world
from .conftest import DESKTOP, PHONE
from .elsewhere import Elsewhere
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])


def by_the_button(visitor: Visitor) -> None:
    visitor.follow("Exit this page")


def by_shift(visitor: Visitor) -> None:
    for _ in range(3):
        visitor.page.keyboard.press("Shift")


@on_phone_and_desktop
@pytest.mark.parametrize("leave", [by_the_button, by_shift])
def test_exit_ends_everything_and_back_shows_nothing(
    visitor: Visitor,
    kind: AppointmentType,
    morgan: Mediator,
    elsewhere: Elsewhere,
    leave: Callable[[Visitor], None],
) -> None:
    world.arrives_at_the_check(visitor, kind)
    visitor.follow(re.compile(r"^Change ?: What name should we use\?$"))
    visitor.sees("How can we reach you?")
    leave(visitor)

    visitor.page.wait_for_url(elsewhere.url)
    assert world.held() == []
    assert not Draft.objects.exists()
    assert "session" not in {cookie["name"] for cookie in visitor.page.context.cookies(visitor.base)}
    visitor.page.go_back()
    visitor.sees("When can you talk?")
    visitor.does_not_read("Alex Winter")
    visitor.does_not_read("alex@example.org")
    visitor.page.go_back()
    visitor.does_not_read("Alex Winter")


def test_a_capital_letter_is_not_a_step_towards_the_exit(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    walks.say_safe(visitor)
    walks.say_what(visitor)
    name = visitor.page.get_by_label(walks.NAME)
    name.click()
    for letter in "ABC":
        visitor.page.keyboard.down("Shift")
        visitor.page.keyboard.press(letter)
        visitor.page.keyboard.up("Shift")

    expect(name).to_have_value("ABC")
    visitor.sees("How can we reach you?")


def test_after_leaving_somebody_else_can_take_the_time(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, elsewhere: Elsewhere
) -> None:
    world.arrives_at_the_check(visitor, kind)
    by_the_button(visitor)
    visitor.page.wait_for_url(elsewhere.url)

    assert world.somebody_takes(kind, "2026-11-24T13:00Z").is_confirmed


@on_phone_and_desktop
def test_danger_now_opens_the_panel_stores_nothing_and_lets_them_go_on(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.sees("First, are you safe?")
    visitor.answer(walks.DANGER, "Yes")
    visitor.press("Continue")

    visitor.sees("Call 999 now")
    expect(visitor.page.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    expect(visitor.page.get_by_role("textbox")).to_have_count(0)
    assert not Draft.objects.exists()
    visitor.press("I am safe enough to go on")
    visitor.sees("First, are you safe?")
    expect(visitor.page.get_by_role("radio", checked=True)).to_have_count(0)
    visitor.answer(walks.DEVICE, "Yes")
    visitor.press("Continue")
    visitor.sees("What is it about?")
    walks.answer_everything(visitor)
    walks.confirm(visitor)

    alert = Alert.objects.get(kind="safety.call_first")
    assert alert.severity == "urgent"
    assert Appointment.objects.get().party.answers["danger_now"] == "unsure"


def test_danger_now_and_away(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, elsewhere: Elsewhere
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.answer(walks.DANGER, "Yes")
    visitor.press("Continue")
    visitor.sees("Call 999 now")
    by_the_button(visitor)
    visitor.page.wait_for_url(elsewhere.url)

    assert not Draft.objects.exists()
    assert world.held() == []


def test_every_title_is_neutral(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    titles = []
    visitor.page.on("framenavigated", lambda frame: titles.append(frame.title()))
    walks.to_the_check(visitor)

    telling = re.compile("mediat|miam|family|court|abuse|safe|danger", re.IGNORECASE)
    assert titles
    assert [title for title in titles if telling.search(title)] == []
