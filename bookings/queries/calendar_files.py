"""Whether a calendar file may be handed out at all, before anybody asks whether a calendar is safe."""

from bookings.models import Appointment
from intake.queries.flags import needs_person_first


def may_have_calendar(appointment: Appointment) -> bool:
    """Not where a person speaks with the client first: until then nothing is put where others may find it."""
    return not needs_person_first(appointment.party)
