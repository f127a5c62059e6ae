"""A mediator's morning: Today and the calendar links, in a real browser, on a laptop and on a phone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bookings.models import AppointmentType
from intake.models import ContactPreferences
from mediation.core.enums import Role
from tests import factories
from tests.bookings.test_outside_calendars import ics
from tests.calendar_server import calendar_server
from tests.factories import NOW, at

from . import world
from .conftest import DESKTOP
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"
EARLIER = NOW - timedelta(days=2)


def day_of_morgan(kind: AppointmentType) -> None:
    """Four meetings today, as different as they can be."""
    user = factories.user("Morgan Ellis", Role.MEDIATOR, password=factories.PASSWORD)
    morgan = factories.mediator("Morgan Ellis", user=user)
    factories.works(morgan)

    def books(clock: str, **answers: Any) -> Any:
        facts = {**factories.ALEX, **answers}
        return factories.booked(kind, at("2026-11-23", clock), now=EARLIER, answers=facts)

    first = books("09:30")
    books("11:00", name="Robin Okafor", device_private="no", adjustments=["step_free", "interpreter"])
    books("13:00", name=LONG, danger_now="unsure", decides_with_help=True)
    books("15:00", name="Sam Bianchi", funding="legal_aid")
    ContactPreferences.objects.filter(party=first.party).update(phrase="bluebell")
    factories.document(first.party)


@pytest.mark.parametrize("width", [DESKTOP], indirect=True)
def test_a_mediators_morning_and_calendar_links(
    visitor: Visitor, site: str, kind: AppointmentType, settings: Any
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    desk, look = visitor, Inspection(visitor)
    desk.page.clock.install()
    day_of_morgan(kind)
    world.sign_in(desk, email="morgan@example.org")
    desk.reads("4 meetings today. First at 9:30am, last ends 4:00pm.")
    left = desk.page.locator("[data-time-left]").first
    expect(left).to_have_text(re.compile("^in (29|30) minutes$"))
    desk.page.clock.run_for(6 * 60_000)
    expect(left).to_have_text(re.compile("^in 2[34] minutes$"))
    expect(desk.page.get_by_text("bluebell")).to_be_hidden()
    desk.tap(desk.page.get_by_text("Show code word"))
    desk.reads("bluebell")
    expect(desk.page.get_by_role("link", name=re.compile("^Join")).first).to_be_visible()
    look.of("today")

    with calendar_server() as server:
        settings.OUTSIDE_ALLOWED = {server.endpoint}
        desk.follow("Calendar links")
        desk.sees("Calendar links")
        look.of("calendar links, none")
        desk.watch.foresee(422)
        desk.press("Read and add")
        desk.sees_mistakes()
        look.of("calendar links with a mistake")
        desk.type("A name for it", "Private")
        desk.type(
            "Its secret address", server.serve(ics((at("2026-11-23", "15:30"), at("2026-11-23", "17:00"))))
        )
        desk.press("Read and add")
        desk.reads("We read your calendar.")
        desk.answer("What your calendar shows of a meeting", "Initials, like “A. R.”")
        desk.press("Make the link")
        desk.reads("Copy this link now. We show it only once.")
        look.of("calendar links, made")
        link = desk.page.locator(".new-link__url").inner_text()
        assert desk.page.request.get(link).status == 200
        desk.press("Stop this link")
        desk.reads("The link has stopped working.")
        assert desk.page.request.get(link).status == 404
        desk.open("/staff/")
        desk.sees("Monday 23 November")
        desk.reads("Busy elsewhere")
        look.of("today with another calendar")

    assert look.problems == []
