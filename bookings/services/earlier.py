"""The list for an earlier time. An offer is a held claim, so that the first yes is certain to win, and each
free time is offered to one person at a time. See docs/decisions/earlier-list.md."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bookings import queries
from bookings.earlier_rules import OFFERS_A_DAY, may_offer_at, offers_today, suits, turn
from bookings.enums import ClaimState, EarlierState, OfferState
from bookings.errors import (
    BookingError,
    CannotBeTold,
    InConflict,
    NoLongerChangeable,
    OfferGone,
    SlotTaken,
)
from bookings.models import Appointment, AppointmentType, EarlierRequest, Offer
from bookings.offer_keys import OFFER_KEY
from bookings.queries import earlier as earlier_queries
from bookings.queries.earlier import OpenTimes
from mediation.core import audit, outbox
from mediation.core.enums import Channel, Purpose
from mediation.core.practice import practice

from . import claims, locks, messages, outside_calendars
from .moves import move_to_held


@transaction.atomic
def join_list(
    *,
    appointment: Appointment,
    windows: Sequence[str],
    warning_minutes: int,
    channel: Channel,
    actor: audit.Actor,
    now: datetime,
) -> EarlierRequest:
    """Put a client on the list, or change what they wish who is on it. `windows` are slugs of time labels.

    Raises NoLongerChangeable where nothing earlier can be found any more, CannotBeTold where we may not
    write to them that way.
    """
    if not earlier_queries.may_wait(appointment, now=now):
        raise NoLongerChangeable
    if channel not in earlier_queries.ways_to_tell(appointment, now=now):
        raise CannotBeTold
    wishes = {"windows": list(windows), "warning_minutes": warning_minutes, "channel": channel}
    request, is_new = EarlierRequest.objects.update_or_create(
        appointment=appointment,
        state=EarlierState.WAITING,
        defaults=wishes,
        create_defaults=wishes | {"joined_at": now, "seen": _seen(appointment, now)},
    )
    audit.record(actor, "earlier.joined" if is_new else "earlier.changed", appointment, at=now)
    return request


def _seen(appointment: Appointment, now: datetime) -> list[str]:
    """What is free now, also after their meeting: it may be moved to later while they wait."""
    free = _open_times(appointment.appointment_type, [appointment], now).free
    return sorted(at.isoformat() for at in {*free, appointment.starts_at})


def _open_times(kind: AppointmentType, meetings: Iterable[Appointment], now: datetime) -> OpenTimes:
    last = max(one.starts_at for one in meetings)
    return earlier_queries.open_times(kind, now=now, before=max(last, queries.latest_end(kind, now=now)))


def leave_list(
    *, request: EarlierRequest, actor: audit.Actor, now: datetime, state: EarlierState = EarlierState.LEFT
) -> None:
    """Take somebody off the list; what was kept for them is free at once. Leaving twice changes nothing."""
    locks.retrying(lambda: _close(request.pk, state, actor, now), refusal=BookingError)


@transaction.atomic
def _close(request_id: int, state: EarlierState, actor: audit.Actor, now: datetime) -> None:
    request = EarlierRequest.objects.select_for_update().get(pk=request_id)
    if request.state != EarlierState.WAITING:
        return
    for offer in request.offers.select_for_update().filter(state=OfferState.OPEN):
        _end(offer, OfferState.WITHDRAWN, now)
    request.state, request.closed_at = state, now
    request.save(update_fields=["state", "closed_at"])
    audit.record(actor, f"earlier.{state}", request.appointment, at=now)


def accept_offer(*, offer: Offer, actor: audit.Actor, now: datetime) -> Appointment:
    """Move the meeting to the time that is kept for it and free the old one, in one transaction.

    Accepting twice moves once. Raises OfferGone once the ten minutes are over, or anything else has changed,
    also in the mediator's other calendars; the old booking and the place on the list then stay as they are.
    """
    if offer.state == OfferState.OPEN and now < offer.expires_at:
        outside_calendars.freshen([offer.claim.mediator_id], now=now)
    moved = locks.retrying(lambda: _accept(offer.pk, actor, now), refusal=OfferGone)
    if moved is None:
        raise OfferGone
    return moved


@transaction.atomic
def _accept(offer_id: int, actor: audit.Actor, now: datetime) -> Appointment | None:
    """None where the time is not to be had any more, and is given back: what was written of that stays."""
    request, offer = _locked(offer_id)
    if offer.state == OfferState.ACCEPTED:
        return Appointment.objects.get(pk=request.appointment_id)
    is_live = offer.state == OfferState.OPEN and now < offer.expires_at
    if not is_live or offer.starts_at >= request.appointment.starts_at:
        raise OfferGone
    try:
        with transaction.atomic():
            moved = move_to_held(
                appointment_id=request.appointment_id, claim=offer.claim, actor=actor, now=now
            )
    except InConflict as refusal:
        raise OfferGone from refusal  # the time stays kept, so that nothing tells why they do not get it
    except SlotTaken:
        _end(offer, OfferState.WITHDRAWN, now)
        return None
    except BookingError as refusal:
        raise OfferGone from refusal
    _answer(offer, OfferState.ACCEPTED, now)
    request.state, request.closed_at = EarlierState.MOVED, now
    request.save(update_fields=["state", "closed_at"])
    audit.record(actor, "earlier.accepted", moved, at=now)
    return moved


def decline_offer(*, offer: Offer, actor: audit.Actor, now: datetime) -> None:
    """ "No thank you": the time goes to the next person, and the place on the list stays."""
    locks.retrying(lambda: _decline(offer.pk, actor, now), refusal=BookingError)


@transaction.atomic
def _decline(offer_id: int, actor: audit.Actor, now: datetime) -> None:
    request, offer = _locked(offer_id)
    if offer.state == OfferState.OPEN:
        _end(offer, OfferState.DECLINED, now)
        audit.record(actor, "earlier.declined", request.appointment, at=now)


def _locked(offer_id: int) -> tuple[EarlierRequest, Offer]:
    """The request first, then the offer, then (in what follows) the appointment and the mediators: always in
    this order, so that nobody waits in a ring."""
    request_id = Offer.objects.values_list("request_id", flat=True).get(pk=offer_id)
    EarlierRequest.objects.select_for_update().get(pk=request_id)
    Offer.objects.select_for_update().get(pk=offer_id)
    request = EarlierRequest.objects.select_related("appointment").get(pk=request_id)
    return request, Offer.objects.select_related("claim").get(pk=offer_id)


def _end(offer: Offer, state: OfferState, now: datetime) -> None:
    """Give the time back that was kept, under its mediator's lock."""
    locks.lock_mediators({offer.claim.mediator_id})
    if offer.claim.state == ClaimState.HELD:
        claims.free(offer.claim)
    _answer(offer, state, now)


def _answer(offer: Offer, state: OfferState, now: datetime) -> None:
    offer.state, offer.answered_at = state, now
    offer.save(update_fields=["state", "answered_at"])


def sweep(*, now: datetime) -> int:
    """Every minute: end what has run out, then offer what has come free; returns how many offers were made.

    Two sweeps at once are harmless: a request is worked on by one of them, and a time is taken under its
    mediator's lock.
    """
    end_over(now=now)
    end_expired(now=now)
    waiting = list(earlier_queries.offerable())
    by_kind: dict[AppointmentType, list[EarlierRequest]] = {}
    for request in waiting:
        by_kind.setdefault(request.appointment.appointment_type, []).append(request)
    return sum(_offer_to(kind, requests, now) for kind, requests in by_kind.items())


def end_over(*, now: datetime) -> None:
    """Requests whose meeting was cancelled or has begun are over, and so is what was kept for them."""
    for request in earlier_queries.over(now=now):
        leave_list(request=request, actor=audit.SYSTEM, now=now, state=EarlierState.OVER)


def end_expired(*, now: datetime) -> None:
    """Offers that nobody answered in time: their time goes on to the next person."""
    for offer_id in Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=now).values_list(
        "pk", flat=True
    ):
        locks.retrying(lambda offer_id=offer_id: _expire(offer_id, now), refusal=BookingError)  # type: ignore[misc]


@transaction.atomic
def _expire(offer_id: int, now: datetime) -> None:
    _, offer = _locked(offer_id)
    if offer.state == OfferState.OPEN and offer.expires_at <= now:
        _end(offer, OfferState.EXPIRED, now)


def _offer_to(kind: AppointmentType, requests: Iterable[EarlierRequest], now: datetime) -> int:
    promise = timedelta(hours=kind.horizon_hours)
    ordered = sorted(
        requests,
        key=lambda one: (
            turn(meeting_at=one.appointment.starts_at, joined_at=one.joined_at, now=now, promise=promise),
            one.pk,
        ),
    )
    found = _open_times(kind, [one.appointment for one in ordered], now)
    for one in ordered:
        _forget_seen(one, found)
    if not may_offer_at(now, lasts=timedelta(minutes=practice().offer_minutes)):
        return 0
    return sum(_offer_one(one, found.free, now) for one in ordered)


def _forget_seen(request: EarlierRequest, found: OpenTimes) -> None:
    """A time that was booked since they joined is news when it comes free; one that somebody only held is
    not, nor is the one that they have themselves, should they move away from it."""
    own = request.appointment.starts_at
    known = {datetime.fromisoformat(one) for one in request.seen}
    still = sorted(one.isoformat() for one in (known & found.if_holds_end) | {own})
    if still != sorted(request.seen):
        request.seen = still
        EarlierRequest.objects.filter(pk=request.pk, state=EarlierState.WAITING).update(seen=still)


def _offer_one(request: EarlierRequest, free: Iterable[datetime], now: datetime) -> bool:
    """Offer this person the first free time that suits them, if they may be written to at this moment."""
    offers = request.offers.all()
    if any(one.state == OfferState.OPEN for one in offers):
        return False
    if offers_today((one.made_at for one in offers), now=now) >= OFFERS_A_DAY:
        return False
    appointment, wish = request.appointment, earlier_queries.wish_of(request)
    notice = timedelta(minutes=appointment.appointment_type.notice_min)
    fitting = [start for start in free if suits(wish, start, now=now, notice=notice)]
    if not fitting or not _may_write(request, now):
        return False
    for start in fitting:
        for candidate in _candidates(appointment, start, now):
            try:
                return locks.retrying(
                    lambda start=start, candidate=candidate: _offer(request.pk, candidate, start, now)  # type: ignore[misc]
                )
            except SlotTaken:
                continue
    return False


def _may_write(request: EarlierRequest, now: datetime) -> bool:
    channel = Channel(request.channel)
    return queries.may_write(request.appointment, channel, Purpose.REMINDER, now=now).allowed


def _candidates(appointment: Appointment, start: datetime, now: datetime) -> list[queries.Candidate]:
    """Who is free then, the meeting's own mediator first; nobody who acts for the other person."""
    party = appointment.party
    in_conflict = queries.mediators_in_conflict(
        client_index=party.name_index, other_index=party.other_name_index, same_case=party.case_id
    )
    found = queries.candidates(
        appointment.appointment_type, start, now=now, wants_gender=appointment.wants_gender
    )
    able = [one for one in found if one.mediator_id not in in_conflict]
    return sorted(able, key=lambda one: one.mediator_id != appointment.mediator_id)


@transaction.atomic
def _offer(request_id: int, candidate: queries.Candidate, start: datetime, now: datetime) -> bool:
    """Keep the time, write the offer and plan the message: all, or nothing. Raises SlotTaken.

    False where another sweep is at work on this person, or they wait no more.
    """
    locked = EarlierRequest.objects.select_for_update(skip_locked=True)
    if locked.filter(pk=request_id, state=EarlierState.WAITING).first() is None:
        return False
    request = earlier_queries.requests().get(pk=request_id)
    appointment = request.appointment
    if start >= appointment.starts_at or any(one.state == OfferState.OPEN for one in request.offers.all()):
        return False
    locks.lock_mediators({candidate.mediator_id})
    kind = appointment.appointment_type
    if not queries.is_bookable(candidate.mediator_id, kind, start, now=now, viewer=None):
        raise SlotTaken
    until = now + timedelta(minutes=practice().offer_minutes)
    claim = claims.take(
        candidate=candidate,
        appointment_type=kind,
        starts_at=start,
        state=ClaimState.HELD,
        now=now,
        holder_key=OFFER_KEY + secrets.token_urlsafe(24),
        until=until,
    )
    offer = Offer.objects.create(
        request=request, claim=claim, starts_at=start, ends_at=claim.ends_at, made_at=now, expires_at=until
    )
    audit.record(audit.SYSTEM, "earlier.offered", appointment, at=now, starts_at=start.isoformat())
    outbox.plan([messages.earlier(offer, now=now)], now=now)
    return True
