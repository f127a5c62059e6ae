"""A mediator's feed: a secret address, made, shown once, renewed and revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from bookings.enums import FeedStyle
from bookings.models import CalendarFeed, Mediator
from mediation.core import audit, outbox
from mediation.core.encryption import blind_index

TOKEN_BYTES = 32
NOTE_EVERY = timedelta(minutes=10)  # how exact "last read" is, so that not every reading writes


@transaction.atomic
def make_feed(*, mediator: Mediator, style: FeedStyle, actor: audit.Actor, now: datetime) -> str:
    """A new secret for this mediator's feed, in place of the one before. Kept as a fingerprint."""
    Mediator.objects.select_for_update().get(pk=mediator.pk)  # two clicks follow each other
    CalendarFeed.objects.filter(mediator=mediator, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = CalendarFeed.objects.create(
        mediator=mediator, token_hash=_fingerprint(token), style=style, created_at=now
    )
    audit.record(actor, "feed.made", row, at=now, mediator=mediator.pk, style=str(style))
    return token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, actor: audit.Actor, now: datetime) -> None:
    """The address stops working at once. Revoking twice changes nothing."""
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
        audit.record(actor, "feed.revoked", feed, at=now, mediator=feed.mediator_id)


def feed_of(token: str) -> CalendarFeed | None:
    """The feed that this secret opens; unknown and revoked ones look alike."""
    rows = CalendarFeed.objects.filter(token_hash=_fingerprint(token), revoked_at=None)
    return rows.select_related("mediator").first()


def note_reading(feed: CalendarFeed, *, now: datetime) -> None:
    if feed.read_at is None or feed.read_at < now - NOTE_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


def own_uids() -> str:
    """What the UID of every entry in our feeds ends with, so that one that comes back to us is known."""
    return f"@busy.{outbox.sender_address().rpartition('@')[2]}"


def uid_of(appointment_id: int) -> str:
    """The same for a meeting's whole life, and telling nothing of it."""
    return f"{blind_index(str(appointment_id), purpose='calendar feed')[:32]}{own_uids()}"


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
