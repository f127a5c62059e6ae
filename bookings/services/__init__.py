"""Bookings' use cases."""

from .appointments import (
    cancel_appointment,
    charge_for_cancelling,
    confirm_appointment,
    cost_of_cancelling,
    is_in_time,
    report_unsafe,
    tiers_of,
)
from .certificates import issue_certificate, issue_copy, supersede_certificate
from .contact import change_contact
from .hours import change_closures, change_hours, open_extra_hours, outside_after_change
from .meetings import add_note, log_on_case, open_notes, save_checklist
from .moves import move_appointment
from .outcomes import mark_certificate_ready, record_outcome

__all__ = [
    "add_note",
    "cancel_appointment",
    "change_closures",
    "change_contact",
    "change_hours",
    "charge_for_cancelling",
    "confirm_appointment",
    "cost_of_cancelling",
    "is_in_time",
    "issue_certificate",
    "issue_copy",
    "log_on_case",
    "mark_certificate_ready",
    "move_appointment",
    "open_extra_hours",
    "open_notes",
    "outside_after_change",
    "record_outcome",
    "report_unsafe",
    "save_checklist",
    "supersede_certificate",
    "tiers_of",
]
