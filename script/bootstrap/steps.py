"""One line for each step, with the time it took; what the programs say goes to a log."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import LOGS, ROOT
from .refusals import Refusal, known_reason

Argument = str | Path
TAIL = 15  # lines of a failed program's output to show


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done while it is being done, and at the end how many seconds it took."""
    began = time.monotonic()
    print(f"{title} ...", end="", flush=True)
    over = threading.Event()
    ticking = threading.Thread(target=_tick, args=(title, began, over), daemon=True)
    if sys.stdout.isatty():
        ticking.start()
    done = False
    try:
        yield
        done = True
    finally:
        over.set()
        if ticking.is_alive():
            ticking.join()
        print(f" {time.monotonic() - began:.1f} s" if done else " not done", flush=True)


def _tick(title: str, began: float, over: threading.Event) -> None:
    """On a terminal, show the seconds as they pass."""
    while not over.wait(1):
        print(f"\r{title} ... {time.monotonic() - began:.0f} s", end="", flush=True)
    print(f"\r{title} ...", end="", flush=True)


def run(
    arguments: Sequence[Argument],
    *,
    log: str,
    failure: str,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a program with its output in var/log/`log`. Raises Refusal if it fails.

    For a known reason that is one sentence; otherwise it is `failure`, after the end of the output.
    """
    path = LOGS / log
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as output:
        start = output.tell()
        output.write(f"\n$ {' '.join(map(str, arguments))}\n".encode())
        output.flush()
        status = subprocess.run(
            arguments,
            cwd=ROOT,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if status == 0:
        return
    written = path.read_bytes()[start:].decode(errors="replace")
    reason = known_reason(written, ROOT)
    if reason is None:
        tail = "\n".join(written.splitlines()[-TAIL:])
        reason = f"{tail}\n{failure} The whole output is in {path}."
    raise Refusal(reason)
