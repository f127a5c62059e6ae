"""Recording how a meeting is paid."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from intake.models import Party
from legalaid.enums import FundingSource, FundingState
from legalaid.fee_fields import Fee
from legalaid.models import Funding
from mediation.core import audit

AnyFee = TypeVar("AnyFee", bound=Fee)


def open_funding(*, party: Party, source: FundingSource, fee: Decimal, now: datetime) -> Funding:
    """Start the party's funding as they chose it; `fee` in pounds, due even if legal aid may yet pay it."""
    return Funding.objects.create(party=party, source=source, fee=fee, updated_at=now)


@transaction.atomic
def record_funding(
    *,
    funding: AnyFee,
    state: FundingState,
    reason: str,
    actor: audit.Actor,
    now: datetime,
    fee: Decimal | None = None,
) -> AnyFee:
    """What happened to a fee: paid, waived or due again, and how much it is where that changes (`fee`).
    Nothing is taken by this system."""
    row = type(funding)._default_manager.select_for_update().get(pk=funding.pk)
    row.fee = row.fee if fee is None else fee
    row.state, row.reason, row.updated_at = state, reason, now
    row.save(update_fields=["fee", "state", "reason", "updated_at"])
    audit.record(actor, f"funding.{state}", row, at=now)
    return row


@transaction.atomic
def cover_by_other_party(*, funding: Funding, actor: audit.Actor, now: datetime) -> Funding:
    """The other party was found eligible: this party's MIAM and first session cost them nothing.

    They read that there is nothing to pay, never why; the reason stands in no column that a client can see.
    """
    return _change_source(funding, FundingSource.OTHER_PARTY, FundingState.WAIVED, actor, now)


@transaction.atomic
def uncover(*, funding: Funding, actor: audit.Actor, now: datetime) -> Funding:
    """Take that back: they pay as they said when they booked, and the fee is due."""
    said = FundingSource(funding.party.answers.get("funding") or FundingSource.NOT_SURE)
    return _change_source(funding, said, FundingState.DUE, actor, now)


def _change_source(
    funding: Funding, source: FundingSource, state: FundingState, actor: audit.Actor, now: datetime
) -> Funding:
    funding = Funding.objects.select_for_update().get(pk=funding.pk)
    before = funding.source
    funding.source, funding.state, funding.reason, funding.updated_at = source, state, "", now
    funding.save(update_fields=["source", "state", "reason", "updated_at"])
    audit.record(actor, "funding.source", funding, at=now, before=before, after=source)
    return funding
