"""Asking ClamAV, where one is configured: clamd's INSTREAM, which takes a file's content and no name.

The conversation is our own because the clamd package may send a part of a piece only, after which ClamAV
judges something else than the file (docs/decisions/documents.md).
"""

from __future__ import annotations

import logging
import socket
from enum import StrEnum

from django.conf import settings

from mediation.env import Clamd

logger = logging.getLogger(__name__)
PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # none is configured, it is away, or it gave no clear answer


def is_configured() -> bool:
    return bool(settings.CLAMD)


def check(content: bytes) -> Verdict:
    """What ClamAV says of this file. One that cannot be asked says nothing; the file stays where it is."""
    where: Clamd = settings.CLAMD
    if not where:
        return Verdict.UNKNOWN
    try:
        answer = _ask(where, content)
    except OSError as error:
        logger.warning("ClamAV gave no answer (%s).", type(error).__name__)
        return Verdict.UNKNOWN
    if answer.endswith(" FOUND"):
        return Verdict.INFECTED
    if answer == "stream: OK":
        return Verdict.CLEAN
    logger.warning("ClamAV could not judge a file of %d bytes.", len(content))
    return Verdict.UNKNOWN


def _ask(where: Clamd, content: bytes) -> str:
    """One conversation: the command, pieces that each begin with their length, a length of nothing."""
    with _connected(where) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            part = line.recv(LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connected(where: Clamd) -> socket.socket:
    if where.host:
        return socket.create_connection((where.host, where.port), timeout=where.seconds)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(where.seconds)
    try:
        line.connect(where.path)
    except OSError:
        line.close()
        raise
    return line
