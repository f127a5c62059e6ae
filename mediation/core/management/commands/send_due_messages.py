"""Send what is due without the queue, for cron or by hand; it claims as the queue's workers do."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mediation.core import outbox, sending


class Command(BaseCommand):
    help = "Send every message that is due, one after the other. Safe beside the queue."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        while claims := outbox.claim_due(now=timezone.now()):
            for message_id, attempts in claims:
                sending.deliver(message_id, attempts, now=timezone.now())
            count += len(claims)
        self.stdout.write(f"{count} due.")
