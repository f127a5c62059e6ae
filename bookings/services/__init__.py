"""Bookings' use cases."""

from .appointments import cancel_appointment, confirm_appointment, move_appointment, report_unsafe, tiers_of

__all__ = ["cancel_appointment", "confirm_appointment", "move_appointment", "report_unsafe", "tiers_of"]
