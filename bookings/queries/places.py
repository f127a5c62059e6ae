"""Where people can be met in person."""

from __future__ import annotations

from bookings.enums import Mode
from bookings.models import AppointmentType

from .calendars import offered_types


def place_to_meet() -> AppointmentType | None:
    """The first kind of meeting that is offered in person, which has a place; None where there is none."""
    return next((one for one in offered_types() if one.mode == Mode.IN_PERSON), None)
