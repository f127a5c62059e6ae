"""Appointments of people on whose file a flag stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bookings.enums import Accreditation, AppointmentState
from bookings.models import Appointment, Mediator
from intake.queries.flags import flags_to_read, latest_talks, red_flags_of, unreached_since
from mediation.core.models import User

from .appointments import appointments_visible_to

SHOWN_AFTER = timedelta(days=14)  # a red flag that nobody cleared stays on the list after the meeting


def accredited(user: User, *, on: date) -> QuerySet[Mediator]:
    """This person as a mediator whose FMCA is current on that local day; none for anybody else."""
    return Mediator.objects.filter(
        user=user,
        is_active=True,
        accreditation__in=[Accreditation.FULL, Accreditation.PROVISIONAL],
        accreditation_expires_on__gte=on,
    )


def to_call_first(*, now: datetime) -> QuerySet[Appointment]:
    """Meetings to come of people with a red flag whom nobody has reached since it was raised.

    `red_since` is when the oldest of those flags was raised, `red_again` when the newest was.
    """
    unreached = unreached_since(OuterRef("party_id"))
    coming = Appointment.objects.filter(
        Exists(unreached), state=AppointmentState.CONFIRMED, starts_at__gt=now
    )
    oldest = unreached.order_by("raised_at").values("raised_at")[:1]
    newest = unreached.order_by("-raised_at").values("raised_at")[:1]
    return coming.annotate(red_since=Subquery(oldest), red_again=Subquery(newest)).order_by("starts_at", "pk")


def flags_waiting(user: User, *, now: datetime) -> QuerySet[Appointment]:
    """Meetings to come that this person sees and that wait for somebody: the client is to be talked with
    first, or the mediator has not read the flags."""
    rows = appointments_visible_to(user).filter(state=AppointmentState.CONFIRMED, ends_at__gt=now)
    return rows.filter(Q(is_unreached=True) | Q(is_unread=True))


def flagged(user: User, *, now: datetime) -> QuerySet[Appointment]:
    """As `flags_waiting`, and those where a red flag still stands, up to two weeks after the meeting.

    Soonest first, each with `party.flags_to_read` and `party.talks`.
    """
    has_red = Q(Exists(red_flags_of(OuterRef("party_id"))))
    coming = Q(state=AppointmentState.CONFIRMED, ends_at__gt=now)
    lately = Q(ends_at__lte=now, ends_at__gt=now - SHOWN_AFTER)
    rows = appointments_visible_to(user).filter(ends_at__gt=now - SHOWN_AFTER)  # by the index, not row by row
    rows = rows.filter((coming & (Q(is_unreached=True) | Q(is_unread=True) | has_red)) | (lately & has_red))
    beside = (flags_to_read("party__flags"), latest_talks("party__flag_talks"))
    return rows.prefetch_related(*beside).order_by("starts_at", "pk")
