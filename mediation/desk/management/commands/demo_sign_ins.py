from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mediation.desk import demo


class Command(BaseCommand):
    help = "Print who can sign in to the demo's desk, and the password they share."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo.")
        for email, name, role in demo.STAFF:
            self.stdout.write(f"{email:22} {name} ({role})")
        self.stdout.write(f"password: {demo.PASSWORD}")
