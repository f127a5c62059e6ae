"""The queue's entry points for bookings."""

from celery import shared_task
from django.utils import timezone

from .services import earlier, flags, promise


@shared_task(name="bookings.watch_promise")
def watch_promise() -> None:
    promise.watch(now=timezone.now())


@shared_task(name="bookings.watch_red_flags")
def watch_red_flags() -> None:
    """Every minute: whoever is to be talked with before their meeting, and nobody has."""
    flags.watch_red_flags(now=timezone.now())


@shared_task(name="bookings.sample_promise")
def sample_promise() -> int:
    """Every quarter of an hour: how far the earliest free time is."""
    return promise.take_samples(now=timezone.now())


@shared_task(name="bookings.forget_promise_samples")
def forget_promise_samples() -> int:
    return promise.forget_old_samples(now=timezone.now())


@shared_task(name="bookings.offer_earlier_times")
def offer_earlier_times() -> int:
    """Every minute: whoever waits for an earlier time, and what has come free."""
    return earlier.sweep(now=timezone.now())
