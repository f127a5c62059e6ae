"""The queue's entry points for bookings."""

from celery import shared_task
from django.utils import timezone

from .services import promise


@shared_task(name="bookings.watch_promise")
def watch_promise() -> None:
    promise.watch(now=timezone.now())
