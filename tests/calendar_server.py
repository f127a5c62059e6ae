"""A real HTTP server on this machine that plays whoever gives out a mediator's other calendar."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDLESS, DRIP, BREAKS_OFF = "endless", "drip", "breaks off"
PIECE = b"X" * 65536


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: str = ""  # or one of the words above


@dataclass
class CalendarServer:
    """`files` by their path; `asked` are the headers of each request, in order."""

    files: dict[str, Reply] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.is_over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def endpoint(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def url(self, path: str = "/basic.ics", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, body: bytes, path: str = "/basic.ics", **headers: str) -> str:
        """From now on this is the file; returns its address."""
        self.files[path] = Reply(body, headers=headers)
        return self.url(path)

    def stop(self) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(server: CalendarServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(dict(self.headers.items()))
            reply = server.files.get(self.path, Reply(status=404))
            etag = reply.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not reply.manner:
                self.send_header("Content-Length", str(len(reply.body)))
            elif reply.manner == BREAKS_OFF:
                self.send_header("Content-Length", str(len(reply.body) + 100))
            self.end_headers()
            with suppress(OSError):  # the reader had enough
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            if reply.manner == ENDLESS:
                while not server.is_over.is_set():
                    self.wfile.write(PIECE)
            elif reply.manner == DRIP:
                while not server.is_over.wait(0.02):
                    self.wfile.write(b"X")
            else:
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@contextmanager
def calendar_server() -> Iterator[CalendarServer]:
    running = CalendarServer()
    try:
        yield running
    finally:
        running.stop()
