"""How long papers are kept, by class. PURE. A practice sets its own days: `PracticeSettings.document_days`.

Court papers are about both people and under the court's own rules on who may see them, so they go soonest;
evidence for legal aid stays as long as the Legal Aid Agency may ask for the file (6 years; not checked
against the contract); others as long as the file of somebody whose mediation never starts (12 months).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from .document_enums import DocumentFor, DocumentKind, Retention

VISITOR_HOURS = 24  # before any booking: a promise on the page, so no setting
DAYS = {
    Retention.CALL: 90,
    Retention.COURT_PAPER: 180,
    Retention.LEGAL_AID: 6 * 365 + 2,
    Retention.OTHER: 365,
    Retention.REFUSED: 30,
}
MONEY = frozenset({DocumentKind.WAGE_SLIP, DocumentKind.BENEFIT_LETTER, DocumentKind.BANK_STATEMENT})


def retention_of(sent_for: DocumentFor, kind: DocumentKind | None) -> Retention:
    """The class of a party's paper: by what a person said it is, else by what it was sent for.

    A letter is taken for a court paper until somebody says that it is none.
    """
    if sent_for is DocumentFor.EVIDENCE:
        return Retention.LEGAL_AID
    if kind is not None:
        return Retention.OTHER if kind in MONEY | {DocumentKind.OTHER} else Retention.COURT_PAPER
    return Retention.OTHER if sent_for is DocumentFor.QUESTION else Retention.COURT_PAPER


def delete_at(retention: Retention, *, since: datetime, days: Mapping[str, int]) -> datetime:
    """When a paper of this class goes; `days` are the practice's own."""
    if retention is Retention.VISITOR:
        return since + timedelta(hours=VISITOR_HOURS)
    return since + timedelta(days=days.get(retention, DAYS[retention]))
