"""The calendar in a real browser: a meeting is dragged with the mouse; the list and the forms need no script."""

from __future__ import annotations

import pytest

from bookings.models import AppointmentType, Mediator
from tests import factories
from tests.factories import TOMORROW_1PM, at

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drag(visitor: Visitor, reference: str, *, down_minutes: int) -> None:
    """Take a meeting by the mouse and let it go so much later on the same day."""
    page = visitor.page
    event = page.locator(f"a[href='/staff/appointments/{reference}/']", has=page.locator(".cal__title"))
    box = event.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 12, steps=4)
    page.mouse.move(x, y + box["height"] * down_minutes / 60, steps=12)
    page.mouse.up()


def test_x(arrives: Arrives, kind: AppointmentType, morgan: Mediator) -> None:
    visitor = arrives(screen=DESKTOP)
    one = factories.booked(kind)
    drew = factories.mediator("Drew Marsh", colour="#8a5a00")
    factories.works(drew, weekdays=[1, 2, 3])
    factories.booked(kind, at("2026-11-24", "15:00"), answers=factories.ROBIN, mediator=drew)
    factories.closure(TOMORROW_1PM.date().replace(day=26), reason="Training day")
    world.sign_in(visitor)
    look = Inspection(visitor)
    visitor.open("/staff/calendar/")
    visitor.page.wait_for_timeout(1500)
    look.of("calendar all")
    visitor.open(f"/staff/calendar/?mediator={morgan.pk}")
    visitor.page.wait_for_timeout(1500)
    look.of("calendar one")
    print(visitor.page.locator("[data-picture]").inner_html()[:6000])
    drag(visitor, one.reference, down_minutes=60)
    visitor.page.wait_for_timeout(1500)
    visitor.page.screenshot(path="/tmp/b/dialog.png")
    print(look.problems, visitor.watch.problems)
