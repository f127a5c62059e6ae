"""What goes wrong with the embedded servers, said to the person who started them."""

import errno
from pathlib import Path


class ServerError(Exception):
    """A server cannot be started or stopped; the text is one sentence that says what to do."""


def disk_is_full(folder: Path) -> str:
    return f"The disk that holds {folder} is full: free some space and start again."


def os_error_in_words(error: OSError, folder: Path) -> str:
    """What the system refused while a server's data in `folder` was being used."""
    if error.errno == errno.ENOSPC:
        return disk_is_full(folder)
    return f"The servers cannot use {folder} ({error.strerror}): mend its permissions, or remove it."


def reason_in(log: Path, what: str, *, kept: bool) -> str:
    """One sentence on why the server whose log this is did not start, and what to do.

    `kept` says that the data and the log stay, so that somebody can look at them or start without them.
    """
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    if any("No space left on device" in line for line in lines):
        return disk_is_full(log.parent)
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "rror:", "atal"))]
    last = (telling or lines or ["it wrote nothing"])[-1].strip().rstrip(".")
    advice = f"see {log}, or give its data up with script/server --fresh" if kept else "start again"
    return f"{what} ({last}): {advice}."
