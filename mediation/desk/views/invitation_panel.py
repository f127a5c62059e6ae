"""The other person of a case, as a part of an appointment's page."""

from __future__ import annotations

from typing import Any

from bookings.models import Appointment
from intake.models import Invitation
from mediation.desk.invitation_words import panel_words


def invitation_panel(one: Appointment) -> dict[str, Any]:
    found = Invitation.objects.filter(case=one.party.case_id).select_related("case", "inviting").first()
    return {"other": panel_words(found, one)}
