"""Which papers a member of staff may see: those of the people whom they may see."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from bookings.models import Appointment
from intake.models import Document
from intake.queries.documents import kept_documents
from mediation.core.enums import Role
from mediation.core.models import User


def documents_visible_to(user: User | AnonymousUser) -> QuerySet[Document]:
    """Mediators see the papers of their own clients; the office sees all that belong to somebody; nobody
    else any. A visitor's, who has neither booked nor asked for a call, are shown to nobody."""
    rows = kept_documents()
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.role in {Role.ADMIN, Role.MANAGER, Role.OWNER}:
        return rows
    if user.role == Role.MEDIATOR:
        own = Appointment.objects.filter(mediator__user=user).values("party")
        return rows.filter(party__in=own)
    return rows.none()
