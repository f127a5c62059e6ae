"""What the appointment's page offers to do with the meeting itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from bookings.models import Appointment
from bookings.queries import is_worked
from mediation.core.models import User
from mediation.desk.access import OFFICE


def changes_panel(one: Appointment, user: User, *, now: datetime) -> dict[str, Any]:
    """Move, hand over and cancel until it begins; for the office, another meeting for the same person."""
    is_to_come = one.is_confirmed and now < one.starts_at
    found: dict[str, Any] = {
        f"{name}_url": reverse(f"desk:{name}", args=[one.reference]) if is_to_come else ""
        for name in ("move", "hand_over", "cancel")
    }
    found["is_outside_hours"] = is_to_come and not is_worked(
        one.mediator_id, one.appointment_type, one.starts_at
    )
    found["book_again_url"] = reverse("desk:book_again", args=[one.reference]) if user.role in OFFICE else ""
    return found
