"""Both embedded servers together."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .home import find_home
from .postgres import Postgres
from .valkey import Valkey

TEMPORARY_PREFIX = "family-mediation-temporary-"


class Servers:
    """PostgreSQL and Valkey with their data in `folder`. Whoever starts them holds a lock on that folder."""

    def __init__(self, folder: Path, *, logs: Path, durable: bool = True) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        home = find_home(folder)
        self.notes = home.notes
        self.postgres = Postgres(home, log=logs / "postgres.log", durable=durable)
        self.valkey = Valkey(home, log=logs / "valkey.log", durable=durable)

    def wipe(self) -> None:
        """Give up all data. Raises ServerError if something still uses it."""
        self.postgres.wipe()
        self.valkey.wipe()

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.valkey.url}

    def start(self, *, postgres: bool = True, valkey: bool = True) -> None:
        """Start both, or the one that is wanted. Raises ServerError, with nothing left running."""
        try:
            if postgres:
                self.postgres.start()
            if valkey:
                self.valkey.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()


@contextmanager
def temporary_servers(*, durable: bool = False) -> Iterator[Servers]:
    """Servers for tests and benchmarks: quick, forgetful, and gone with their data at the end.

    `durable` makes them wait for the disk as in production, for figures that depend on it.
    """
    _remove_left_over()
    folder = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY_PREFIX}{os.getpid()}-"))
    folder.chmod(0o711)  # as root, the servers' user passes through; their own folders stay private
    servers = Servers(folder, logs=folder / "log", durable=durable)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_over() -> None:
    """Remove the data of runs that were killed before they could do so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{TEMPORARY_PREFIX}*"):
        number = folder.name.removeprefix(TEMPORARY_PREFIX).partition("-")[0]
        if number.isdigit() and not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)
