"""Taking, keeping and freeing a mediator's time: used by clients and staff alike."""

from __future__ import annotations

import secrets
import zlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import ExclusionViolation

from bookings import queries
from bookings.enums import OCCUPYING, ClaimState
from bookings.errors import HoldEnded, SlotTaken
from bookings.models import AppointmentType, SlotClaim
from mediation.core.errors import TooManyAttempts
from mediation.core.practice import practice

from . import locks

HOLDS_PER_NETWORK = 6  # a household or an office; a telephone company shares one address among many more


def hold(
    *,
    holder_key: str,
    appointment_type: AppointmentType,
    starts_at: datetime,
    now: datetime,
    mediator_id: int | None = None,
    wants_gender: str = "",
    network: str = "",
    for_staff: bool = False,
) -> SlotClaim:
    """Keep a time for one visitor: 15 minutes by default. A visitor has one live hold; an older one is freed.

    `network` is the fingerprint of the address that asks, empty for staff: only so many visitors behind one
    address hold a time at once, so that nobody can starve the calendar; one more raises TooManyAttempts.

    Without `mediator_id` the fairest free mediator is taken, each candidate in a transaction of its own.
    Notice, horizon and daily cap are judged here and never again; staff (`for_staff`) are bound by the hours,
    the cap and what is taken alone. Raises SlotTaken.
    """
    who_can = queries.with_room if for_staff else queries.candidates
    candidates = who_can(
        appointment_type,
        starts_at,
        now=now,
        viewer=holder_key,
        wants_gender=wants_gender,
        mediator_id=mediator_id,
    )
    for candidate in candidates:
        try:
            return locks.retrying(
                lambda candidate=candidate: _hold_with(  # type: ignore[misc]
                    candidate, holder_key, appointment_type, starts_at, network, for_staff, now
                )
            )
        except SlotTaken:
            continue
    raise SlotTaken


@transaction.atomic
def _hold_with(
    candidate: queries.Candidate,
    holder_key: str,
    kind: AppointmentType,
    starts_at: datetime,
    network: str,
    for_staff: bool,
    now: datetime,
) -> SlotClaim:
    _spare_the_calendar(holder_key, network, now)
    locks.lock_visitor(_fingerprint(holder_key))
    mine = current(holder_key)
    # Both, since the old time is freed: two visitors who swap expired holds would wait for each other's row.
    locks.lock_mediators({candidate.mediator_id} | ({mine.mediator_id} if mine else set()))
    release(holder_key=holder_key)
    if not _may_have(candidate.mediator_id, kind, starts_at, holder_key, for_staff, now):
        raise SlotTaken
    return take(
        candidate=candidate,
        appointment_type=kind,
        starts_at=starts_at,
        state=ClaimState.HELD,
        now=now,
        holder_key=holder_key,
        network=network,
    )


def _may_have(
    mediator_id: int, kind: AppointmentType, starts_at: datetime, viewer: str, for_staff: bool, now: datetime
) -> bool:
    """Asked again under the mediator's lock, by the rules of whoever asks."""
    if for_staff:
        return not queries.reasons_against(mediator_id, kind, starts_at, now=now)
    return queries.is_bookable(mediator_id, kind, starts_at, now=now, viewer=viewer)


def _spare_the_calendar(holder_key: str, network: str, now: datetime) -> None:
    if not network:
        return
    locks.lock_visitor(_fingerprint(network))
    others = SlotClaim.objects.filter(state=ClaimState.HELD, expires_at__gt=now, network=network)
    if others.exclude(holder_key=holder_key).count() >= HOLDS_PER_NETWORK:
        raise TooManyAttempts


def _fingerprint(key: str) -> int:
    return zlib.crc32(key.encode()) - 2**31


def take(
    *,
    candidate: queries.Candidate,
    appointment_type: AppointmentType,
    starts_at: datetime,
    state: ClaimState,
    now: datetime,
    holder_key: str = "",
    network: str = "",
    until: datetime | None = None,
) -> SlotClaim:
    """Insert the claim. Needs the mediator's lock and a transaction. Raises SlotTaken if it is not free.

    A hold ends at `until`, or after the usual minutes.
    """
    span = span_of(appointment_type, starts_at)
    release_expired(candidate.mediator_id, span, now=now)
    claim = SlotClaim(
        mediator_id=candidate.mediator_id,
        appointment_type=appointment_type,
        span=span,
        starts_at=starts_at,
        ends_at=starts_at + appointment_type.duration,
        state=state,
        holder_key=holder_key,
        network=network,
        held_at=now,
        expires_at=(until or now + _hold_length()) if state == ClaimState.HELD else None,
        assigned_because=candidate.because,
    )
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise SlotTaken from error
        raise
    return claim


def span_of(appointment_type: AppointmentType, starts_at: datetime) -> DateTimeTZRange:
    """The meeting widened by its buffers, half-open."""
    return DateTimeTZRange(
        starts_at - appointment_type.before,
        starts_at + appointment_type.duration + appointment_type.after,
        "[)",
    )


def release_expired(mediator_id: int, span: DateTimeTZRange, *, now: datetime) -> None:
    """Free holds whose time is up, where another claim needs their time, and nowhere else."""
    SlotClaim.objects.filter(
        mediator_id=mediator_id, state=ClaimState.HELD, expires_at__lte=now, span__overlap=span
    ).update(state=ClaimState.RELEASED)


def release(*, holder_key: str) -> None:
    """Free whatever this visitor holds, at once; nothing held, nothing happens."""
    SlotClaim.objects.filter(holder_key=holder_key, state=ClaimState.HELD).update(state=ClaimState.RELEASED)


def wish_of(claim: SlotClaim, *, wants_gender: str) -> dict[str, object]:
    """What a draft asks for whose visitor holds this claim."""
    return {
        "type": claim.appointment_type_id,
        "mediator": claim.mediator_id,
        "starts_at": claim.starts_at.isoformat(),
        "wants_gender": wants_gender,
    }


def disown(*, holder_key: str, now: datetime) -> None:
    """Make the visitor's hold a stranger's: the time is gone for them, as if somebody else had just taken it,
    and runs out like any other. After a conflict nothing on any page may tell that it was never taken."""
    SlotClaim.objects.filter(holder_key=holder_key, state=ClaimState.HELD).update(
        holder_key=secrets.token_urlsafe(32), held_at=now, expires_at=now + _hold_length()
    )


def current(holder_key: str) -> SlotClaim | None:
    """The visitor's hold, also one whose time is up but that nobody else has needed yet."""
    return (
        SlotClaim.objects.filter(holder_key=holder_key, state=ClaimState.HELD)
        .select_related("appointment_type", "mediator")
        .first()
    )


def renew(*, holder_key: str, now: datetime) -> SlotClaim:
    """Keep the hold for another 15 minutes, 60 in all. Raises HoldEnded when there is none.

    An expired hold that nobody needed is live again, unless its 60 minutes are over: then it stays the
    visitor's until somebody else needs its time.
    """
    claim = current(holder_key)
    if claim is None:
        raise HoldEnded
    limit = claim.held_at + timedelta(minutes=practice().hold_limit_minutes)
    until = max(claim.expires_at or now, min(now + _hold_length(), limit))
    if not SlotClaim.objects.filter(pk=claim.pk, state=ClaimState.HELD).update(expires_at=until):
        raise HoldEnded
    claim.expires_at = until
    return claim


def free(claim: SlotClaim) -> None:
    """Give the claim's time back. Needs the mediator's lock."""
    SlotClaim.objects.filter(pk=claim.pk, state__in=OCCUPYING).update(state=ClaimState.RELEASED)


def _hold_length() -> timedelta:
    return timedelta(minutes=practice().hold_minutes)
