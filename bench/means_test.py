"""The means test by itself: assessments a second on one core. `python -m bench.means_test [--quick]`.

Prints one table: households a second, beside parsing and writing the same JSON, which is the floor. The
exit status is 1 where the bar is missed. No database, no HTTP.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from legalaid.means_test_contract import answer_all

from .table import Row, all_met, rendered

HOUSEHOLDS = 1000
BAR_SECONDS = 5.0
MANAGE = Path(__file__).resolve().parents[1] / "manage.py"
NOTES = (
    "One core. The households are made up: one or two adults in work, children, a home, savings. Unsure: six",
    "answers of each are not known, so that pay and main home are read in several ways.",
    "Floor: the same text parsed, and the same answers written, by Python's json.",
)
Household = dict[str, object]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.means_test", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round instead of five")
    rounds = 1 if parser.parse_args(arguments).quick else 5
    known = json.dumps([household(number, unsure=False) for number in range(HOUSEHOLDS)])
    unsure = json.dumps([household(number, unsure=True) for number in range(HOUSEHOLDS)])
    rows = [
        _row("every answer known", known, rounds),
        _row("six answers unsure", unsure, rounds),
        _command_row(unsure, rounds),
    ]
    print(rendered("bench.means_test", rows, NOTES))
    return 0 if all_met(rows) else 1


def household(number: int, *, unsure: bool) -> Household:
    """Made up from its number alone."""
    chance = random.Random(number)

    def pounds(most: int) -> str:
        return f"{chance.randint(0, most)}.{chance.randint(0, 99):02}"

    def adult() -> Household:
        work = {"gross": pounds(700), "tax": pounds(90), "national_insurance": pounds(40), "period": "weekly"}
        return {
            "age": chance.randint(18, 75),
            "employments": [work],
            "other_income": [{"kind": "benefit", "amount": pounds(100), "period": "four_weekly"}],
            "housing": {"cost": pounds(1200), "kind": "rent"},
            "childcare": {"amount": pounds(600)},
        }

    client, partner = adult(), adult() if chance.random() < 0.4 else None
    home: Household = {"main_home": True, "value": pounds(400_000), "mortgage": pounds(200_000)}
    flat: Household = {"main_home": False, "value": pounds(100_000), "disputed": True, "share_percent": "50"}
    savings: Household = {"kind": "savings", "value": pounds(12_000)}
    children = [{"age": chance.randint(0, 18), "child_relative": True} for _ in range(chance.randint(0, 5))]
    if unsure:
        client |= {"age": None, "student": None, "employments": [{"gross": None, "period": "weekly"}]}
        home["main_home"] = home["disputed"] = savings["value"] = None
    return {
        "assessed_on": "2026-11-22",
        "disputes_property_or_finance": True,
        "client": client,
        "partner": partner,
        "dependants": children,
        "properties": [home, flat],
        "capital": [savings],
    }


def _row(what: str, text: str, rounds: int) -> Row:
    answers = json.loads(answer_all(text))
    engine = _seconds(lambda: answer_all(text), rounds)
    floor = _seconds(lambda: json.dumps([json.loads(text), answers]), rounds)
    return Row(
        what,
        f"{HOUSEHOLDS / engine:,.0f} households a second",
        f"json alone {HOUSEHOLDS / floor:,.0f} a second",
        f"{HOUSEHOLDS:,} in < {BAR_SECONDS:.0f} s",
        engine < BAR_SECONDS,
    )


def _command_row(text: str, rounds: int) -> Row:
    """`manage.py means_test` from start to end, Django's own start included."""
    command = [sys.executable, str(MANAGE), "means_test"]
    environment = {**os.environ, "DATABASE_URL": ""}
    taken = _seconds(
        lambda: subprocess.run(
            command, input=text.encode(), capture_output=True, check=True, env=environment
        ),
        rounds,
    )
    return Row(
        f"the command, {HOUSEHOLDS:,} of them unsure",
        f"{taken:.2f} s",
        "",
        f"< {BAR_SECONDS:.0f} s",
        taken < BAR_SECONDS,
    )


def _seconds(work: Callable[[], object], rounds: int) -> float:
    """The median of some rounds."""
    taken: list[float] = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
