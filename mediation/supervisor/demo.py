"""The demo, from the lock on its data to the end of its last process."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from mediation import child_processes
from mediation.embedded import ServerError, Servers
from script.bootstrap.refusals import FULL_DISK, full_disk
from script.bootstrap.steps import step
from script.bootstrap.system import DEBIAN_LIBRARIES, pango_is_there

from . import environment, obstacles, parts

PATIENCE_WITH_WEB = 60.0  # seconds
BETWEEN_LOOKS = 0.1  # seconds
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (where to look, not where to listen)


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or ended us from outside."""


class Demo:
    """One run of script/server."""

    def __init__(self, root: Path, *, host: str, port: int, fresh: bool) -> None:
        self.root = root
        self.var = root / "var"
        self.logs = self.var / "log"
        self.host, self.port, self.fresh = host, port, fresh
        self.asked_to_stop = False
        self.servers: Servers | None = None
        self.running: list[parts.Running] = []

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the demo."""
        host = ANYWHERE.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def run(self) -> None:
        """Start everything, watch it, and stop everything. Returns after Ctrl-C; raises ServerError."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember_to_stop)
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            with ExitStack() as at_the_end:
                self._start(at_the_end)
                self._watch()
        except Stopped:
            print("Everything has stopped.")

    def _remember_to_stop(self, *_: object) -> None:
        self.asked_to_stop = True

    def _start(self, at_the_end: ExitStack) -> None:
        lock = at_the_end.enter_context(obstacles.only_one(self.var / "server.lock", self.address))
        obstacles.demand_free_port(self.host, self.port)
        settings = self._environment(self._start_servers(at_the_end))
        with step("Preparing the database and the demo practice"):
            sign_ins = self._prepare(settings)
        at_the_end.callback(self._stop_parts)
        web, *others = parts.parts(self.host, self.port, self.var, threads=os.environ.get("WEB_THREADS", ""))
        with step("Starting the web server and the queue"):
            self._start_part(web, settings, lock)
            self._wait_for(self._web_answers, PATIENCE_WITH_WEB)
            for part in others:  # only now, so that they do not compete with the page somebody waits for
                self._start_part(part, settings, lock)
        self._welcome(sign_ins)

    def _start_servers(self, at_the_end: ExitStack) -> dict[str, str]:
        """Their addresses; those that the caller's environment names are used instead of our own."""
        named = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
        if "DATABASE_URL" in named:
            if self.fresh:
                raise ServerError(
                    "--fresh empties only the demo's own database, but DATABASE_URL names another one: "
                    "unset DATABASE_URL or leave --fresh out."
                )
            obstacles.demand_database(named["DATABASE_URL"])
        if len(named) == 2:
            return named
        servers = Servers(self.var, logs=self.logs)
        for note in servers.notes:
            print(note)
        if self.fresh:
            servers.wipe()
            for sent in ("mail", "texts", "documents"):
                shutil.rmtree(self.var / sent, ignore_errors=True)
        at_the_end.callback(servers.stop)
        with step("Starting the database"):
            servers.start(postgres="DATABASE_URL" not in named, valkey="REDIS_URL" not in named)
        self.servers = servers
        return servers.environment | named

    def _environment(self, servers: Mapping[str, str]) -> dict[str, str]:
        hosts = ["*"] if self.host in ANYWHERE else ["127.0.0.1", "localhost", "[::1]", self.host]
        own = environment.demo_environment(
            var=self.var, servers=servers, site_url=self.address, allowed_hosts=",".join(dict.fromkeys(hosts))
        )
        environment.write(self.var / "demo.env", own)
        fixed = {
            "DJANGO_SETTINGS_MODULE": "mediation.settings",
            "VAR_DIR": str(self.var),
            "PYTHONUNBUFFERED": "1",
        }
        return os.environ | own | fixed

    def _prepare(self, settings: Mapping[str, str]) -> str:
        """Migrate and so on; what the sign-ins are."""
        log = self.logs / "prepare.log"
        with log.open("wb") as errors:
            process = child_processes.spawn(
                [sys.executable, "-m", "mediation.supervisor.prepare"],
                death_signal=signal.SIGKILL,
                output=subprocess.PIPE,
                errors=errors,
                environment=settings,
                folder=self.root,
            )
        try:
            self._wait_for(lambda: process.poll() is not None)
        except Stopped:
            child_processes.end(process, [(signal.SIGTERM, 5)])
            raise
        if process.returncode:
            raise ServerError(self._why_not_prepared(log))
        return _text(process.stdout)

    def _why_not_prepared(self, log: Path) -> str:
        written = log.read_text(encoding="utf-8", errors="replace")
        last = ([line for line in written.splitlines() if line.strip()] or ["it wrote nothing"])[-1].strip()
        return self._blame(log, f"The database could not be prepared ({last.rstrip('.')}): see {log}.")

    def _blame(self, log: Path, otherwise: str) -> str:
        """A full disk has many faces, and one remedy."""
        written = log.read_text(encoding="utf-8", errors="replace")
        return full_disk(self.var) if FULL_DISK.search(written) else otherwise

    def _start_part(self, part: parts.Part, settings: Mapping[str, str], lock: IO[str]) -> None:
        self.running.append(
            parts.start(part, root=self.root, logs=self.logs, environment=settings, lock=lock.fileno())
        )

    def _stop_parts(self) -> None:
        if self.asked_to_stop:
            print(flush=True)  # after the terminal's ^C
        with step("Stopping"):
            parts.stop(self.running)

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection(ANYWHERE.get(self.host, self.host), self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):  # not listening yet
            return False
        finally:
            connection.close()

    def _welcome(self, sign_ins: str) -> None:
        print(f"\nThe demo runs at {self.address} (Ctrl-C stops it).\n")
        print(f"{sign_ins.strip()}\n")
        print(f"Its data is in {self.var}, its logs are in {self.logs}.")
        if not pango_is_there():
            print(f"PDFs are unavailable: they need Debian's packages {' '.join(DEBIAN_LIBRARIES)}.")
        sys.stdout.flush()

    def _watch(self) -> None:
        self._wait_for(lambda: False)

    def _wait_for(self, condition: Callable[[], bool], seconds: float = float("inf")) -> None:
        """Wait while everything lives. Raises Stopped, or ServerError when a part died or time ran out."""
        deadline = time.monotonic() + seconds
        while not condition():
            self._look_up()
            if time.monotonic() > deadline:
                log = self.logs / "web.log"
                silent = f"The web server does not answer at {self.address}: see {log}."
                raise ServerError(self._blame(log, silent))
            time.sleep(BETWEEN_LOOKS)

    def _look_up(self) -> None:
        if self.asked_to_stop:
            raise Stopped
        for title, process, log in self._processes():
            if process.poll() is not None:
                ended = f"{title} stopped unexpectedly, so everything else was stopped: see {log}."
                raise ServerError(self._blame(log, ended))

    def _processes(self) -> list[tuple[str, child_processes.Process, Path]]:
        found = [(one.part.title, one.process, one.log) for one in self.running]
        if self.servers:
            for title, server in (
                ("The database", self.servers.postgres),
                ("The queue", self.servers.valkey),
            ):
                if server.process:
                    found.append((title, server.process, server.log))
        return found


def _text(stream: IO[bytes] | None) -> str:
    return stream.read().decode() if stream else ""
