"""The queue's entry points for bookings."""

from celery import shared_task
from django.utils import timezone

from .services import certificates, earlier, flags, outside_calendars, promise, purge


@shared_task(name="bookings.watch_promise")
def watch_promise() -> None:
    promise.watch(now=timezone.now())


@shared_task(name="bookings.watch_red_flags")
def watch_red_flags() -> None:
    """Every minute: whoever is to be talked with before their meeting, and nobody has."""
    flags.watch_red_flags(now=timezone.now())


@shared_task(name="bookings.refresh_calendars")
def refresh_calendars() -> int:
    """Every minute: mediators' other calendars that were last read ten minutes ago; a task for each.

    While the queue is away they are due again in three minutes.
    """
    due = outside_calendars.claim_due(now=timezone.now())
    for calendar_id in due:
        read_calendar.apply_async((calendar_id,), retry=False, expires=120)
    return len(due)


@shared_task(name="bookings.read_calendar", soft_time_limit=60, time_limit=90)
def read_calendar(calendar_id: int) -> None:
    outside_calendars.read_calendar(calendar_id, now=timezone.now())


@shared_task(name="bookings.make_certificates")
def make_certificates() -> int:
    """Every minute, and at once after one was issued: the files of certificates that have none yet."""
    return certificates.make_certificates(now=timezone.now())


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


@shared_task(name="bookings.purge", soft_time_limit=4 * 60 * 60, time_limit=5 * 60 * 60)
def purge_tonight() -> None:
    """Every night: what nobody may keep any longer. Asked twice at once, it runs once."""
    purge.purge(now=timezone.now())
