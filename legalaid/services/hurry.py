"""The urgent lane: where a day in court is near, somebody checks the papers on the same day."""

from __future__ import annotations

from datetime import datetime

from intake.models import Party
from legalaid.models import Determination
from legalaid.urgency import days_to_hearing
from mediation.core import alerts, times
from mediation.core.enums import Severity

URGENT = "legal_aid.urgent"


def ask_staff_to_hurry(*, party: Party, now: datetime) -> None:
    """A task for today, once while it is open; nothing where no hearing is near or all is decided.

    To be called whenever a party books, makes their list of papers, sends one, or tells us of a hearing.
    """
    days = days_to_hearing(party.answers, times.local_day(now))
    if days is None or Determination.objects.filter(party=party).exists():
        return
    alerts.raise_alert(
        URGENT,
        f"Case {party.case.reference}: a hearing is near. Check the papers for legal aid today.",
        severity=Severity.URGENT,
        at=now,
        about=party,
        key=f"{URGENT}:{party.pk}",
    )


def no_more_hurry(*, party: Party, now: datetime) -> None:
    """It is decided: the task is done."""
    alerts.lift_alerts(party, {URGENT}, at=now)
