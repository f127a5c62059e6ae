"""A mail server that accepts everything and keeps nothing but counts: `python -m bench.sink` tells its port.

`X-COUNT` is answered with how many messages came and how many different Message-IDs they had; `X-RESET`
begins anew. It does as little as SMTP allows, because it shares the cores with what is measured.
"""

from __future__ import annotations

import asyncio
import re
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .surroundings import ROOT, NotReady

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
END = b"\r\n.\r\n"


class Counts:
    def __init__(self) -> None:
        self.messages = 0
        self.ids: set[bytes] = set()


class Conversation(asyncio.Protocol):
    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.received = b""
        self.is_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101  (for the types alone)
        self.transport = transport
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.received += data
        while True:
            whole, ended, rest = self.received.partition(END if self.is_data else b"\r\n")
            if not ended:
                return
            self.received = rest
            if self.is_data:
                self._take(whole)
            else:
                self.transport.write(self._answer(whole))

    def _take(self, message: bytes) -> None:
        self.is_data = False
        self.counts.messages += 1
        found = MESSAGE_ID.search(message)
        if found:
            self.counts.ids.add(found[1])
        self.transport.write(b"250 taken\r\n")

    def _answer(self, line: bytes) -> bytes:
        command = line[:4].upper()
        if command == b"DATA":
            self.is_data = True
            return b"354 go on\r\n"
        if command == b"QUIT":
            return b"221 bye\r\n"
        if line == b"X-RESET":
            self.counts.__init__()  # type: ignore[misc]
        return f"250 {self.counts.messages} {len(self.counts.ids)}\r\n".encode()


async def serve() -> None:
    counts = Counts()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        server = await asyncio.get_running_loop().create_server(lambda: Conversation(counts), sock=listening)
        print(listening.getsockname()[1], flush=True)
        await server.serve_forever()


class Sink:
    """The running sink, asked over one kept conversation."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line = smtplib.SMTP("127.0.0.1", port)

    def counts(self) -> tuple[int, int]:
        """Messages, and different Message-IDs."""
        _, words = self._line.docmd("X-COUNT")
        messages, ids = words.split()
        return int(messages), int(ids)

    def reset(self) -> None:
        self._line.docmd("X-RESET")

    def close(self) -> None:
        self._line.close()


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Start one as a process of its own. Raises NotReady."""
    process = subprocess.Popen([sys.executable, "-m", "bench.sink"], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        said = process.stdout.readline() if process.stdout else b""
        if not said.strip().isdigit():
            raise NotReady("The mail sink did not start.")
        sink = Sink(int(said))
        try:
            yield sink
        finally:
            sink.close()
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


if __name__ == "__main__":
    asyncio.run(serve())
