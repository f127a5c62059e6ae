"""Offers of earlier times against each other, the clock and other visitors, at the same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bookings.enums import ClaimState, OfferState
from bookings.errors import OfferGone, SlotTaken
from bookings.models import Appointment, EarlierRequest, Offer, SlotClaim
from bookings.services import cancel_appointment, claims, earlier
from mediation.core import audit
from mediation.core.enums import Channel
from mediation.core.models import Message
from tests.concurrency.races import refusals, together, won
from tests.factories import ALEX, NOW, at, booked, holder

pytestmark = pytest.mark.concurrency
FREED = at("2026-11-24", "09:00")
TEN_MINUTES = timedelta(minutes=10)
KEPT = {"windows": [], "warning_minutes": 120, "channel": Channel.EMAIL, "actor": audit.CLIENT}


def named(kind, starts_at, name):
    answers = {**ALEX, "name": name, "other_name": f"Other of {name}"}
    return booked(kind, starts_at, answers=answers)


@pytest.fixture
def waiting(kind, morgan):
    """Three people with meetings on Thursday wait; one time of tomorrow comes free."""
    tomorrow = named(kind, FREED, "Kim Vale")
    people = [named(kind, at("2026-11-26", f"{hour}:00"), f"Visitor {hour}") for hour in (11, 13, 15)]
    for one in people:
        earlier.join_list(appointment=one, now=NOW, **KEPT)
    cancel_appointment(appointment=tomorrow, actor=audit.CLIENT, now=NOW)
    return people


def live():
    return SlotClaim.objects.exclude(state=ClaimState.RELEASED)


def test_many_sweeps_offer_one_time_to_one_person(waiting):
    together([partial(earlier.sweep, now=NOW)] * 6)

    assert Offer.objects.filter(starts_at=FREED).count() == 1
    assert live().filter(starts_at=FREED).count() == 1
    assert Message.objects.filter(kind__startswith="appointment.earlier").count() == Offer.objects.count()
    open_ones = Offer.objects.filter(state=OfferState.OPEN).values_list("request", flat=True)
    assert len(open_ones) == len(set(open_ones))


def test_a_yes_tapped_many_times_moves_once(waiting):
    earlier.sweep(now=NOW)
    offer = Offer.objects.get()

    outcomes = together([partial(earlier.accept_offer, offer=offer, actor=audit.CLIENT, now=NOW)] * 6)

    assert {(one.pk, one.starts_at) for one in won(outcomes)} == {(offer.request.appointment_id, FREED)}
    assert Appointment.objects.get(pk=offer.request.appointment_id).version == 2
    assert live().filter(starts_at=FREED).get().state == ClaimState.BOOKED


@pytest.mark.parametrize("round_", range(3))
def test_a_yes_against_the_end_of_its_time_and_another_visitor_gives_it_to_one_of_them(waiting, kind, round_):
    """The client's clock stands a moment before the end, the others' at it."""
    earlier.sweep(now=NOW)
    offer = Offer.objects.get()
    before, end = NOW + TEN_MINUTES - timedelta(milliseconds=1), NOW + TEN_MINUTES

    said_yes, _, took = together(
        [
            partial(earlier.accept_offer, offer=offer, actor=audit.CLIENT, now=before),
            partial(earlier.end_expired, now=end),
            partial(claims.hold, holder_key=holder(), appointment_type=kind, starts_at=FREED, now=end),
        ]
    )

    assert isinstance(said_yes, OfferGone) != isinstance(took, SlotTaken)
    assert live().filter(starts_at=FREED).count() == 1
    offer.refresh_from_db()
    meeting = Appointment.objects.get(pk=offer.request.appointment_id)
    assert (meeting.starts_at == FREED) == (offer.state == OfferState.ACCEPTED) == isinstance(took, SlotTaken)
    assert live().get(pk=meeting.claim_id).state == ClaimState.BOOKED


def test_yes_against_no_and_leaving_ends_with_one_of_them(waiting):
    earlier.sweep(now=NOW)
    offer = Offer.objects.select_related("request").get()

    outcomes = together(
        [
            partial(earlier.accept_offer, offer=offer, actor=audit.CLIENT, now=NOW),
            partial(earlier.decline_offer, offer=offer, actor=audit.CLIENT, now=NOW),
            partial(earlier.leave_list, request=offer.request, actor=audit.CLIENT, now=NOW),
            partial(earlier.join_list, appointment=waiting[0], now=NOW, **KEPT),
        ]
    )

    assert refusals(outcomes) <= {OfferGone}
    offer.refresh_from_db()
    meeting = Appointment.objects.get(pk=offer.request.appointment_id)
    assert (offer.state == OfferState.ACCEPTED) == (meeting.starts_at == FREED)
    assert live().filter(starts_at=FREED).count() == (offer.state == OfferState.ACCEPTED)


def test_joining_many_times_at_once_is_one_place(waiting):
    EarlierRequest.objects.all().delete()

    together([partial(earlier.join_list, appointment=waiting[0], now=NOW, **KEPT)] * 6)

    assert EarlierRequest.objects.count() == 1
