"""Counting decisions on legal aid for reports: by instants [start, end), in months of UK days."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, DateField
from django.db.models.functions import Trunc

from intake.queries.measures import stopped_for
from intake.rights import Use
from legalaid.models import Determination, Funding
from mediation.core.times import UK


def decisions_by_month(start: datetime, end: datetime) -> dict[tuple[date, str], int]:
    """How many decisions of each kind were made in each month; a second one on the same person counts
    again. One query."""
    rows = Determination.objects.filter(decided_at__gte=start, decided_at__lt=end)
    rows = rows.exclude(party__in=stopped_for(Use.REPORTS))
    steps = rows.annotate(month=Trunc("decided_at", "month", output_field=DateField(), tzinfo=UK))
    counts = steps.values("month", "decision").annotate(count=Count("pk"))
    return {(one["month"], one["decision"]): one["count"] for one in counts}


def people_by_source(start: datetime, end: datetime) -> dict[str, int]:
    """How the people whose file was opened in this period pay, as it stands now. One query."""
    rows = Funding.objects.filter(party__created_at__gte=start, party__created_at__lt=end)
    rows = rows.exclude(party__in=stopped_for(Use.REPORTS))
    return dict(rows.values("source").annotate(count=Count("pk")).values_list("source", "count"))
