"""The questions after a booking, on a phone: answered in parts, come back to, changed and printed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from tests import factories

from . import world
from .conftest import Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE_OF_EACH_KIND = ("record", "topics", "numbers", "words")
OVERVIEW, TOLD = "Your questions", "What you told us"
EVERYTHING = {
    **factories.ALEX,
    "funding": "legal_aid",
    "afraid": "yes",
    "abuse": "past",
    "refuge": "no",
    "child_worry": "yes",
    "child_harm": "no",
    "abduction": "worried",
    "involved": "yes",
    "court": "theirs",
    "social_services": "past",
    "wants_exemption": "apply_to_court",
    "children": [{"child_name": "Sam", "child_born_on": "2015-03-27"}],
}


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Tomorrow, Tuesday 24 November, at 1pm."""
    return factories.booked(kind)


def gives_code(visitor: Visitor) -> None:
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.sees(OVERVIEW)


def state_of(visitor: Visitor, name: str) -> str:
    link = visitor.page.get_by_role("link", name=re.compile(rf"^{name}\s"))
    return link.locator(".task-list__state").inner_text()


def test_a_parent_tells_of_two_children_stops_comes_back_and_prints(
    visitor: Visitor, appointment: Appointment
) -> None:
    inspection = Inspection(visitor)
    visitor.open(manage_url(appointment))
    visitor.follow("Your questions")
    gives_code(visitor)
    assert state_of(visitor, "Your children") == "Not started"
    inspection.of("own questions")
    visitor.follow(re.compile(r"^Your children\s"))
    visitor.reads("Step 3 of 9: your children")
    visitor.type("Name of the child", "Sam")
    visitor.press("Add another child")
    expect(visitor.page.locator("#names-2")).to_be_visible()
    expect(visitor.page.get_by_label("Name of the child").first).to_have_value("Sam")
    second = visitor.page.get_by_role("group", name="Child 2")
    second.get_by_label("Day").fill("31")
    visitor.press("Continue")
    visitor.sees_mistakes()
    visitor.reads("Child 2: Enter the child’s name.")
    inspection.of("own question mistakes")
    second.get_by_label("Name of the child").fill("Jo")
    second.get_by_label("Month").fill("3")
    second.get_by_label("Year").fill("2015")
    visitor.press("Stop here and come back later")
    visitor.sees("Your answers are kept")
    inspection.of("own questions kept")

    visitor.follow("Go back to your questions")
    gives_code(visitor)
    assert state_of(visitor, "Your children") == "Done"
    visitor.follow("What you told us: see, change or print it")
    visitor.sees(TOLD)
    visitor.reads("Tuesday 31 March 2015")
    inspection.of("own questions told")
    visitor.page.emulate_media(media="print")
    visitor.reads("Tuesday 31 March 2015")
    expect(visitor.page.get_by_text("Have you ever felt afraid").first).to_be_hidden()
    expect(visitor.page.get_by_text("Change", exact=True).first).to_be_hidden()
    visitor.page.emulate_media(media="screen")
    assert inspection.problems == []


def test_pages_of_every_kind_are_accessible_and_children_work_without_javascript(
    arrives: Arrives, appointment: Appointment
) -> None:
    party = appointment.party
    party.answers = EVERYTHING
    party.save()
    visitor = arrives()
    inspection = Inspection(visitor)
    visitor.open(manage_url(appointment) + "questions/")
    gives_code(visitor)
    for slug in ONE_OF_EACH_KIND:
        visitor.open(f"{manage_url(appointment)}questions/{slug}/")
        inspection.of(f"own question {slug}")
    assert inspection.problems == []

    plain = arrives(java_script_enabled=False)
    plain.open(manage_url(appointment) + "questions/names/")
    plain.press("Send me a code")
    plain.type("Your code", world.code_in(world.post()[-1]))
    plain.press("Continue")
    plain.press("Add another child")
    plain.page.get_by_label("Name of the child").nth(1).fill("Jo")
    plain.press(re.compile("Remove this child.*Child 1"))
    expect(plain.page.get_by_label("Name of the child")).to_have_value("Jo")
    plain.page.get_by_label("Name of the child").press("Enter")
    plain.sees("Other children who live with you")
