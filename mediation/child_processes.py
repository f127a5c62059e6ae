"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)

Process = subprocess.Popen[bytes]


class Identity(TypedDict, total=False):
    """The arguments of subprocess that choose a user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The user that a child runs as."""

    uid: int
    gid: int
    name: str


def spawn(
    arguments: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    output: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
    environment: Mapping[str, str],
    folder: Path,
    account: Account | None = None,
    shared: Sequence[int] = (),
) -> Process:
    """Start a child in a session of its own, which gets `death_signal` when we die, however we die.

    It gets our open files `shared` and no others. Its own session, so that Ctrl-C in the terminal reaches us
    alone and we decide the order of stopping. Call it from the main thread: the kernel sends the signal when
    the *thread* that started the child ends.
    """
    return subprocess.Popen(
        [str(argument) for argument in arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,
        pass_fds=shared,
        preexec_fn=_die_with(os.getpid(), death_signal),
        **as_account(account),
    )


def _die_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """What the child does between fork and exec, after it has dropped its privileges (that would undo it)."""

    def arrange() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the arrangement was made
            os._exit(1)

    return arrange


def as_account(account: Account | None) -> Identity:
    """The arguments of subprocess that drop from root to `account`; none for None."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def end(process: Process, steps: Iterable[tuple[signal.Signals, float]]) -> None:
    """Stop a child: each signal in turn, waiting that many seconds after it; SIGKILL if nothing helped."""
    for number, seconds in steps:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()


def living_in(folder: Path) -> list[int]:
    """The processes whose working folder is `folder`: PostgreSQL and all its parts work in their data."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            at = (entry / "cwd").readlink()
        except OSError:  # ended meanwhile, or somebody else's, whose data this then is not
            continue
        if at == folder:
            found.append(int(entry.name))
    return found
