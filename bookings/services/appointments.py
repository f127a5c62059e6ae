"""Confirming and cancelling: each one use case in one transaction. Moving is in `moves`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from bookings import policy, queries, video
from bookings.enums import AppointmentState, AskedBy, BookingSource, ClaimState
from bookings.errors import (
    BookingError,
    BusyElsewhere,
    HoldEnded,
    InConflict,
    NoLongerChangeable,
    SlotTaken,
    TooLateToChange,
)
from bookings.fees import Why
from bookings.models import Appointment, AppointmentType, SlotClaim
from bookings.queries import Candidate
from bookings.queries.outside import is_busy_elsewhere
from bookings.queries.stand_ins import stand_in_of
from intake import services as intake_services
from intake.models import Draft, Party
from intake.queries import name_index
from intake.services import callback_queue
from intake.services.documents import Visit
from legalaid.enums import FundingSource
from legalaid.services import open_funding
from mediation.core import audit, outbox
from mediation.core.practice import practice
from mediation.core.references import new_reference

from . import claims, desk_alerts, fees, free_again, invites, locks, messages, outside_calendars
from .flags import judge_answers


def confirm_appointment(
    *, draft: Draft, actor: audit.Actor, visit: Visit | None = None, now: datetime
) -> Appointment:
    """Turn a draft with its hold into an appointment; doing it twice gives the same appointment.

    `visit` is what the person did here before (papers, answers): it is kept with the booking, or neither is.

    Checks only that the time is still ours (or still free), that the meeting has not begun, accreditation,
    the conflict check and the mediator's other calendars; the last three take another free mediator at that
    time, silently. Candidates are worked out, and their calendars read where they are stale, whether or not
    one is needed, so that a conflict cannot be told by the time it takes. Raises SlotTaken, or HoldEnded
    where the draft asks for no time; nothing is half done.
    """
    wish = draft.wish
    if not wish.get("starts_at"):
        raise HoldEnded
    kind = AppointmentType.objects.get(pk=wish["type"])
    starts_at = datetime.fromisoformat(wish["starts_at"])
    able = queries.able(
        kind, starts_at, now=now, wants_gender=wish.get("wants_gender", ""), holding=wish.get("mediator")
    )
    outside_calendars.freshen((one.mediator_id for one in able), now=now)
    refusals: set[type[SlotTaken]] = set()
    for candidate in able:
        try:
            return locks.retrying(
                lambda candidate=candidate: _confirm(draft.pk, kind, starts_at, candidate, actor, visit, now)  # type: ignore[misc]
            )
        except SlotTaken as refusal:
            refusals.add(type(refusal))
    done = Appointment.objects.filter(confirm_key=draft.confirm_key).first()
    if done is not None:
        return done
    if refusals & {InConflict, BusyElsewhere}:
        claims.disown(holder_key=draft.hold_key, now=now)
    if InConflict in refusals:
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
    party = _file_of(draft, kind, visit, now)
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
        source=_source(draft, actor),
        confirm_key=draft.confirm_key,
        booked_at=now,
    )
    invites.open_invite(appointment, now=now)
    intake_services.close_draft(draft=draft, appointment_id=appointment.pk, now=now)
    _end_what_led_here(draft, appointment, actor, now)
    audit.record(actor, "appointment.booked", appointment, at=now, because=claim.assigned_because)
    _tell_of(appointment, actor, now)
    return appointment


def _file_of(draft: Draft, kind: AppointmentType, visit: Visit | None, now: datetime) -> Party:
    """A new file, or the one that a colleague books for: it and how they are reached stay."""
    file = _standing_file(draft)
    if file is not None:
        return intake_services.keep_in_file(party=file, draft=draft, now=now)
    party = intake_services.open_case(draft, visit=visit, now=now)
    open_funding(party=party, source=FundingSource(draft.answers["funding"]), fee=kind.fee, now=now)
    return party


def _standing_file(draft: Draft) -> Party | None:
    found = stand_in_of(draft)
    return found.party if found else None


def _source(draft: Draft, actor: audit.Actor) -> BookingSource:
    """The way that this booking began; who pressed the button counts only where nothing else is known."""
    if draft.invitation_id is not None:
        return BookingSource.INVITATION
    if draft.callback_id is not None:
        return BookingSource.CALLBACK
    return BookingSource.STAFF if actor.kind == "staff" else BookingSource.PUBLIC


def _tell_of(appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    """Judge the answers, then plan what the client reads and what staff are told: it hangs on the flags."""
    judge_answers(party=appointment.party, actor=actor, now=now)
    outbox.plan(messages.after_booking(appointment, now=now), now=now)
    desk_alerts.after_booking(appointment, now=now)
    if not queries.is_worked(appointment.mediator_id, appointment.appointment_type, appointment.starts_at):
        # Their hold was older than the time off, and is kept: somebody has to find them another time.
        desk_alerts.outside_hours(appointment, now=now)


def _end_what_led_here(draft: Draft, appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    """The request for a call that this booking began with has come to its end, the meeting whose video
    failed is made good, and a file that was there before has a fee for this one."""
    if _standing_file(draft) is not None:
        fees.begin_fee_again(appointment, now=now)
    free_again.make_good(draft.wish.get(free_again.FREE_AFTER), by=appointment, now=now)
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
    check_conflict(
        candidate,
        client_index=name_index(draft.answers.get("name") or ""),
        other_index=name_index(draft.answers.get("other_name") or ""),
        same_case=_case_of(draft),
    )
    if is_busy_elsewhere(candidate.mediator_id, kind, starts_at):
        raise BusyElsewhere
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


def _case_of(draft: Draft) -> int | None:
    if draft.invitation is not None:
        return draft.invitation.case_id
    file = _standing_file(draft)
    return file.case_id if file else None


def check_conflict(
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


def cancel_appointment(
    *,
    appointment: Appointment,
    actor: audit.Actor,
    now: datetime,
    because: str = "",
    asked_by: AskedBy = AskedBy.CLIENT,
) -> Appointment:
    """Free the time and say so. Cancelling a cancelled meeting changes nothing.

    `because` is a code (`enums.CancelReason`), never words about a person. Where we ask for it (`asked_by`),
    nothing is due, whatever the terms say. Inside the cut-off a client does not cancel but tells that they
    cannot come: the same, and staff are told.
    Raises NoLongerChangeable once the meeting has begun, BookingError while the database is too busy.
    """
    return locks.retrying(
        lambda: _cancel(appointment.pk, actor, now, because, asked_by), refusal=BookingError
    )


@transaction.atomic
def _cancel(
    appointment_id: int, actor: audit.Actor, now: datetime, because: str, asked_by: AskedBy
) -> Appointment:
    appointment = locked(appointment_id)
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    if not appointment.is_confirmed or (actor.kind == "client" and now >= appointment.starts_at):
        raise NoLongerChangeable
    locks.lock_mediators({appointment.mediator_id})
    late = not is_in_time(appointment, now)
    fee_due = cost_of_cancelling(appointment, now=now, asked_by=asked_by)
    claims.free(appointment.claim)
    appointment.state = AppointmentState.CANCELLED
    appointment.cancelled_at, appointment.cancelled_because = now, because
    appointment.version += 1
    appointment.save()
    why = Why.BY_US if asked_by is AskedBy.PRACTICE else Why.BY_CLIENT
    fees.fee_when_not_held(appointment, due=fee_due, why=why, now=now)
    invites.change_invite(appointment, method="CANCEL", now=now)
    said = {"asked_by": asked_by, "because": because} if because else {}
    audit.record(actor, "appointment.cancelled", appointment, at=now, fee_due=str(fee_due), late=late, **said)
    desk_alerts.is_settled(appointment, now=now)
    outbox.skip_planned(appointment, reason="the meeting was cancelled", before_version=appointment.version)
    outbox.plan(messages.after_cancelling(appointment, now=now), now=now)
    if late and actor.kind == "client":
        desk_alerts.cannot_come(appointment, now=now)
    return appointment


def cost_of_cancelling(
    appointment: Appointment, *, now: datetime, asked_by: AskedBy = AskedBy.CLIENT
) -> Decimal:
    """Pounds due if the client cancels now, by the price and the terms that they agreed to; nothing is where
    we do."""
    if asked_by is AskedBy.PRACTICE:
        return Decimal(0)
    return policy.fee_on_cancelling(
        fee=Decimal(appointment.terms_agreed["fee"]),
        tiers=tiers_of(appointment.terms_agreed["cancellation_tiers"]),
        starts_at=appointment.starts_at,
        now=now,
    )


def charge_for_cancelling(appointment: Appointment, *, now: datetime) -> Decimal:
    """The same as the client pays it: nothing where they have nothing to pay, and never more than stands
    written of their fee."""
    fee = appointment.fee
    return Decimal(0) if fee.has_nothing_to_pay else min(cost_of_cancelling(appointment, now=now), fee.fee)


def report_unsafe(*, appointment: Appointment, now: datetime) -> None:
    """The client does not feel safe: a person must see it at once. Nothing else changes, no message goes."""
    with transaction.atomic():
        audit.record(audit.CLIENT, "appointment.not_safe", appointment, at=now)
        desk_alerts.not_safe(appointment, now=now)
        outbox.plan([messages.urgent(appointment, now=now)], now=now)


def tiers_of(stored: Sequence[dict[str, int]]) -> list[policy.Tier]:
    """Cancellation tiers as the policy wants them."""
    return [policy.Tier(one["hours_before"], one["fee_percent"]) for one in stored]


def locked(appointment_id: int) -> Appointment:
    """The row, first locked by itself: after the wait PostgreSQL does not read a join again, so that a claim
    changed meanwhile would seem to be missing."""
    Appointment.objects.select_for_update().get(pk=appointment_id)
    return Appointment.objects.select_related("party", "claim", "appointment_type").get(pk=appointment_id)


def is_in_time(appointment: Appointment, now: datetime) -> bool:
    """Whether the client may still move or cancel by themselves, by the practice's cut-off."""
    cutoff = timedelta(minutes=practice().change_cutoff_minutes)
    return policy.may_change(starts_at=appointment.starts_at, now=now, cutoff=cutoff)


def check_changeable(appointment: Appointment, actor: audit.Actor, now: datetime) -> None:
    if not appointment.is_confirmed or now >= appointment.starts_at:
        raise NoLongerChangeable
    if actor.kind == "client" and not is_in_time(appointment, now):
        raise TooLateToChange
