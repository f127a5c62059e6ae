"""Another time for a meeting, or another mediator: one use case in one transaction, for clients and staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bookings import queries, video
from bookings.enums import AppointmentState, ClaimState
from bookings.errors import BusyElsewhere, InConflict, NoRoom, SlotTaken
from bookings.models import Appointment, SlotClaim
from bookings.queries import Candidate
from bookings.queries.outside import is_busy_elsewhere
from mediation.core import audit, outbox

from . import claims, desk_alerts, invites, locks, messages, outside_calendars
from .appointments import check_changeable, check_conflict, locked

CONFLICT = "conflict"


def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    actor: audit.Actor,
    now: datetime,
    mediator_id: int | None = None,
) -> Appointment:
    """Take a new time and free the old one in one transaction; the old one stays if the new one is gone.

    Moving to the same time twice moves once. The same mediator where free, otherwise the fairest; or the one
    that staff name (`mediator_id`): at the same time that is a hand-over. Staff are bound by the mediator's
    hours and by what is taken, as everybody is, and not by notice, cut-off and the grid of starts. Raises
    SlotTaken (NoRoom, with why, where staff named the mediator), TooLateToChange (clients only),
    NoLongerChangeable.
    """
    check_changeable(appointment, actor, now)
    refusals: list[SlotTaken] = []
    candidates = _candidates(appointment, starts_at, actor, mediator_id, now)
    outside_calendars.freshen((one.mediator_id for one in candidates), now=now)
    for candidate in candidates:
        try:
            return locks.retrying(
                lambda candidate=candidate: _move(  # type: ignore[misc]
                    appointment.pk, starts_at, candidate, actor, now
                )
            )
        except SlotTaken as refusal:
            refusals.append(refusal)
    done = Appointment.objects.filter(
        pk=appointment.pk, starts_at=starts_at, state=AppointmentState.CONFIRMED
    ).first()
    if done is not None and mediator_id in (None, done.mediator_id):
        return done
    raise _why(refusals) if mediator_id is not None else SlotTaken


def _why(refusals: Sequence[SlotTaken]) -> SlotTaken:
    """What staff are told of the mediator whom they named."""
    if any(isinstance(one, InConflict) for one in refusals):
        return NoRoom([CONFLICT])
    return refusals[0] if refusals else SlotTaken()


def _candidates(
    appointment: Appointment,
    starts_at: datetime,
    actor: audit.Actor,
    mediator_id: int | None,
    now: datetime,
) -> list[Candidate]:
    if actor.kind == "client":
        found = queries.candidates(
            appointment.appointment_type,
            starts_at,
            now=now,
            wants_gender=appointment.wants_gender,
            ignoring_claim=appointment.claim_id,
        )
    elif mediator_id is not None:
        found = [Candidate(mediator_id, "chosen by staff")]
    else:
        found = queries.with_room(
            appointment.appointment_type,
            starts_at,
            now=now,
            wants_gender=appointment.wants_gender,
            ignoring_claim=appointment.claim_id,
        )
    return sorted(found, key=lambda one: one.mediator_id != appointment.mediator_id)


@transaction.atomic
def _move(
    appointment_id: int, starts_at: datetime, candidate: Candidate, actor: audit.Actor, now: datetime
) -> Appointment:
    appointment = locked(appointment_id)
    before = appointment.mediator_id
    locks.lock_mediators({before, candidate.mediator_id})
    check_changeable(appointment, actor, now)
    is_same_time = appointment.starts_at == starts_at
    if is_same_time and (actor.kind == "client" or candidate.mediator_id == before):
        return appointment
    _take_instead(appointment, candidate, starts_at, actor, now)
    return _written(appointment, actor, now, before=before, is_same_time=is_same_time)


def move_to_held(*, appointment_id: int, claim: SlotClaim, actor: audit.Actor, now: datetime) -> Appointment:
    """Put the meeting on a time that is held for this client, and free the old one. Needs a transaction.

    Raises SlotTaken where the hold is over, the mediator acts for the other person, or does not work then any
    more, or their other calendar shows something; TooLateToChange or NoLongerChangeable as moving does;
    nothing is half done.
    """
    appointment = locked(appointment_id)
    before = appointment.mediator_id
    locks.lock_mediators({before, claim.mediator_id})
    check_changeable(appointment, actor, now)
    _check_no_conflict(appointment, Candidate(claim.mediator_id, claim.assigned_because))
    _check_still_able(claim, now)
    held = SlotClaim.objects.filter(pk=claim.pk, state=ClaimState.HELD, expires_at__gt=now)
    if not held.update(state=ClaimState.BOOKED, expires_at=None, holder_key=""):
        raise SlotTaken
    claims.free(appointment.claim)
    _put_on(appointment, SlotClaim.objects.get(pk=claim.pk))
    return _written(appointment, actor, now, before=before, is_same_time=False)


def _written(
    appointment: Appointment, actor: audit.Actor, now: datetime, *, before: int, is_same_time: bool
) -> Appointment:
    """Write down that the meeting lies on another claim, and plan what is said of it."""
    appointment.version += 1
    appointment.save()
    verb = "appointment.handed_over" if is_same_time else "appointment.moved"
    audit.record(
        actor,
        verb,
        appointment,
        at=now,
        version=appointment.version,
        because=appointment.claim.assigned_because,
        mediators=[before, appointment.mediator_id],
    )
    reason = "another mediator took over" if is_same_time else "the meeting was moved"
    outbox.skip_planned(appointment, reason=reason, before_version=appointment.version)
    desk_alerts.is_settled(appointment, now=now)
    if is_same_time:
        _tell_of_hand_over(appointment, now)
    else:
        _tell_of_move(appointment, now)
    return appointment


def _tell_of_move(appointment: Appointment, now: datetime) -> None:
    invites.change_invite(appointment, method="REQUEST", now=now)
    outbox.plan(messages.after_move(appointment, now=now), now=now)
    desk_alerts.after_move(appointment, now=now)


def _tell_of_hand_over(appointment: Appointment, now: datetime) -> None:
    """Their calendar's entry stays as it is: it names no mediator."""
    outbox.plan(messages.after_hand_over(appointment, now=now), now=now)
    desk_alerts.after_hand_over(appointment, now=now)


def _take_instead(
    appointment: Appointment, candidate: Candidate, starts_at: datetime, actor: audit.Actor, now: datetime
) -> None:
    """Free the appointment's claim and put it on a new one; another mediator means another room."""
    _check_no_conflict(appointment, candidate)
    claims.free(appointment.claim)
    _put_on(appointment, _taken(appointment, candidate, starts_at, actor, now))


def _check_no_conflict(appointment: Appointment, candidate: Candidate) -> None:
    check_conflict(
        candidate,
        client_index=appointment.party.name_index,
        other_index=appointment.party.other_name_index,
        same_case=appointment.party.case_id,
    )


def _check_still_able(claim: SlotClaim, now: datetime) -> None:
    """What may have changed while the time was held: hours, time off, accreditation, other calendars. The
    meeting that they have is still theirs, so nothing is lost by a no."""
    kind = claim.appointment_type
    able = queries.able(kind, claim.starts_at, now=now)
    if claim.mediator_id not in {one.mediator_id for one in able}:
        raise SlotTaken
    if is_busy_elsewhere(claim.mediator_id, kind, claim.starts_at):
        raise BusyElsewhere


def _put_on(appointment: Appointment, claim: SlotClaim) -> None:
    if claim.mediator_id != appointment.mediator_id:
        appointment.room = video.new_room()
    appointment.claim = claim
    appointment.mediator_id = claim.mediator_id
    appointment.starts_at, appointment.ends_at = claim.starts_at, claim.ends_at


def _taken(
    appointment: Appointment, candidate: Candidate, starts_at: datetime, actor: audit.Actor, now: datetime
) -> SlotClaim:
    """Asked again under the mediator's lock, by the rules of whoever asks. Raises SlotTaken."""
    kind, mediator_id = appointment.appointment_type, candidate.mediator_id
    if actor.kind == "client":
        if not queries.is_bookable(mediator_id, kind, starts_at, now=now, viewer=None):
            raise SlotTaken
    elif codes := queries.reasons_against(mediator_id, kind, starts_at, now=now):
        raise NoRoom(codes)
    return claims.take(
        candidate=candidate, appointment_type=kind, starts_at=starts_at, state=ClaimState.BOOKED, now=now
    )
