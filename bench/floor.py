"""The floor under a booking: pgbench inserting claims into the real table, under the real constraint."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mediation.embedded import Servers
from mediation.embedded.postgres import DATABASE, USER

from .surroundings import NotReady

# Each transaction takes the next free hour of the next mediator, so none ever meets another.
SCRIPT = """\
SELECT nextval('bench_turn') AS turn \\gset
INSERT INTO {table} ({columns})
SELECT {values}
FROM (SELECT timestamptz '2100-01-01' + :turn / {mediators} * interval '75 min' AS at) AS turn;
"""


@dataclass(frozen=True, slots=True)
class Inserts:
    per_second: float
    average_ms: float


def inserts(
    servers: Servers, folder: Path, *, mediators: int, kind: int, clients: int, seconds: int
) -> Inserts:
    """As many single-row transactions as `clients` connections manage. Raises NotReady without pgbench."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_turn")
    script = folder / "floor.sql"
    script.write_text(_script(mediators, kind), encoding="utf-8")
    return pgbench(servers, script, clients=clients, length=("--time", str(seconds)))


def pgbench(servers: Servers, script: Path, *, clients: int, length: tuple[str, str]) -> Inserts:
    """Run the transaction of this script; `length` is pgbench's own option. Raises NotReady."""
    home = servers.postgres.home
    done = subprocess.run(
        [
            *(home.programs.postgres.with_name("pgbench"), "--no-vacuum", "--file", script),
            *("--client", str(clients), "--jobs", str(min(2, clients)), *length),
            *("--host", home.sockets, "--username", USER, DATABASE),
        ],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    average = re.search(r"^latency average = ([\d.]+) ms", done.stdout, re.MULTILINE)
    if done.returncode or not rate or not average:
        raise NotReady(f"pgbench did not run: {done.stderr.strip() or done.stdout.strip()}")
    return Inserts(float(rate[1]), float(average[1]))


def _script(mediators: int, kind: int) -> str:
    """The transaction; what it does not choose is inserted as the model's own default."""
    from django.db import connection
    from psycopg import sql

    from bookings.models import SlotClaim

    chosen = {
        "mediator_id": f":turn % {mediators} + 1",
        "appointment_type_id": str(kind),
        "span": "tstzrange(at, at + interval '75 min')",
        "starts_at": "at",
        "ends_at": "at + interval '60 min'",
        "state": "'booked'",
        "held_at": "now()",
    }
    for field in SlotClaim._meta.concrete_fields:
        if not field.primary_key:
            value = field.get_db_prep_save(field.get_default(), connection)
            chosen.setdefault(str(field.column), sql.Literal(value).as_string())
    return SCRIPT.format(
        table=SlotClaim._meta.db_table,
        columns=", ".join(chosen),
        values=", ".join(chosen.values()),
        mediators=mediators,
    )
