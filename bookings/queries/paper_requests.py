"""Whether somebody is asked for papers on this very day already: once a day is enough."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from bookings.models import Appointment
from bookings.reminders import KINDS, What
from legalaid.services import PAPERS
from mediation.core import audit, times
from mediation.core.enums import MessageState
from mediation.core.models import Message


def reminded_of_papers(appointment: Appointment, *, on: date) -> bool:
    """Whether the reminder before this meeting asks for papers on that day, UK time: it did, or is to."""
    rows = Message.objects.filter(
        kind=KINDS[What.LEGAL_AID],
        subject_type=audit.subject_type(appointment),
        subject_id=appointment.pk,
        subject_version=appointment.version,
    )
    waiting = Q(state__in=[MessageState.PLANNED, MessageState.SENDING])
    days = rows.filter(waiting | Q(state=MessageState.SENT)).values_list("due_at", "sent_at")
    return any(times.local_day(sent_at or due_at) == on for due_at, sent_at in days)


def asked_for_papers(appointment: Appointment, *, on: date) -> bool:
    """Whether this party was written to about missing papers on that day, UK time."""
    party = appointment.party
    rows = Message.objects.filter(
        kind=PAPERS,
        subject_type=audit.subject_type(party),
        subject_id=party.pk,
        state=MessageState.SENT,
    )
    return any(
        sent_at and times.local_day(sent_at) == on for sent_at in rows.values_list("sent_at", flat=True)
    )
