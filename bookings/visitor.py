"""Who is looking, without an account: keys in the session, which ends with the browser or at /leave.

A visitor has no session until they take a time, so that looking at times costs no row and no cookie.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest

from intake.models import Draft
from intake.queries import live_draft

from .models import Appointment

HOLDER, DRAFT, CONFIRMED, OPENED = "holder", "draft", "confirmed", "opened"
OPENED_FOR = timedelta(minutes=30)


def holder_key(request: HttpRequest) -> str | None:
    """The key of this visitor's hold; None for somebody who took no time."""
    return request.session.get(HOLDER)


def make_holder_key(request: HttpRequest) -> str:
    """As `holder_key`, made at first use."""
    key = holder_key(request)
    if key is None:
        key = request.session[HOLDER] = secrets.token_urlsafe(32)
    return str(key)


def draft(request: HttpRequest, *, now: datetime) -> Draft | None:
    """The booking that this visitor is making."""
    key = request.session.get(DRAFT)
    return live_draft(key, now=now) if key else None


def remember_draft(request: HttpRequest, found: Draft) -> None:
    """This visitor goes on with this draft, and with its hold."""
    request.session[DRAFT] = found.key
    request.session[HOLDER] = found.hold_key


def remember_confirmed(request: HttpRequest, appointment: Appointment) -> None:
    """The booking is made: the draft's and the hold's keys have done their work."""
    request.session.cycle_key()
    request.session.pop(DRAFT, None)
    request.session.pop(HOLDER, None)
    request.session[CONFIRMED] = appointment.pk


def confirmed(request: HttpRequest) -> Appointment | None:
    """What this visitor booked in this session."""
    pk = request.session.get(CONFIRMED)
    rows = Appointment.objects.select_related(
        "party__contact", "party__funding", "mediator", "appointment_type", "invite"
    )
    return rows.filter(pk=pk).first() if pk else None


def remember_opened(request: HttpRequest, link_id: int, *, now: datetime) -> None:
    """A code opened this link's details, for half an hour in this session."""
    request.session.cycle_key()
    request.session[OPENED] = {"link": link_id, "until": (now + OPENED_FOR).isoformat()}


def has_opened(request: HttpRequest, link_id: int, *, now: datetime) -> bool:
    opened = request.session.get(OPENED)
    if not opened:
        return False
    return opened["link"] == link_id and now < datetime.fromisoformat(opened["until"])
