"""Delete what nobody may keep any longer, as the clock does every night; or say what would go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.services.purge import STORAGE, purge
from mediation.core.enums import LineState
from mediation.core.models import PurgeRun

WORDS = {LineState.GONE: "deleted", LineState.WOULD_GO: "would go", LineState.STAYED: "stays"}


class Command(BaseCommand):
    help = (
        "Delete every case whose time is up, and what goes on its own day. No name is ever shown. "
        "Exit codes: 0 done, 1 something could not be deleted, 3 another run is going on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="delete nothing and list what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        self.shows_progress = options["verbosity"] > 0 and self.stderr.isatty()
        run = purge(now=timezone.now(), is_dry=options["dry_run"], told=self._looked_at)
        if self.shows_progress:
            self.stderr.write("\r", ending="")
        if run is None:
            raise CommandError("Another run is going on.", returncode=3)
        self._report(run)
        if run.lines.filter(because=STORAGE).exists():
            raise CommandError("Some files could not be deleted. They are tried again.", returncode=1)

    def _looked_at(self, count: int) -> None:
        if self.shows_progress:
            self.stderr.write(f"\r{count} cases looked at", ending="")

    def _report(self, run: PurgeRun) -> None:
        for line in run.lines.all():
            words = WORDS[LineState(line.state)]
            self.stdout.write(f"{line.reference}  {line.key:<10} {line.goes_on}  {words}: {line.because}")
        total = {state: run.lines.filter(state=state).count() for state in LineState}
        done = LineState.WOULD_GO if run.is_dry else LineState.GONE
        self.stdout.write(f"Cases: {total[done]} {WORDS[done]}, {total[LineState.STAYED]} due and kept.")
        swept = ", ".join(f"{kind} {count}" for kind, count in run.swept.items())
        self.stdout.write(f"On their own day: {swept}.")
