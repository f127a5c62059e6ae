"""Forgetting requests for a call: on their day, 90 days after they were closed unless the practice chose
another period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from intake.models import CallbackEvent, CallbackRequest, ContactPreferences, Document
from intake.queries.retention import callbacks_kept_back
from mediation.core import forgetting
from mediation.core.audit import subject_type
from mediation.core.times import local_day

from .callback_windows import forget_old_windows

OLD = timedelta(days=90)  # of windows that no request names: nothing personal


@transaction.atomic
def purge_callbacks(*, now: datetime) -> int:
    """Delete what is due with its events, contact, link and copies of messages; returns how many."""
    ids = list(due_callbacks(local_day(now)).select_for_update().values_list("pk", flat=True))
    forget_callbacks(ids)
    forget_old_windows(before=now - OLD)
    return len(ids)


def due_callbacks(today: date) -> QuerySet[CallbackRequest]:
    """A request whose paper is still there stays with it, and so does one that something keeps."""
    paper = Document.objects.filter(callback=OuterRef("pk"))
    rows = CallbackRequest.objects.filter(~Exists(paper), purge_on__lte=today)
    return rows.exclude(pk__in=callbacks_kept_back()).order_by("pk")


def forget_callbacks(ids: Collection[int]) -> None:
    """Delete these requests and all that hangs on them. Their papers must be gone. Needs a transaction."""
    rows = CallbackRequest.objects.filter(pk__in=ids)
    contacts = list(rows.values_list("contact_id", flat=True))
    with forgetting.gate():
        forgetting.delete(CallbackEvent.objects.filter(request__in=ids))
        forgetting.delete(rows)
        forgetting.delete(ContactPreferences.objects.filter(pk__in=contacts))
        forgetting.forget_traces(subject_type(CallbackRequest()), ids)
