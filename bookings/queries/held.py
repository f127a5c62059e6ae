"""Which meetings count as held, for every page that says how soon people were met."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from bookings.enums import AppointmentState
from bookings.models import Appointment
from intake.queries.measures import stopped_for
from intake.rights import Use

# Held, as far as anybody has said: a meeting that is over and has no outcome yet counts as held.
HELD = (
    AppointmentState.CONFIRMED,
    AppointmentState.ATTENDED,
    AppointmentState.LEFT_EARLY,
    AppointmentState.TECHNICAL_FAILURE,
)


def held(start: datetime, end: datetime, *, now: datetime) -> QuerySet[Appointment]:
    """Meetings that began in [start, end), are over, and were held; docs/decisions/the-promise.md says what
    counts. Those of people who said no to being counted are left out."""
    return Appointment.objects.filter(
        state__in=HELD, starts_at__gte=start, starts_at__lt=end, ends_at__lte=now
    ).exclude(party__in=stopped_for(Use.REPORTS))
