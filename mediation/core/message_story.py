"""One message in plain words: what it is, why it is where it is, what happens next. Never whom it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone

from . import outbox, times
from .enums import Channel, Delivery, MessageState
from .errors import UnknownKind
from .models import Message
from .outbox import Skip

CHANNELS = {Channel.EMAIL: "e-mail", Channel.SMS: "text message"}
REPORTS = {
    Delivery.DELIVERED: "The provider says that it arrived.",
    Delivery.BOUNCED: "The provider says that it did not arrive.",
    Delivery.COMPLAINED: "The reader marked it as unwanted.",
}


def story(message: Message, *, now: datetime) -> Iterator[str]:
    """Sentences, in the order in which somebody asks. `now` is aware; times are told as UK time."""
    channel = CHANNELS.get(Channel(message.channel), message.channel)
    yield (
        f"Message {message.pk} is the {channel} “{message.kind}” to {message.recipient}, about "
        f"{message.subject_type} {message.subject_id}, version {message.subject_version}."
    )
    yield _due(message, now)
    yield _state(message, now)
    if message.delivery:
        yield f"{REPORTS[Delivery(message.delivery)]} ({_at(message.delivery_at or now)})"
    yield f"Next: {next_step(message, now=now, say_when=_at) or 'nothing. It is never sent again.'}"
    yield _safety(message, now)


def _at(instant: datetime) -> str:
    local = timezone.localtime(instant, times.UK)
    return f"{local:%Y-%m-%d} {times.clock(instant)}"


def _due(message: Message, now: datetime) -> str:
    verb = "was" if message.due_at <= now else "is"
    until = f", and is of use until {_at(message.not_after)}" if message.not_after else ""
    return f"It {verb} due at {_at(message.due_at)}{until}."


def _state(message: Message, now: datetime) -> str:
    tried = "not been tried yet" if not message.attempts else f"been tried {_times(message.attempts)}"
    because = f": {message.reason}" if message.reason else ""
    if message.state == MessageState.SENT:
        return f"It was sent at {_at(message.sent_at or now)}, on attempt {message.attempts}."
    if message.state == MessageState.SENDING:
        holds = "has it" if message.lease_until and message.lease_until > now else "had it, and has vanished"
        return f"A worker {holds}; it has {tried}."
    if message.state == MessageState.PLANNED:
        return f"It waits; it has {tried}{because}."
    ends = {
        MessageState.SKIPPED: "was not needed or not allowed",
        MessageState.MISSED: "came too late",
        MessageState.FAILED: "could not be sent",
    }
    return f"It {ends[MessageState(message.state)]}{because}. It has {tried}."


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def next_step(message: Message, *, now: datetime, say_when: Callable[[datetime], str]) -> str:
    """What happens next; empty once it was sent. `say_when` puts an instant into words, for this reader."""
    match MessageState(message.state):
        case MessageState.PLANNED if message.due_at <= now:
            return "It is due and goes out with the next sweep, within a minute."
        case MessageState.PLANNED:
            return f"It goes out {say_when(message.due_at)}."
        case MessageState.SENDING:
            until = say_when(message.lease_until or message.due_at)
            return f"It is being sent now. If it has not ended by {until}, it is looked at again."
        case MessageState.SENT:
            return ""
        case _ if message.handed_over_at:
            return "Nothing more happens by itself. It may have gone: ask the person before you try again."
        case _:
            return "Nothing more happens by itself. Try again, if it should be sent after all."


def _safety(message: Message, now: datetime) -> str:
    """What contact safety, and the truth, say at this instant."""
    try:
        content = outbox.content_of(message, now=now)
    except UnknownKind as fact:
        return fact.message
    if isinstance(content, Skip):
        return f"Sent now, it would be left out: {content.reason}."
    clearance = content.clearance
    if not clearance.allowed:
        later = f" It may be sent from {_at(clearance.retry_at)}." if clearance.retry_at else ""
        return f"Contact safety says no now: {clearance.sentence or clearance.reason}{later}"
    words = "in neutral words" if clearance.neutral_only else "in full words"
    return f"Contact safety says yes now, {words}: {clearance.sentence or clearance.reason}"
