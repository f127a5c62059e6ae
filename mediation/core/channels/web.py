"""Asking a provider over HTTP, so that it is always known whether anything was handed over.

The standard library's client, and not requests, because it lets us connect and send in two steps: what fails
before the second one has certainly not gone, and a text that may have gone is never sent twice.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from .carrier import MayHaveGone, NotSent, Permanent, Temporary

CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 64 * 1024  # bytes
TRY_AGAIN = frozenset({408, 429, 500, 503})
NOBODY_KNOWS = frozenset({502, 504})  # a gateway that passed it on and lost the answer


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class _Until(io.RawIOBase):
    """What comes over the line until one instant, however slowly it drips. Raises TimeoutError after it."""

    def __init__(self, line: socket.socket, instant: float) -> None:
        self._line, self._instant = line, instant

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._instant - monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        return self._line.recv_into(buffer)


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
    """One request without redirects; `seconds` is the wait for the whole answer. Raises Temporary,
    MayHaveGone. Of an answer whose status has come, the words may be missing."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=min(CONNECT_SECONDS, seconds))
    try:
        line.connect()
    except OSError as error:
        line.close()
        raise Temporary(f"provider not reached ({type(error).__name__})") from None
    try:
        until = monotonic() + seconds
        line.sock.settimeout(seconds)
        line.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        answer = http.client.HTTPResponse(_Until(line.sock, until), method="POST")  # type: ignore[arg-type]
        answer.begin()
        return Answer(answer.status, _words(answer))
    except (OSError, http.client.HTTPException) as error:
        raise MayHaveGone(f"the provider did not answer ({type(error).__name__})") from None
    finally:
        line.close()


def _words(answer: http.client.HTTPResponse) -> bytes:
    """Its body, or nothing where that does not come: yes and no are in the status."""
    try:
        return answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException):
        return b""


def refusal(status: int, code: str = "") -> NotSent | None:
    """What an answer that is no yes means; `code` is the provider's own number for it."""
    said = f"provider said {status}" + (f" ({code})" if code else "")
    if 200 <= status < 300:
        return None
    if status in NOBODY_KNOWS:
        return MayHaveGone(said)
    return (Temporary if status in TRY_AGAIN else Permanent)(said)
