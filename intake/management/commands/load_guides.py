"""`manage.py load_guides`: after each `migrate`, so that questions find the guides of this version."""

from typing import Any

from django.core.management.base import BaseCommand

from intake.services.guides import load_guides


class Command(BaseCommand):
    help = "Make the table in which guides are searched say what the guides say. Harmless when repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_guides()} passages of guides can be found.")
