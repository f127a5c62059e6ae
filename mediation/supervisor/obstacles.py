"""What stands in the way of a start, each said in one sentence before anything is started."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import psycopg

from mediation.embedded import ServerError

PATIENCE_WITH_PREDECESSOR = 20.0  # seconds for what a killed start left behind to end


@contextmanager
def only_one(path: Path, address: str) -> Iterator[IO[str]]:
    """Hold the lock on this checkout's demo. Raises ServerError if another start holds it.

    The guards of the parts share the open file, so the lock is free only when they have gone too: a start
    after a kill -9 waits here for the rest of the killed one.
    """
    with path.open("a+", encoding="utf-8") as lock:
        deadline = time.monotonic() + PATIENCE_WITH_PREDECESSOR
        while not _taken(lock):
            lock.seek(0)
            process, _, running_at = lock.read().strip().partition(" ")
            if _is_supervisor(process) or time.monotonic() > deadline:
                raise ServerError(
                    f"script/server already runs here (process {process or 'unknown'}): "
                    f"use it at {running_at or address}, or stop it first with Ctrl-C."
                )
            time.sleep(0.05)
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()} {address}\n")
        lock.flush()
        yield lock


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_supervisor(process: str) -> bool:
    """Does a supervisor live under this number? Numbers are used again, hence the look at its command."""
    try:
        command = Path("/proc", process or "none", "cmdline").read_bytes()
    except OSError:
        return False
    return b"mediation.supervisor\0" in command


def demand_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            raise ServerError(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"Port {port} is in use: stop what uses it, or choose another: script/server --port {other}."
    if error.errno == errno.EACCES:
        return f"You may not listen on port {port}: choose one above 1023, like script/server --port 8000."
    return f"This machine cannot listen on {host}: leave --host out, or give one of its own addresses."


def demand_database(url: str) -> None:
    """The server that the caller named must answer."""
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise ServerError(
            "DATABASE_URL must begin with postgresql://: correct it, or unset it to use the demo's own."
        )
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        first_line = str(error).strip().splitlines()[0]
        raise ServerError(
            f"The database in DATABASE_URL does not answer ({first_line}): "
            "start it, correct DATABASE_URL, or unset it to use the demo's own."
        ) from error
