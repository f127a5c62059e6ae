"""Answers that somebody gives between booking and meeting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bookings.models import Appointment
from bookings.queries.flags import to_call_first
from intake.conditions import Answers
from intake.questionnaire import Page
from intake.services import save_after
from mediation.core import audit

from .flags import tell_staff


@transaction.atomic
def keep_own_answers(*, appointment: Appointment, page: Page, given: Answers, now: datetime) -> None:
    """Keep one page of what this client says; staff are told at once where they should now be talked with."""
    party = appointment.party
    if save_after(party=party, page=page, given=given, actor=audit.CLIENT, now=now):
        tell_staff(list(to_call_first(now=now).filter(party=party)), now=now)
