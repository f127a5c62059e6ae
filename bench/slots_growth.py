"""What the page asks of the database, and how its cost grows with mediators and days."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from . import practice
from .progress import Progress
from .slots_page import QUERY_BAR, TIMES
from .table import Row, counted

SIZES = (1, 50, 500)
LATER_DAYS, SOON_DAYS = 12, 2  # the list after 48 hours reaches to the fourteenth day
ROUNDS = 9
TOLERANCE = 1.15  # of a straight line, for the noise of a shared machine


@dataclass(frozen=True, slots=True)
class Cost:
    """The list worked out and rendered once, without HTTP: milliseconds of processor time.

    Of this process and its PostgreSQL backend together. Not time on the clock, because growth is a ratio, and
    on a busy machine long work waits for its turn more often than short work.
    """

    mediators: int
    days: int
    ms: float

    @property
    def size(self) -> int:
        return self.mediators * self.days


def rows(progress: Progress) -> list[Row]:
    from django.utils import timezone

    queries, costs = [], []
    for size in SIZES:
        progress.step(f"queries and cost with {size} mediators")
        practice.fill(size, now=timezone.now())
        queries.append(queries_of_page())
        costs += [_cost(size, SOON_DAYS), _cost(size, LATER_DAYS)]
    asked = ", ".join(map(str, queries))
    found = [
        Row(
            f"queries of the page with nothing cached, {', '.join(map(str, SIZES))} mediators",
            asked,
            bar=f"<= {QUERY_BAR}",
            is_met=max(queries) <= QUERY_BAR,
        )
    ]
    found += [
        Row(
            f"list worked out, {counted(one.mediators, 'mediator')} x {one.days} days",
            f"{one.ms:.1f} ms of processor time",
            f"{one.ms * 1000 / one.size:.0f} µs a mediator and day",
        )
        for one in costs
    ]
    return [*found, _growth(costs)]


def steps() -> int:
    return len(SIZES)


def queries_of_page() -> int:
    """Every query of one request to a process that remembers nothing."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"X-Forwarded-Proto": "https", "Host": "127.0.0.1"})
    with CaptureQueriesContext(connection) as found:
        assert client.get(TIMES).status_code == 200  # noqa: S101
    return len(found)


def _cost(mediators: int, days: int) -> Cost:
    from django.utils import timezone

    from bookings import times_page

    wish = times_page.Wish("online", later=days == LATER_DAYS)
    times_page.build(wish, now=timezone.now())
    began = _processor_seconds()
    for _ in range(ROUNDS):
        times_page.build(wish, now=timezone.now())
    return Cost(mediators, days, (_processor_seconds() - began) / ROUNDS * 1000)


def _processor_seconds() -> float:
    """What this process and the backend of its database connection have used so far."""
    from django.db import connection

    connection.ensure_connection()
    stat = Path("/proc", str(connection.connection.info.backend_pid), "stat").read_text(encoding="utf-8")
    user, system = stat.rpartition(")")[2].split()[11:13]  # proc(5): fields 14 and 15, in ticks
    return process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _growth(costs: list[Cost]) -> Row:
    """The worst step from one cost to a larger one, as a part of what a straight line allows."""
    by_size = {(one.mediators, one.days): one for one in costs}
    pairs = [(by_size[a, d], by_size[b, d]) for d in (SOON_DAYS, LATER_DAYS) for a, b in ((1, 50), (50, 500))]
    pairs += [(by_size[n, SOON_DAYS], by_size[n, LATER_DAYS]) for n in SIZES]
    worst = max((larger.ms / smaller.ms) / (larger.size / smaller.size) for smaller, larger in pairs)
    return Row(
        "steepest growth against mediators x days",
        f"{worst:.2f} of linear",
        bar=f"<= 1 (+{TOLERANCE - 1:.0%} noise)",
        is_met=worst <= TOLERANCE,
    )
