"""The processes of the running demo, in the order in which they start."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mediation import child_processes

GRACE = 8  # seconds between being asked to stop and being killed
WEB_WORKERS = 2
WEB_THREADS = 8  # per worker


@dataclass(frozen=True)
class Part:
    """What a part is called in a sentence, its log's name, and its command."""

    title: str
    name: str
    command: tuple[str, ...]


def parts(host: str, port: int, var: Path, *, threads: str = "") -> tuple[Part, ...]:
    python = sys.executable
    web = (
        *(python, "-m", "granian", "mediation.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(WEB_WORKERS)),
        *("--blocking-threads", threads or str(WEB_THREADS), "--respawn-failed-workers", "--no-ws"),
    )
    celery = (python, "-m", "celery", "-A", "mediation.celery")
    worker = (*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # there is one worker
    beat = (*celery, "beat", "--schedule", str(var / "beat-schedule"), "--pidfile", "", "--loglevel", "INFO")
    return (
        Part("The web server", "web", web),
        Part("The queue's worker", "worker", (*worker, *quiet)),
        Part("The queue's clock", "beat", beat),
    )


@dataclass
class Running:
    part: Part
    process: child_processes.Process
    log: Path


def start(part: Part, *, root: Path, logs: Path, environment: Mapping[str, str], lock: int) -> Running:
    """Start a part under a guard, which ends with us and takes all of the part's processes along.

    The guard shares the open file `lock`, so that the lock on the demo is held until the guard has gone.
    """
    log = logs / f"{part.name}.log"
    guard = (sys.executable, "-S", "-m", "mediation.supervisor.guard", str(GRACE))
    with log.open("wb") as output:
        process = child_processes.spawn(
            [*guard, *part.command],
            death_signal=signal.SIGTERM,
            output=output,
            environment=environment,
            folder=root,
            shared=(lock,),
        )
    return Running(part, process, log)


def stop(running: list[Running]) -> None:
    """Ask all of them, the last started first, then wait for each."""
    for one in reversed(running):
        if one.process.poll() is None:
            one.process.terminate()
    for one in reversed(running):
        child_processes.end(one.process, [(signal.SIGTERM, GRACE + 5)])
