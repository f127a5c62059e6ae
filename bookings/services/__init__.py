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

__all__ = [
    "cancel_appointment",
    "change_contact",
    "confirm_appointment",
    "cost_of_cancelling",
    "is_in_time",
    "move_appointment",
    "report_unsafe",
    "tiers_of",
]
