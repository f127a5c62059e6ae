"""Clients and staff reach for the same hour at the same moment: nobody is double-booked, nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.enums import ClaimState
from bookings.errors import NoRoom, SlotTaken
from bookings.models import Appointment, SlotClaim, TimeOff
from bookings.queries import meetings_outside_hours
from bookings.services import change_hours, claims, confirm_appointment, move_appointment
from mediation.core import audit
from mediation.core.models import Alert
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at, booked, holder, ready_draft, user

pytestmark = pytest.mark.concurrency
HOUR = timedelta(hours=1)


def moving(one, starts_at, who):
    fresh = Appointment.objects.select_related("party", "appointment_type").get(pk=one.pk)
    actor = audit.Actor.of(who.user)
    return partial(
        move_appointment,
        appointment=fresh,
        starts_at=starts_at,
        actor=actor,
        now=NOW,
        mediator_id=who.pk,
    )


def nobody_is_double_booked():
    """What stands never overlaps, and each meeting has a booked claim of its own mediator and time."""
    live = SlotClaim.objects.exclude(state=ClaimState.RELEASED).order_by("mediator", "starts_at")
    rows = list(live.values_list("mediator_id", "span"))
    for (who, span), (other, later) in pairwise(rows):
        assert who != other or span.upper <= later.lower
    for one in Appointment.objects.select_related("claim"):
        claim = one.claim
        assert (claim.state, claim.mediator_id, claim.starts_at) == ("booked", one.mediator_id, one.starts_at)


@pytest.mark.parametrize("round_", range(2))
def test_clients_and_staff_race_for_one_hour_of_one_mediator(kind, morgan, drew, round_):
    """Two holds, a confirmation, a move and a hand-over want Drew's two o'clock."""
    two = TOMORROW_1PM + HOUR
    waiting = ready_draft(kind, two, answers={**ROBIN, "name": "Sam Hale"}, mediator=drew)
    claims.release(holder_key=waiting.hold_key)
    moved = booked(kind, at("2026-11-24", "10:00"), mediator=drew)
    given = booked(kind, two, answers={**ROBIN, "name": "Robin Vale", "other_name": "Jo"}, mediator=morgan)
    hold = partial(claims.hold, appointment_type=kind, starts_at=two, now=NOW, mediator_id=drew.pk)

    outcomes = together(
        [
            partial(hold, holder_key=holder()),
            moving(moved, two, drew),
            partial(confirm_appointment, draft=waiting, actor=audit.CLIENT, now=NOW),
            moving(given, two, drew),
            partial(hold, holder_key=holder(), for_staff=True),
            moving(moved, two + HOUR / 2, drew),
        ]
    )

    assert refusals(outcomes) <= {SlotTaken, NoRoom}
    assert won(outcomes)
    nobody_is_double_booked()
    assert Appointment.objects.filter(mediator=drew, starts_at=two).count() <= 1


@pytest.mark.parametrize("round_", range(2))
def test_time_off_races_a_hand_over_and_a_hold_and_whatever_came_first_is_listed(kind, morgan, drew, round_):
    """Either the time off was there and they are refused, or they were and the desk is told."""
    one = booked(kind, mediator=morgan)
    draft = ready_draft(kind, at("2026-11-24", "15:00"), answers=ROBIN | {"name": "Sam"}, mediator=drew)
    off = TimeOff(span=DateTimeTZRange(at("2026-11-24"), at("2026-11-25"), "[)"))

    together(
        [
            partial(change_hours, mediator=drew, save=[off], actor=audit.SYSTEM, now=NOW),
            moving(one, TOMORROW_1PM, drew),
            partial(confirm_appointment, draft=draft, actor=audit.CLIENT, now=NOW),
            partial(
                claims.hold,
                holder_key=holder(),
                appointment_type=kind,
                starts_at=at("2026-11-24", "11:00"),
                now=NOW,
                mediator_id=drew.pk,
            ),
        ]
    )

    nobody_is_double_booked()
    outside = {meeting.pk for meeting in meetings_outside_hours(drew, now=NOW)}
    told = Alert.objects.filter(kind="appointment.outside_hours", closed_at=None)
    assert set(told.values_list("subject_id", flat=True)) == outside


def test_two_colleagues_hand_the_same_meeting_to_two_mediators(kind, morgan, drew):
    kim = user("Kim Vale", "admin")
    one = booked(kind, mediator=morgan)
    later = partial(
        move_appointment,
        appointment=one,
        starts_at=TOMORROW_1PM + 2 * HOUR,
        actor=audit.Actor.of(kim),
        now=NOW,
        mediator_id=morgan.pk,
    )

    outcomes = together([moving(one, TOMORROW_1PM, drew), later, moving(one, TOMORROW_1PM, drew)])

    assert won(outcomes)
    nobody_is_double_booked()
    assert SlotClaim.objects.filter(state=ClaimState.BOOKED).count() == 1
