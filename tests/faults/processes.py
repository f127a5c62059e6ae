"""Real workers, clocks and queues as processes, for tests that stop and kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from mediation import child_processes

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 20.0  # seconds; only a failing test waits so long
WORKER_NAME = "tests-worker"  # what PostgreSQL calls the workers' connections
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def until(condition: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> float:
    """Wait until it holds; returns how many seconds that took. Raises AssertionError when it does not."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}")
        threading.Event().wait(0.01)
    return time.monotonic() - started


def environment(*, redis: str, mail: str, **more: str) -> dict[str, str]:
    """The tests' own environment with the test database, this queue and this mail server."""
    name = str(connection.settings_dict["NAME"])
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = f"{parts.query}&application_name={WORKER_NAME}"
    return os.environ | {
        "DATABASE_URL": urlunsplit((parts.scheme, parts.netloc, f"/{name}", query, "")),
        "REDIS_URL": redis,
        "EMAIL_URL": mail,
        "OUTBOX_LEASE": "2",
        "OUTBOX_SWEEP": "1",
        "OUTBOX_FIRST_WAIT": "1",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


class Running:
    """A process in a session of its own, with everything it printed."""

    def __init__(self, process: child_processes.Process, log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def says(self, text: str) -> None:
        """Wait until it has printed this."""
        until(lambda: text in self.output or self.process.poll() is not None, f"{text!r} in {self._log}")
        assert text in self.output, self.output

    def is_ready(self) -> None:
        """Wait until a worker takes tasks."""
        self.says(" ready.")

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL for it and its children: a machine that lost its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in listed.split()]


@contextmanager
def running(command: list[str], log: Path, given: Mapping[str, str]) -> Iterator[Running]:
    """Run it beside the test; at the end it is asked to stop, then killed."""
    with log.open("ab") as output:
        process = child_processes.spawn(
            command, death_signal=signal.SIGTERM, output=output, environment=given, folder=ROOT
        )
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def worker_connections(*, waiting: bool = False) -> int:
    """How many connections the workers have to PostgreSQL; those that wait for a lock of somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction would see the same again and again
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
            " AND (wait_event_type = 'Lock' OR NOT %s)",
            [WORKER_NAME, waiting],
        )
        return int(cursor.fetchone()[0])


def a_worker_waits() -> bool:
    return worker_connections(waiting=True) > 0


def drop_worker_connections() -> None:
    """What PostgreSQL still does for workers that are dead, as it would notice after a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [WORKER_NAME],
        )


def celery(*arguments: str, app: str = "mediation") -> list[str]:
    return [sys.executable, "-m", "celery", "-A", app, *arguments]


def worker(
    folder: Path,
    given: Mapping[str, str],
    *,
    name: str = "worker",
    with_clock: bool = False,
    app: str = "mediation",
    children: int = 2,
) -> AbstractContextManager[Running]:
    """A worker with two children, still starting; `with_clock` gives it a beat of its own, quick to start."""
    clock = ("--beat", "--schedule", str(folder / f"{name}-schedule")) if with_clock else ()
    options = ("--loglevel", "info", "--concurrency", str(children), *QUIET, *clock, "--hostname", name)
    command = celery("worker", *options, app=app)
    return running(command, folder / f"{name}.log", given)


def beat(folder: Path, given: Mapping[str, str], *, name: str = "beat") -> AbstractContextManager[Running]:
    """A clock, still starting."""
    schedule = folder / f"{name}-schedule"
    command = celery("beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "info")
    return running(command, folder / f"{name}.log", given)
