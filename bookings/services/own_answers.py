"""Answers that somebody gives between booking and meeting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bookings.models import Appointment
from intake.conditions import Answers
from intake.questionnaire import Page
from intake.services import save_after
from legalaid.enums import MAY_APPLY
from legalaid.services import ask_staff_to_hurry
from mediation.core import audit

from .flags import judge_answers


@transaction.atomic
def keep_own_answers(*, appointment: Appointment, page: Page, given: Answers, now: datetime) -> None:
    """Keep one page of what this client says. Staff are told at once where they should now be talked with,
    where they need something else at their meeting, and where a hearing is near and legal aid may pay."""
    party = appointment.party
    if not save_after(party=party, page=page, given=given, actor=audit.CLIENT, now=now):
        return
    judge_answers(party=party, actor=audit.CLIENT, now=now)
    if party.funding.source in MAY_APPLY:
        ask_staff_to_hurry(party=party, now=now)
