"""Which invitations a colleague sees, and those that wait for somebody."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import Appointment
from intake.invitation_states import InvitationState
from intake.models import Invitation
from mediation.core.enums import Role
from mediation.core.models import User

FINISHED = Q(state__in=[InvitationState.NOT_INVITED, InvitationState.DECLINED]) | Q(party__isnull=False)


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Mediators see those of the clients whom they meet, the office sees all."""
    rows = Invitation.objects.filter(inviting__erased_at=None, case__forgotten_at=None)
    rows = rows.select_related("case", "inviting", "party")
    if user.role == Role.MEDIATOR:
        own = Appointment.objects.filter(mediator__user=user, party=OuterRef("inviting"))
        return rows.filter(Exists(own))
    return rows


def open_or_finished(rows: QuerySet[Invitation], *, finished: bool) -> QuerySet[Invitation]:
    """The earliest last day first; those that were never sent have none and come last."""
    found = rows.filter(FINISHED if finished else ~FINISHED)
    return found.order_by("reply_by", "created_at", "pk")
