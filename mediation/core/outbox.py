"""The outbox: plan in the caller's transaction, claim with a lease, begin, send, record.

What is guaranteed. A message planned in a committed transaction is sent or ends in a state that says why not.
Between the mail server's yes and our commit a crash is possible: the lease then runs out and the e-mail is
sent again with the same Message-ID. See docs/decisions/outbox-guarantees.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from . import alerts, nudge
from .audit import subject_type
from .clearance import Clearance
from .enums import Channel, MessageState, Purpose, Severity
from .models import Message

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8  # with the waits between them, about an hour
BATCH = 50
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """A message to be: what kind, about which row and version, for whom, why, when. Times are aware."""

    kind: str
    subject: Model
    recipient: str
    due_at: datetime
    purpose: Purpose
    version: int = 0
    not_after: datetime | None = None
    channel: Channel = Channel.EMAIL


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar file that travels with the e-mail; `method` is REQUEST or CANCEL (RFC 5546)."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a handler wants said: a template triplet under templates/emails/, and leave to say it."""

    template: str
    clearance: Clearance
    context: Mapping[str, Any] = field(default_factory=dict)
    calendar: CalendarPart | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The message is no longer true or needed; the reason is recorded."""

    reason: str


Handler = Callable[[Message, datetime], Outgoing | Skip]
_handlers: dict[str, Handler] = {}


def message_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that renders messages of this kind. It re-reads the world and cannot send.

    A message's own kind may go on after a colon (`appointment.reminder:1440`): the handler is the same.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def content_of(message: Message, *, now: datetime) -> Outgoing | Skip:
    """What the message would say at this instant. Raises KeyError for a kind that nobody handles."""
    return _handlers[message.kind.partition(":")[0]](message, now)


def sender_address() -> str:
    """The mailbox that everything comes from, without a name: From, and organiser of calendar entries."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def minute_of(now: datetime) -> int:
    """A version for what can be asked for again and again: twice within a minute is once."""
    return int(now.timestamp()) // 60


def plan(plans: Iterable[Plan], *, now: datetime) -> None:
    """Add rows in the caller's transaction; the same thing is never planned twice. After the commit the
    queue is nudged when something is due already, so that it leaves at once."""
    rows = [
        Message(
            kind=one.kind,
            purpose=one.purpose,
            channel=one.channel,
            subject_type=subject_type(one.subject),
            subject_id=one.subject.pk,
            subject_version=one.version,
            recipient=one.recipient,
            due_at=one.due_at,
            not_after=one.not_after,
        )
        for one in plans
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= now for row in rows):
        transaction.on_commit(nudge.sweep_soon)


def skip_planned(subject: Model, *, reason: str, before_version: int) -> int:
    """Messages about older versions of the subject, not yet being sent, are not sent any more."""
    return Message.objects.filter(
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        subject_version__lt=before_version,
        state=MessageState.PLANNED,
    ).update(state=MessageState.SKIPPED, reason=reason)


def claim_due(*, now: datetime, limit: int = BATCH) -> list[tuple[int, int]]:
    """Take due messages, and those whose sender vanished, for one lease: (id, attempts so far) of each.

    Rows that another worker is claiming are skipped, never waited for.
    """
    due = Q(state=MessageState.PLANNED, due_at__lte=now) | Q(state=MessageState.SENDING, lease_until__lte=now)
    with transaction.atomic():
        rows = Message.objects.select_for_update(skip_locked=True).filter(due).order_by("due_at", "pk")
        claims = list(rows.values_list("pk", "attempts")[:limit])
        Message.objects.filter(pk__in=[pk for pk, _ in claims]).update(
            state=MessageState.SENDING, lease_until=now + settings.OUTBOX_LEASE
        )
    return claims


def release(claims: Iterable[tuple[int, int]]) -> None:
    """Give back claims that could not be handed to a worker, so that the next sweep takes them at once."""
    for pk, attempts in claims:
        Message.objects.filter(pk=pk, state=MessageState.SENDING, attempts=attempts).update(
            state=MessageState.PLANNED, lease_until=None
        )


def begin(message_id: int, attempts: int, *, now: datetime) -> Message | None:
    """Start one attempt at a claimed message, with a lease of its own; None if it is no longer ours to send.

    Counting the attempt is the compare-and-set: of several workers with the same claim (a task that was
    delivered twice, a lease that ran out while the task queued) exactly one begins.
    """
    begun = Message.objects.filter(pk=message_id, state=MessageState.SENDING, attempts=attempts).update(
        attempts=attempts + 1, lease_until=now + settings.OUTBOX_LEASE
    )
    return Message.objects.get(pk=message_id) if begun else None


def finish(message: Message, state: MessageState, *, reason: str = "", **changes: Any) -> bool:
    """End this attempt in `state`; False when another sender has begun one meanwhile."""
    return bool(
        Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts).update(
            state=state, lease_until=None, reason=reason[:REASON_LENGTH], **changes
        )
    )


def give_up(message: Message, state: MessageState, reason: str, *, now: datetime) -> None:
    """End the message unsent, loudly: staff see it on the desk."""
    if not finish(message, state, reason=reason):
        return
    logger.error("Message %s (%s) ended as %s: %s", message.pk, message.kind, state, reason)
    alerts.raise_alert(
        "message.not_sent",
        f"Message {message.pk} ({message.kind}) was not sent: {reason}"[:REASON_LENGTH],
        severity=Severity.TODO,
        at=now,
        about=message,
    )
