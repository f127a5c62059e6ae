"""Other calendars of mediators: when they say busy, and which are due to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet

from bookings.enums import AppointmentState
from bookings.models import (
    Appointment,
    AppointmentType,
    CalendarFeed,
    ExternalBusy,
    ExternalCalendar,
    Mediator,
)
from mediation.core.periods import Period, merge

STALE_AFTER = timedelta(minutes=15)
TRIED_LATELY = timedelta(minutes=2)
LASTS = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())


def external_busy_of(
    mediators: Iterable[Mediator], *, start: datetime, end: datetime
) -> Mapping[int, list[Period]]:
    """What other calendars say of `[start, end)`, by mediator, merged, in UTC; one query for all."""
    found: dict[int, list[Period]] = defaultdict(list)
    rows = ExternalBusy.objects.filter(
        mediator__in=[one.pk for one in mediators], span__overlap=DateTimeTZRange(start, end, "[)")
    )
    for mediator, span in rows.values_list("mediator_id", "span"):
        found[mediator].append(Period(span.lower, span.upper))
    return {mediator: merge(spans) for mediator, spans in found.items()}


def is_busy_elsewhere(mediator_id: int, kind: AppointmentType, starts_at: datetime) -> bool:
    """Whether another calendar shows something where this meeting with its buffers would lie."""
    around = DateTimeTZRange(starts_at - kind.before, starts_at + kind.duration + kind.after, "[)")
    return ExternalBusy.objects.filter(mediator=mediator_id, span__overlap=around).exists()


def stale_calendars(mediator_ids: Iterable[int], *, now: datetime) -> QuerySet[ExternalCalendar]:
    """Those whose times may be out of date, unless somebody tried just now: one that cannot be read costs a
    client a moment's wait once in a while, and not each of them."""
    rows = ExternalCalendar.objects.filter(mediator__in=list(mediator_ids))
    old = Q(read_at__isnull=True) | Q(read_at__lt=now - STALE_AFTER)
    tried = Q(tried_at__gt=now - TRIED_LATELY)
    return rows.filter(old).exclude(tried).select_related("mediator").order_by("pk")


def elsewhere_meanwhile(**of: object) -> Exists:
    """For meetings annotated with `when=LASTS`: whether a calendar of their mediator's shows something then;
    `of` narrows which."""
    spans = ExternalBusy.objects.filter(mediator=OuterRef("mediator_id"), span__overlap=OuterRef("when"))
    return Exists(spans.filter(**of))


def meetings_met(mediator_id: int, *, now: datetime, **of: object) -> QuerySet[Appointment]:
    """This mediator's confirmed meetings to come over which another calendar shows something; `of` narrows
    which."""
    coming = Appointment.objects.filter(
        mediator=mediator_id, state=AppointmentState.CONFIRMED, starts_at__gt=now
    )
    return coming.annotate(when=LASTS).filter(elsewhere_meanwhile(**of)).order_by("starts_at")


def counted_calendars(*, now: datetime) -> QuerySet[ExternalCalendar]:
    """Every outside calendar with how many of its busy times are still to come (`busy_count`)."""
    coming = Count("busy", filter=Q(busy__span__endswith__gt=now))
    return ExternalCalendar.objects.annotate(busy_count=coming).order_by("pk")


def live_feeds() -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(revoked_at=None)


def meetings_of_feed(mediator: Mediator, *, start: datetime, end: datetime) -> QuerySet[Appointment]:
    """What a mediator's own feed shows: their meetings that touch `[start, end)`, unless cancelled."""
    rows = Appointment.objects.filter(mediator=mediator, ends_at__gt=start, starts_at__lt=end)
    rows = rows.exclude(state=AppointmentState.CANCELLED)
    return rows.select_related("party", "invite").order_by("starts_at", "pk")
