"""The queue's entry points for intake."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task(name="intake.purge_drafts")
def purge_drafts() -> int:
    return services.purge_drafts(now=timezone.now())
