"""Who is looking, without an account: keys in the session, which ends with the browser or at /leave.

A visitor has no session until they take a time, so that looking at times costs no row and no cookie.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.http import HttpRequest

from intake.invitation_links import INVITED
from intake.models import Draft, Invitation
from intake.queries import live_draft
from intake.queries.invitations import open_invitation
from mediation.core import code_pages

from .models import Appointment
from .services import claims
from .services.free_again import FREE_AFTER

HOLDER, DRAFT, CONFIRMED, ANSWERING = "holder", "draft", "confirmed", "answering"
FREE = "free"
remember_opened, has_opened = code_pages.remember_opened, code_pages.has_opened


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


def invitation(request: HttpRequest) -> Invitation | None:
    """What this visitor came with; None once it was used or stopped."""
    return open_invitation(request.session.get(INVITED))


def remember_free(request: HttpRequest, failed: Appointment) -> None:
    """The next booking of this visitor follows a meeting that failed, and costs nothing."""
    request.session[FREE] = failed.pk


def wish_for_free(request: HttpRequest) -> dict[str, int]:
    """The same, as a draft keeps it."""
    return {FREE_AFTER: request.session[FREE]} if FREE in request.session else {}


def remember_draft(request: HttpRequest, found: Draft) -> None:
    """This visitor goes on with this draft, and with its hold."""
    request.session[DRAFT] = found.key
    request.session[HOLDER] = found.hold_key


def goes_on_with(request: HttpRequest, found: Draft) -> bool:
    """Whether this session is making this very booking already."""
    return bool(request.session.get(DRAFT) == found.key)


def go_on_with(request: HttpRequest, found: Draft) -> None:
    """As `remember_draft`, for a booking that begins now: a time that this browser held before is let go."""
    earlier = holder_key(request)
    if earlier and earlier != found.hold_key:
        claims.release(holder_key=earlier)
    remember_draft(request, found)


def remember_confirmed(request: HttpRequest, appointment: Appointment) -> None:
    """The booking is made: the draft's and the hold's keys have done their work."""
    request.session.cycle_key()
    request.session.pop(DRAFT, None)
    request.session.pop(HOLDER, None)
    request.session.pop(INVITED, None)
    request.session.pop(FREE, None)
    request.session[CONFIRMED] = appointment.pk


def confirmed(request: HttpRequest) -> Appointment | None:
    """What this visitor booked in this session."""
    pk = request.session.get(CONFIRMED)
    rows = Appointment.objects.select_related(
        "party__contact", "party__funding", "earlier_fee", "mediator", "appointment_type", "invite"
    )
    return rows.filter(pk=pk).first() if pk else None


def keep_answering(request: HttpRequest, link_id: int, *, now: datetime) -> None:
    """This session has just sent a page of the questions behind this link: half an hour more."""
    request.session[ANSWERING] = {"link": link_id, "until": (now + code_pages.OPENED_FOR).isoformat()}


def may_answer(request: HttpRequest, link_id: int, appointment: Appointment, *, now: datetime) -> bool:
    """Whether the questions behind this link are open in this session.

    A code opened them, or a page of them was sent, in the last half hour; or it is the session that booked
    this meeting, no longer ago than that.
    """
    kept = code_pages.opened_link(request.session, now=now, key=ANSWERING)
    is_open = kept == link_id or has_opened(request, link_id, now=now)
    return is_open or has_just_booked(request, appointment, now)


def has_answered(request: HttpRequest, link_id: int, appointment: Appointment) -> bool:
    """Whether the questions behind this link were ever open in this session without a code."""
    kept = request.session.get(ANSWERING)
    return bool(kept and kept["link"] == link_id) or has_booked(request, appointment)


def has_just_booked(request: HttpRequest, appointment: Appointment, now: datetime) -> bool:
    """Whether it is this session that booked the meeting, no longer ago than a code would open it for."""
    return has_booked(request, appointment) and now < appointment.booked_at + code_pages.OPENED_FOR


def has_booked(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether it is this session that booked the meeting."""
    return bool(request.session.get(CONFIRMED) == appointment.pk)
