"""The outbox: plan in the caller's transaction, claim with a lease, begin, send, record.

What is guaranteed. A message planned in a committed transaction is sent or ends in a state that says why not.
Between the provider's yes and our commit a crash is possible: the lease then runs out, and an e-mail is sent
again with the same Message-ID, while a text is raised to staff. See docs/decisions/outbox-guarantees.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from . import alerts, audit, nudge, times
from .audit import subject_type
from .clearance import Clearance
from .enums import Channel, MessageState, Purpose, Severity
from .errors import CannotRetry, MayBeThere, UnknownKind
from .models import Message

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8  # with the waits between them, about an hour
CLAIMED_AT_ONCE = 400
REASON_LENGTH = 300
RETRIED = frozenset({MessageState.FAILED, MessageState.MISSED, MessageState.SKIPPED})
DOUBT = "may have been sent, and we do not send it twice"

# The inner SELECT reads the partial index core_message_due alone, whatever the table holds besides.
CLAIM = """
UPDATE core_message SET state = 'sending', lease_until = %(lease)s
FROM (
    SELECT id FROM core_message
    WHERE state IN ('planned', 'sending') AND due_at <= %(now)s
      AND (state = 'planned' OR lease_until <= %(now)s)
    ORDER BY due_at, id LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
) AS due
WHERE core_message.id = due.id
RETURNING core_message.due_at, core_message.id, core_message.attempts
"""
# Where losing the statement costs at most a repeated e-mail, its commit does not wait for the disk: if the
# database's machine loses power within that half-second, the lease brings the message back.
BEGIN = """
WITH disk AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE core_message SET attempts = attempts + 1, lease_until = %(lease)s FROM disk
WHERE id = %(id)s AND state = 'sending' AND attempts = %(attempts)s
"""
SENT = """
WITH disk AS MATERIALIZED (SELECT set_config('synchronous_commit', %(commit)s, true))
UPDATE core_message SET state = 'sent', lease_until = NULL, handed_over_at = NULL, reason = '',
    sent_at = %(now)s, provider_id = %(provider_id)s, sent_copy = %(copy)s FROM disk
WHERE id = %(id)s AND state = 'sending' AND attempts = %(attempts)s
"""


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
Teller = Callable[[Message, Any, datetime], Outgoing | Skip]
Reader = Callable[[Sequence[Message]], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class _Told:
    """How messages of one kind are worded, and what is read for it, for many of them at once."""

    handler: Callable[..., Outgoing | Skip]
    reads: Reader | None = None


_told: dict[str, _Told] = {}


@dataclass(frozen=True, slots=True)
class Known:
    """Messages as they were a moment ago, and what those of some kinds are told from, both by id."""

    rows: Mapping[int, Message] = field(default_factory=dict)
    facts: Mapping[int, Any] = field(default_factory=dict)


NOTHING_KNOWN = Known()


def message_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that renders messages of this kind. It re-reads the world and cannot send.

    A message's own kind may go on after a colon (`appointment.reminder:1440`): the handler is the same.
    """

    def register(handler: Handler) -> Handler:
        _told[kind] = _Told(handler)
        return handler

    return register


def message_teller(kind: str, *, reads: Reader) -> Callable[[Teller], Teller]:
    """The same for a kind of which many go out at once: `reads` gives what each of them, by its id, is told
    from, in a handful of queries for all; the function is handed its own."""

    def register(teller: Teller) -> Teller:
        _told[kind] = _Told(teller, reads)
        return teller

    return register


@transaction.atomic
def read_together(message_ids: Collection[int]) -> Known:
    """These messages, and what they are told from as the world is now, for those kinds that are read so."""
    rows = Message.objects.in_bulk(message_ids)
    by_reader: dict[Reader, list[Message]] = {}
    for message in rows.values():
        told = _told.get(_kind(message))
        if told and told.reads:
            by_reader.setdefault(told.reads, []).append(message)
    facts: dict[int, Any] = {}
    for reads, messages in by_reader.items():
        facts |= reads(messages)
    return Known(rows, facts)


def content_of(message: Message, *, now: datetime, known: Known = NOTHING_KNOWN) -> Outgoing | Skip:
    """What the message would say at this instant. Raises UnknownKind for a kind that nobody handles.

    `known`: what `read_together` gave a moment ago; without it the world is read here.
    """
    told = _told.get(_kind(message))
    if told is None:
        raise UnknownKind
    if told.reads and message.pk in known.facts:
        return told.handler(message, known.facts[message.pk], now)
    with transaction.atomic():
        if told.reads:
            return told.handler(message, told.reads([message])[message.pk], now)
        return told.handler(message, now)


def _kind(message: Message) -> str:
    return message.kind.partition(":")[0]


def sender_address() -> str:
    """The mailbox that everything comes from, without a name: From, and organiser of calendar entries."""
    return _address_in(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=8)
def _address_in(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


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


def claim_due(*, now: datetime, limit: int = CLAIMED_AT_ONCE) -> list[tuple[int, int]]:
    """Take due messages, and those whose sender vanished, for one lease: (id, attempts so far) of each.

    Rows that another worker is claiming are skipped, never waited for. The longest due come first.
    """
    given: dict[str, Any] = {"now": now, "lease": now + settings.OUTBOX_LEASE, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, given)
        return [(pk, attempts) for _, pk, attempts in sorted(cursor.fetchall())]


def release(claims: Iterable[tuple[int, int]]) -> None:
    """Give back claims that could not be handed to a worker, so that the next sweep takes them at once."""
    for pk, attempts in claims:
        Message.objects.filter(pk=pk, state=MessageState.SENDING, attempts=attempts).update(
            state=MessageState.PLANNED, lease_until=None
        )


def begin(message_id: int, attempts: int, *, now: datetime, row: Message | None = None) -> Message | None:
    """Start one attempt at a claimed message, with a lease of its own; None if it is no longer ours to send.

    Counting the attempt is the compare-and-set: of several workers with the same claim (a task that was
    delivered twice, a lease that ran out while the task queued) exactly one begins. `row`: the message as
    it was read a moment ago; what there is to send of it cannot change while its attempts stay the same.
    """
    lease = now + settings.OUTBOX_LEASE
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"id": message_id, "attempts": attempts, "lease": lease})
        if not cursor.rowcount:
            return None
    if row is None or row.attempts != attempts:
        return Message.objects.get(pk=message_id)
    row.state, row.attempts, row.lease_until = MessageState.SENDING, attempts + 1, lease
    return row


def hand_over(message: Message, *, now: datetime) -> bool:
    """Note that the provider gets it now; False when another sender has begun an attempt meanwhile."""
    return bool(_attempt(message).update(handed_over_at=now))


def record_sent(
    message: Message, *, provider_id: str, copy: dict[str, str], may_repeat: bool, now: datetime
) -> bool:
    """End this attempt well; False when another sender has begun one meanwhile.

    `may_repeat`: losing this record would only repeat the message, so the commit need not wait for the disk.
    """
    given: dict[str, Any] = {
        "id": message.pk,
        "attempts": message.attempts,
        "now": now,
        "provider_id": provider_id,
        "copy": Message._meta.get_field("sent_copy").get_prep_value(copy),
        "commit": "off" if may_repeat else "on",
    }
    with connection.cursor() as cursor:
        cursor.execute(SENT, given)
        return cursor.rowcount > 0


def finish(message: Message, state: MessageState, *, reason: str = "", **changes: Any) -> bool:
    """End this attempt in `state`; False when another sender has begun one meanwhile."""
    ended = _attempt(message).update(state=state, lease_until=None, reason=reason[:REASON_LENGTH], **changes)
    return bool(ended)


def _attempt(message: Message) -> QuerySet[Message]:
    """The row while this attempt is still the one that counts."""
    return Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)


@transaction.atomic
def give_up(message: Message, state: MessageState, reason: str, *, now: datetime) -> None:
    """End the message unsent, loudly: staff see it on the desk. A crash leaves both undone, never one.

    After an outage hundreds are too late at once: those of one day are a single alert.
    """
    if not finish(message, state, reason=reason, handed_over_at=None):
        return
    logger.error("Message %s (%s) ended as %s: %s", message.pk, message.kind, state, reason)
    if state is MessageState.MISSED:
        alerts.raise_alert(
            "message.missed",
            "Messages came too late to be of use and were not sent. The list of messages shows which.",
            severity=Severity.TODO,
            at=now,
            key=f"{times.local_day(now):%Y-%m-%d}",
        )
    else:
        _alert("message.not_sent", message, f"was not sent: {reason}", now=now)


@transaction.atomic
def raise_doubt(message: Message, reason: str, *, now: datetime) -> None:
    """End a message that nobody can say went or not, and must not be sent twice: staff decide."""
    if not finish(message, MessageState.FAILED, reason=f"{DOUBT}: {reason}"):
        return
    logger.error("Message %s (%s) %s: %s", message.pk, message.kind, DOUBT, reason)
    _alert("message.in_doubt", message, f"{DOUBT}: {reason}", now=now)


def _alert(kind: str, message: Message, words: str, *, now: datetime) -> None:
    text = f"Message {message.pk} ({message.kind}) {words}"[:REASON_LENGTH]
    alerts.raise_alert(kind, text, severity=Severity.TODO, at=now, about=message)


@transaction.atomic
def retry(
    message: Message, actor: audit.Actor, now: datetime, *, although_it_may_have_gone: bool = False
) -> None:
    """Somebody at the practice wants an unsent message tried again, now; its alerts are closed.

    That it came too late does not count any more: whoever asks knows. What it says, and whether it may be
    said, is judged anew as always. Raises CannotRetry for one that is sent or waits, MayBeThere for a text
    that may have gone, unless `although_it_may_have_gone`.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state not in RETRIED:
        raise CannotRetry
    if row.handed_over_at and not although_it_may_have_gone:
        raise MayBeThere
    audit.record(actor, "message.retried", row, at=now, ended_as=row.state, in_doubt=bool(row.handed_over_at))
    row.state, row.due_at, row.attempts, row.reason = MessageState.PLANNED, now, 0, ""
    row.handed_over_at = None
    row.not_after = row.not_after if row.not_after and row.not_after > now else None
    row.save(update_fields=["state", "due_at", "attempts", "reason", "handed_over_at", "not_after"])
    alerts.close_alerts_about(row, actor=actor, at=now)
    transaction.on_commit(nudge.sweep_soon)


def sms_is_available() -> bool:
    """Whether this practice sends text messages at all: callers plan none without."""
    return bool(settings.TEXTS.provider)
