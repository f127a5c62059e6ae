"""The main job: from the first page to a confirmed meeting."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from mediation.core.models import Message

from . import walks
from .conftest import DESKTOP, PHONE
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
on_phone_and_desktop = pytest.mark.parametrize("width", [PHONE, DESKTOP])

MOST_TAPS, MOST_TYPED = 3 + 18, 3  # to the hold, and from there to the booking


@on_phone_and_desktop
def test_the_soonest_time_is_booked_in_few_taps(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.open("/")
    visitor.reads("Today 10:30am")
    walks.to_the_check(visitor)
    walks.confirm(visitor)

    visitor.sees("Today, Monday 23 November, 10:30am to 11:30am")
    booked = Appointment.objects.get()
    visitor.reads(booked.reference)
    visitor.reads("We have told nobody else.")
    assert visitor.taps <= MOST_TAPS
    assert visitor.typed <= MOST_TYPED
    assert booked.party.name == "Alex Winter"
    assert Message.objects.get().kind == "appointment.confirmation"


@on_phone_and_desktop
def test_the_built_stylesheet_script_and_font_are_really_there(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.open("/")

    body = visitor.page.locator("body")
    expect(body).to_have_class(re.compile("js-enabled"))
    expect(body).to_have_css("background-color", "rgb(251, 249, 245)")
    assert visitor.page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Figtree'))")
    assert visitor.scrolls_sideways() <= 0
