"""`manage.py reindex_people`: everybody can be found by what their file says."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.services.people_index import how_many, reindex

WIDTH = 28


class Command(BaseCommand):
    help = (
        "Make the fingerprints by which people are found say what their files say. Harmless when repeated. "
        "Run it after the oldest key of FIELD_KEYS was taken away: all fingerprints are made with that key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only-missing", action="store_true", help="only those whom nobody can find yet; quick"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only_missing = options["only_missing"]
        total = how_many(only_missing=only_missing)
        done = reindex(step=lambda seen: self.show(seen, total), only_missing=only_missing)
        if sys.stderr.isatty() and total:
            self.stderr.write("", ending="\n")
        self.stdout.write(f"{done.seen} people looked at, {done.mended} could not be found before.")

    def show(self, seen: int, total: int) -> None:
        """A bar on a terminal; nothing elsewhere."""
        if sys.stderr.isatty():
            filled = WIDTH * min(seen, total) // max(total, 1)
            bar = "█" * filled + "·" * (WIDTH - filled)
            self.stderr.write(f"\r\x1b[K[{bar}] {seen} of {total}", ending="")
            self.stderr.flush()
