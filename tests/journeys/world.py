"""What happens around a visitor: time passes, others book, the post goes out, staff look at their desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

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
    taken = factories.booked(kind, start_of(value), now=timezone.now(), answers=factories.ROBIN)
    look_again()
    return taken


def start_of(value: str) -> datetime:
    """The instant that a time button stands for."""
    starts_at = read_start(value)
    assert starts_at is not None
    return starts_at


def held() -> list[SlotClaim]:
    """Every hold that stands."""
    return list(SlotClaim.objects.filter(state="held").order_by("pk"))


def post() -> list[str]:
    """Send what is due; the text of every message that has left so far, oldest first."""
    return [str(message.body) for message in letters()]


def letters() -> list[mail.EmailMessage]:
    """As `post`, the e-mails whole."""
    call_command("send_due_messages", verbosity=0)
    return list(mail.outbox)


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


def all_but(*keys: str) -> dict[str, Any]:
    """What Alex answers, with these questions still open."""
    return {key: value for key, value in factories.ALEX.items() if key not in keys}


def begins(
    visitor: Visitor, kind: AppointmentType, *, answers: Mapping[str, Any], starts: str = "2026-11-24T13:00Z"
) -> None:
    """For stories that begin late: a time is held (tomorrow at 1pm) and these answers are given."""
    draft = factories.ready_draft(kind, start_of(starts), now=timezone.now(), answers=answers)
    session = SessionStore()
    session["holder"], session["draft"] = draft.hold_key, draft.key
    session.create()
    visitor.page.context.add_cookies([{"name": "session", "value": session.session_key, "url": visitor.base}])


def arrives_at_the_check(visitor: Visitor, kind: AppointmentType) -> None:
    """As `begins`, with everything answered and the check open."""
    begins(visitor, kind, answers=factories.ALEX)
    visitor.open("/book/check/")
    visitor.sees("Check your answers")


def sign_in(staff: Visitor, *, email: str = "jo@example.org") -> None:
    """By the sign-in page; Jo, who works the practice's desk, where nobody else is named."""
    if email == "jo@example.org":
        factories.user("Jo Prior", Role.ADMIN, password=factories.PASSWORD)
    staff.open("/staff/")
    staff.type("E-mail address", email)
    staff.type("Password", factories.PASSWORD)
    staff.press("Sign in")
    staff.sees("Monday 23 November")


def sign_in_again(staff: Visitor, *, email: str = "morgan@example.org") -> None:
    """Where the clock was moved so far that the session ended."""
    staff.open("/staff/")
    if staff.page.get_by_label("Password", exact=True).count():
        staff.type("E-mail address", email)
        staff.type("Password", factories.PASSWORD)
        staff.press("Sign in")
        staff.page.wait_for_load_state()
