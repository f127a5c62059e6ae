"""A real CalDAV server for tests: Radicale in a process of its own, on this machine, with an empty folder."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

MORGAN = "Basic bW9yZ2FuOng="  # any password will do
CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder}
[web]
type = none
"""


@dataclass(frozen=True)
class Radicale:
    port: int

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """One request of Morgan's; the status, and what came with it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, path, body, {"Authorization": MORGAN, "Connection": "close", **headers})
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config, log = folder / "config", folder / "log"
    config.write_text(CONFIG.format(port=port, folder=folder / "collections"))
    with log.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(config)],
            stdout=output,
            stderr=output,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        )
    try:
        _wait_until_it_answers(port, running, log)
        yield Radicale(port)
    finally:
        running.kill()
        running.wait(10)


def _wait_until_it_answers(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    until = monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert running.poll() is None, log.read_text()
            assert monotonic() < until, log.read_text()
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.05)
        else:
            return
