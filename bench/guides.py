"""Answering a question out of the guides, at the server. `python -m bench.guides [--quick]`.

Prints one table: the time from request to finished page, all middleware included, with as many passages as a
practice may ever have. The exit status is 1 where the bar is missed and 2 where it could not start.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from mediation.embedded import ServerError

from .surroundings import NotReady, surroundings
from .table import Row, all_met, rendered

if TYPE_CHECKING:
    from django.test import Client

    Request = Callable[[Client, str], int]

PASSAGES = 500
BAR_MS = 50.0
LONGEST = 500
WARMING_UP = 3
ASK = "/guides/ask/"
QUESTIONS = {
    "one word, found": "certificate",
    "a question in lay words": "Can they take my kids away? I am scared of my ex",
    "a word that many passages hold": "mediator",
    "500 letters": "When will Cafcass call me about the children and the court report? " * 7,
    "misspelt: found by spelling only": "exemptoin",
    "nothing found, spelling looked at": "marmalade zeppelin umbrella trombone giraffe volcano bicycle",
}
NOTES = (
    "One process, one request after another, no HTTP; the bar is on the median. Processor time: this process",
    "and PostgreSQL, which is what a quiet machine would take. Sending reads no database and leads",
    "on to the page. The passages beyond the guides' own are made up of their words. Other work on the "
    "machine",
    "counts in full.",
)


class Clock:
    """Processor time of this process and of all of PostgreSQL's, which no other work on the machine
    changes."""

    def __init__(self, data: Path) -> None:
        self.postmaster = (data / "postmaster.pid").read_text(encoding="ascii").split()[0]

    def processor_seconds(self) -> float:
        own = Path("/proc", self.postmaster, "task", self.postmaster, "children")
        ticks = sum(map(self._used_by, own.read_text(encoding="ascii").split()))
        return process_time() + ticks / os.sysconf("SC_CLK_TCK")

    def _used_by(self, pid: str) -> int:
        """In ticks; proc(5), fields 14 and 15. Nothing for one that has just ended."""
        try:
            stat = Path("/proc", pid, "stat").read_text(encoding="utf-8")
        except OSError:
            return 0
        return sum(map(int, stat.rpartition(")")[2].split()[11:13]))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.guides", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="20 requests of each kind instead of 200")
    rounds = 20 if parser.parse_args(arguments).quick else 200
    try:
        with surroundings(durable=False) as place:
            rows = _rows(Clock(place.servers.postgres.data), rounds)
    except (NotReady, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    print(rendered("bench.guides", rows, NOTES))
    return 0 if all_met(rows) else 1


def _rows(clock: Clock, rounds: int) -> list[Row]:
    from django.utils import timezone

    from . import practice

    practice.open_practice(now=timezone.now())
    held = fill(PASSAGES)
    rows = [_row(clock, "sending a question", _send, "certificate", rounds)]
    return rows + [
        _row(clock, f"{what}, {held} passages", _read, question, rounds)
        for what, question in QUESTIONS.items()
    ]


def _row(clock: Clock, what: str, request: Request, question: str, rounds: int) -> Row:
    """One kind of request many times over; the first few, which load what later ones have, are not
    counted."""
    client = _client()
    _send(client, question)
    taken, used = [], 0.0
    for number in range(WARMING_UP + rounds):
        if number == WARMING_UP:
            used = clock.processor_seconds()
        began = perf_counter()
        status = request(client, question)
        if number >= WARMING_UP:
            taken.append((perf_counter() - began) * 1000)
        if status not in {200, 302}:
            raise NotReady(f"The server gave {status} to {question[:40]!r}.")
    used = (clock.processor_seconds() - used) / rounds * 1000
    middle, slow = median(taken), sorted(taken)[int(len(taken) * 0.95)]
    figure = f"median {middle:.1f} ms, p95 {slow:.1f} ms"
    return Row(what, figure, f"{used:.1f} ms of processor time", f"<= {BAR_MS:.0f} ms", middle <= BAR_MS)


def _send(client: Client, question: str) -> int:
    return client.post(ASK, {"question": question[:LONGEST]}, secure=True).status_code


def _read(client: Client, question: str) -> int:
    return client.get(ASK, secure=True).status_code


def fill(wanted: int) -> int:
    """The guides' own passages, and others made of their words, until there are as many as wanted."""
    from intake.models import GuidePassage
    from intake.services.guides import load_guides

    own = load_guides()
    chance = random.Random(4)
    real = list(GuidePassage.objects.all())
    words = [word for one in real for word in one.text.split()]
    slugs = sorted({one.guide for one in real})
    made_up = []
    for number in range(own, wanted):
        text = " ".join(chance.choices(words, k=80))
        heading = " ".join(chance.choices(words, k=5))[:120]
        one = GuidePassage(
            guide=chance.choice(slugs), position=1000 + number, title="Made up", heading=heading
        )
        one.markdown = one.text = text
        one.words = f"Made up {heading}"
        made_up.append(one)
    GuidePassage.objects.bulk_create(made_up)
    return GuidePassage.objects.count()


def _client() -> Client:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})


if __name__ == "__main__":
    sys.exit(main())
