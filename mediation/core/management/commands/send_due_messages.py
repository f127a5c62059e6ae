"""Send what is due without the queue, for cron or by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mediation.core import outbox, sending


class Command(BaseCommand):
    help = "Send every message that is due, one after the other. Safe beside the queue: a message is claimed once."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        while claims := outbox.claim_due(now=timezone.now()):
            for message_id, attempt in claims:
                sending.deliver(message_id, attempt, now=timezone.now())
            count += len(claims)
        self.stdout.write(f"{count} due.")
