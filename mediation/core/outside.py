"""Reading one file from an address that somebody typed in, without being led anywhere by it.

Only public addresses (see `addresses`), looked up once and connected to by number, again at each redirect;
no proxy, no cookie, no password; one limit of time for all of it, from the name's look-up to the last byte,
one of bytes on the line and one of bytes unpacked. Never call it inside a transaction.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from django.conf import settings

from . import addresses
from .addresses import Endpoint, Target
from .enums import OutsideFault
from .errors import OutsideFailed

Resolve = Callable[[str, int], list[str]]
HEADERS_BYTES = 64 * 1024
PIECE = 64 * 1024
ADDRESSES_TRIED = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
STATUS_FAULTS = {
    401: OutsideFault.REFUSED,
    403: OutsideFault.REFUSED,
    404: OutsideFault.GONE,
    410: OutsideFault.GONE,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for everything together; `size` in bytes, of the file as it is read; redirects followed."""

    seconds: float = 10.0
    size: int = 2 * 1024 * 1024
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The file and what to show next time to hear whether it changed. Unchanged: no body."""

    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


def look_up(host: str, port: int) -> list[str]:
    """Every address behind a name, as the system's resolver tells."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def read(
    url: str,
    *,
    known: Found | None = None,
    limits: Limits | None = None,
    allowed: Collection[Endpoint] | None = None,
    resolve: Resolve = look_up,
) -> Found:
    """The file behind `url`. `known` is what was found last time. Raises OutsideFailed, which says why not.

    `allowed` defaults to the setting OUTSIDE_ALLOWED, which is empty for a real practice.
    """
    limits = limits or Limits()
    allowed = settings.OUTSIDE_ALLOWED if allowed is None else allowed
    until = monotonic() + limits.seconds
    target = addresses.target_of(url)
    try:
        for _ in range(limits.redirects + 1):
            behind = _look_up(target, resolve, until)
            addresses.check(target, behind, allowed=allowed, plain_http=not settings.HTTPS_ONLY)
            answer = _ask(target, behind, known or Found(), limits, until)
            if isinstance(answer, Found):
                return answer
            target = addresses.redirected(target, answer)
    except TimeoutError as error:
        raise OutsideFailed(OutsideFault.TOO_SLOW) from error
    except ssl.SSLCertVerificationError as error:
        raise OutsideFailed(OutsideFault.BAD_CERTIFICATE) from error
    except (OSError, http.client.HTTPException) as error:
        raise OutsideFailed(OutsideFault.UNREACHABLE) from error
    raise OutsideFailed(OutsideFault.TOO_MANY_REDIRECTS)


def _look_up(target: Target, resolve: Resolve, until: float) -> list[str]:
    """In a thread of its own: the system's resolver has no limit of time. Raises TimeoutError, OSError."""
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except OSError as error:
            answers.put(error)

    Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(until))
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ask(target: Target, behind: list[str], known: Found, limits: Limits, until: float) -> Found | str:
    """One request: the file, or the address that it redirects to."""
    headers = {
        "Host": target.host_header,
        "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "User-Agent": "appointments-calendar-reader",
    }
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    with _connected(target, behind, until) as line:
        request = http.client.HTTPConnection(target.host, target.port)
        request.sock = line
        line.settimeout(_left(until))
        request.request("GET", target.path, headers=headers)
        most = limits.size + HEADERS_BYTES
        answer = http.client.HTTPResponse(_Until(line, until, most), method="GET")  # type: ignore[arg-type]
        answer.begin()
        return _judged(answer, known, limits)


def _connected(target: Target, behind: list[str], until: float) -> socket.socket:
    """A line to one of these very addresses; the certificate must be the name's. Raises OSError."""
    for number, address in enumerate(behind[:ADDRESSES_TRIED], start=1):
        try:
            line = socket.create_connection((address, target.port), timeout=_left(until))
            break
        except OSError:
            if number == min(len(behind), ADDRESSES_TRIED):
                raise
    if target.scheme != "https":
        return line
    try:
        line.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except OSError:
        line.close()
        raise


def _judged(answer: http.client.HTTPResponse, known: Found, limits: Limits) -> Found | str:
    if answer.status in REDIRECTS and (location := answer.getheader("Location")):
        return location
    if answer.status == 304 and (known.etag or known.last_modified):
        return Found(etag=known.etag, last_modified=known.last_modified, is_unchanged=True)
    if answer.status != 200:
        raise OutsideFailed(STATUS_FAULTS.get(answer.status, OutsideFault.UNREACHABLE))
    body = _body(answer, limits.size)
    if answer.length:  # it said how much would come, and less did
        raise OutsideFailed(OutsideFault.UNREACHABLE)
    return Found(body, _kept(answer.getheader("ETag")), _kept(answer.getheader("Last-Modified")))


def _kept(value: str | None) -> str:
    """What can be shown again next time; nothing that is too long to store."""
    return value if value and len(value) <= 200 and value.isascii() and value.isprintable() else ""


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    """The whole file, unpacked, no more than `most` bytes of it. Raises OutsideFailed."""
    encoding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise OutsideFailed(OutsideFault.NOT_A_CALENDAR)
    unpacking = zlib.decompressobj(wbits=31) if encoding != "identity" else None
    body = bytearray()
    while piece := answer.read(PIECE):
        try:
            body += unpacking.decompress(piece, most + 1 - len(body)) if unpacking else piece
        except zlib.error as error:
            raise OutsideFailed(OutsideFault.NOT_A_CALENDAR) from error
        if len(body) > most:
            raise OutsideFailed(OutsideFault.TOO_LARGE)
    if unpacking and not unpacking.eof:
        raise OutsideFailed(OutsideFault.UNREACHABLE)
    return bytes(body)


class _Until(io.RawIOBase):
    """What comes over the line until one instant and up to so many bytes, however slowly it drips.

    Raises TimeoutError and OutsideFailed(TOO_LARGE).
    """

    def __init__(self, line: socket.socket, instant: float, most: int) -> None:
        self._line, self._instant, self._most = line, instant, most

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._line.settimeout(_left(self._instant))
        count = self._line.recv_into(buffer)
        self._most -= count
        if self._most < 0:
            raise OutsideFailed(OutsideFault.TOO_LARGE)
        return count
