"""Forgetting papers: each on its day, the file with the row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from intake.models import Document
from intake.queries.retention import callbacks_kept_back, parties_kept_back
from mediation.core import alerts, audit
from mediation.core.enums import Severity
from mediation.core.errors import StorageAway
from mediation.core.times import local_day

from .documents import remove

STORAGE_AWAY = "papers.storage_away"


def due_documents(*, now: datetime) -> QuerySet[Document]:
    """Every paper whose day has come and that nothing keeps.

    The papers of a request for a call go with it, on the day on which it is forgotten.
    """
    due = Q(delete_at__lte=now) | Q(callback__purge_on__lte=local_day(now))
    rows = Document.objects.filter(due, is_held=False)
    rows = rows.exclude(party__in=parties_kept_back()).exclude(callback__in=callbacks_kept_back())
    return rows.defer("name", "suggestion", "refused_because").order_by("pk")


def purge_documents(*, now: datetime) -> int:
    """Delete them; returns how many. Twice at once is harmless.

    A file that the storage refuses to delete stops no other: its row stays, staff are told once, and the
    next round tries again.
    """
    count = refused = 0
    for row in due_documents(now=now).iterator():
        try:
            remove(row, actor=audit.SYSTEM, now=now)
            count += 1
        except StorageAway:
            refused += 1
    tell_of_storage(refused, now=now)
    return count


def tell_of_storage(refused: int, *, now: datetime) -> None:
    """One alert while files cannot be deleted; it goes by itself once they can."""
    if not refused:
        alerts.close_alerts(STORAGE_AWAY, at=now)
        return
    alerts.raise_alert(
        STORAGE_AWAY,
        f"{refused} files should be deleted, and their storage refuses. It is tried again every hour.",
        severity=Severity.TODO,
        at=now,
    )
