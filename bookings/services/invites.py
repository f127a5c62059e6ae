"""The calendar entry's life, changed in the transaction of what it tells of."""

import uuid
from datetime import datetime

from bookings.models import Appointment, CalendarInvite
from mediation.core import outbox


def open_invite(appointment: Appointment, *, now: datetime) -> CalendarInvite:
    domain = outbox.sender_address().rpartition("@")[2]
    return CalendarInvite.objects.create(
        appointment=appointment, uid=f"{uuid.uuid4()}@{domain}", changed_at=now
    )


def change_invite(appointment: Appointment, *, method: str, now: datetime) -> None:
    """One SEQUENCE higher. `method` is REQUEST for a move and CANCEL for the end."""
    invite = CalendarInvite.objects.select_for_update().get(appointment=appointment)
    invite.sequence += 1
    invite.method, invite.changed_at = method, now
    invite.save()
