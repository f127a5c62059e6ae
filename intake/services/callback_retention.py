"""Forgetting requests for a call: 90 days after they are closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from intake.models import CallbackEvent, CallbackRequest, ContactPreferences, Document
from mediation.core.audit import subject_type
from mediation.core.history import forget_history
from mediation.core.models import Message, SecretLink
from mediation.core.times import local_day

from .callback_attempts import KEPT_DAYS
from .callback_windows import forget_old_windows


@transaction.atomic
def purge_callbacks(*, now: datetime) -> int:
    """Delete what is due with its events, contact, link and copies of messages; returns how many."""
    rows = list(_due(local_day(now)).select_for_update().values_list("pk", "contact_id"))
    ids = [pk for pk, _ in rows]
    with connection.cursor() as cursor:  # the trigger lets a purge delete events, and nothing else
        cursor.execute("SELECT set_config('intake.purging', 'on', true)")
    CallbackEvent.objects.filter(request__in=ids).delete()
    CallbackRequest.objects.filter(pk__in=ids).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('intake.purging', 'off', true)")
    contacts = [contact for _, contact in rows]
    ContactPreferences.objects.filter(pk__in=contacts).delete()
    forget_history(CallbackRequest, ids)
    forget_history(ContactPreferences, contacts)
    SecretLink.objects.filter(subject_type=subject_type(CallbackRequest()), subject_id__in=ids).delete()
    Message.objects.filter(subject_type=subject_type(CallbackRequest()), subject_id__in=ids).update(
        sent_copy=None
    )
    forget_old_windows(before=now - KEPT_DAYS)
    return len(ids)


def _due(today: date) -> QuerySet[CallbackRequest]:
    """A request whose paper is held for a legal reason stays with it."""
    held = Document.objects.filter(callback=OuterRef("pk"))
    return CallbackRequest.objects.filter(~Exists(held), purge_on__lte=today).order_by("pk")
