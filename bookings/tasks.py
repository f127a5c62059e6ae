"""The queue's entry points for bookings."""

from celery import shared_task
from django.utils import timezone

from .services import certificates, flags, promise


@shared_task(name="bookings.watch_promise")
def watch_promise() -> None:
    promise.watch(now=timezone.now())


@shared_task(name="bookings.watch_red_flags")
def watch_red_flags() -> None:
    """Every minute: whoever is to be talked with before their meeting, and nobody has."""
    flags.watch_red_flags(now=timezone.now())


@shared_task(name="bookings.make_certificates")
def make_certificates() -> int:
    """Every minute, and at once after one was issued: the files of certificates that have none yet."""
    return certificates.make_certificates(now=timezone.now())
