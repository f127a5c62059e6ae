"""Who has a request in their hands: taken from the queue, by id, by a manager; for one lease at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from intake.contact_safety import may_contact
from intake.enums import CallbackEventKind, CallbackState
from intake.errors import ClaimedByOther, ManagersOnly, NotInQueue
from intake.models import CallbackEvent, CallbackRequest
from intake.queries import preferences_of
from intake.queries.callback_hours import is_worked
from intake.queries.callbacks import may_be_rung
from mediation.core.audit import Actor
from mediation.core.enums import Channel, Purpose, Role
from mediation.core.models import User

from .callback_record import record

PAGE = 20
MANAGERS = frozenset({Role.MANAGER, Role.OWNER})
TO_CLAIM = (CallbackState.WAITING, CallbackState.NEEDS_TIME)


def take_next(*, user: User, now: datetime) -> CallbackRequest | None:
    """Claim the most urgent request whose safe time is open now; None where nobody may be rung.

    Read a page at a time, because what is safe is sealed and only the rule can judge it; of those that it
    allows the first that nobody else is taking is locked, so that two people never get the same one.
    """
    return_expired(now=now)
    seen: set[int] = set()
    worked = is_worked(now)
    while page := _page(now, worked=worked, seen=seen):
        seen.update(one.pk for one in page)
        for pks in _safe_ones(page, now):
            taken = _claim_first(pks, user, now)
            if taken is not None:
                return taken
    return None


def _safe_ones(page: Iterable[CallbackRequest], now: datetime) -> Iterator[list[int]]:
    """Whom we may ring now, in order: one, then two, then four, as the rule costs more than a lock.

    Somebody alone judges one; in a rush, where others have the first in their hands, the steps grow.
    """
    found: list[int] = []
    wanted = 1
    for one in page:
        if _may_ring(one, now):
            found.append(one.pk)
        if len(found) == wanted:
            yield found
            found, wanted = [], 2 * wanted
    if found:
        yield found


def _page(now: datetime, *, worked: bool, seen: Iterable[int]) -> list[CallbackRequest]:
    waiting = CallbackRequest.objects.filter(may_be_rung(now, worked=worked), state=CallbackState.WAITING)
    rows = waiting.exclude(pk__in=seen).select_related("contact").only("pk", "contact")
    return list(rows.order_by("priority", "created_at", "pk")[:PAGE])


def _may_ring(request: CallbackRequest, now: datetime) -> bool:
    return may_contact(preferences_of(request.contact), Channel.CALL, Purpose.CALLBACK, now).allowed


@transaction.atomic
def _claim_first(pks: list[int], user: User, now: datetime) -> CallbackRequest | None:
    request = (
        CallbackRequest.objects.select_for_update(skip_locked=True)
        .filter(pk__in=pks, state=CallbackState.WAITING)
        .order_by("priority", "created_at", "pk")
        .first()
    )
    if request is None or not _may_ring(request, now):
        return None
    return _give(request, user, now, CallbackEventKind.CLAIMED)


def _give(
    request: CallbackRequest, user: User, now: datetime, kind: CallbackEventKind, **details: Any
) -> CallbackRequest:
    """Write the claim on a row that is locked."""
    request.state = CallbackState.CLAIMED
    request.claimed_by = user
    request.lease_until = now + settings.CALLBACK_LEASE
    request.save(update_fields=["state", "claimed_by", "lease_until"])
    record(request, kind, at=now, actor=Actor.of(user), **details)
    return request


@transaction.atomic
def claim(*, request: CallbackRequest, user: User, now: datetime) -> CallbackRequest:
    """Take this one. Raises ClaimedByOther, who says who has it and until when, or NotInQueue.

    Whoever has it already goes on with a new lease. It may be opened when nobody may be rung: the desk shows
    the number only where contact safety allows it.
    """
    row = locked(request)
    if row.state == CallbackState.CLAIMED and row.claimed_by_id == user.pk:
        return _renewed(row, now)
    check_free(row, now)
    return _give(row, user, now, CallbackEventKind.CLAIMED)


def check_free(row: CallbackRequest, now: datetime) -> None:
    """Raises ClaimedByOther while somebody's lease runs, NotInQueue for what nobody can claim."""
    if row.state == CallbackState.CLAIMED and row.lease_until and row.lease_until > now:
        raise ClaimedByOther(str(row.claimed_by), row.lease_until)
    if row.state not in {*TO_CLAIM, CallbackState.CLAIMED}:
        raise NotInQueue


@transaction.atomic
def take_over(*, request: CallbackRequest, user: User, now: datetime) -> CallbackRequest:
    """A manager takes it from whoever has it. Raises ManagersOnly, NotInQueue."""
    if user.role not in MANAGERS:
        raise ManagersOnly
    row = locked(request)
    if row.state == CallbackState.CLAIMED and row.claimed_by_id == user.pk:
        return _renewed(row, now)
    if row.state not in {*TO_CLAIM, CallbackState.CLAIMED}:
        raise NotInQueue
    return _give(row, user, now, CallbackEventKind.TAKEN_OVER, taken_from=row.claimed_by_id)


@transaction.atomic
def renew(*, request: CallbackRequest, user: User, now: datetime) -> CallbackRequest:
    """While the page is open. Raises ClaimedByOther or NotInQueue for whoever has it no more."""
    row = locked(request)
    if row.state == CallbackState.CLAIMED and row.claimed_by_id == user.pk:
        return _renewed(row, now)
    check_free(row, now)
    raise NotInQueue


def _renewed(row: CallbackRequest, now: datetime) -> CallbackRequest:
    row.lease_until = now + settings.CALLBACK_LEASE
    row.save(update_fields=["lease_until"])
    return row


@transaction.atomic
def put_back(*, request: CallbackRequest, user: User, now: datetime) -> CallbackRequest:
    """Give it back to the queue. Raises ClaimedByOther or NotInQueue for whoever does not have it."""
    row = locked(request)
    if row.state != CallbackState.CLAIMED or row.claimed_by_id != user.pk:
        check_free(row, now)
        raise NotInQueue
    let_go(row)
    row.save(update_fields=["state", "claimed_by", "lease_until"])
    record(row, CallbackEventKind.RETURNED, at=now, actor=Actor.of(user))
    return row


def let_go(row: CallbackRequest) -> None:
    """Nobody has it: it waits for its time, or for somebody to choose one."""
    row.state = CallbackState.WAITING if row.open_from else CallbackState.NEEDS_TIME
    row.claimed_by = row.lease_until = None


def locked(request: CallbackRequest) -> CallbackRequest:
    """The row as it is now, ours until the transaction ends.

    Without a join: PostgreSQL would give the row after waiting, but its neighbours from before.
    """
    return CallbackRequest.objects.select_for_update().get(pk=request.pk)


@transaction.atomic
def return_expired(*, now: datetime) -> int:
    """Claims whose lease ran out go back to the queue, each with one event however many sweeps there are."""
    ended = Q(state=CallbackState.CLAIMED, lease_until__lte=now)
    rows = list(CallbackRequest.objects.select_for_update(skip_locked=True).filter(ended).order_by("pk"))
    events = [
        CallbackEvent(
            request=row,
            at=now,
            kind=CallbackEventKind.LEASE_ENDED,
            actor_kind="system",
            details={"had_it": row.claimed_by_id},
        )
        for row in rows
    ]
    for row in rows:
        let_go(row)
    CallbackRequest.objects.bulk_update(rows, ["state", "claimed_by", "lease_until"])
    CallbackEvent.objects.bulk_create(events)
    return len(rows)
