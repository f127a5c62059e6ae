"""The calendar in a real browser: dragged with the mouse on a laptop, listed on a phone, all of it without
scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import cancel_appointment
from mediation.core import audit
from tests import factories
from tests.factories import ROBIN, TOMORROW_1PM, at

from . import world
from .conftest import DESKTOP, PHONE, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"
HOUR = timedelta(hours=1)
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


def drag(visitor: Visitor, one: Appointment, *, hours: float) -> None:
    """Take a meeting by the mouse, and let it go so much later on the same day."""
    page = visitor.page
    event = page.locator(f".cal__event[href='/staff/appointments/{one.reference}/']")
    expect(event).to_be_visible()
    event.scroll_into_view_if_needed()
    box = event.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 12, steps=4)
    page.mouse.move(x, y + box["height"] * hours, steps=12)
    page.mouse.up()


def looks_again_and_never_under_the_hand(
    desk: Visitor, kind: AppointmentType, morgan: Mediator, one: Appointment
) -> None:
    """Booked elsewhere meanwhile: drawn once the page is looked at again, but not while one is dragged."""
    page, meetings = desk.page, desk.page.locator(".cal__event--meeting")
    kim = {**ROBIN, "name": "Kim", "other_name": "Lou Hale"}
    new = factories.booked(kind, at("2026-11-24", "10:00"), answers=kim, mediator=morgan)
    box = page.locator(f".cal__event[href='/staff/appointments/{one.reference}/']").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/events/" in request.url else None)
    page.evaluate(LOOKED_AT)
    page.mouse.move(box["x"] + 20, box["y"] + 8, steps=4)
    page.mouse.up()
    assert not asked
    expect(page.get_by_text("Something changed since")).to_be_hidden()

    page.evaluate(LOOKED_AT)
    expect(meetings).to_have_count(3)
    assert len(asked) == 1
    expect(page.get_by_text("Something changed since this page was opened")).to_be_visible()
    desk.follow("Show it in the list too")
    expect(page.locator(".agenda").get_by_role("link", name="Kim", exact=True)).to_be_visible()
    cancel_appointment(appointment=new, actor=audit.SYSTEM, now=factories.NOW)
    page.evaluate(LOOKED_AT)
    expect(meetings).to_have_count(2)


def test_the_calendar_is_dragged_listed_and_kept_in_place(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator
) -> None:
    drew = factories.mediator("Drew Marsh", colour="#8a5a00")
    factories.works(drew, weekdays=[1, 2, 3])
    one = factories.booked(kind, mediator=morgan)
    sam = {**ROBIN, "name": "Sam", "other_name": "Kim Hale"}
    other = {**sam, "name": LONG, "afraid": "yes", "danger_now": "unsure"}
    factories.booked(kind, at("2026-11-24", "10:00"), answers=other, mediator=drew)
    factories.booked(kind, at("2026-11-24", "16:00"), answers=sam, mediator=morgan)
    factories.ready_draft(kind, at("2026-11-25", "10:00"), mediator=drew, answers=ROBIN)
    factories.time_off(morgan, at("2026-11-27"), at("2026-11-28"))
    factories.closure(at("2026-11-26").date(), reason="Training day")
    desk = arrives(screen=DESKTOP)
    world.sign_in(desk)
    look = Inspection(desk)

    desk.follow("Calendar")
    desk.sees("23 to 29 November 2026")
    expect(desk.page.locator(".cal__event")).to_have_count(4)
    look.of("calendar of everybody")
    desk.follow("Morgan Ellis")
    expect(desk.page.locator(".cal__event--meeting")).to_have_count(2)
    looks_again_and_never_under_the_hand(desk, kind, morgan, one)
    drag(desk, one, hours=2)  # to three, too near the one at four
    expect(desk.page.get_by_role("dialog")).to_contain_text("Morgan Ellis has another meeting then")
    expect(desk.page.get_by_role("dialog").get_by_role("link", name="Move to")).to_have_count(3)
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".cal__event", has_text="1:00pm")).to_contain_text("Alex Winter")
    drag(desk, one, hours=1)
    dialog = desk.page.get_by_role("dialog", name="Move Alex Winter?")
    expect(dialog).to_contain_text("Tuesday 24 November, 2:00pm to 3:00pm")
    one.refresh_from_db()
    assert one.starts_at == TOMORROW_1PM  # asked first
    look.of("drag asks")
    desk.tap(dialog.get_by_role("button", name="Move it"))
    desk.sees("23 to 29 November 2026")
    desk.reads("Alex Winter is moved to Tuesday 24 November, 2:00pm to 3:00pm")
    expect(desk.page.locator(".cal__event", has_text="2:00pm")).to_contain_text("Alex Winter")
    one.refresh_from_db()
    assert (one.starts_at, one.version) == (TOMORROW_1PM + HOUR, 2)

    phone = arrives(screen=PHONE, java_script_enabled=False, storage_state=desk.page.context.storage_state())
    phone.open(f"/staff/calendar/?mediator={morgan.pk}")
    phone.sees("23 to 29 November 2026")
    expect(phone.page.locator("[data-picture]")).to_be_hidden()
    phone.reads("Time off, all day")
    phone.follow("Hours and time off")
    phone.sees("Hours of Morgan Ellis")
    phone.follow("Add time off")
    for label in ("First day", "Last day"):
        phone.type(label, "2026-11-24")
    phone.press("Save")
    phone.sees("2 meetings are in that time")
    phone.press("Save, then move or hand over")
    phone.sees("These meetings are outside the hours")
    phone.follow("Move Alex Winter")
    phone.sees("Move the meeting of Alex Winter")
    phone.follow("Drew Marsh")
    phone.follow("Move to Wednesday 25 November, 2:00pm to 3:00pm")
    phone.sees("Move the meeting of Alex Winter?")
    phone.press("Move it")
    phone.sees("Alex Winter")
    one.refresh_from_db()
    assert (one.starts_at, one.mediator) == (at("2026-11-25", "14:00"), drew)

    reference = one.reference
    for name, path in [
        ("calendar day", f"calendar/?view=day&day=2026-11-24&mediator={morgan.pk}"),
        ("hours", f"hours/?mediator={morgan.pk}"),
        ("time off", "time-off/"),
        ("outside", "hours/meetings/"),
        ("move", f"appointments/{reference}/move/"),
        ("cancel", f"appointments/{reference}/cancel/"),
    ]:
        desk.open(f"/staff/{path}")
        look.of(name)
    assert look.problems == []
