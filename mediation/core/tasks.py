"""The queue's entry points for core. Tasks take ids only."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from . import outbox, sending
from .closures import refresh_bank_holidays
from .rate_limits import forget_old_counters


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> int:
    """Claim what is due and hand each to a worker; returns how many. Two sweeps at once are harmless."""
    count = 0
    while claims := outbox.claim_due(now=timezone.now()):
        for message_id, attempt in claims:
            deliver_message.delay(message_id, attempt)
        count += len(claims)
    return count


@shared_task(name="core.deliver_message")
def deliver_message(message_id: int, attempt: int) -> None:
    sending.deliver(message_id, attempt, now=timezone.now())


@shared_task(name="core.refresh_bank_holidays")
def refresh_closures() -> int:
    return refresh_bank_holidays(today=timezone.localdate())


@shared_task(name="core.clear_expired")
def clear_expired() -> None:
    SessionStore.clear_expired()
    forget_old_counters(now=timezone.now())
