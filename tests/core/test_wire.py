"""The e-mail that we write by hand reads like the one that Django's own generator makes."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.mail import BadHeaderError

from mediation.core.channels import Letter
from mediation.core.channels.mail import as_sent, mail_of
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, Purpose
from mediation.core.outbox import CalendarPart

CALENDAR = CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\nX-NOTE:\xc3\xa9\r\n \tfolded=\r\nEND:VCALENDAR\r\n")
LETTERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with a calendar file": {"calendar": CALENDAR},
    "accents": {"subject": "Terminbestätigung für Zürich", "text": "Schöne Grüße\n", "html": "<p>é</p>\n"},
    "a very long subject": {"subject": "word " * 60},
    "a line that is too long": {"text": "x" * 2000 + "\n"},
    "dots and boundaries": {"text": ".\n..\n--akey\n--akey--\n.\n"},
    "an unusual domain": {"address": "alex@bücher.example"},
}


def letter(*, address: str = "alex@example.org", **parts: Any) -> Letter:
    clearance = Clearance.granted(
        address, Channel.EMAIL, Purpose.BOOKING, reason="", sentence="", neutral_only=True
    )
    given = {"text": "Hello.\n", "html": "<p>Hello.</p>\n", "subject": "Your booking", **parts}
    return Letter(key="0123456789abcdef", clearance=clearance, sender="Dates <dates@example.org>", **given)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def shape(message: EmailMessage) -> list[tuple[object, ...]]:
    """Each part's type, name and content; line ends are the wire's own affair."""
    found: list[tuple[object, ...]] = []
    for part in message.walk():
        content = None
        if not part.is_multipart():
            content = part.get_payload(decode=True).replace(b"\r\n", b"\n").rstrip()
        found.append((part.get_content_type(), part.get_filename(), part.get_param("method"), content))
    return found


@pytest.mark.parametrize("parts", LETTERS.values(), ids=LETTERS)
def test_it_reads_like_djangos_own(parts):
    given = letter(**parts)
    raw = as_sent(given, given.clearance.address)
    theirs = read(mail_of(given).message().as_bytes(linesep="\r\n"))

    mine = read(raw)
    assert shape(mine) == shape(theirs)
    for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version"):
        assert str(mine[name]).split() == str(theirs[name]).split(), name
    assert mine["Date"].datetime
    assert not mine.defects


@pytest.mark.parametrize("parts", LETTERS.values(), ids=LETTERS)
def test_every_line_ends_as_the_protocol_wants_and_none_is_too_long(parts):
    given = letter(**parts)

    raw = as_sent(given, given.clearance.address)

    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("subject", ["Two\r\nBcc: robin@example.org", "Two\nBcc: robin@example.org"])
def test_a_header_that_would_be_two_is_refused(subject):
    with pytest.raises(BadHeaderError):
        as_sent(letter(subject=subject), "alex@example.org")
