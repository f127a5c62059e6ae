"""The list for an earlier time: who waits, what is on offer, and which times are free for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bookings import availability
from bookings.earlier_rules import Wish, could_be_earlier
from bookings.enums import AppointmentState, EarlierState, OfferState
from bookings.models import Appointment, AppointmentType, EarlierRequest, Offer
from intake.contact_safety import may_contact
from intake.queries import preferences_of
from intake.queries.measures import standing_measures
from intake.rights import Use
from mediation.core import outbox
from mediation.core.enums import Channel, Purpose, Role
from mediation.core.models import User

from .calendars import calendars, counting_holds, label_of, mediators_offered, service_of, time_labels

OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OWNER})
# One of the two, as the person chose: an offer is of use for ten minutes, so no third way is quick enough.
WAYS = (Channel.EMAIL, Channel.SMS)


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """Free starts of one kind of meeting: as visitors see them, and with every hold and offer let go."""

    free: list[datetime]
    if_holds_end: frozenset[datetime]


def open_times(kind: AppointmentType, *, now: datetime, before: datetime) -> OpenTimes:
    """Starts from now to `before`, in order, UTC. Five queries."""
    around = calendars(mediators_offered(), start=now, end=before)
    return OpenTimes(
        free=_starts(counting_holds(around, kind, now=now, viewer=None), kind, now, before),
        if_holds_end=frozenset(_starts([replace(one, holds=()) for one in around], kind, now, before)),
    )


def _starts(
    around: Iterable[availability.MediatorCalendar], kind: AppointmentType, now: datetime, before: datetime
) -> list[datetime]:
    return list(availability.offers(around, service_of(kind), now=now, start=now, end=before))


def requests() -> QuerySet[EarlierRequest]:
    """With everything that the rules ask: the meeting, its client, and the offers so far."""
    rows = EarlierRequest.objects.select_related(
        "appointment__party__contact", "appointment__appointment_type", "appointment__mediator"
    )
    return rows.prefetch_related(Prefetch("offers", Offer.objects.order_by("made_at", "pk")))


def waiting() -> QuerySet[EarlierRequest]:
    return requests().filter(state=EarlierState.WAITING)


def offerable() -> QuerySet[EarlierRequest]:
    """Those whom an offer may reach: not who said no to it after they had joined."""
    no = standing_measures().filter(
        stops__contains=[str(Use.EARLIER)],
        party=OuterRef("appointment__party"),
        at__gte=OuterRef("joined_at"),
    )
    return waiting().exclude(Exists(no))


def over(*, now: datetime) -> QuerySet[EarlierRequest]:
    """Those whose meeting does not stand any more, or has begun."""
    gone = ~Q(appointment__state=AppointmentState.CONFIRMED) | Q(appointment__starts_at__lte=now)
    return EarlierRequest.objects.filter(gone, state=EarlierState.WAITING)


def requests_visible_to(user: User | AnonymousUser) -> QuerySet[EarlierRequest]:
    """The office works the list; nobody else sees it."""
    is_office = isinstance(user, User) and user.is_active and user.role in OFFICE
    return requests() if is_office else EarlierRequest.objects.none()


def request_of(appointment: Appointment) -> EarlierRequest | None:
    """This client's place on the list; None for somebody who is not on it."""
    return waiting().filter(appointment=appointment).first()


def open_offer(request: EarlierRequest, *, now: datetime) -> Offer | None:
    """What is kept for them at this moment. Needs a request of `requests`."""
    live = (one for one in request.offers.all() if one.state == OfferState.OPEN and now < one.expires_at)
    return next((one for one in live if one.starts_at < request.appointment.starts_at), None)


def wish_of(request: EarlierRequest) -> Wish:
    """The request as the rule wants it. Needs a request of `requests`."""
    kind = request.appointment.appointment_type
    known = {row.slug: label_of(row) for row in time_labels()}
    return Wish(
        meeting_at=request.appointment.starts_at,
        length=kind.duration,
        warning=timedelta(minutes=request.warning_minutes),
        windows=tuple(known[slug] for slug in request.windows if slug in known),
        seen={datetime.fromisoformat(one) for one in request.seen},
        offered={one.starts_at for one in request.offers.all()},
    )


def may_wait(appointment: Appointment, *, now: datetime) -> bool:
    """Whether an earlier time could still be found for this meeting."""
    notice = timedelta(minutes=appointment.appointment_type.notice_min)
    return appointment.is_confirmed and could_be_earlier(appointment.starts_at, now=now, notice=notice)


def ways_here() -> tuple[Channel, ...]:
    """How this practice can tell anybody at all."""
    return WAYS if outbox.sms_is_available() else WAYS[:1]


def ways_to_tell(appointment: Appointment, *, now: datetime) -> list[Channel]:
    """How this client may be told of an offer, now or at a time that is safe for them."""
    preferences = preferences_of(appointment.party.contact)
    answers = [may_contact(preferences, one, Purpose.REMINDER, now) for one in ways_here()]
    return [one.channel for one in answers if one.allowed or one.retry_at]
