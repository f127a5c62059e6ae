"""Confirming, moving and cancelling: each one use case in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from bookings import policy, queries, video
from bookings.enums import AppointmentState, ClaimState
from bookings.errors import (
    BookingError,
    HoldEnded,
    InConflict,
    NoLongerChangeable,
    SlotTaken,
    TooLateToChange,
)
from bookings.models import Appointment, AppointmentType, SlotClaim
from bookings.queries import Candidate
from intake import services as intake_services
from intake.models import Draft
from intake.queries import name_index
from intake.services import callback_queue
from intake.services.documents import Visit
from legalaid.enums import FundingSource
from legalaid.services import open_funding
from mediation.core import audit, outbox
from mediation.core.practice import practice
from mediation.core.references import new_reference

from . import claims, desk_alerts, invites, locks, messages
from .flags import judge_answers


def confirm_appointment(
    *, draft: Draft, actor: audit.Actor, visit: Visit | None = None, now: datetime
) -> Appointment:
    """Turn a draft with its hold into an appointment; doing it twice gives the same appointment.

    `visit` is what the person did here before (papers, answers): it is kept with the booking, or neither is.

    Checks only that the time is still ours (or still free), that the meeting has not begun, accreditation
    and the conflict check; the last two take another free mediator at that time, silently. Candidates are
    worked out whether or not one is needed, so that a conflict cannot be told by the time it takes. Raises
    SlotTaken, or HoldEnded where the draft asks for no time; nothing is half done.
    """
    wish = draft.wish
    if not wish.get("starts_at"):
        raise HoldEnded
    kind = AppointmentType.objects.get(pk=wish["type"])
    starts_at = datetime.fromisoformat(wish["starts_at"])
    able = queries.able(
        kind, starts_at, now=now, wants_gender=wish.get("wants_gender", ""), holding=wish.get("mediator")
    )
    in_conflict = False
    for candidate in able:
        try:
            return locks.retrying(
                lambda candidate=candidate: _confirm(draft.pk, kind, starts_at, candidate, actor, visit, now)  # type: ignore[misc]
            )
        except SlotTaken as refusal:
            in_conflict = in_conflict or isinstance(refusal, InConflict)
    done = Appointment.objects.filter(confirm_key=draft.confirm_key).first()
    if done is not None:
        return done
    if in_conflict:
        claims.disown(holder_key=draft.hold_key, now=now)
        desk_alerts.nobody_without_conflict(now=now)
    raise SlotTaken


@transaction.atomic
def _confirm(
    draft_id: int,
    kind: AppointmentType,
    starts_at: datetime,
    candidate: Candidate,
    actor: audit.Actor,
    visit: Visit | None,
    now: datetime,
) -> Appointment:
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.appointment_id is not None:
        return Appointment.objects.get(pk=draft.appointment_id)
    if starts_at <= now:
        raise SlotTaken
    claim = _book(draft, kind, starts_at, candidate, now)
    party = intake_services.open_case(draft, visit=visit, now=now)
    open_funding(party=party, source=FundingSource(draft.answers["funding"]), fee=kind.fee, now=now)
    appointment = Appointment.objects.create(
        reference=new_reference(),
        party=party,
        appointment_type=kind,
        mediator_id=claim.mediator_id,
        claim=claim,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        mode=kind.mode,
        place=kind.place,
        wants_gender=draft.wish.get("wants_gender", ""),
        room=video.new_room(),
        terms_agreed=_terms(kind, now),
        confirm_key=draft.confirm_key,
        booked_at=now,
    )
    invites.open_invite(appointment, now=now)
    intake_services.close_draft(draft=draft, appointment_id=appointment.pk, now=now)
    _convert_callback(draft, appointment, actor, now)
    audit.record(actor, "appointment.booked", appointment, at=now, because=claim.assigned_because)
    _tell_of(appointment, actor, now)
    return appointment


def _tell_of(appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    """Judge the answers, then plan what the client reads and what staff are told: it hangs on the flags."""
    judge_answers(party=appointment.party, actor=actor, now=now)
    outbox.plan(messages.after_booking(appointment, now=now), now=now)
    desk_alerts.after_booking(appointment, now=now)


def _convert_callback(draft: Draft, appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    """The request for a call that this booking began with has come to its end."""
    if draft.callback is not None:
        callback_queue.mark_converted(
            request=draft.callback, appointment_id=appointment.pk, actor=actor, now=now
        )


def _book(
    draft: Draft, kind: AppointmentType, starts_at: datetime, candidate: Candidate, now: datetime
) -> SlotClaim:
    """Our hold becomes a booking; with another mediator, or with the hold gone, a new claim does."""
    held = claims.current(draft.hold_key)
    locks.lock_mediators({candidate.mediator_id} | ({held.mediator_id} if held else set()))
    _check_conflict(
        candidate,
        client_index=name_index(draft.answers.get("name") or ""),
        other_index=name_index(draft.answers.get("other_name") or ""),
        same_case=draft.invitation.case_id if draft.invitation else None,
    )
    ours = held and (held.mediator_id, held.starts_at, held.appointment_type_id) == (
        candidate.mediator_id,
        starts_at,
        kind.pk,
    )
    if held and ours:
        booked = SlotClaim.objects.filter(pk=held.pk, state=ClaimState.HELD).update(
            state=ClaimState.BOOKED, expires_at=None, holder_key=""
        )
        if booked:
            held.state = ClaimState.BOOKED
            return held
    claims.release(holder_key=draft.hold_key)
    if not queries.is_worked(candidate.mediator_id, kind, starts_at):
        raise SlotTaken
    return claims.take(
        candidate=candidate, appointment_type=kind, starts_at=starts_at, state=ClaimState.BOOKED, now=now
    )


def _check_conflict(
    candidate: Candidate, *, client_index: str, other_index: str, same_case: int | None
) -> None:
    """Under the mediator's lock, or two people's bookings could pass each other. Raises InConflict."""
    if candidate.mediator_id in queries.mediators_in_conflict(
        client_index=client_index, other_index=other_index, same_case=same_case
    ):
        raise InConflict


def _terms(kind: AppointmentType, now: datetime) -> dict[str, object]:
    """What the person agreed to when they confirmed: price, cancellation tiers, and the start within 14 days
    (Consumer Contracts Regulations 2013, regulation 36)."""
    return {
        "fee": str(kind.fee),
        "cancellation_tiers": practice().cancellation_tiers,
        "start_within_14_days_requested_at": now.isoformat(),
    }


def move_appointment(
    *, appointment: Appointment, starts_at: datetime, actor: audit.Actor, now: datetime
) -> Appointment:
    """Take a new time and free the old one in one transaction; the old one stays if the new one is gone.

    Moving to the same time twice moves once. The same mediator where free, otherwise the fairest. Raises
    SlotTaken, TooLateToChange (clients only), NoLongerChangeable.
    """
    _check_changeable(appointment, actor, now)
    options = queries.candidates(
        appointment.appointment_type,
        starts_at,
        now=now,
        wants_gender=appointment.wants_gender,
        ignoring_claim=appointment.claim_id,
    )
    for candidate in sorted(options, key=lambda one: one.mediator_id != appointment.mediator_id):
        try:
            return locks.retrying(
                lambda candidate=candidate: _move(appointment.pk, starts_at, candidate, actor, now)  # type: ignore[misc]
            )
        except SlotTaken:
            continue
    done = Appointment.objects.filter(
        pk=appointment.pk, starts_at=starts_at, state=AppointmentState.CONFIRMED
    ).first()
    if done is not None:
        return done
    raise SlotTaken


@transaction.atomic
def _move(
    appointment_id: int, starts_at: datetime, candidate: Candidate, actor: audit.Actor, now: datetime
) -> Appointment:
    appointment = _locked(appointment_id)
    locks.lock_mediators({appointment.mediator_id, candidate.mediator_id})
    _check_changeable(appointment, actor, now)
    if appointment.starts_at == starts_at:
        return appointment
    _take_instead(appointment, candidate, starts_at, now)
    return _moved(appointment, actor, now)


def move_to_held(*, appointment_id: int, claim: SlotClaim, actor: audit.Actor, now: datetime) -> Appointment:
    """Put the meeting on a time that is held for this client, and free the old one. Needs a transaction.

    Raises SlotTaken where the hold is over or the mediator acts for the other person, TooLateToChange or
    NoLongerChangeable as moving does; nothing is half done.
    """
    appointment = _locked(appointment_id)
    locks.lock_mediators({appointment.mediator_id, claim.mediator_id})
    _check_changeable(appointment, actor, now)
    _check_no_conflict_of(appointment, Candidate(claim.mediator_id, claim.assigned_because))
    held = SlotClaim.objects.filter(pk=claim.pk, state=ClaimState.HELD, expires_at__gt=now)
    if not held.update(state=ClaimState.BOOKED, expires_at=None, holder_key=""):
        raise SlotTaken
    claims.free(appointment.claim)
    _put_on(appointment, SlotClaim.objects.get(pk=claim.pk))
    return _moved(appointment, actor, now)


def _moved(appointment: Appointment, actor: audit.Actor, now: datetime) -> Appointment:
    """Write down that the meeting lies on another claim, and plan what is said of it."""
    appointment.version += 1
    appointment.save()
    invites.change_invite(appointment, method="REQUEST", now=now)
    audit.record(
        actor,
        "appointment.moved",
        appointment,
        at=now,
        version=appointment.version,
        because=appointment.claim.assigned_because,
    )
    outbox.skip_planned(appointment, reason="the meeting was moved", before_version=appointment.version)
    outbox.plan(messages.after_move(appointment, now=now), now=now)
    desk_alerts.after_move(appointment, now=now)
    return appointment


def _take_instead(appointment: Appointment, candidate: Candidate, starts_at: datetime, now: datetime) -> None:
    """Free the appointment's claim and put it on a new one; another mediator means another room."""
    kind = appointment.appointment_type
    _check_no_conflict_of(appointment, candidate)
    claims.free(appointment.claim)
    if not queries.is_bookable(candidate.mediator_id, kind, starts_at, now=now, viewer=None):
        raise SlotTaken
    claim = claims.take(
        candidate=candidate, appointment_type=kind, starts_at=starts_at, state=ClaimState.BOOKED, now=now
    )
    _put_on(appointment, claim)


def _check_no_conflict_of(appointment: Appointment, candidate: Candidate) -> None:
    _check_conflict(
        candidate,
        client_index=appointment.party.name_index,
        other_index=appointment.party.other_name_index,
        same_case=appointment.party.case_id,
    )


def _put_on(appointment: Appointment, claim: SlotClaim) -> None:
    if claim.mediator_id != appointment.mediator_id:
        appointment.room = video.new_room()
    appointment.claim = claim
    appointment.mediator_id = claim.mediator_id
    appointment.starts_at, appointment.ends_at = claim.starts_at, claim.ends_at


def cancel_appointment(
    *, appointment: Appointment, actor: audit.Actor, now: datetime, because: str = ""
) -> Appointment:
    """Free the time and say so. Cancelling a cancelled meeting changes nothing.

    Inside the cut-off a client does not cancel but tells that they cannot come: the same, and staff are told.
    Raises NoLongerChangeable once the meeting has begun, BookingError while the database is too busy.
    """
    return locks.retrying(lambda: _cancel(appointment.pk, actor, now, because), refusal=BookingError)


@transaction.atomic
def _cancel(appointment_id: int, actor: audit.Actor, now: datetime, because: str) -> Appointment:
    appointment = _locked(appointment_id)
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    if not appointment.is_confirmed or (actor.kind == "client" and now >= appointment.starts_at):
        raise NoLongerChangeable
    locks.lock_mediators({appointment.mediator_id})
    late = not is_in_time(appointment, now)
    fee_due = cost_of_cancelling(appointment, now=now)
    claims.free(appointment.claim)
    appointment.state = AppointmentState.CANCELLED
    appointment.cancelled_at, appointment.cancelled_because = now, because
    appointment.version += 1
    appointment.save()
    invites.change_invite(appointment, method="CANCEL", now=now)
    audit.record(actor, "appointment.cancelled", appointment, at=now, fee_due=str(fee_due), late=late)
    outbox.skip_planned(appointment, reason="the meeting was cancelled", before_version=appointment.version)
    outbox.plan(messages.after_cancelling(appointment, now=now), now=now)
    if late and actor.kind == "client":
        desk_alerts.cannot_come(appointment, now=now)
    return appointment


def cost_of_cancelling(appointment: Appointment, *, now: datetime) -> Decimal:
    """Pounds due if the client cancels now, by the price and the terms that they agreed to."""
    return policy.fee_on_cancelling(
        fee=Decimal(appointment.terms_agreed["fee"]),
        tiers=tiers_of(appointment.terms_agreed["cancellation_tiers"]),
        starts_at=appointment.starts_at,
        now=now,
    )


def report_unsafe(*, appointment: Appointment, now: datetime) -> None:
    """The client does not feel safe: a person must see it at once. Nothing else changes, no message goes."""
    with transaction.atomic():
        audit.record(audit.CLIENT, "appointment.not_safe", appointment, at=now)
        desk_alerts.not_safe(appointment, now=now)
        outbox.plan([messages.urgent(appointment, now=now)], now=now)


def tiers_of(stored: Sequence[dict[str, int]]) -> list[policy.Tier]:
    """Cancellation tiers as the policy wants them."""
    return [policy.Tier(one["hours_before"], one["fee_percent"]) for one in stored]


def _locked(appointment_id: int) -> Appointment:
    """The row, first locked by itself: after the wait PostgreSQL does not read a join again, so that a claim
    changed meanwhile would seem to be missing."""
    Appointment.objects.select_for_update().get(pk=appointment_id)
    return Appointment.objects.select_related("party", "claim", "appointment_type").get(pk=appointment_id)


def is_in_time(appointment: Appointment, now: datetime) -> bool:
    """Whether the client may still move or cancel by themselves, by the practice's cut-off."""
    cutoff = timedelta(minutes=practice().change_cutoff_minutes)
    return policy.may_change(starts_at=appointment.starts_at, now=now, cutoff=cutoff)


def _check_changeable(appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    if not appointment.is_confirmed or now >= appointment.starts_at:
        raise NoLongerChangeable
    if actor.kind == "client" and not is_in_time(appointment, now):
        raise TooLateToChange
