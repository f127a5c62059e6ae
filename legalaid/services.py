"""Recording how a meeting is paid."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from intake.models import Party
from mediation.core import audit

from .enums import FundingSource, FundingState
from .models import Funding


def open_funding(*, party: Party, source: FundingSource, fee: Decimal, now: datetime) -> Funding:
    """Start the party's funding as they chose it; `fee` in pounds, due even if legal aid may yet pay it."""
    return Funding.objects.create(party=party, source=source, fee=fee, updated_at=now)


@transaction.atomic
def record_funding(
    *, funding: Funding, state: FundingState, reason: str, actor: audit.Actor, now: datetime
) -> Funding:
    """Staff say what happened to the fee: paid, waived or due again. Nothing is taken by this system."""
    funding = Funding.objects.select_for_update().get(pk=funding.pk)
    funding.state, funding.reason, funding.updated_at = state, reason, now
    funding.save(update_fields=["state", "reason", "updated_at"])
    audit.record(actor, f"funding.{state}", funding, at=now, reason=reason)
    return funding
