"""A real HTTP server on this machine that plays the providers: Twilio, a generic one for texts, and Mailgun.

It reads each request wholly, keeps it, and then answers as told.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

HANG_UP = "hang up"  # the request was read, and no answer comes
STALL = "stall"  # the same, and the line stays open until `go_on`
DRIP_HEAD, DRIP_BODY = "drip head", "drip body"  # a yes that comes byte by byte, for seconds
RUBBISH = "rubbish"  # a yes, and words that nobody can read
ODD_ID = "odd id"  # a yes, with an id that no row can hold
DRIPS, BETWEEN_DRIPS = 300, 0.01  # seconds
SID, TOKEN, KEY = "AC" + "0" * 32, "a token that signs", "a key that signs"


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Provider:
    """`received` are the requests in order. Answers are used up one by one: a status or a word above;
    without any left, everything is accepted. `elsewhere` is where a 3xx leads."""

    elsewhere: str = ""
    dripped: int = 0
    received: list[Request] = field(default_factory=list)
    answers: deque[int | str] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._stalled = threading.Semaphore(0)
        self._may_go_on = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def twilio(self) -> str:
        return f"twilio://{SID}:{TOKEN.replace(' ', '%20')}@127.0.0.1:{self.port}?from=%2B447700900999&tls=0"

    @property
    def generic(self) -> str:
        key = KEY.replace(" ", "%20")
        return f"sms+http://{key}@127.0.0.1:{self.port}/texts?from=Appointments"

    @property
    def mailgun(self) -> str:
        api = f"http://127.0.0.1:{self.port}/v3"
        return f"anymail+mailgun://key-123@?sender_domain=mg.example.org&api_url={api}"

    def only(self) -> Request:
        (request,) = self.received
        return request

    def will_answer(self, *answers: int | str) -> None:
        self.answers.extend(answers)

    def has_stalled(self, seconds: float) -> bool:
        """Wait until a request stands still; each counts once."""
        return self._stalled.acquire(timeout=seconds)

    def go_on(self) -> None:
        self._may_go_on.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.go_on()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def drip(self) -> Iterator[bytes]:
        """One byte after the other, with a wait between two."""
        for _ in range(DRIPS):
            self._may_go_on.wait(BETWEEN_DRIPS)
            self.dripped += 1
            yield b"x"

    def answer(self, request: Request) -> int | str:
        """The status for this request, or the word for another kind of answer."""
        self.received.append(request)
        chosen = self.answers.popleft() if self.answers else 201
        if chosen == STALL:
            self._stalled.release()
            self._may_go_on.wait()
            return 201
        return chosen


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status = provider.answer(Request(self.path, dict(self.headers), body))
            if status == HANG_UP:
                self.close_connection = True
                return
            if isinstance(status, str):
                self.answer_badly(status)
                return
            number = len(provider.received)
            said: dict[str, object] = {"id": f"text-{number}", "sid": f"SM{number:032}"}
            if status >= 400:  # providers repeat the number in their words
                said = {"code": 21211, "message": f"{body!r} is not valid", "id": ""}
            told = json.dumps(said | ({"message": "Queued"} if status < 400 else {})).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                if 300 <= status < 400 and provider.elsewhere:
                    self.send_header("Location", provider.elsewhere)
                self.end_headers()
                self.wfile.write(told)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def answer_badly(self, how: str) -> None:
            self.close_connection = True
            try:
                self.wfile.write(b"HTTP/1.1 201 Created\r\n")
                if how == DRIP_HEAD:
                    self.wfile.write(b"X-Slow: ")
                    self.wfile.writelines(provider.drip())
                self.wfile.write(b"\r\n\r\n")
                if how == DRIP_BODY:
                    self.wfile.writelines(provider.drip())
                if how == RUBBISH:
                    self.wfile.write(b"[" * 50_000)
                if how == ODD_ID:
                    self.wfile.write(json.dumps({"id": "a\0", "sid": "a" * 300}).encode())
            except OSError:
                return

        def log_message(self, *args: object) -> None:
            """The tests print enough."""

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    made = Provider()
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as made:
        yield made
