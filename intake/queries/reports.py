"""Counting requests for a call, and flags, for reports: by instants [start, end)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from intake.callbacks import MINUTE
from intake.enums import CallbackState, CallbackWhen, FlagSeverity
from intake.models import CallbackRequest, Flag
from intake.models.flags import OPEN
from intake.rights import Use
from mediation.core.working_time import DAY, local_date, working_ranges

from .callback_hours import ZONE, schedule_between
from .measures import stopped_for

RAISED = (FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.CONTRADICTION, FlagSeverity.INFO)
# Who was rung without a word of it in the trail, and booked there and then, was reached all the same.
FIRST = Coalesce("first_attempt_at", "reached_at")
UNRUNG = Q(first__isnull=True)
OVER = Q(closed_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of the time by which somebody should have been rung."""

    within: int
    late: int
    overdue: int
    waiting: int
    not_rung: int


def _asked(start: datetime, end: datetime) -> QuerySet[CallbackRequest]:
    return CallbackRequest.objects.filter(created_at__gte=start, created_at__lt=end)


def promises_kept(start: datetime, end: datetime, *, now: datetime) -> Promises:
    """Of the requests of this period: first rung in time, or late; not rung yet, overdue or still in time;
    and over without a call. Each request counts once. One query."""
    counts = (
        _asked(start, end)
        .annotate(first=FIRST)
        .aggregate(
            within=Count("pk", filter=Q(first__lte=F("sla_due_at"))),
            late=Count("pk", filter=Q(first__gt=F("sla_due_at"))),
            overdue=Count("pk", filter=UNRUNG & ~OVER & Q(sla_due_at__lte=now)),
            waiting=Count("pk", filter=UNRUNG & ~OVER & Q(sla_due_at__gt=now)),
            not_rung=Count("pk", filter=UNRUNG & OVER),
        )
    )
    return Promises(**counts)


def callbacks_by_end(start: datetime, end: datetime) -> dict[str, int]:
    """How the requests of this period stand: became a booking, reached, over without being reached, open.
    One query."""
    booked = Q(state=CallbackState.CONVERTED)
    reached = ~booked & Q(reached_at__isnull=False)
    counts: dict[str, int] = _asked(start, end).aggregate(
        booked=Count("pk", filter=booked),
        reached=Count("pk", filter=reached),
        never=Count("pk", filter=~booked & Q(reached_at__isnull=True) & OVER),
        open=Count("pk", filter=~booked & Q(reached_at__isnull=True) & ~OVER),
    )
    return counts


def callbacks_by_attempts(start: datetime, end: datetime) -> dict[int, int]:
    """How often we rang, of the requests that are over. One query."""
    rows = _asked(start, end).filter(OVER).values("attempts").annotate(count=Count("pk"))
    return dict(rows.order_by("attempts").values_list("attempts", "count"))


def callbacks_by_page(start: datetime, end: datetime) -> dict[str, int]:
    """From which page they asked, by its neutral name; empty where it is not known. One query."""
    rows = _asked(start, end).values("source_page").annotate(count=Count("pk"))
    return dict(rows.order_by("-count", "source_page").values_list("source_page", "count"))


def median_wait(start: datetime, end: datetime) -> tuple[int, float | None]:
    """Of those who wanted a call as soon as we can and were rung: how many, and the working minutes, by the
    hours in which we ring people, until the first call, in the middle one. Three queries."""
    rows = _asked(start, end).annotate(first=FIRST).filter(~UNRUNG, when=CallbackWhen.ASAP)
    pairs = list(rows.values_list("created_at", "first"))
    if not pairs:
        return 0, None
    last = max(rung for _, rung in pairs)
    schedule = schedule_between(local_date(ZONE, start) - DAY, local_date(ZONE, last) + DAY)
    waits = [
        sum((part.end - part.start for part in working_ranges(schedule, asked, rung)), timedelta()) / MINUTE
        for asked, rung in pairs
    ]
    return len(pairs), median(waits)


def flags_by_kind(start: datetime, end: datetime) -> list[tuple[str, str, int, int]]:
    """Code, severity, the people on whom it was raised in this period, and those of them on whom it is open
    still; worst first. One query."""
    rows = Flag.objects.filter(raised_at__gte=start, raised_at__lt=end, severity__in=RAISED)
    rows = rows.exclude(party__in=stopped_for(Use.REPORTS))
    counts = rows.values("code", "severity").annotate(
        people=Count("party", distinct=True), still=Count("party", distinct=True, filter=OPEN)
    )
    found = counts.values_list("code", "severity", "people", "still")
    return sorted(found, key=lambda one: (RAISED.index(FlagSeverity(one[1])), one[0]))
