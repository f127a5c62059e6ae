"""python3 -m script.bootstrap runtime|development|system: one stage of the set-up, called by script/*.

Exit status 0 when everything is there, 1 with one sentence on standard error when not, 130 after Ctrl-C.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import ROOT, VAR, frontend, packages, system
from .refusals import Refusal, os_error_in_words

STAGES: dict[str, tuple[Callable[[], None], ...]] = {
    "runtime": (packages.install_runtime, frontend.build_frontend),
    "development": (packages.install_development, frontend.build_frontend),
    "system": (system.install_missing,),
}


def main(arguments: list[str]) -> int:
    try:
        with _alone():
            for name in arguments:
                for stage in STAGES[name]:
                    stage()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(os_error_in_words(error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups of one checkout would tread on each other: the second waits."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of this checkout to finish ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
