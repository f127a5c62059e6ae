"""The queue's entry points for legal aid."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task(name="legalaid.purge_assessments")
def purge_assessments() -> int:
    return services.purge_assessments(now=timezone.now())
