"""Long words, the narrowest screen, and twice the size."""

from __future__ import annotations

import pytest

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from tests import factories

from . import walks, world
from .conftest import Arrives
from .inspection import Inspection
from .visitor import NARROWEST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3


def test_names_of_a_hundred_letters_break_no_page(arrives: Arrives, kind: AppointmentType, site: str) -> None:
    name, other, mediator = LONG[:100], LONG[5:105], LONG[9:89]
    factories.works(factories.mediator(mediator))
    visitor, staff = arrives(screen=NARROWEST), arrives(screen=NARROWEST)
    look, desk = Inspection(visitor), Inspection(staff)
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    walks.say_safe(visitor)
    walks.say_what(visitor)
    walks.say_who(visitor, name=name, email=f"{name[:60]}@{other[:60]}.example.org")
    walks.say_them(visitor, other=other)
    visitor.sees("Your safety, and who is involved")
    look.fits("care", NARROWEST)
    visitor.page.go_back()
    visitor.sees("The other person")
    look.fits("them", NARROWEST)
    visitor.open("/book/go-on/")
    walks.say_care(visitor)
    visitor.sees("Your meeting")
    look.fits("meeting", NARROWEST)
    walks.say_how_paid(visitor)
    visitor.reads(other)
    look.fits("check", NARROWEST)
    walks.confirm(visitor)
    look.fits("confirmed", NARROWEST)
    booked = Appointment.objects.get()
    visitor.open(manage_url(booked) + "join/")
    look.fits("join", NARROWEST)

    world.sign_in(staff)
    desk.fits("today", NARROWEST)
    for page in ("messages", "alerts", f"appointments/{booked.reference}"):
        staff.open(f"/staff/{page}/")
        desk.fits(page, NARROWEST)
    assert look.problems + desk.problems == []


def test_a_booking_at_twice_the_size(arrives: Arrives, kind: AppointmentType, morgan: Mediator) -> None:
    visitor = arrives(screen=640, device_scale_factor=2)
    look = Inspection(visitor)
    visitor.open("/")
    look.fits("home", 640)
    visitor.press("Book an online MIAM")
    visitor.sees("When can you talk?")
    look.fits("times", 640)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.sees("First, are you safe?")
    look.fits("safe", 640)
    walks.answer_everything(visitor)
    look.fits("check", 640)
    walks.confirm(visitor)
    look.fits("confirmed", 640)
    assert look.problems == []
