"""Free times: the engine by itself, and the page over HTTP. `python -m bench.slots [--quick]`.

Prints one table: each figure, what stands beside it from the same run, its bar, and PASS or FAIL. The exit
status is 1 where a bar is missed and 2 where the benchmark cannot start.
"""

from __future__ import annotations

import argparse
import sys

from mediation.embedded import ServerError

from . import slots_engine
from .progress import Progress
from .slots_engine import EngineResult
from .surroundings import SERVED, SHARED, NotReady, surroundings
from .table import Row, all_met, counted, rendered

ENGINE_BAR_MS = 10.0
NOTES = (
    f"{SHARED} Ratios within one run count; runs of page and floor take turns.",
    f"Served by {SERVED}. Load: 16 keep-alive connections from one Python process (bench/load.py).",
    "With its cache: a rendered list is at most 2 seconds old. Without: worked out and rendered each time.",
)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        rows = _measured(quick=options.quick)
    except (NotReady, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(rendered("bench.slots", rows, NOTES))
    return 0 if all_met(rows) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.slots", description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="short runs: rough figures in about a minute")
    return parser.parse_args(arguments)


def _measured(*, quick: bool) -> list[Row]:
    with surroundings(durable=False) as place:
        from django.utils import timezone

        from . import practice, slots_growth, slots_page

        pace = slots_page.QUICK if quick else slots_page.THOROUGH
        progress = Progress(1 + slots_page.steps(pace) + slots_growth.steps())
        progress.step("the engine by itself")
        found = [_engine_row(one) for one in slots_engine.results()]
        practice.open_practice(now=timezone.now())
        found += slots_page.rows(place, pace, progress)
        found += slots_growth.rows(progress)
        progress.end()
        return found


def _engine_row(one: EngineResult) -> Row:
    has_bar = (one.mediators, one.hours) == (50, 48)
    return Row(
        f"engine alone, {counted(one.mediators, 'mediator')} x {one.hours} hours",
        f"median {one.median_ms:.2f} ms",
        f"{one.median_ms * 1000 / one.mediators / (one.hours / 24):.0f} µs a mediator and day",
        f"<= {ENGINE_BAR_MS:.0f} ms" if has_bar else "",
        one.median_ms <= ENGINE_BAR_MS if has_bar else None,
    )


if __name__ == "__main__":
    sys.exit(main())
