"""Whose calendars somebody at the desk sees."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from bookings.models import Mediator
from mediation.core.enums import Role
from mediation.core.models import User


def mediators_visible_to(user: User | AnonymousUser) -> QuerySet[Mediator]:
    """Mediators see their own calendar and hours; the rest of the staff see, and keep, everybody's; nobody
    else any. Those who take bookings come first, by name."""
    rows = Mediator.objects.order_by("-is_active", "name", "pk")
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.role in {Role.ADMIN, Role.MANAGER, Role.OWNER}:
        return rows
    if user.role == Role.MEDIATOR:
        return rows.filter(user=user)
    return rows.none()
