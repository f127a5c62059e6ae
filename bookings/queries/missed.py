"""Meetings that somebody did not come to."""

from bookings.enums import AppointmentState
from bookings.models import Appointment
from mediation.core.practice import practice


def missed_meetings(appointment: Appointment) -> int:
    """How many meetings somebody of this client's name has missed, this one included; without a name none."""
    if not appointment.party.name_index:
        return 0
    same = Appointment.objects.filter(party__name_index=appointment.party.name_index)
    return same.filter(state=AppointmentState.NOT_ATTENDED).count()


def should_ring_first(appointment: Appointment) -> bool:
    """Whether this client should ring us before they book again: the practice's own rule, off by itself."""
    limit = practice().missed_meetings_limit
    return limit is not None and missed_meetings(appointment) >= limit
