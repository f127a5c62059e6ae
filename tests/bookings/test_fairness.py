"""The team's last 28 days, read from the database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries.fairness import in_fair_order
from bookings.services import cancel_appointment, move_appointment
from mediation.core.audit import CLIENT
from tests.factories import ALEX, NOW, TOMORROW_1PM, booked, mediator, time_off, works

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def drew(drew):
    """Here Drew works as Morgan does."""
    works(drew)
    return drew


def order() -> list[int]:
    return [one.id for one in in_fair_order(now=NOW)]


def shortfalls() -> dict[int, float]:
    return {one.id: round(float(one.shortfall), 2) for one in in_fair_order(now=NOW)}


def give(kind, who, *, days_ago: int = 1, count: int = 1) -> list[Appointment]:
    """Meetings that were given to somebody so long ago, each held the day after."""
    now = NOW - days_ago * DAY
    starts = [(now + DAY).replace(hour=9, minute=0) + 2 * number * HOUR for number in range(count)]
    return [booked(kind, starts_at, now=now, answers=ALEX, mediator=who) for starts_at in starts]


def test_whoever_had_fewer_comes_first(kind, morgan, drew):
    give(kind, morgan, count=2)
    give(kind, drew, days_ago=3)

    assert order() == [drew.pk, morgan.pk]
    assert shortfalls() == {drew.pk: 0.5, morgan.pk: -0.5}


def test_equal_people_take_turns(kind, morgan, drew):
    give(kind, morgan, days_ago=2)
    give(kind, drew, days_ago=4)

    first, second = in_fair_order(now=NOW)

    assert (first.id, second.id) == (drew.pk, morgan.pk)
    assert first.reason == "shortfall 0.0; least recently assigned"


def test_a_half_timer_is_owed_half(kind, morgan, drew):
    drew.target_share = Decimal("0.5")
    drew.save()
    give(kind, morgan, count=2)
    give(kind, drew, days_ago=3)

    assert shortfalls() == {morgan.pk: 0, drew.pk: 0}


@pytest.mark.parametrize(("days_ago", "counts"), [(27, True), (28, False), (29, False)])
def test_28_days_are_looked_back_on(kind, morgan, drew, days_ago, counts):
    give(kind, morgan, days_ago=days_ago)

    assert shortfalls()[drew.pk] == (0.5 if counts else 0)


def test_a_cancelled_meeting_does_not_count_and_a_moved_one_counts_once(kind, morgan, drew):
    (cancelled,) = give(kind, morgan)
    (moved,) = give(kind, drew)
    cancel_appointment(appointment=cancelled, actor=CLIENT, now=NOW - DAY)
    move_appointment(appointment=moved, starts_at=moved.starts_at + 2 * HOUR, actor=CLIENT, now=NOW - DAY)

    assert shortfalls() == {morgan.pk: 0.5, drew.pk: -0.5}


def test_a_client_who_did_not_come_counts_half(kind, morgan, drew):
    (missed,) = give(kind, morgan)
    give(kind, drew)
    Appointment.objects.filter(pk=missed.pk).update(state=AppointmentState.NOT_ATTENDED)

    assert shortfalls() == {morgan.pk: 0.25, drew.pk: -0.25}


def test_a_newcomer_is_not_flooded(kind, morgan, drew):
    give(kind, morgan, count=4)
    drew.started_on = NOW.date() - 6 * DAY  # here for 7 of the 28 days
    drew.save()

    newcomer = next(one for one in in_fair_order(now=NOW) if one.id == drew.pk)

    assert 0 < newcomer.shortfall < 2
    assert "added for 21 days not here" in newcomer.reason


def test_somebody_back_from_leave_is_not_flooded(kind, morgan, drew):
    give(kind, morgan, count=4)
    time_off(drew, NOW.replace(hour=0) - 20 * DAY, NOW.replace(hour=0) - 6 * DAY)

    back = next(one for one in in_fair_order(now=NOW) if one.id == drew.pk)

    assert back.shortfall < 2
    assert "added for 14 days not here" in back.reason


def test_only_those_who_are_offered_share_the_work(kind, morgan, drew):
    drew.is_active = False
    drew.save()
    mediator("Kit Lowe", accreditation="none")

    assert order() == [morgan.pk]


@pytest.mark.parametrize("people", [1, 3])
def test_it_costs_two_queries(kind, people, django_assert_num_queries):
    for number in range(people):
        works(mediator(f"Mediator{number} Example"))

    with django_assert_num_queries(2):
        assert len(in_fair_order(now=NOW)) == people


def test_bookings_in_a_row_are_shared_by_weight(kind, morgan, drew):
    morgan.target_share = 2
    morgan.save()
    for number in range(15):
        starts_at = TOMORROW_1PM.replace(hour=9) + number % 3 * 2 * HOUR + number // 3 * DAY
        booked(kind, starts_at, now=starts_at - DAY + timedelta(minutes=number))

    shares = [Appointment.objects.filter(mediator=one).count() for one in (morgan, drew)]

    assert shares == [10, 5]


def test_dates_of_the_28_days_are_local_ones(kind, morgan, drew):
    drew.started_on = date(2026, 11, 23)
    drew.save()

    assert "added for 27 days" not in next(o for o in in_fair_order(now=NOW) if o.id == drew.pk).reason
    give(kind, morgan)
    assert "added for 27 days not here" in next(o for o in in_fair_order(now=NOW) if o.id == drew.pk).reason
