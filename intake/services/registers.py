"""Forgetting who complained and who asked for their data, each on its day; what is counted stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from intake.models import Complaint, Measure, RightsRequest
from intake.queries.measures import standing_measures
from mediation.core import forgetting
from mediation.core.retention import ClassKey
from mediation.core.retention_terms import terms
from mediation.core.times import local_day

from .forgetting import blank_complaints


def due_complaints(*, now: datetime) -> list[int]:
    """Closed for long enough, and about no case that is still there: those go with the case."""
    rows = Complaint.objects.filter(Q(case=None) | Q(case__forgotten_at__isnull=False), forgotten_at=None)
    term, today = terms()[ClassKey.COMPLAINT], local_day(now)
    closed = rows.filter(closed_on__isnull=False).values_list("pk", "closed_on")
    return [pk for pk, day in closed if day and term.last_day(day) < today]


def due_requests(*, now: datetime) -> list[int]:
    rows = RightsRequest.objects.filter(forgotten_at=None, closed_on__isnull=False)
    rows = rows.exclude(pk__in=standing_measures().values("request"))  # why it stands must be known
    term, today = terms()[ClassKey.REQUEST], local_day(now)
    return [pk for pk, day in rows.values_list("pk", "closed_on") if day and term.last_day(day) < today]


@transaction.atomic
def purge_complaints(*, now: datetime) -> int:
    """Leave dates, kind and outcome of each that is due; returns how many."""
    ids = due_complaints(now=now)
    blank_complaints(Complaint.objects.filter(pk__in=ids), now=now)
    return len(ids)


@transaction.atomic
def purge_requests(*, now: datetime) -> int:
    """The same for requests under data protection law."""
    ids = due_requests(now=now)
    forgetting.forget_traces("rightsrequest", ids)
    rows = RightsRequest.objects.filter(pk__in=ids)
    forgetting.blank(Measure.objects.filter(request__in=ids), words="", lifted_because="")
    forgetting.blank(
        rows,
        name="",
        reach="",
        words="",
        answer="",
        extended_because="",
        callback=None,
        invitation=None,
        forgotten_at=now,
    )
    return len(ids)
