"""Sending what is due: appointment confirmations to a local mail sink. `python -m bench.messages [--quick]`.

Prints one table: messages a second by 1, 2 and 4 workers, beside two floors of the same run. The exit status
is 1 where a bar is missed or a message was lost or doubled, and 2 where nothing could start.
"""

from __future__ import annotations

import argparse
import smtplib
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from mediation.embedded import ServerError

from .messages_workers import Sent, marked_by, sent_by
from .progress import Progress
from .sink import Sink, running_sink
from .surroundings import NotReady, surroundings
from .table import Row, all_met, counted, rendered

WORKERS = (1, 2, 4)
JUDGED = 2  # workers
RATE_BAR = 0.5  # of the slower floor
GROWTH_BAR_MIB = 10.0
CLAIM_BAR_MS = 50.0
NOTES = (
    "Workers, mail sink, Valkey and PostgreSQL (fsync on) share the cores. Ratios within one run count.",
    "A message is an appointment's confirmation: the row re-read, contact safety asked, subject, text, HTML",
    "and calendar file rendered, the client's link looked up, one SMTP conversation for a batch, recorded.",
    "Time runs from the nudge until every row says sent. Workers are the processes of one celery worker.",
)
MAIL = b"Subject: Your booking\r\nMessage-ID: <raw@example.org>\r\n\r\n"
MAIL += b"Your booking is confirmed.\r\n" * 260  # as large as a confirmation with its calendar file


@dataclass(frozen=True)
class Pace:
    """How much of each: messages of a run, raw e-mails, tasks, and claims of the statement alone."""

    messages: int
    raw: int
    tasks: int
    claims: int


QUICK, THOROUGH = Pace(2_000, 500, 3_000, 3), Pace(10_000, 2_000, 10_000, 7)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        rows = _measured(QUICK if options.quick else THOROUGH)
    except (NotReady, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(rendered("bench.messages", rows, NOTES))
    return 0 if all_met(rows) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.messages", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="2,000 messages: rough figures in two minutes")
    return parser.parse_args(arguments)


def _measured(pace: Pace) -> list[Row]:
    with surroundings(durable=True) as place, running_sink() as sink, TemporaryDirectory() as folder:
        from django.utils import timezone

        from . import messages_claiming, messages_due

        progress = Progress(4 + len(WORKERS))
        progress.step(f"{pace.messages} bookings")
        messages_due.make_due(pace.messages, now=timezone.now())
        runs: dict[int, Sent] = {}
        for workers in WORKERS:
            progress.step(f"{pace.messages} messages by {counted(workers, 'worker')}")
            messages_due.make_due_again(now=timezone.now())
            runs[workers] = sent_by(place, sink, workers=workers, count=pace.messages)
        progress.step("floor: an e-mail each on a new connection")
        raw = _raw(sink, pace.raw)
        progress.step("floor: tasks that do nothing")
        tasks = marked_by(place, Path(folder), workers=JUDGED, count=pace.tasks)
        progress.step("claiming among a million rows")
        claiming = messages_claiming.seconds_of_claiming(now=timezone.now(), rounds=pace.claims)
        progress.end()
        return [*_floors(raw, tasks), *_runs(runs, pace, min(raw, tasks)), _claiming(claiming)]


def _raw(sink: Sink, count: int) -> float:
    """E-mails a second in a plain loop, each with a conversation of its own."""
    began = perf_counter()
    for _ in range(count):
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            line.sendmail("appointments@example.org", ["alex@example.org"], MAIL)
    return count / (perf_counter() - began)


def _floors(raw: float, tasks: float) -> list[Row]:
    return [
        Row("floor: raw SMTP, one process, new connections", f"{raw:.0f} e-mails/s"),
        Row(f"floor: Celery tasks that do nothing, {counted(JUDGED, 'worker')}", f"{tasks:.0f} tasks/s"),
    ]


def _runs(runs: dict[int, Sent], pace: Pace, floor: float) -> list[Row]:
    rows: list[Row] = []
    for workers, run in runs.items():
        share = run.per_second / floor
        judged = workers == JUDGED
        grown = f"{run.growth_mib:+.1f} MiB after the first fifth"
        once = run.count == run.different == pace.messages
        rows += [
            Row(
                f"confirmations, {counted(workers, 'worker')}",
                f"{run.per_second:.0f} messages/s",
                f"{share:.2f} of the slower floor",
                f">= {RATE_BAR:.2f}" if judged else "",
                share >= RATE_BAR if judged else None,
            ),
            Row(
                "  peak memory of the largest",
                f"{run.peak_mib:.0f} MiB",
                grown,
                f"<= +{GROWTH_BAR_MIB:.0f} MiB" if judged else "",
                run.growth_mib <= GROWTH_BAR_MIB if judged else None,
            ),
            Row("  arrived", f"{run.count}", f"{run.different} different", f"= {pace.messages}", once),
        ]
    return rows


def _claiming(seconds: float) -> Row:
    return Row(
        "claiming 1,000 due among 1,000,000 rows",
        f"median {seconds * 1000:.1f} ms",
        "one statement",
        f"<= {CLAIM_BAR_MS:.0f} ms",
        seconds * 1000 <= CLAIM_BAR_MS,
    )


if __name__ == "__main__":
    sys.exit(main())
