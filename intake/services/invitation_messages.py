"""The e-mails to an invited person. What they say is in `intake/invitation_handlers.py`."""

from __future__ import annotations

from datetime import date, datetime, time

from intake.models import Invitation
from mediation.core import times
from mediation.core.enums import Purpose
from mediation.core.outbox import Plan

LETTER = "invitation.letter"
REMINDER = "invitation.reminder"
NINE = time(9)


def by_email(invitation: Invitation, *, now: datetime) -> list[Plan]:
    """The letter now, and one reminder; both are of no use after the last day of the answer."""
    if invitation.remind_on is None or invitation.reply_by is None:
        raise ValueError("An invitation that is not sent has no messages.")
    useless = _at_nine(invitation.reply_by)
    return [
        _to_invited(LETTER, invitation, due_at=now, not_after=useless),
        _to_invited(REMINDER, invitation, due_at=_at_nine(invitation.remind_on), not_after=useless),
    ]


def _at_nine(day: date) -> datetime:
    """9am in the UK on this day."""
    return datetime.combine(day, NINE, tzinfo=times.UK)


def _to_invited(kind: str, invitation: Invitation, *, due_at: datetime, not_after: datetime) -> Plan:
    return Plan(
        kind=kind,
        subject=invitation,
        version=invitation.round,
        recipient=f"invited:{invitation.pk}",
        purpose=Purpose.INVITATION,
        due_at=due_at,
        not_after=not_after,
    )
