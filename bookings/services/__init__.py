"""Bookings' use cases."""

from .appointments import (
    cancel_appointment,
    confirm_appointment,
    cost_of_cancelling,
    is_in_time,
    move_appointment,
    report_unsafe,
    tiers_of,
)
from .contact import change_contact
from .outcomes import mark_certificate_ready, record_outcome

__all__ = [
    "cancel_appointment",
    "change_contact",
    "confirm_appointment",
    "cost_of_cancelling",
    "is_in_time",
    "mark_certificate_ready",
    "move_appointment",
    "record_outcome",
    "report_unsafe",
    "tiers_of",
]
