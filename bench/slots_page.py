"""The page of free times over HTTP, cached and not, beside a bare Django view on the same kind of server."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from . import practice
from .load import Load, drive
from .progress import Progress
from .surroundings import PROXY_HEADERS, Surroundings, WebServer
from .table import Row

SIZES = (10, 50)
BARS = {10: 0.30, 50: 0.20}  # of the bare view's requests per second
QUERY_BAR = 8
MEMORY_BAR_MIB = 160
TIMES = "/book/"
VISITED: tuple[str, ...] = (
    "/",
    TIMES,
    "/book/?when=lunch-break",
    "/book/?when=evening",
    "/book/?with=woman",
    "/book/?later=1",
)
VISITED += ("/privacy/", "/accessibility/", "/practice.css")


@dataclass(frozen=True)
class Pace:
    """How long to measure: seconds of each run, and how many runs, which take turns with the floor's."""

    seconds: float
    rounds: int
    requests: int  # before memory is looked at, by each worker


QUICK, THOROUGH = Pace(2.0, 2, 1000), Pace(5.0, 5, 5000)


@dataclass(frozen=True)
class Target:
    server: WebServer
    path: str


def rows(place: Surroundings, pace: Pace, progress: Progress) -> list[Row]:
    """Serve everything at once, so that only what is being asked works, and let it take turns."""
    from django.utils import timezone

    practice.fill(SIZES[0], now=timezone.now())
    targets = {
        "bare": Target(place.serve("bench.bare:application"), "/"),
        "middleware": Target(
            place.serve("bench.bare:application", environment={"BENCH_MIDDLEWARE": "1"}), "/"
        ),
        "cached": Target(place.serve(), TIMES),
        "uncached": Target(place.serve("bench.uncached:application"), TIMES),
    }
    found: list[Row] = []
    for size in SIZES:
        practice.fill(size, now=timezone.now())
        found += _compared(size, _alternated(targets, pace, progress, size), with_floor=size == SIZES[0])
    return [*found, _memory(place, pace, progress)]


def steps(pace: Pace) -> int:
    return len(SIZES) * (pace.rounds + 1) + 1


def _alternated(
    targets: dict[str, Target], pace: Pace, progress: Progress, size: int
) -> dict[str, list[Load]]:
    """A run of each in turn, several times; a first turn, in which caches of old rows end, is not counted."""
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for number in range(pace.rounds + 1):
        progress.step(f"pages with {size} mediators, " + (f"round {number}" if number else "warming up"))
        for name, target in targets.items():
            seconds = pace.seconds if number else 1.0
            load = drive(target.server.port, [target.path], headers=PROXY_HEADERS, seconds=seconds)
            if number:
                found[name].append(load)
    return found


def _compared(size: int, loads: dict[str, list[Load]], *, with_floor: bool) -> list[Row]:
    bare = _rate(loads["bare"])
    found = []
    if with_floor:
        found.append(Row("floor: bare view, one indexed query", _figure(loads["bare"])))
        behind = loads["middleware"]
        found.append(
            Row("the same behind our middleware", _figure(behind), f"{_rate(behind) / bare:.2f} of bare")
        )
    reached = _rate(loads["cached"]) / bare
    found += [
        Row(
            f"times page with its cache, {size} mediators",
            _figure(loads["cached"]),
            f"{reached:.2f} of bare ({bare:.0f} req/s)",
            f">= {BARS[size]:.2f}",
            reached >= BARS[size],
        ),
        Row(
            f"times page without cache, {size} mediators",
            _figure(loads["uncached"]),
            f"{_rate(loads['uncached']) / bare:.2f} of bare ({bare:.0f} req/s)",
        ),
    ]
    return found


def _rate(loads: list[Load]) -> float:
    return median(load.per_second for load in loads)


def _figure(loads: list[Load]) -> str:
    middle = sorted(loads, key=lambda load: load.per_second)[len(loads) // 2]
    size = f", {middle.body_bytes / 1024:.0f} KiB" if middle.body_bytes > 1024 else ""
    return f"{_rate(loads):.0f} req/s, median {middle.median_ms:.0f} ms, p95 {middle.p95_ms:.0f} ms{size}"


def _memory(place: Surroundings, pace: Pace, progress: Progress) -> Row:
    """One worker by itself answers everything that anybody may look at."""
    progress.step(f"memory after {pace.requests} requests")
    server = place.serve(workers=1)
    before = max(server.workers_rss_mib())
    drive(server.port, VISITED, headers=PROXY_HEADERS, requests=pace.requests)
    after = max(server.workers_rss_mib())
    return Row(
        f"memory of a web worker after {pace.requests} requests",
        f"{after:.0f} MiB resident",
        f"{before:.0f} MiB after its first request",
        f"<= {MEMORY_BAR_MIB} MiB",
        after <= MEMORY_BAR_MIB,
    )
