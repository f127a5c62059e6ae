"""The queue as staff see it: each request in the one group that says what can be done with it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import CallbackState
from intake.models import CallbackRequest
from intake.queries import preferences_of
from intake.queries.callbacks import UNFINISHED
from mediation.core.clearance import Clearance


@dataclass(slots=True)
class Queue:
    """`ready` may be rung at this moment, the most urgent first; `later` has a time that is still to come.

    `needs_time` waits for somebody to choose one; `claimed` is being worked on; `unsafe` is not rung until
    its number was confirmed in another way.
    """

    ready: list[CallbackRequest] = field(default_factory=list)
    later: list[CallbackRequest] = field(default_factory=list)
    needs_time: list[CallbackRequest] = field(default_factory=list)
    claimed: list[CallbackRequest] = field(default_factory=list)
    unsafe: list[CallbackRequest] = field(default_factory=list)


FINISHED = (CallbackState.REACHED, CallbackState.CONVERTED, CallbackState.CLOSED)


def requests_waiting() -> QuerySet[CallbackRequest]:
    """Those that wait for somebody, whether for a call or for a time."""
    return CallbackRequest.objects.filter(state__in=[CallbackState.WAITING, CallbackState.NEEDS_TIME])


def finished_requests() -> QuerySet[CallbackRequest]:
    """Those that are over and not yet deleted, the newest first."""
    rows = CallbackRequest.objects.filter(state__in=FINISHED)
    return rows.select_related("contact", "window", "claimed_by").order_by("-pk")


def call_clearance(one: CallbackRequest, *, now: datetime) -> Clearance:
    """May this person be rung at this moment? Contact safety's own answer."""
    return may_contact(preferences_of(one.contact), Channel.CALL, Purpose.CALLBACK, now)


def is_claimed(one: CallbackRequest, *, now: datetime) -> bool:
    """Whether somebody has it open; a lease that ran out counts for nothing."""
    return one.state == CallbackState.CLAIMED and one.lease_until is not None and one.lease_until > now


def sorted_out(requests: Iterable[CallbackRequest], *, now: datetime) -> Queue:
    """Every unfinished request (of `requests_in_queue`, whose order stays) in its group."""
    queue = Queue()
    for one in requests:
        _group(queue, one, now).append(one)
    queue.later.sort(key=lambda one: one.open_from or now)
    return queue


def _group(queue: Queue, one: CallbackRequest, now: datetime) -> list[CallbackRequest]:
    if one.state == CallbackState.UNSAFE:
        return queue.unsafe
    if one.state == CallbackState.NEEDS_TIME:
        return queue.needs_time
    if is_claimed(one, now=now):
        return queue.claimed
    if one.open_until is not None and one.open_until <= now:
        return queue.needs_time
    clearance = call_clearance(one, now=now)
    if not clearance.allowed and clearance.retry_at is None:
        return queue.unsafe
    return queue.ready if _is_due(one) and clearance.allowed else queue.later


def can_be_rung(one: CallbackRequest, *, now: datetime) -> bool:
    """Whether its time is open (of `requests_in_queue`) and contact safety allows a call at this moment."""
    return _is_due(one) and call_clearance(one, now=now).allowed


def _is_due(one: CallbackRequest) -> bool:
    is_due: bool = getattr(one, "is_due", False)
    return is_due


def count_by_number(requests: Iterable[CallbackRequest]) -> Counter[str]:
    """How many of these want a call to the same number, by its fingerprint."""
    return Counter(one.contact.number_index for one in requests)


def others_for_number(one: CallbackRequest) -> list[CallbackRequest]:
    """The other unfinished requests for this number: anybody can type it, as often as they like."""
    same = CallbackRequest.objects.filter(
        contact__number_index=one.contact.number_index, state__in=UNFINISHED
    )
    return list(same.exclude(pk=one.pk).order_by("pk"))
