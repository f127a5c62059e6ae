from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.desk import demo


class Command(BaseCommand):
    help = "Make the demo practice (invented people, real rules) where it is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo: set DEMO=1 to fill it with invented people.")
        demo.prepare(now=timezone.now())
