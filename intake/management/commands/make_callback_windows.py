"""Lay out the windows for calls now, as the clock does every hour; for cron or by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intake.services.callbacks import make_windows
from mediation.core.times import local_day


class Command(BaseCommand):
    help = "Make the windows for calls from the callback hours. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_windows(today=local_day(timezone.now()))
        self.stdout.write(f"{made.created} new, {made.closed} closed, {made.reopened} open again.")
