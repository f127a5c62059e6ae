"""A real mail server for tests: it speaks SMTP on a free port, keeps what arrives, refuses when told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mediation.core import outbox, sending

ACCEPTED = "250 OK"
HANG_UP = "hang up"  # an answer that is none
STALL = "stall"  # the server has read the command and says nothing until `go_on`


class _ChoosesItsPort(Controller):
    """aiosmtpd needs a port by number; this one asks the system for a free one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


class MailServer:
    """`arrived` are the parsed messages, `recipients` their envelope recipients, `conversations` the peers,
    in order.

    `answers["RCPT"]` and `answers["DATA"]` are used up one by one; without any left, everything is accepted.
    """

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.conversations: list[object] = []
        self.answers: dict[str, deque[str]] = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
        self._stalled = threading.Semaphore(0)
        self._may_go_on = threading.Event()
        self._controller = _ChoosesItsPort(self, hostname="127.0.0.1", port=0)

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def only(self) -> EmailMessage:
        """The one message that arrived."""
        (message,) = self.arrived
        return message

    def will_answer(self, command: str, *answers: str) -> None:
        self.answers[command].extend(answers)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.go_on()
        self._controller.stop()

    def has_stalled(self, seconds: float) -> bool:
        """Wait until a conversation stands still; each counts once."""
        return self._stalled.acquire(timeout=seconds)

    def go_on(self) -> None:
        """Let every stalled conversation end well."""
        self._may_go_on.set()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        if session.peer not in self.conversations:
            self.conversations.append(session.peer)
        return await self._next("MAIL", server)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._next("RCPT", server)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """With HANG_UP and STALL the message was accepted, but the sender does not hear of it."""
        waiting = self.answers["DATA"]
        if not waiting or waiting[0] in {ACCEPTED, HANG_UP, STALL}:
            content: Any = envelope.original_content
            self.raw.append(content)
            self.arrived.append(email.message_from_bytes(content, policy=email.policy.default))
            self.recipients.append(list(envelope.rcpt_tos))
        return await self._next("DATA", server)

    async def _next(self, command: str, server: SMTP) -> str:
        waiting = self.answers[command]
        answer = waiting.popleft() if waiting else ACCEPTED
        if answer == HANG_UP and server.transport is not None:
            server.transport.close()
        if answer == STALL:
            self._stalled.release()
            while not self._may_go_on.is_set():
                await asyncio.sleep(0.01)
            return ACCEPTED
        return answer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """A mail server that the settings point to."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def send_due(now: datetime) -> int:
    """What the sweep and its workers do, here and now; returns how many messages were due."""
    claims = outbox.claim_due(now=now)
    sending.deliver_batch(claims, clock=lambda: now)
    return len(claims)
