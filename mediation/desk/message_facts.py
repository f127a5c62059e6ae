"""What became of one message and what happens next, in sentences."""

from __future__ import annotations

from datetime import datetime

from mediation.core import outbox, times
from mediation.core.enums import MessageState
from mediation.core.message_story import next_step
from mediation.core.models import Message

from . import words


def may_try_again(message: Message) -> bool:
    """Whether a person may say: try again."""
    return message.state in outbox.RETRIED


def facts(message: Message, *, now: datetime) -> list[tuple[str, str]]:
    """What the row says of itself, as (what, sentence); whatever does not apply is left out."""
    until = ""
    if message.not_after and message.state != MessageState.SENT:
        until = f"{_when(message.not_after, now)}. After that it would only confuse."
    found = [
        ("Why", words.reason(message.reason, message.channel)),
        ("Tries", _tries(message)),
        ("Next", next_step(message, now=now, say_when=lambda at: _mid(at, now))),
        ("Of use until", until),
        ("Afterwards", _afterwards(message, now)),
    ]
    return [(what, sentence) for what, sentence in found if sentence]


def _tries(message: Message) -> str:
    if not message.attempts:
        return "None yet." if message.state == MessageState.PLANNED else ""
    count = "1 try" if message.attempts == 1 else f"{message.attempts} tries"
    return f"{count}, {outbox.MAX_ATTEMPTS} at most."


def _afterwards(message: Message, now: datetime) -> str:
    """What the provider told us once it was sent."""
    badge = words.delivery_badge(message.delivery)
    if badge is None:
        return ""
    return (
        f"{badge['text']}, {_mid(message.delivery_at, now)}." if message.delivery_at else f"{badge['text']}."
    )


def _when(at: datetime, now: datetime) -> str:
    return times.short_when(at, today=times.local_day(now))


def _mid(at: datetime, now: datetime) -> str:
    return times.mid_sentence(_when(at, now))
