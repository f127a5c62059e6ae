"""Counting bookings and meetings for reports: by instants [start, end), in weeks or months of UK days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Trunc

from bookings.enums import OUTCOMES, AppointmentState, Mode
from bookings.models import Appointment
from intake.queries.measures import stopped_for
from intake.rights import Use
from mediation.core.models import AuditEntry
from mediation.core.times import UK

from .held import held

STANDS = ~Q(state=AppointmentState.CANCELLED)
SAID = Q(state__in=OUTCOMES)
PROMISE = timedelta(hours=48)
LEAD = ExpressionWrapper(F("starts_at") - F("booked_at"), DurationField())
# How long before its start a meeting was booked: up to this, both ends included, shortest first.
LEADS = (
    ("day", timedelta(hours=24)),
    ("two_days", PROMISE),
    ("week", timedelta(days=7)),
)
LATER = "later"


@dataclass(frozen=True, slots=True)
class Lead:
    """Of how many meetings; hours from booking to start: the middle one, and that which nine in ten do not
    exceed; and how many began within 48 hours of their booking."""

    meetings: int = 0
    median: timedelta | None = None
    nine_in_ten: timedelta | None = None
    within: int = 0


class Percentile(Aggregate):
    """PostgreSQL's continuous percentile of durations."""

    function = "percentile_cont"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def counted() -> QuerySet[Appointment]:
    """All meetings but those of people who said no to being counted."""
    return Appointment.objects.exclude(party__in=stopped_for(Use.REPORTS))


def _in_steps(rows: QuerySet[Any], field: str, step: str) -> QuerySet[Any]:
    steps: QuerySet[Any] = rows.annotate(step=Trunc(field, step, output_field=DateField(), tzinfo=UK))
    return steps.values("step")


def _by_step(rows: QuerySet[Any], field: str, step: str) -> dict[date, int]:
    return dict(_in_steps(rows, field, step).annotate(count=Count("pk")).values_list("step", "count"))


def booked_by_step(start: datetime, end: datetime, *, step: str) -> dict[str, dict[date, int]]:
    """What was booked, moved and cancelled in each step, and the meetings that begin in it. Four queries."""
    rows = counted()
    moved = AuditEntry.objects.filter(verb="appointment.moved", at__gte=start, at__lt=end)
    moved = moved.exclude(
        subject_id__in=Appointment.objects.filter(party__in=stopped_for(Use.REPORTS)).values("pk")
    )
    return {
        "booked": _by_step(rows.filter(booked_at__gte=start, booked_at__lt=end), "booked_at", step),
        "moved": _by_step(moved, "at", step),
        "cancelled": _by_step(
            rows.filter(~STANDS, cancelled_at__gte=start, cancelled_at__lt=end), "cancelled_at", step
        ),
        "meetings": _by_step(rows.filter(STANDS, starts_at__gte=start, starts_at__lt=end), "starts_at", step),
    }


def booked_by_kind(start: datetime, end: datetime) -> list[tuple[str, int, int]]:
    """Each kind of meeting that was booked, in the practice's order: its name, how many, and how many of
    them were cancelled since. One query."""
    rows = counted().filter(booked_at__gte=start, booked_at__lt=end)
    counts = rows.values("appointment_type").annotate(booked=Count("pk"), gone=Count("pk", filter=~STANDS))
    return list(
        counts.order_by("appointment_type__position", "appointment_type").values_list(
            "appointment_type__name", "booked", "gone"
        )
    )


def time_to_meeting(
    start: datetime, end: datetime, *, step: str, now: datetime
) -> tuple[dict[date, Lead], Lead]:
    """For each step in which they were held, and for all: online meetings, from their booking to their start
    as it was in the end. Two queries."""
    rows = held(start, end, now=now).filter(mode=Mode.ONLINE)
    measures = {
        "meetings": Count("pk"),
        "median": Percentile(LEAD, at=0.5),
        "nine_in_ten": Percentile(LEAD, at=0.9),
        "within": Count("pk", filter=Q(starts_at__lte=F("booked_at") + PROMISE)),
    }
    steps = _in_steps(rows, "starts_at", step).annotate(**measures).order_by("step")
    return {one.pop("step"): Lead(**one) for one in steps}, Lead(**rows.aggregate(**measures))


def booked_by_source(start: datetime, end: datetime) -> dict[str, tuple[int, int, int]]:
    """Of each source: booked, of these cancelled, of these attended. An empty one is not known. One query."""
    rows = counted().filter(booked_at__gte=start, booked_at__lt=end).values("source")
    counts = rows.annotate(
        booked=Count("pk"),
        gone=Count("pk", filter=~STANDS),
        attended=Count("pk", filter=Q(state=AppointmentState.ATTENDED)),
    )
    return {one["source"]: (one["booked"], one["gone"], one["attended"]) for one in counts}


def _begun(start: datetime, end: datetime, now: datetime) -> QuerySet[Appointment]:
    """Meetings that begin in the period and have begun by now, cancelled ones left out."""
    return counted().filter(STANDS, starts_at__gte=start, starts_at__lt=end, starts_at__lte=now)


def outcomes_by_mediator(start: datetime, end: datetime, *, now: datetime) -> dict[str, Mapping[str, int]]:
    """Of each mediator, by name and then by age of the row: how many of their meetings went which way; those
    of which nobody has said yet are "confirmed". One query."""
    rows = _begun(start, end, now).values("mediator", "mediator__name", "state").annotate(count=Count("pk"))
    found: dict[tuple[str, int], dict[str, int]] = {}
    for one in rows.order_by("mediator__name", "mediator"):
        found.setdefault((one["mediator__name"], one["mediator"]), {})[one["state"]] = one["count"]
    return {_own_name(name, pk, found): counts for (name, pk), counts in found.items()}


def _own_name(name: str, pk: int, found: Mapping[tuple[str, int], object]) -> str:
    """Two mediators of one name are told apart."""
    return f"{name} ({pk})" if sum(other == name for other, _ in found) > 1 else name


def outcomes(start: datetime, end: datetime, *, now: datetime) -> dict[str, int]:
    """How many meetings went which way. One query."""
    rows = _begun(start, end, now).values("state").annotate(count=Count("pk"))
    return dict(rows.values_list("state", "count"))


def missed_by_step(
    start: datetime, end: datetime, *, step: str, now: datetime
) -> dict[date, tuple[int, int]]:
    """Meetings of which the outcome was said, and those of them that the client did not attend. One query."""
    rows = _in_steps(_begun(start, end, now).filter(SAID), "starts_at", step).annotate(**MISSED)
    return {one["step"]: (one["said"], one["missed"]) for one in rows}


def missed_by_lead(start: datetime, end: datetime, *, now: datetime) -> dict[str, tuple[int, int]]:
    """The same, by how long before its start the meeting was booked: the keys of LEADS, and LATER."""
    lead = Case(
        *(When(starts_at__lte=F("booked_at") + longest, then=Value(key)) for key, longest in LEADS),
        default=Value(LATER),
        output_field=CharField(),
    )
    rows = _begun(start, end, now).filter(SAID).annotate(lead=lead).values("lead").annotate(**MISSED)
    return {key: (said, missed) for key, said, missed in rows.values_list("lead", *MISSED)}


MISSED = {
    "said": Count("pk"),
    "missed": Count("pk", filter=Q(state=AppointmentState.NOT_ATTENDED)),
}
