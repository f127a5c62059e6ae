"""python -m mediation.supervisor.guard SECONDS COMMAND...: run a command and leave nothing of it behind.

Web servers and queue workers have child processes of their own, which can outlive them. This small process
stands between the supervisor and such a command. Everything that the command leaves behind becomes our child
(PR_SET_CHILD_SUBREAPER); when we are told to stop, when the supervisor dies, or when the command ends, all of
it gets SIGTERM, and SIGKILL after SECONDS.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

from mediation.child_processes import spawn

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def main(seconds: int, command: list[str]) -> int:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = spawn(
        command,
        death_signal=signal.SIGTERM,
        output=sys.stdout.fileno(),
        environment=os.environ,
        folder=Path.cwd(),
    )

    def stop(*_: object) -> None:
        if child.pid in descendants(os.getpid()):  # else its number may be somebody else's by now
            send(signal.SIGTERM, [child.pid])
        signal.alarm(seconds)

    def kill(*_: object) -> None:
        send(signal.SIGKILL, descendants(os.getpid()))
        signal.alarm(1)  # one may have been forked just now

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, kill)
    status = 0
    while True:
        try:
            ended, how = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if ended == child.pid:
            status = os.waitstatus_to_exitcode(how)
            send(signal.SIGTERM, descendants(os.getpid()))
            signal.alarm(seconds)


def send(number: signal.Signals, processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:  # ended by itself
            continue


def descendants(ancestor: int) -> list[int]:
    """All living children of a process, and theirs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # ended while we looked
                continue
            parents[int(entry.name)] = int(after_name[1])
    found: list[int] = []
    generation = {ancestor}
    while generation:
        generation = {child for child, parent in parents.items() if parent in generation}
        found += generation
    return found


if __name__ == "__main__":
    status = main(int(sys.argv[1]), sys.argv[2:])
    sys.exit(128 - status if status < 0 else status)
