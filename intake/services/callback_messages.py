"""Which messages a request for a call causes. What they say is in `intake/handlers.py`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from intake.contact_safety import Preferences, may_contact
from intake.models import CallbackRequest
from intake.queries import preferences_of
from mediation.core import outbox
from mediation.core.enums import Channel, Purpose
from mediation.core.outbox import Plan

CONFIRMED = "callback.confirmed"
COULD_NOT_REACH = "callback.could_not_reach"
DUE = "desk.callback_due"
LATE = "desk.callback_late"
LONGEST_USE = timedelta(days=2)


def confirmation(request: CallbackRequest, *, now: datetime, version: int = 0) -> list[Plan]:
    """When we ring, while that is still to come."""
    return _to_client(CONFIRMED, request, now=now, version=version, not_after=request.open_until)


def could_not_reach(request: CallbackRequest, *, now: datetime) -> list[Plan]:
    return _to_client(COULD_NOT_REACH, request, now=now, not_after=now + LONGEST_USE)


def to_office(kind: str, request: CallbackRequest, *, now: datetime) -> Plan:
    """To the practice's own address, once for each promise."""
    return Plan(
        kind=kind,
        subject=request,
        version=outbox.minute_of(request.sla_due_at),
        recipient="office",
        purpose=Purpose.STAFF,
        due_at=now,
    )


def _to_client(
    kind: str, request: CallbackRequest, *, now: datetime, not_after: datetime | None, version: int = 0
) -> list[Plan]:
    """By e-mail where that is allowed, otherwise by text where that is, otherwise not at all."""
    channel = writes_by(preferences_of(request.contact), now=now)
    if channel is None:
        return []
    return [
        Plan(
            kind=kind,
            subject=request,
            version=version,
            recipient=f"callback:{request.pk}",
            purpose=Purpose.CALLBACK,
            due_at=now,
            not_after=not_after,
            channel=channel,
        )
    ]


def writes_by(preferences: Preferences, *, now: datetime) -> Channel | None:
    """How a message about a call reaches this person, now or at a later safe time; None where none does."""
    channels = (Channel.EMAIL, Channel.SMS) if settings.TEXTS.provider else (Channel.EMAIL,)
    for channel in channels:
        clearance = may_contact(preferences, channel, Purpose.CALLBACK, now)
        if clearance.allowed or clearance.retry_at:
            return channel
    return None
