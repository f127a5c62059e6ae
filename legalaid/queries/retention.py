"""Since when a case is one of legal aid, as far as keeping it goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from legalaid.enums import FundingSource
from legalaid.models import Determination, Funding
from mediation.core.times import local_day


def last_decisions(party_ids: Collection[int]) -> dict[int, date]:
    """The UK day of the last decision on each of these parties' means."""
    rows = Determination.objects.filter(party__in=party_ids).order_by("decided_at")
    return {party: local_day(at) for party, at in rows.values_list("party_id", "decided_at")}


def paid_by_legal_aid(party_ids: Collection[int]) -> frozenset[int]:
    """Those whose meeting legal aid pays, also through the other party."""
    sources = [FundingSource.LEGAL_AID, FundingSource.OTHER_PARTY]
    rows = Funding.objects.filter(party__in=party_ids, source__in=sources)
    return frozenset(rows.values_list("party_id", flat=True))
