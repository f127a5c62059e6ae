"""Confirming, moving and cancelling at the same moment as somebody else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bookings.enums import AppointmentState, ClaimState
from bookings.errors import BookingError, SlotTaken
from bookings.models import Appointment, SlotClaim
from bookings.services import cancel_appointment, claims, confirm_appointment, move_appointment
from intake.models import Case, Draft, Party
from mediation.core import audit
from mediation.core.models import Message
from tests.concurrency.races import refusals, together, won
from tests.factories import (
    ALEX,
    NOW,
    ROBIN,
    TOMORROW_1PM,
    at,
    booked,
    draft_for,
    holder,
    invited,
    ready_draft,
    works,
)

pytestmark = pytest.mark.concurrency
ROUNDS = 3
TOMORROW_3PM = TOMORROW_1PM + timedelta(hours=2)


def confirming(draft, *, now=NOW):
    return partial(confirm_appointment, draft=draft, actor=audit.CLIENT, now=now)


def moving(appointment, starts_at, *, now=NOW):
    fresh = Appointment.objects.select_related("party").get(pk=appointment.pk)
    return partial(move_appointment, appointment=fresh, starts_at=starts_at, actor=audit.CLIENT, now=now)


def cancelling(appointment, *, now=NOW):
    return partial(cancel_appointment, appointment=appointment, actor=audit.CLIENT, now=now)


def live():
    return SlotClaim.objects.exclude(state=ClaimState.RELEASED)


def test_confirming_twice_at_once_makes_one_appointment(kind, morgan, drew):
    draft = ready_draft(kind)

    outcomes = together([confirming(draft) for _ in range(8)])

    assert {one.pk for one in outcomes} == {Appointment.objects.get().pk}
    assert (Case.objects.count(), Party.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert live().get().state == ClaimState.BOOKED


def test_a_code_that_is_used_by_several_at_once_opens_one_file_in_the_case(kind, morgan, drew):
    works(drew)
    alex = booked(kind).party
    invitation = invited(alex)
    hours = ("09:30", "10:30", "11:30", "15:00")
    drafts = [
        ready_draft(kind, at("2026-11-24", hour), answers={**ROBIN, "name": f"Visitor {hour}"})
        for hour in hours
    ]
    Draft.objects.update(invitation=invitation)

    outcomes = together([confirming(draft) for draft in drafts])

    assert len(won(outcomes)) == len(hours)
    invitation.refresh_from_db()
    assert Party.objects.filter(case=alex.case).count() == 2
    assert invitation.party.case_id == alex.case_id
    assert Case.objects.count() == len(hours)


def test_many_who_let_their_hold_run_out_over_one_time_get_one_booking_and_the_rest_no_message(kind, morgan):
    """Everybody held it once, one after the other, and everybody comes back to confirm."""
    drafts = []
    for turn in range(12):
        now = NOW + timedelta(minutes=15 * turn)
        drafts.append(ready_draft(kind, now=now, answers={**ALEX, "name": f"Visitor {turn}"}))
    late = NOW + timedelta(hours=5)

    outcomes = together([confirming(draft, now=late) for draft in drafts])

    assert len(won(outcomes)) == live().count() == Appointment.objects.count() == 1
    assert refusals(outcomes) == {SlotTaken}
    assert Message.objects.get().recipient == f"party:{won(outcomes)[0].party_id}"
    assert Party.objects.count() == 1
    kept = [draft for draft in drafts if draft.confirm_key != won(outcomes)[0].confirm_key]
    for draft in kept:
        draft.refresh_from_db()
        assert draft.answers["name"].startswith("Visitor")


def test_confirming_against_taking_the_same_expired_time_makes_one_live_claim(kind, morgan):
    draft = ready_draft(kind)
    later = NOW + timedelta(minutes=20)
    take = partial(claims.hold, holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=later)

    outcomes = together([confirming(draft, now=later), take])

    assert len(won(outcomes)) == live().count() == 1
    assert refusals(outcomes) == {SlotTaken}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_confirming_against_leaving_ends_with_one_booking_or_none(kind, morgan, round_):
    """Exit frees the hold while the last page is being sent: the time is free still, and taken again."""
    draft = ready_draft(kind)

    outcomes = together([confirming(draft), partial(claims.release, holder_key=draft.hold_key)])

    assert live().get().state == ClaimState.BOOKED
    assert won(outcomes)[0] == Appointment.objects.get()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_confirming_against_cancelling_never_gives_the_time_twice(kind, morgan, round_):
    standing = booked(kind)
    waiting = draft_for(live().get(), answers=ROBIN)  # whoever kept an old page open
    waiting.hold_key = holder()
    waiting.save()

    outcomes = together([confirming(waiting), cancelling(standing)])

    standing.refresh_from_db()
    assert standing.state == AppointmentState.CANCELLED
    assert refusals(outcomes) <= {SlotTaken}
    assert live().count() == Appointment.objects.filter(state=AppointmentState.CONFIRMED).count()
    assert live().count() == len(won(outcomes)) - 1


def test_cancelling_twice_at_once_cancels_once(kind, morgan):
    standing = booked(kind)

    outcomes = together([cancelling(standing) for _ in range(6)])

    assert {one.version for one in outcomes} == {2}
    assert Message.objects.filter(kind="appointment.cancelled").count() == 1
    assert not live().exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_moving_twice_at_once_moves_once(kind, morgan, drew, round_):
    standing = booked(kind)

    outcomes = together([moving(standing, TOMORROW_3PM) for _ in range(4)])

    standing.refresh_from_db()
    assert {(one.version, one.starts_at) for one in outcomes} == {(2, TOMORROW_3PM)}
    assert (standing.version, standing.starts_at) == (2, TOMORROW_3PM)
    assert live().get() == standing.claim


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_moving_to_two_times_at_once_ends_at_one_of_them(kind, morgan, round_):
    standing = booked(kind)

    outcomes = together([moving(standing, TOMORROW_3PM), moving(standing, at("2026-11-24", "09:00"))])

    standing.refresh_from_db()
    assert refusals(outcomes) <= {SlotTaken}
    assert live().get() == standing.claim
    assert standing.starts_at == standing.claim.starts_at != TOMORROW_1PM


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_moving_against_cancelling_ends_cancelled_with_nothing_taken(kind, morgan, round_):
    standing = booked(kind)

    outcomes = together([moving(standing, TOMORROW_3PM), cancelling(standing)])

    standing.refresh_from_db()
    assert standing.state == AppointmentState.CANCELLED
    assert not live().exists()
    assert all(issubclass(one, BookingError) for one in refusals(outcomes))


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_moving_to_a_time_that_is_taken_this_moment_leaves_the_old_one_intact(kind, morgan, round_):
    standing = booked(kind)
    take = partial(claims.hold, holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_3PM, now=NOW)

    moved, taken = together([moving(standing, TOMORROW_3PM), take])

    standing.refresh_from_db()
    assert live().count() == 1 + (not isinstance(taken, SlotTaken))
    if isinstance(moved, SlotTaken):
        assert (standing.starts_at, standing.version) == (TOMORROW_1PM, 1)
        assert standing.claim.state == ClaimState.BOOKED
        assert not Message.objects.filter(kind="appointment.moved").exists()
    else:
        assert isinstance(taken, SlotTaken)
        assert standing.starts_at == TOMORROW_3PM


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_clients_who_want_each_others_time_both_keep_their_own(kind, morgan, round_):
    alex, robin = booked(kind), booked(kind, TOMORROW_3PM, answers=ROBIN)

    outcomes = together([moving(alex, TOMORROW_3PM), moving(robin, TOMORROW_1PM)])

    assert refusals(outcomes) == {SlotTaken}
    alex.refresh_from_db()
    robin.refresh_from_db()
    assert (alex.starts_at, robin.starts_at) == (TOMORROW_1PM, TOMORROW_3PM)
    assert set(live().values_list("state", flat=True)) == {ClaimState.BOOKED}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_clients_who_swap_times_between_two_mediators_are_served_without_error(
    kind, morgan, drew, round_
):
    alex = booked(kind, mediator=morgan)
    robin = booked(kind, TOMORROW_3PM, answers=ROBIN, mediator=drew)

    outcomes = together([moving(alex, TOMORROW_3PM), moving(robin, TOMORROW_1PM)])

    assert refusals(outcomes) <= {SlotTaken}
    assert live().count() == 2


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_three_disputes_in_a_ring_never_all_end_with_one_mediator(kind, morgan, round_):
    """Each names somebody who has a dispute with a third: the last to come must see it under the lock."""
    ring = [("Robin Field", "Kim Lake"), ("Kim Lake", "Alex Winter"), ("Alex Winter", "Robin Field")]
    drafts = [
        ready_draft(
            kind,
            at("2026-11-24", f"{9 + 2 * number:02}:00"),
            answers={**ALEX, "name": name, "other_name": other},
        )
        for number, (name, other) in enumerate(ring)
    ]

    outcomes = together([confirming(draft) for draft in drafts])

    assert len(won(outcomes)) == 2
    assert refusals(outcomes) == {SlotTaken}
