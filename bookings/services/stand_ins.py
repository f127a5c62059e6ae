"""Noting that a colleague books for somebody else."""

from bookings.models import StandIn
from intake.models import Draft, Party
from mediation.core.models import User


def stand_in(*, draft: Draft, user: User, party: Party | None = None) -> StandIn:
    """This draft is made by staff: for a new file, or for the party that is named."""
    return StandIn.objects.create(draft=draft, by=user, party=party)
