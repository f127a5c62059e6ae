"""Reading appointments."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, QuerySet

from bookings.models import Appointment
from intake.models import Case, Party
from intake.queries import parties_in_conflict
from intake.queries.flags import unreached_since, unread_flags_of
from mediation.core.enums import Role
from mediation.core.models import Alert, User

NOT_SAFE = "safety.not_safe"
OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OWNER})
RowT = TypeVar("RowT", bound=Model)


def mediators_in_conflict(
    *, client_index: str, other_index: str, same_case: int | None = None
) -> frozenset[int]:
    """Mediators who act, or acted, for the other person in another matter. Never shown to anybody."""
    found = parties_in_conflict(client_index=client_index, other_index=other_index, same_case=same_case)
    return frozenset(Appointment.objects.filter(party__in=found).values_list("mediator_id", flat=True))


def appointments_visible_to(user: User | AnonymousUser) -> QuerySet[Appointment]:
    """Mediators see their own clients' appointments; the rest of the staff see all; nobody else any. Of
    somebody whose file was deleted there is nothing to see.

    `told_not_safe` is true while somebody's "I do not feel safe" is open on the desk, `is_unreached` while a
    red flag stands and nobody has talked with them since, `is_unread` while the meeting's mediator has not
    read every red, amber or contradictory flag.
    """
    about = Alert.objects.filter(kind=NOT_SAFE, subject_type="appointment", subject_id=OuterRef("pk"))
    rows = Appointment.objects.filter(party__forgotten_at=None).select_related(
        "party", "mediator", "appointment_type", "party__funding", "earlier_fee"
    )
    rows = rows.annotate(
        told_not_safe=Exists(about.filter(closed_at__isnull=True)),
        is_unreached=Exists(unreached_since(OuterRef("party_id"))),
        is_unread=Exists(unread_flags_of(OuterRef("party_id"), reader=OuterRef("mediator__user_id"))),
    )
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.role in OFFICE:
        return rows
    if user.role == Role.MEDIATOR:
        return rows.filter(mediator__user=user)
    return rows.none()


def cases_visible_to(user: User | AnonymousUser) -> QuerySet[Case]:
    """Mediators see the cases in which they meet somebody, the rest of the staff all; nobody else any.

    One that became part of another is no case of its own any more, and of one whose people were all deleted
    there is nothing to see.
    """
    people = Party.objects.filter(case=OuterRef("pk"), forgotten_at=None)
    rows = Case.objects.filter(Exists(people), merged_into=None, forgotten_at=None)
    return _of_whom_they_meet(rows, user, party__case=OuterRef("pk"))


def parties_visible_to(user: User | AnonymousUser) -> QuerySet[Party]:
    """Mediators see the files of their own clients, the rest of the staff all; nobody else any."""
    rows = Party.objects.filter(merged_into=None, forgotten_at=None)
    return _of_whom_they_meet(rows, user, party=OuterRef("pk"))


def _of_whom_they_meet(
    rows: QuerySet[RowT], user: User | AnonymousUser, **meeting: OuterRef
) -> QuerySet[RowT]:
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.role in OFFICE:
        return rows
    if user.role == Role.MEDIATOR:
        return rows.filter(Exists(Appointment.objects.filter(mediator__user=user, **meeting)))
    return rows.none()


def on_day(rows: QuerySet[Appointment], *, start: datetime) -> QuerySet[Appointment]:
    """Those that begin within the local day that starts at `start`, in order."""
    end = (start + timedelta(hours=36)).replace(hour=0)
    return rows.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")
