"""Whose booking a colleague makes."""

from bookings.models import StandIn
from intake.models import Draft


def stand_in_of(draft: Draft) -> StandIn | None:
    """Who books in this draft for somebody that did not ask for a call; None for a client's own."""
    return StandIn.objects.filter(draft=draft).select_related("party__case", "party__contact").first()
