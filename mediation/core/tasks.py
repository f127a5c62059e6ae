"""The queue's entry points for core. Tasks take ids and counts only."""

from __future__ import annotations

from math import ceil

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from . import nudge, outbox, sending
from .closures import refresh_bank_holidays
from .rate_limits import forget_old_counters

BATCH = 50  # messages in a task, while there are plenty
SPREAD = 8  # tasks that a few messages are shared out over, so that a slow server holds up few others


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> int:
    """Claim what is due and hand it to the workers; returns how many. Two sweeps at once are harmless.

    Raises what the broker's client raises when the queue is away; nothing stays claimed then.
    """
    count = 0
    while claims := outbox.claim_due(now=timezone.now()):
        size = min(BATCH, ceil(len(claims) / SPREAD))
        for done in range(0, len(claims), size):
            try:
                deliver_messages.apply_async((claims[done : done + size],), retry=False)
            except nudge.AWAY:
                outbox.release(claims[done:])
                raise
        count += len(claims)
    return count


@shared_task(name="core.deliver_messages")
def deliver_messages(claims: list[tuple[int, int]]) -> None:
    """Begin, of each (id, attempts), the attempt after so many earlier ones, unless another worker has."""
    sending.deliver_batch(claims, clock=timezone.now)


@shared_task(name="core.refresh_bank_holidays")
def refresh_closures() -> int:
    return refresh_bank_holidays(today=timezone.localdate())


@shared_task(name="core.clear_expired")
def clear_expired() -> None:
    SessionStore.clear_expired()
    forget_old_counters(now=timezone.now())
