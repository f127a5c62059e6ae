"""Keeping what somebody says after they have booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.conditions import Answers
from intake.contact_preferences import has_secret_address
from intake.enums import PartyRole
from intake.models import Case, Party
from intake.own_answers import after_page, changed_keys
from intake.questionnaire import Page
from mediation.core import audit

from .contact import keep_private


@transaction.atomic
def save_after(
    *, party: Party, page: Page, given: Answers, actor: audit.Actor, now: datetime
) -> frozenset[str]:
    """Keep the answers of one page on this person's file, and return the keys of those that changed.

    The answers of other pages stay, but for an address that must not be kept any more. `party` is brought up
    to date. The audit trail names the page and the keys, never what was said. Whether it is still time for
    this (until the meeting), and judging what changed, is for whoever knows the meeting.
    """
    row = Party.objects.select_for_update().get(pk=party.pk)
    answers = after_page(row.answers, page, given)
    changed = changed_keys(row.answers, answers)
    if changed:
        row.answers = answers
        row.save(update_fields=["answers"])
        if "matter" in changed and row.role == PartyRole.FIRST:
            Case.objects.filter(pk=row.case_id).update(matter=answers.get("matter") or [])
        audit.record(actor, "answers.changed", row, at=now, page=page.slug, keys=list(changed))
        if "refuge" in changed and has_secret_address(answers):
            keep_private(contact=row.contact, actor=actor, now=now)
    party.answers = answers
    return frozenset(changed)
