"""Known reasons why a step fails, each as one sentence that says what to do."""

from __future__ import annotations

import errno
import re
from pathlib import Path


class Refusal(Exception):
    """The set-up cannot go on; the text is one plain sentence that says what to do."""


FULL_DISK = re.compile(r"No space left on|ENOSPC|Disk quota exceeded|EDQUOT", re.IGNORECASE)
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError"
    r"|Failed to establish a new connection|name resolution|Name or service not known|Network is unreachable"
    r"|Connection (?:refused|reset|aborted)|Could not resolve|Unable to connect|Temporary failure resolving"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
)
NO_PERMISSION = re.compile(r"Permission denied|EACCES|EPERM|Read-only file system|EROFS")


def known_reason(output: str, folder: Path) -> str | None:
    """The sentence for what a failed program wrote, or None if the reason is not a known one."""
    if FULL_DISK.search(output):
        return full_disk(folder)
    if NO_NETWORK.search(output):
        return (
            "Packages could not be downloaded: check this machine's network connection "
            "(and the proxy or mirror that pip and npm are told to use) and start again."
        )
    if NO_PERMISSION.search(output):
        return not_writable(folder)
    return None


def os_error_in_words(error: OSError, folder: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full_disk(folder)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return not_writable(Path(error.filename or folder))
    return (
        f"The system refused to use {error.filename or folder} ({error.strerror}): mend that and start again."
    )


def full_disk(folder: Path) -> str:
    return f"The disk that holds {folder} is full: free about 1 GB and start again."


def not_writable(path: Path) -> str:
    return f"You may not write to {path}: start as the user who owns it, or from a copy of your own."
