"""Celery workers of the benchmark: how quickly they empty the outbox, or a queue of tasks that do nothing."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from mediation import child_processes

from .sink import Sink
from .surroundings import ROOT, NotReady, Surroundings

PATIENCE = 600.0  # seconds for a whole run
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")
WARM = 0.2  # of the messages: from here on memory must stay as it is


@dataclass(frozen=True, slots=True)
class Sent:
    """One run. Memory in MiB: the largest sender's peak, and how much it grew after the first fifth."""

    count: int
    different: int
    seconds: float
    peak_mib: float
    growth_mib: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def sent_by(place: Surroundings, sink: Sink, *, workers: int, count: int) -> Sent:
    """Let one sweep find everything; the time runs from the nudge until every row says that it was sent."""
    from mediation.core import nudge

    sink.reset()
    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "OUTBOX_LEASE": "3600"}
    with _worker(place, "mediation", workers, environment) as process:
        warm: dict[int, float] = {}
        began = perf_counter()
        nudge.publish()
        _until(lambda: sink.counts()[0] >= count * WARM, "a fifth is sent", process)
        warm = {pid: _memory(pid, "VmRSS") for pid in _children(process)}
        _until(_nothing_waits, "all are sent", process)
        seconds = perf_counter() - began
        at_the_end = {pid: _memory(pid, "VmRSS") for pid in warm}
        peak = max(_memory(pid, "VmHWM") for pid in warm)
    growth = max(at_the_end[pid] - warm[pid] for pid in warm)
    return Sent(*sink.counts(), seconds, peak, growth)


def marked_by(place: Surroundings, folder: Path, *, workers: int, count: int) -> float:
    """Tasks a second that do nothing: they are all in the queue before the worker starts."""
    from mediation.celery import app

    marks = folder / f"marks-{workers}"
    with app.connection_for_write() as line:
        for number in range(count):
            app.send_task("bench.mark", args=[number], connection=line)
    with _worker(place, "bench.noop", workers, {"NOOP_MARKS": str(marks)}, waits=False) as process:
        _until(lambda: marks.exists() and marks.stat().st_size > 0, "the first task", process, pause=0.001)
        began, already = perf_counter(), marks.stat().st_size
        _until(lambda: marks.stat().st_size >= count, "the last task", process, pause=0.005)
        return (count - already) / (perf_counter() - began)


def _nothing_waits() -> bool:
    from mediation.core.enums import MessageState
    from mediation.core.models import Message

    waiting = (MessageState.PLANNED, MessageState.SENDING)
    return not Message.objects.filter(state__in=waiting).exists()


@contextmanager
def _worker(
    place: Surroundings, app: str, workers: int, environment: Mapping[str, str], *, waits: bool = True
) -> Iterator[child_processes.Process]:
    """`workers` processes that take tasks, under one parent, as `celery worker --concurrency` makes them."""
    log = place.servers.postgres.log.with_name(f"worker-{workers}.log")
    options = ("--pool", "prefork", "--concurrency", str(workers), "--loglevel", "INFO", *QUIET)
    command = [sys.executable, "-m", "celery", "-A", app, "worker", *options]
    with log.open("wb") as output:
        process = child_processes.spawn(
            command,
            death_signal=signal.SIGTERM,
            output=output,
            environment=os.environ | dict(environment),
            folder=ROOT,
        )
    try:
        if waits:
            _until(lambda: b" ready." in log.read_bytes(), "a worker is ready", process)
        yield process
    finally:
        child_processes.end(process, [(signal.SIGTERM, 20), (signal.SIGKILL, 5)])


def _until(
    condition: Callable[[], bool], what: str, process: child_processes.Process, *, pause: float = 0.05
) -> None:
    """Raises NotReady when it does not come about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotReady(f"The workers did not get so far: {what}.")
        time.sleep(pause)


def _children(process: child_processes.Process) -> list[int]:
    found = Path("/proc", str(process.pid), "task", str(process.pid), "children")
    return [int(pid) for pid in found.read_text(encoding="ascii").split()]


def _memory(pid: int, what: str) -> float:
    """In MiB; `what` is a line of /proc/PID/status."""
    for line in Path("/proc", str(pid), "status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0
