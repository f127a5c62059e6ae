"""What happens around a visitor: time passes, others book, the post goes out, staff look at their desk."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from bookings.models import Appointment, AppointmentType, SlotClaim
from bookings.times_page import forget_lists
from bookings.views.hold import read_start
from mediation.core.enums import Role
from mediation.core.remembered import forget_everything
from tests import factories

from .visitor import Visitor


def wait(clock: time_machine.Coordinates, **time: float) -> None:
    """Let the server's clock run on, without anybody waiting."""
    clock.shift(timedelta(**time))
    look_again()


def look_again() -> None:
    """What the server remembers for two seconds is read again."""
    forget_lists()
    forget_everything()


def somebody_takes(kind: AppointmentType, value: str) -> Appointment:
    """Another visitor books the time behind a button, at once and wholly. Raises SlotTaken."""
    starts_at = read_start(value)
    assert starts_at is not None
    taken = factories.booked(kind, starts_at, now=timezone.now(), answers=factories.ROBIN)
    look_again()
    return taken


def held() -> list[SlotClaim]:
    """Every hold that stands."""
    return list(SlotClaim.objects.filter(state="held").order_by("pk"))


def post() -> list[str]:
    """Send what is due; the text of every message that has left so far, oldest first."""
    call_command("send_due_messages", verbosity=0)
    return [str(message.body) for message in mail.outbox]


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


def arrives_at_the_check(visitor: Visitor, kind: AppointmentType) -> None:
    """For stories that begin late: tomorrow at 1pm is held, everything is answered, the check is open."""
    draft = factories.ready_draft(kind, now=timezone.now())
    session = SessionStore()
    session["holder"], session["draft"] = draft.hold_key, draft.key
    session.create()
    visitor.page.context.add_cookies([{"name": "session", "value": session.session_key, "url": visitor.base}])
    visitor.open("/book/check/")
    visitor.sees("Check your answers")


def sign_in(staff: Visitor) -> None:
    """Jo, who works the practice's desk, by the sign-in page."""
    factories.user("Jo Prior", Role.ADMIN, password=factories.PASSWORD)
    staff.open("/staff/")
    staff.page.get_by_label(re.compile("^E-?mail")).fill("jo@example.org")
    staff.type("Password", factories.PASSWORD)
    staff.press("Sign in")
    staff.sees("Monday 23 November")
