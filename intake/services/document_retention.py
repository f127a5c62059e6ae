"""Forgetting papers: each on its day, the file with the row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from intake.models import Document
from mediation.core import audit
from mediation.core.times import local_day

from .documents import remove


def purge_documents(*, now: datetime) -> int:
    """Delete every paper whose day has come, unless it is held; returns how many. Twice at once is harmless.

    The papers of a request for a call go with it, on the day on which it is forgotten.
    """
    due = Q(delete_at__lte=now) | Q(callback__purge_on__lte=local_day(now))
    rows = Document.objects.filter(due, is_held=False).defer("name", "suggestion", "refused_because")
    count = 0
    for row in rows.order_by("pk").iterator():
        remove(row, actor=audit.SYSTEM, now=now)
        count += 1
    return count
