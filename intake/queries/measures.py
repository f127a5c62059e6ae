"""Whose data may not be used for what, because they said so."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from intake.models import Measure
from intake.rights import RightsKind, Use


def standing_measures() -> QuerySet[Measure]:
    """Uses that have stopped, and that nobody has taken up again."""
    return Measure.objects.filter(lifted_at__isnull=True, party__isnull=False).exclude(stops=[])


def stopped_for(use: Use) -> QuerySet[Measure, Any]:
    """The ids of the files that this use leaves alone, for `exclude(party__in=...)`."""
    return standing_measures().filter(stops__contains=[str(use)]).values("party")


def is_stopped(party_id: int, use: Use) -> bool:
    return stopped_for(use).filter(party=party_id).exists()


def restricted_files() -> QuerySet[Measure]:
    """What is kept and not used, for as long as that stands: nothing of it is deleted."""
    return standing_measures().filter(request__kind=RightsKind.RESTRICTION)
