"""Watching what was promised: staff are warned before and told after, each once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from intake.enums import CallbackEventKind, CallbackState
from intake.models import CallbackEvent, CallbackRequest
from mediation.core import outbox

from . import callback_messages, callback_record
from .callback_attempts import move_on
from .callback_claims import TO_CLAIM

WATCHED = (*TO_CLAIM, CallbackState.CLAIMED)
KINDS = {
    callback_record.DUE: CallbackEventKind.SLA_WARNED,
    callback_record.LATE: CallbackEventKind.SLA_MISSED,
}
MESSAGES = {callback_record.DUE: callback_messages.DUE, callback_record.LATE: callback_messages.LATE}


def watch_sla(*, now: datetime) -> int:
    """Warn of promises that are near and tell of those that are late; returns how many steps were new.

    Only requests that nobody has rung yet. Two clocks at once are harmless: a row is locked while its step is
    written, and the event of the step says that it was.
    """
    near = Q(sla_warn_at__lte=now, sla_due_at__gt=now)
    return _step(callback_record.DUE, near, now) + _step(callback_record.LATE, Q(sla_due_at__lte=now), now)


@transaction.atomic
def _step(step: str, when: Q, now: datetime) -> int:
    unrung = CallbackRequest.objects.filter(when, first_attempt_at__isnull=True, state__in=WATCHED)
    rows = list(unrung.select_for_update(skip_locked=True).order_by("pk"))
    told = set(
        CallbackEvent.objects.filter(request__in=rows, kind=KINDS[step]).values_list(
            "request_id", "details__promised"
        )
    )
    fresh = [row for row in rows if (row.pk, row.sla_due_at.isoformat()) not in told]
    for row in fresh:
        callback_record.record(row, KINDS[step], at=now, promised=row.sla_due_at.isoformat())
        callback_record.tell_staff_of_promise(row, step, now=now)
    outbox.plan([callback_messages.to_office(MESSAGES[step], row, now=now) for row in fresh], now=now)
    return len(fresh)


def move_missed(*, now: datetime) -> int:
    """Requests whose time passed without a call get another safe window, or a person who chooses one.

    One transaction for each, so that a sweep never holds two people's windows at once.
    """
    missed = Q(state=CallbackState.WAITING, open_until__lte=now)
    pks = list(CallbackRequest.objects.filter(missed).order_by("pk").values_list("pk", flat=True))
    return sum(_move(pk, missed, now) for pk in pks)


@transaction.atomic
def _move(pk: int, missed: Q, now: datetime) -> bool:
    row = CallbackRequest.objects.select_for_update(skip_locked=True).filter(missed, pk=pk).first()
    if row is None:
        return False
    move_on(row, now=now)
    row.save()
    return True
