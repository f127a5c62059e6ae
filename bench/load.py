"""A load generator for one address: keep-alive connections in one loop, one request in flight on each.

It does as little as can be done for a response (find its end, check its status), because it shares the cores
with the server that it measures: about 40 µs a request.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median, quantiles
from time import perf_counter

CONNECTIONS = 16
PATIENCE = 30.0  # seconds without any answer
HEAD_END = b"\r\n\r\n"


class LoadError(Exception):
    """The server did not answer as it must; the text says how."""


@dataclass(slots=True)
class Load:
    """What came back. Latencies are in seconds, one a request."""

    latencies: list[float]
    seconds: float
    body_bytes: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def median_ms(self) -> float:
        return median(self.latencies) * 1000

    @property
    def p95_ms(self) -> float:
        return p95(self.latencies) * 1000


def p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    length: int = -1  # of the whole response, once its head is there


def drive(
    port: int,
    paths: Sequence[str],
    *,
    headers: str = "",
    connections: int = CONNECTIONS,
    seconds: float = float("inf"),
    requests: int | None = None,
) -> Load:
    """Ask for `paths` in turn until the time or the number of requests is used up; give one of them.

    Every answer must be a 200 with a Content-Length. Raises LoadError otherwise, or after 30 silent seconds.
    """
    asking = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode() for path in paths]
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.EpollSelector())
        opened = [_opened(port, selector, stack) for _ in range(connections)]
        began = perf_counter()
        return _exchanged(selector, opened, islice(cycle(asking), requests), until=began + seconds)


def _opened(port: int, selector: selectors.EpollSelector, stack: ExitStack) -> _Connection:
    one = _Connection(stack.enter_context(socket.create_connection(("127.0.0.1", port))))
    one.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(one.socket, selectors.EVENT_READ, one)
    return one


def _exchanged(
    selector: selectors.EpollSelector, opened: list[_Connection], asking: Iterator[bytes], *, until: float
) -> Load:
    """Send on each connection as soon as its last answer is whole."""
    began = perf_counter()
    latencies: list[float] = []
    body_bytes = 0
    waiting = sum(_send_next(one, asking) for one in opened)
    while waiting:
        ready = selector.select(PATIENCE)
        if not ready:
            raise LoadError(f"No answer for {PATIENCE:.0f} seconds.")
        for key, _ in ready:
            one: _Connection = key.data
            if not _receive(one):
                continue
            now = perf_counter()
            latencies.append(now - one.sent_at)
            body_bytes = one.length - one.received.index(HEAD_END) - len(HEAD_END)
            if now >= until or not _send_next(one, asking):
                waiting -= 1
    return Load(latencies, perf_counter() - began, body_bytes)


def _send_next(one: _Connection, asking: Iterator[bytes]) -> bool:
    """False where everything was asked for."""
    request = next(asking, None)
    if request is None:
        return False
    one.received.clear()
    one.length = -1
    one.sent_at = perf_counter()
    one.socket.sendall(request)
    return True


def _receive(one: _Connection) -> bool:
    """Take what has come; True once the whole response is there."""
    part = one.socket.recv(262144)
    if not part:
        raise LoadError("The server closed a connection that should be kept.")
    one.received += part
    if one.length < 0:
        end = one.received.find(HEAD_END)
        if end < 0:
            return False
        one.length = end + len(HEAD_END) + _content_length(bytes(one.received[:end]))
    return len(one.received) >= one.length


def _content_length(head: bytes) -> int:
    status, *lines = head.split(b"\r\n")
    if status.split(b" ", 2)[1] != b"200":
        raise LoadError(f"The server answered {status.decode(errors='replace')}.")
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise LoadError("The server sent no Content-Length.")
