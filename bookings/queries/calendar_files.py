"""Whether a calendar file may be handed out at all, before anybody asks whether a calendar is safe."""

from datetime import datetime

from bookings.models import Appointment
from intake.enums import BookingEffect
from intake.queries import assessment_of
from intake.queries.flags import needs_person_first


def may_have_calendar(appointment: Appointment, *, now: datetime) -> bool:
    """Not where a person speaks with the client first: until then nothing is put where others may find it.

    The flags that stand decide; the answers alone do where nobody has judged them yet.
    """
    if appointment.party.flags_reviewed_at is None:
        return assessment_of(appointment.party, now=now).booking is not BookingEffect.NEEDS_PERSON_FIRST
    return not needs_person_first(appointment.party)
