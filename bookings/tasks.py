"""The queue's entry points for bookings."""

from celery import shared_task
from django.utils import timezone

from .services import flags, promise, purge


@shared_task(name="bookings.watch_promise")
def watch_promise() -> None:
    promise.watch(now=timezone.now())


@shared_task(name="bookings.watch_red_flags")
def watch_red_flags() -> None:
    """Every minute: whoever is to be talked with before their meeting, and nobody has."""
    flags.watch_red_flags(now=timezone.now())


@shared_task(name="bookings.purge", soft_time_limit=4 * 60 * 60, time_limit=5 * 60 * 60)
def purge_tonight() -> None:
    """Every night: what nobody may keep any longer. Asked twice at once, it runs once."""
    purge.purge(now=timezone.now())
