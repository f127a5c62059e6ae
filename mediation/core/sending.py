"""Delivering claimed messages: render, ask for leave, hand over, record. The only caller of the channels."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import channels, outbox
from .channels import Carrier, Carriers, Letter, MayHaveGone, NotSent, Permanent, Temporary, address_of
from .clearance import Clearance
from .enums import Channel, MessageState
from .models import Message
from .outbox import Known, Outgoing, Skip
from .practice import practice

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=1)
READ_TOGETHER = 20  # messages that the world is read for at once
NEVER = datetime.min.replace(tzinfo=UTC)
FRESH = timedelta(milliseconds=250)  # how old that may be when a message is written from it
NO_TEXTS = "text messages are not set up"


def deliver_batch(claims: Sequence[tuple[int, int]], *, clock: Callable[[], datetime]) -> None:
    """Render and send each message that `outbox.claim_due` gave us; one mail conversation serves them all.

    Each is begun, sent and recorded by itself, so that one which fails harms no other. The world is read for
    a few at once, and again as soon as that is FRESH no more. `clock` gives aware instants.
    """
    known, fresh_until = outbox.NOTHING_KNOWN, NEVER
    with channels.opened() as carriers:
        for number, (message_id, attempts) in enumerate(claims):
            now = clock()
            if number % READ_TOGETHER == 0 or now > fresh_until:
                known = _read(claims[number : number + READ_TOGETHER])
                fresh_until = now + FRESH
            _deliver(message_id, attempts, carriers, known, now=now)


def deliver(message_id: int, attempts: int, *, now: datetime) -> None:
    """The same for a single message, at this instant."""
    deliver_batch([(message_id, attempts)], clock=lambda: now)


def _read(claims: Iterable[tuple[int, int]]) -> Known:
    """Nothing where that fails: each message is then read by itself, and the one at fault fails alone."""
    try:
        return outbox.read_together([message_id for message_id, _ in claims])
    except Exception:
        logger.exception("Messages cannot be read together, and are read one by one")
        return outbox.NOTHING_KNOWN


def _deliver(message_id: int, attempts: int, carriers: Carriers, known: Known, *, now: datetime) -> None:
    """Every end is recorded on the row; a temporary failure plans the next try. A handler that fails is
    logged and counts as a temporary failure: somebody may mend it within the hour.
    """
    message = outbox.begin(message_id, attempts, now=now, row=known.rows.get(message_id))
    if message is None or _is_over(message, now=now):
        return
    carrier = carriers.of(Channel(message.channel))
    if carrier is None:
        outbox.finish(message, MessageState.SKIPPED, reason=NO_TEXTS)
        return
    try:
        content = outbox.content_of(message, now=now, known=known)
        letter = _letter(message, content)
    except Exception as error:
        logger.exception("Message %s (%s) cannot be written", message.pk, message.kind)
        _failed(message, Temporary(f"cannot be written ({type(error).__name__})"), now=now)
        return
    if isinstance(content, Skip):
        outbox.finish(message, MessageState.SKIPPED, reason=content.reason)
    elif letter is None:
        _refused(message, content.clearance, now=now)
    else:
        _send(message, letter, carrier, now=now)


def _is_over(message: Message, *, now: datetime) -> bool:
    """End what must not be tried again, and say so."""
    if message.handed_over_at:
        outbox.raise_doubt(message, "the worker that gave it to the provider died", now=now)
    elif message.not_after and now > message.not_after:
        outbox.give_up(message, MessageState.MISSED, "too late to be useful", now=now)
    elif message.attempts > outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, "tried too often without an answer", now=now)
    else:
        return False
    return True


def _letter(message: Message, content: Outgoing | Skip) -> Letter | None:
    """What to send; None where there is nothing to say or contact safety says no."""
    if isinstance(content, Skip) or not content.clearance.allowed:
        return None
    return letter_of(message, content)


def letter_of(message: Message, content: Outgoing) -> Letter:
    """The written message. Raises NoClearance unless the handler brought leave to use this channel."""
    address_of(content.clearance, Channel(message.channel))
    words = render(content)
    return Letter(
        key=key_of(message),
        clearance=content.clearance,
        sender=sender(),
        subject=words["subject"],
        text=words["text"],
        html=words["html"],
        calendar=content.calendar,
    )


def _refused(message: Message, clearance: Clearance, *, now: datetime) -> None:
    """Record the reason; a no for now is asked again at the next safe time, while that is of any use. Waiting
    for that costs no attempt: nobody was asked to carry anything."""
    if clearance.retry_at is None:
        outbox.finish(message, MessageState.SKIPPED, reason=clearance.reason)
    elif message.not_after and clearance.retry_at > message.not_after:
        outbox.give_up(message, MessageState.MISSED, "no safe time before it is too late", now=now)
    else:
        untried = message.attempts - 1
        outbox.finish(
            message,
            MessageState.PLANNED,
            due_at=clearance.retry_at,
            reason=clearance.reason,
            attempts=untried,
        )


def _send(message: Message, letter: Letter, carrier: Carrier, *, now: datetime) -> None:
    """What may not be said twice is marked as handed over, and that committed, before the provider has it."""
    if not carrier.may_repeat and not outbox.hand_over(message, now=timezone.now()):
        return
    try:
        provider_id = carrier.send(letter)
    except NotSent as fact:
        _failed(message, fact, now=now)
        return
    except Exception as error:
        logger.exception("Message %s (%s) was not handed over", message.pk, message.kind)
        kind = Temporary if carrier.may_repeat else MayHaveGone
        _failed(message, kind(f"cannot be handed over ({type(error).__name__})"), now=now)
        return
    calendar = letter.calendar.method if letter.calendar else ""
    copy = {"subject": letter.subject, "text": letter.text, "html": letter.html, "calendar": calendar}
    recorded = outbox.record_sent(
        message, provider_id=provider_id, copy=copy, may_repeat=carrier.may_repeat, now=timezone.now()
    )
    if recorded:
        logger.info("Message %s (%s) sent on attempt %s", message.pk, message.kind, message.attempts)
    else:
        logger.warning("Message %s (%s) was sent after its lease had run out", message.pk, message.kind)


def _failed(message: Message, fact: NotSent, *, now: datetime) -> None:
    if isinstance(fact, MayHaveGone):
        outbox.raise_doubt(message, fact.reason, now=now)
    elif isinstance(fact, Permanent) or message.attempts >= outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, fact.reason, now=now)
    else:
        wait = min(settings.OUTBOX_FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
        due_at = now + wait * random.uniform(0.8, 1.2)  # noqa: S311  (a mended server is not stormed)
        outbox.finish(message, MessageState.PLANNED, due_at=due_at, reason=fact.reason, handed_over_at=None)


def render(content: Outgoing) -> dict[str, str]:
    """What the reader gets: the neutral variant unless contact safety allows the full one."""
    clearance = content.clearance
    neutral = clearance.neutral_only
    return words_of(content.template, clearance.channel, content.context, neutral=neutral)


def words_of(template: str, channel: Channel, context: Mapping[str, Any], *, neutral: bool) -> dict[str, str]:
    """Subject, text and HTML of a template in this variant; the subject is one line. A text has only text."""
    known = {"practice": practice(), "site_url": settings.SITE_URL, **context}
    name = f"{template}.neutral" if neutral else template
    if channel is Channel.SMS:
        said = " ".join(render_to_string(f"texts/{name}.txt", known).split())
        return {"subject": "", "text": said, "html": ""}
    return {
        "subject": " ".join(render_to_string(f"emails/{name}.subject.txt", known).split()),
        "text": render_to_string(f"emails/{name}.body.txt", known).strip() + "\n",
        "html": render_to_string(f"emails/{name}.body.html", known).strip() + "\n",
    }


def sender() -> str:
    """The From line: a name that tells nothing, and the address that is also the organiser's."""
    return formataddr((" ".join(practice().sender_name.split()), outbox.sender_address()))


def key_of(message: Message) -> str:
    """The same on every try, so that a repeated message can be recognised as one; never that of another
    message, even after the database was made anew (mailboxes throw away a second mail with a known id)."""
    made = salted_hmac("mediation.core.message", f"{message.pk}:{message.created_at.isoformat()}")
    return made.hexdigest()[:32]
