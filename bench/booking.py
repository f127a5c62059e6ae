"""Complete bookings over HTTP, from the hold to the confirmed page. `python -m bench.booking [--quick]`.

Prints one table: bookings by 1, 8 and 32 clients at once, beside pgbench inserting under the same exclusion
constraint in the same run. The exit status is 1 where a booking is missing and 2 where nothing could start.
"""

from __future__ import annotations

import argparse
import http.client
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Lock
from time import perf_counter

from mediation.embedded import ServerError

from .floor import Inserts, inserts
from .load import LoadError, p95
from .progress import Progress
from .surroundings import SERVED, SHARED, NotReady, Surroundings, WebServer, surroundings
from .table import Row, all_met, counted, rendered
from .visitor import Booked, Visitor

CLIENTS = (1, 8, 32)
MEDIATORS = 50
NOTES = (
    f"{SHARED} Served by {SERVED}; PostgreSQL with fsync on.",
    "A booking opens the free times, holds one, sends five pages of questions, checks and confirms; each",
    "visitor has a session and an address. Its time runs from sending the chosen time to the confirmed page.",
    f"{MEDIATORS} mediators with empty calendars, filled anew for each row. No queue worker runs beside it.",
    "Floor: pgbench, one row a transaction into the same table, foreign keys, indexes and constraint.",
)


@dataclass(frozen=True)
class Pace:
    """Bookings to make with each number of clients, and seconds of the floor."""

    bookings: dict[int, int]
    floor_seconds: int


QUICK = Pace({1: 6, 8: 24, 32: 64}, 2)
THOROUGH = Pace({1: 40, 8: 160, 32: 256}, 8)


@dataclass(frozen=True, slots=True)
class Round:
    booked: list[Booked]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.booked) / self.seconds


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        rows = _measured(QUICK if options.quick else THOROUGH)
    except (NotReady, ServerError, LoadError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(rendered("bench.booking", rows, NOTES))
    return 0 if all_met(rows) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.booking", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="few bookings: rough figures in half a minute")
    return parser.parse_args(arguments)


def _measured(pace: Pace) -> list[Row]:
    with surroundings(durable=True) as place, TemporaryDirectory() as folder:
        from django.utils import timezone

        from . import practice

        progress = Progress(2 * len(CLIENTS))
        kind = practice.open_practice(now=timezone.now())
        practice.fill(MEDIATORS, now=timezone.now(), full=0)
        server = place.serve()
        found: list[Row] = []
        for clients in CLIENTS:
            progress.step(f"floor with {counted(clients, 'client')}")
            practice.fill(MEDIATORS, now=timezone.now(), full=0)
            floor = _floor(place, Path(folder), kind.pk, clients, pace.floor_seconds)
            practice.fill(MEDIATORS, now=timezone.now(), full=0)
            progress.step(f"{pace.bookings[clients]} bookings by {counted(clients, 'client')}")
            done = _round(server.port, clients, pace.bookings[clients])
            found += _rows(clients, floor, done)
        progress.end()
        return [*found, _memory(server)]


def _floor(place: Surroundings, folder: Path, kind: int, clients: int, seconds: int) -> Inserts:
    return inserts(place.servers, folder, mediators=MEDIATORS, kind=kind, clients=clients, seconds=seconds)


def _round(port: int, clients: int, wanted: int) -> Round:
    """`wanted` bookings, taken in turn by threads with one connection each."""
    left = iter(range(wanted))
    taking = Lock()

    def work(_: int) -> list[Booked]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            return list(iter(lambda: _next_booking(connection, left, taking), None))
        finally:
            connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        booked = [one for found in pool.map(work, range(clients)) for one in found]
    return Round(booked, perf_counter() - began)


def _next_booking(connection: http.client.HTTPConnection, left: object, taking: Lock) -> Booked | None:
    with taking:
        if next(left, None) is None:  # type: ignore[call-overload]
            return None
    return Visitor(connection).book()


def _rows(clients: int, floor: Inserts, done: Round) -> list[Row]:
    from bookings.models import Appointment

    count = len(done.booked)
    kept = Appointment.objects.count()
    many = counted(clients, "client")
    requests = sum(one.requests for one in done.booked)
    lost = sum(one.lost for one in done.booked)
    return [
        Row(
            f"floor: pgbench, {many}", f"{floor.per_second:.0f} inserts/s, average {floor.average_ms:.1f} ms"
        ),
        Row(
            f"hold to confirmed, {many}",
            f"{done.per_second:.1f} bookings/s, {_times([one.whole for one in done.booked])}",
            f"1 for {floor.per_second / done.per_second:.0f} inserts; {requests / done.seconds:.0f} pages/s",
        ),
        Row(
            "  holding the time",
            _times([one.hold for one in done.booked]),
            f"{lost} lost a race, chose again",
        ),
        Row("  confirming", _times([one.confirm for one in done.booked])),
        Row(
            "  appointments in the database",
            f"{kept}",
            f"{count} confirmed pages",
            f"= {count}",
            kept == count,
        ),
    ]


def _times(seconds: Sequence[float]) -> str:
    return f"median {median(seconds) * 1000:.0f} ms, p95 {p95(seconds) * 1000:.0f} ms"


def _memory(server: WebServer) -> Row:
    return Row("memory of the larger web worker", f"{max(server.workers_rss_mib()):.0f} MiB resident")


if __name__ == "__main__":
    sys.exit(main())
