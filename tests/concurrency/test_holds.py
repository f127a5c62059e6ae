"""Many visitors want the same time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bookings.enums import ClaimState
from bookings.errors import SlotTaken
from bookings.models import SlotClaim
from bookings.services import claims
from mediation.core.models import Message
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW, TOMORROW_1PM, at, holder

pytestmark = pytest.mark.concurrency
MINUTE = timedelta(minutes=1)


def asking(kind, starts_at=TOMORROW_1PM, *, now=NOW, who=""):
    return partial(
        claims.hold, holder_key=who or holder(), appointment_type=kind, starts_at=starts_at, now=now
    )


def live():
    return SlotClaim.objects.exclude(state=ClaimState.RELEASED)


def test_fifty_clients_on_one_time_make_one_hold(kind, morgan):
    outcomes = together([asking(kind) for _ in range(50)])

    assert len(won(outcomes)) == live().count() == 1
    assert refusals(outcomes) == {SlotTaken}
    assert not Message.objects.exists()


def test_forty_clients_on_four_overlapping_unequal_hours_get_one_each_round(kind, morgan):
    """They start half an hour apart and last 105 minutes: any two overlap, no two are equal."""
    kind.duration_min = 105
    kind.save()
    for day in range(10):
        now = NOW + timedelta(days=day)
        hours = [TOMORROW_1PM + timedelta(days=day) + n * 30 * MINUTE for n in range(4)]

        outcomes = together([asking(kind, hours[n % 4], now=now) for n in range(40)])

        assert len(won(outcomes)) == 1, f"round {day}"
        assert refusals(outcomes) == {SlotTaken}
    assert live().count() == 10


def test_three_clients_of_any_of_two_mediators_get_two_and_one_polite_refusal(kind, morgan, drew):
    outcomes = together([asking(kind) for _ in range(3)])

    assert {claim.mediator for claim in won(outcomes)} == {morgan, drew}
    (refusal,) = (one for one in outcomes if isinstance(one, SlotTaken))
    assert str(refusal) == "That time has just been taken. Please choose another."


def test_an_expired_overlapping_hold_with_many_takers_leaves_one_live_hold(kind, morgan):
    asking(kind, TOMORROW_1PM - 30 * MINUTE, who="slow")()
    later = NOW + 15 * MINUTE

    outcomes = together([asking(kind, now=later) for _ in range(30)])

    assert len(won(outcomes)) == live().count() == 1
    assert refusals(outcomes) == {SlotTaken}
    assert live().get().holder_key != "slow"


def test_renewing_an_expired_hold_against_a_taker_gives_it_to_one_of_them(kind, morgan):
    for day in range(5):
        now = NOW + timedelta(days=day)
        starts_at = TOMORROW_1PM + timedelta(days=day)
        asking(kind, starts_at, now=now, who="slow")()
        later = now + 15 * MINUTE

        together([partial(claims.renew, holder_key="slow", now=later), asking(kind, starts_at, now=later)])

        assert live().filter(starts_at=starts_at).count() == 1
        claims.release(holder_key="slow")


def test_one_visitor_tapping_many_times_has_one_hold(kind, morgan):
    starts = [at("2026-11-24", f"{hour:02}:00") for hour in (9, 11, 13, 15)]

    outcomes = together([asking(kind, starts[n % 4], who="impatient") for n in range(16)])

    assert refusals(outcomes) <= {SlotTaken}
    assert live().count() == 1


def test_visitors_who_swap_their_expired_holds_wait_for_each_other_without_error(kind, morgan, drew, caplog):
    """Each takes over the other's old time at the other mediator, which frees their own."""
    for day in range(5):
        now = NOW + timedelta(days=day)
        starts_at = TOMORROW_1PM + timedelta(days=day)
        claims.hold(
            holder_key="a", appointment_type=kind, starts_at=starts_at, now=now, mediator_id=morgan.pk
        )
        claims.hold(holder_key="b", appointment_type=kind, starts_at=starts_at, now=now, mediator_id=drew.pk)
        later = now + 15 * MINUTE

        outcomes = together(
            [
                partial(
                    claims.hold,
                    holder_key=who,
                    appointment_type=kind,
                    starts_at=starts_at,
                    now=later,
                    mediator_id=wanted.pk,
                )
                for who, wanted in (("a", drew), ("b", morgan))
            ]
        )

        assert won(outcomes)
        assert refusals(outcomes) <= {SlotTaken}
        claims.release(holder_key="a")
        claims.release(holder_key="b")
    assert "A booking met" not in caplog.text  # the locks queue them: no deadlock had to be mended


def test_a_days_last_place_goes_to_one_of_many(kind, morgan):
    kind.daily_cap = 1
    kind.save()
    starts = [at("2026-11-24", f"{hour:02}:00") for hour in (9, 11, 13, 15)]

    outcomes = together([asking(kind, starts[n % 4]) for n in range(20)])

    assert len(won(outcomes)) == live().count() == 1
    assert refusals(outcomes) == {SlotTaken}
