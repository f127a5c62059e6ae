"""Send what is due without the queue, for cron or by hand; it claims as the queue's workers do."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mediation.core import outbox, sending

AT_ONCE = 20  # few, so that workers beside it find the rest, and nothing waits long for its turn


class Command(BaseCommand):
    help = (
        "Send every message that is due, one after the other, without the queue. Safe beside workers and "
        "beside itself; under cron, run it every minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        while claims := outbox.claim_due(now=timezone.now(), limit=AT_ONCE):
            sending.deliver_batch(claims, clock=timezone.now)
            count += len(claims)
            if self.stderr.isatty():
                self.stderr.write(f"\r{count} messages so far ...", ending="")
                self.stderr.flush()
        if count and self.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{count} due.")
