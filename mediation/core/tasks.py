"""The queue's entry points for core. Tasks take ids only."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from . import nudge, outbox, sending
from .closures import refresh_bank_holidays
from .rate_limits import forget_old_counters


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> int:
    """Claim what is due and hand each to a worker; returns how many. Two sweeps at once are harmless.

    Raises what the broker's client raises when the queue is away; nothing stays claimed then.
    """
    count = 0
    while claims := outbox.claim_due(now=timezone.now()):
        for done, (message_id, attempts) in enumerate(claims):
            try:
                deliver_message.apply_async((message_id, attempts), retry=False)
            except nudge.AWAY:
                outbox.release(claims[done:])
                raise
        count += len(claims)
    return count


@shared_task(name="core.deliver_message")
def deliver_message(message_id: int, attempts: int) -> None:
    """Begin the attempt after `attempts` earlier ones, unless another worker has begun it."""
    sending.deliver(message_id, attempts, now=timezone.now())


@shared_task(name="core.refresh_bank_holidays")
def refresh_closures() -> int:
    return refresh_bank_holidays(today=timezone.localdate())


@shared_task(name="core.clear_expired")
def clear_expired() -> None:
    SessionStore.clear_expired()
    forget_old_counters(now=timezone.now())
