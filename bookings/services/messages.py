"""Which messages a booking causes, and for whom. What they say is in `bookings/handlers.py`."""

from datetime import datetime

from bookings.models import Appointment
from intake.models import Draft
from mediation.core import links, outbox
from mediation.core.enums import Purpose
from mediation.core.models import SecretLink
from mediation.core.outbox import Plan

CONFIRMATION = "appointment.confirmation"
MOVED = "appointment.moved"
CANCELLED = "appointment.cancelled"
CODE = links.CODE
RESUME = "draft.resume"
URGENT = "desk.urgent"


def after_booking(appointment: Appointment, *, now: datetime) -> list[Plan]:
    return [_to_client(CONFIRMATION, appointment, now=now)]


def after_move(appointment: Appointment, *, now: datetime) -> list[Plan]:
    return [_to_client(MOVED, appointment, now=now)]


def after_cancelling(appointment: Appointment, *, now: datetime) -> list[Plan]:
    """None when staff tidy up a meeting that is over."""
    return [_to_client(CANCELLED, appointment, now=now)] if now < appointment.ends_at else []


def code(link: SecretLink, *, version: int, now: datetime) -> Plan:
    """A one-time code to whoever the link belongs to; useless after 15 minutes."""
    return links.code_message(link, version=version, now=now)


def resume(draft: Draft, *, now: datetime) -> Plan:
    """The way back to an unfinished booking; asked for again, it is sent again."""
    return Plan(
        kind=RESUME,
        subject=draft,
        version=outbox.minute_of(now),
        recipient=f"draft:{draft.pk}",
        purpose=Purpose.RESUME_LINK,
        due_at=now,
        not_after=draft.forget_at,
    )


def urgent(appointment: Appointment, *, now: datetime) -> Plan:
    """Tell the office by e-mail that the desk holds something urgent; once for one appointment and reason."""
    return Plan(
        kind=URGENT,
        subject=appointment.party,
        version=appointment.pk,
        recipient="office",
        purpose=Purpose.STAFF,
        due_at=now,
    )


def _to_client(kind: str, appointment: Appointment, *, now: datetime) -> Plan:
    """Due now, and of no use once the meeting is over."""
    return Plan(
        kind=kind,
        subject=appointment,
        version=appointment.version,
        recipient=f"party:{appointment.party_id}",
        purpose=Purpose.BOOKING,
        due_at=now,
        not_after=appointment.ends_at,
    )
