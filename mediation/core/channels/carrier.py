"""What every channel is: it hands one written message over, and says what became of it.

A carrier tells its refusals as facts. Their reasons are read by staff, kept on the row and logged, so they
never repeat an address, a number, or the provider's own words, which often do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from mediation.core.clearance import Clearance
from mediation.core.enums import Channel
from mediation.core.errors import NoClearance
from mediation.core.outbox import CalendarPart

LONGEST_ID = 200  # characters, as long as the row's field


@dataclass(frozen=True, slots=True)
class Letter:
    """One written message with leave to send it. `key` is the same on every try; a text has no subject."""

    key: str
    clearance: Clearance = field(repr=False)
    text: str = field(repr=False)
    subject: str = ""
    html: str = field(default="", repr=False)
    calendar: CalendarPart | None = None
    sender: str = ""


class NotSent(Exception):
    """The message did not go, or nobody can tell; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Temporary(NotSent):
    """Nothing went; another try may succeed."""


class Permanent(NotSent):
    """Nothing went, and nothing would: this address or these words are refused."""


class MayHaveGone(NotSent):
    """The provider was given the message and did not answer: whether it went, nobody here can tell."""


class Carrier(Protocol):
    """One way of sending. `may_repeat`: saying the same thing twice does no harm."""

    may_repeat: bool

    def send(self, letter: Letter) -> str:
        """Hand it over; returns the provider's id. Raises NotSent, and NoClearance without leave to send."""

    def close(self) -> None:
        """Let go of what is kept open between two messages."""


def address_of(clearance: object, channel: Channel) -> str:
    """Where this leave leads, by this channel. Raises NoClearance for a refusal, another channel's leave, and
    whatever else a handler may bring: only the real thing counts."""
    if not isinstance(clearance, Clearance) or clearance.channel is not channel:
        raise NoClearance
    return clearance.address


def id_of(given: object) -> str:
    """A provider's id as we can keep it; empty where it gave none that a row could hold."""
    plain = given if isinstance(given, str) else str(given) if isinstance(given, int) else ""
    return plain if plain.isprintable() and len(plain) <= LONGEST_ID else ""
