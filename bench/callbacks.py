"""Colleagues taking the next call at the same moment. `python -m bench.callbacks [--quick]`.

Prints one table: 1 and 32 claimers on a queue of 2,000 requests, beside pgbench claiming the same rows with
the bare statement in the same run. The exit status is 1 where a request was given away twice or left behind
and 2 where nothing could start.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from time import perf_counter
from typing import TYPE_CHECKING

from mediation.embedded import ServerError

from .floor import Inserts, pgbench
from .load import p95
from .progress import Progress
from .surroundings import NotReady, Surroundings, surroundings
from .table import Row, all_met, counted, rendered

if TYPE_CHECKING:
    from mediation.core.models import User

CLAIMERS = (1, 32)
REQUESTS, FEW = 2000, 200
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a working Tuesday, whenever this runs
CLAIM = """\
BEGIN;
UPDATE intake_callbackrequest
SET state = 'claimed', claimed_by_id = 1, lease_until = now() + interval '10 min'
WHERE id = (
    SELECT id FROM intake_callbackrequest WHERE state = 'waiting'
    ORDER BY priority, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
);
INSERT INTO intake_callbackevent (request_id, at, kind, actor_kind, actor_id, details, note)
SELECT min(id), now(), 'claimed', 'staff', 1, '{}', '' FROM intake_callbackrequest;
END;
"""
NOTES = (
    "The claimers (threads of one process) and PostgreSQL share the cores; PostgreSQL with fsync on.",
    "A claimer takes the next call until none is left: read a page of the queue, open what is sealed, ask",
    "contact safety for each, lock the first that nobody is taking, write claim and event, commit.",
    "Floor: pgbench, 32 clients, the bare claiming statement and an event a transaction, nothing unsealed.",
)


@dataclass(frozen=True, slots=True)
class Round:
    """The requests as they were given away, how long each took, and the whole in seconds."""

    taken: list[int]
    each: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        rows = _measured(FEW if options.quick else REQUESTS)
    except (NotReady, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(rendered("bench.callbacks", rows, NOTES))
    return 0 if all_met(rows) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.callbacks", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{FEW} requests: rough figures in seconds")
    return parser.parse_args(arguments)


def _measured(requests: int) -> list[Row]:
    with surroundings(durable=True) as place, TemporaryDirectory() as folder:
        progress = Progress(1 + len(CLAIMERS))
        colleagues = _open_practice()
        progress.step("floor with 32 clients")
        _fill(requests)
        floor = _floor(place, Path(folder), requests)
        found = [Row("floor: pgbench, 32 clients", f"{floor.per_second:.0f} claims/s")]
        for claimers in CLAIMERS:
            progress.step(f"{requests} requests by {counted(claimers, 'claimer')}")
            _fill(requests)
            found += _rows(claimers, requests, floor, _round(colleagues[:claimers]))
        progress.end()
        return found


def _open_practice() -> list[User]:
    """The practice, a colleague for each claimer, and a connection for each as well."""
    from django.db import connection
    from django.utils import timezone

    from mediation.core.enums import Role
    from mediation.core.models import User

    from . import practice

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend alone
    connection.settings_dict["OPTIONS"]["pool"]["max_size"] = max(CLAIMERS) + 2
    practice.open_practice(now=timezone.now())
    return [
        User.objects.create(email=f"colleague{number}@example.org", name="Kit Lowe", role=Role.ADMIN)
        for number in range(max(CLAIMERS))
    ]


def _fill(count: int) -> None:
    """A new queue: one in ten urgent, one in five about legal aid; everybody's time is open now."""
    from django.db import connection

    from intake.enums import CallbackPriority, CallbackTopic, CallbackWhen
    from intake.models import CallbackRequest, ContactPreferences

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE intake_callbackrequest, intake_contactpreferences RESTART IDENTITY CASCADE")
    people = ContactPreferences.objects.bulk_create(
        ContactPreferences(phone=f"+447700900{number % 1000:03}", call_safety="ok", updated_at=NOON)
        for number in range(count)
    )
    kinds = (CallbackPriority.URGENT, *[CallbackPriority.LEGAL_AID] * 2, *[CallbackPriority.GENERAL] * 7)
    CallbackRequest.objects.bulk_create(
        CallbackRequest(
            reference=f"{number:09}",
            priority=kinds[number % len(kinds)],
            name="Robin",
            contact=who,
            topic=CallbackTopic.BOOK,
            when=CallbackWhen.WINDOW,
            open_from=NOON - timedelta(minutes=5),
            open_until=NOON + timedelta(minutes=25),
            consent_at=NOON,
            created_at=NOON - timedelta(seconds=number),
            sla_warn_at=NOON,
            sla_due_at=NOON + timedelta(minutes=25),
        )
        for number, who in enumerate(people)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _floor(place: Surroundings, folder: Path, requests: int) -> Inserts:
    script = folder / "claim.sql"
    script.write_text(CLAIM, encoding="utf-8")
    clients = max(CLAIMERS)
    length = ("--transactions", str(requests // clients))
    return pgbench(place.servers, script, clients=clients, length=length)


def _round(colleagues: Sequence[User]) -> Round:
    """Everybody takes the next call until there is none."""
    gate = Barrier(len(colleagues))

    def work(user: User) -> list[tuple[int, float]]:
        from django.db import connection

        from intake.services.callback_queue import take_next

        connection.ensure_connection()
        gate.wait()
        done: list[tuple[int, float]] = []
        try:
            while True:
                began = perf_counter()
                request = take_next(user=user, now=NOON)
                if request is None:
                    return done
                done.append((request.pk, perf_counter() - began))
        finally:
            connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(len(colleagues)) as pool:
        found = [one for done in pool.map(work, colleagues) for one in done]
    return Round([pk for pk, _ in found], [took for _, took in found], perf_counter() - began)


def _rows(claimers: int, requests: int, floor: Inserts, done: Round) -> list[Row]:
    from intake.models import CallbackEvent

    distinct = len(set(done.taken))
    events = CallbackEvent.objects.filter(kind="claimed").count()
    took = f"median {median(done.each) * 1000:.0f} ms, p95 {p95(done.each) * 1000:.0f} ms"
    share = f"1 for {floor.per_second / done.per_second:.1f} of the floor's"
    return [
        Row(
            f"taking the next, {counted(claimers, 'claimer')}",
            f"{done.per_second:.0f} claims/s, {took}",
            share,
        ),
        Row(
            "  given away, all different",
            f"{distinct}",
            f"{len(done.taken)} given, {events} events",
            f"= {requests}",
            distinct == len(done.taken) == events == requests,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
