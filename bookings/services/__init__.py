"""Bookings' use cases."""

from .appointments import (
    cancel_appointment,
    confirm_appointment,
    cost_of_cancelling,
    is_in_time,
    report_unsafe,
    tiers_of,
)
from .contact import change_contact
from .hours import change_closures, change_hours, open_extra_hours, outside_after_change
from .moves import move_appointment
from .outcomes import mark_certificate_ready, record_outcome

__all__ = [
    "cancel_appointment",
    "change_closures",
    "change_contact",
    "change_hours",
    "confirm_appointment",
    "cost_of_cancelling",
    "is_in_time",
    "mark_certificate_ready",
    "move_appointment",
    "open_extra_hours",
    "outside_after_change",
    "record_outcome",
    "report_unsafe",
    "tiers_of",
]
