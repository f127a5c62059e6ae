"""The list for an earlier time: joining, offers, answers, and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from bookings.enums import AppointmentState, ClaimState, EarlierState, OfferState
from bookings.errors import CannotBeTold, NoLongerChangeable, OfferGone
from bookings.models import Appointment, AppointmentType, EarlierRequest, Mediator, Offer, SlotClaim
from bookings.queries import free_times
from bookings.services import cancel_appointment, claims, earlier, move_appointment, promise
from bookings.services.messages import EARLIER
from intake.rights import Use
from intake.services.measures import stop_uses
from mediation.core import audit, outbox
from mediation.core.enums import Channel
from mediation.core.models import Alert, AuditEntry, Message, PracticeSettings, User
from mediation.core.outbox import Outgoing, Skip
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THURSDAY_9AM, THURSDAY_1PM = at("2026-11-26", "09:00"), at("2026-11-26", "13:00")
WEDNESDAY_9AM = at("2026-11-25", "09:00")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def morgan(practice: PracticeSettings) -> Mediator:
    """Works on three mornings of this week, for one meeting each."""
    who = factories.mediator("Morgan Ellis")
    factories.works(who, weekdays=(3,), start=time(9), end=time(10))
    factories.works(who, weekdays=(4,), start=time(13), end=time(14))
    factories.works(who, weekdays=(5,), start=time(9), end=time(14))
    return who


def booked(kind: AppointmentType, starts: datetime, name: str = "Alex Winter") -> Appointment:
    """Nobody here is in conflict with anybody: each has another person to talk about."""
    answers = {**ALEX, "name": name, "other_name": f"Other of {name}", "email": "alex@example.org"}
    return factories.booked(kind, starts, answers=answers)


def joins(appointment: Appointment, *, now: datetime = NOW, **wishes: Any) -> EarlierRequest:
    wanted = {"windows": [], "warning_minutes": 120, "channel": Channel.EMAIL, **wishes}
    return earlier.join_list(appointment=appointment, actor=audit.CLIENT, now=now, **wanted)


@pytest.fixture
def wednesday(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """What somebody else has: the only time of Wednesday."""
    return booked(kind, WEDNESDAY_9AM, "Kim Vale")


@pytest.fixture
def alex(kind: AppointmentType, morgan: Mediator, wednesday: Appointment) -> EarlierRequest:
    """Alex meets Morgan on Friday and would come earlier; Thursday is free, and they saw it."""
    return joins(booked(kind, at("2026-11-27", "09:00")))


def comes_free(appointment: Appointment, *, now: datetime = NOW) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=now)


def offers() -> list[tuple[str, datetime, str]]:
    rows = Offer.objects.select_related("request__appointment__party")
    return [(one.request.appointment.party.name, one.starts_at, one.state) for one in rows]


def only_offer() -> Offer:
    return Offer.objects.select_related("claim", "request").get()


def test_what_was_free_all_the_time_is_not_offered_and_what_comes_free_is(
    alex: EarlierRequest, wednesday: Appointment
) -> None:
    assert earlier.sweep(now=NOW) == 0
    comes_free(wednesday)

    assert earlier.sweep(now=NOW + MINUTE) == 1
    assert offers() == [("Alex Winter", WEDNESDAY_9AM, "open")]
    offer = only_offer()
    assert offer.expires_at == NOW + 11 * MINUTE
    assert (offer.claim.state, offer.claim.expires_at) == (ClaimState.HELD, offer.expires_at)


def test_an_offer_that_was_not_sent_yet_is_not_sent_to_whoever_said_no_to_offers_meanwhile(
    alex: EarlierRequest, wednesday: Appointment, manager: User
) -> None:
    earlier.sweep(now=NOW)
    comes_free(wednesday)
    earlier.sweep(now=NOW + MINUTE)
    message = Message.objects.get(kind__startswith=EARLIER)
    assert isinstance(outbox.content_of(message, now=NOW), Outgoing)
    asked = factories.rights_request(alex.appointment.party, manager, kind="objection")
    stop_uses(request=asked, uses=[Use.EARLIER], words="They rang", user=manager, now=NOW)

    assert outbox.content_of(message, now=NOW) == Skip("they asked us not to use their data for this")


def test_what_they_saw_is_offered_once_it_was_booked_and_came_free_again(
    alex: EarlierRequest, kind: AppointmentType
) -> None:
    other = booked(kind, THURSDAY_1PM, "Ola Berg")
    earlier.sweep(now=NOW)
    comes_free(other)

    assert earlier.sweep(now=NOW + MINUTE) == 1
    assert offers() == [("Alex Winter", THURSDAY_1PM, "open")]


def test_what_they_saw_is_no_news_when_a_visitor_only_held_it(
    alex: EarlierRequest, kind: AppointmentType
) -> None:
    claims.hold(holder_key="x", appointment_type=kind, starts_at=THURSDAY_1PM, now=NOW)
    earlier.sweep(now=NOW)

    assert earlier.sweep(now=NOW + 16 * MINUTE) == 0


def test_a_hold_that_runs_out_and_extra_hours_are_times_that_come_free(
    kind: AppointmentType, morgan: Mediator, wednesday: Appointment
) -> None:
    claims.hold(holder_key="x", appointment_type=kind, starts_at=THURSDAY_1PM, now=NOW)
    joins(booked(kind, at("2026-11-27", "09:00")))
    joins(booked(kind, at("2026-11-27", "11:00"), "Ola Berg"))
    earlier.sweep(now=NOW + 16 * MINUTE)
    factories.override(morgan, THURSDAY_1PM.date(), ("09:00", "10:00"), ("13:00", "14:00"))
    earlier.sweep(now=NOW + 17 * MINUTE)

    assert offers() == [("Alex Winter", THURSDAY_1PM, "open"), ("Ola Berg", THURSDAY_9AM, "open")]


def test_one_person_at_a_time_the_first_by_right_then_the_next(
    kind: AppointmentType, alex: EarlierRequest, wednesday: Appointment
) -> None:
    """Ola joined later; both are outside 48 hours."""
    joins(booked(kind, at("2026-11-27", "11:00"), "Ola Berg"), now=NOW + MINUTE)
    comes_free(wednesday)
    assert earlier.sweep(now=NOW + 2 * MINUTE) == 1
    assert earlier.sweep(now=NOW + 11 * MINUTE) == 0
    assert earlier.sweep(now=NOW + 12 * MINUTE) == 1

    assert offers() == [("Alex Winter", WEDNESDAY_9AM, "expired"), ("Ola Berg", WEDNESDAY_9AM, "open")]


def test_a_yes_moves_the_meeting_once_and_frees_the_old_time(
    alex: EarlierRequest, wednesday: Appointment, kind: AppointmentType
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    offer, old = only_offer(), alex.appointment.claim_id
    for _ in range(2):
        moved = earlier.accept_offer(offer=offer, actor=audit.CLIENT, now=NOW + 5 * MINUTE)

    assert (moved.starts_at, moved.version) == (WEDNESDAY_9AM, 2)
    assert moved.claim_id == offer.claim_id
    assert set(SlotClaim.objects.filter(pk__in=(old, offer.claim_id)).values_list("state", flat=True)) == {
        "released", "booked",
    }  # fmt: skip
    alex.refresh_from_db()
    assert (alex.state, alex.closed_at) == (EarlierState.MOVED, NOW + 5 * MINUTE)
    assert AuditEntry.objects.filter(verb="appointment.moved").count() == 1
    assert Message.objects.filter(kind="appointment.moved").count() == 1
    assert at("2026-11-27", "09:00") in free_times(kind, now=NOW, start=NOW, end=NOW + timedelta(days=7))


@pytest.mark.parametrize(("seconds", "moves"), [(599, True), (600, False), (601, False)])
def test_a_yes_counts_until_the_ten_minutes_are_over(
    alex: EarlierRequest, wednesday: Appointment, seconds: int, moves: bool
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    later = NOW + timedelta(seconds=seconds)
    if moves:
        earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=later)
    else:
        with pytest.raises(OfferGone):
            earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=later)

    alex.appointment.refresh_from_db()
    alex.refresh_from_db()
    assert (alex.appointment.starts_at == WEDNESDAY_9AM, alex.state == EarlierState.MOVED) == (moves, moves)


@pytest.mark.parametrize("what", ["another calendar", "time off", "accreditation", "nothing"])
def test_a_yes_is_worth_nothing_where_the_mediator_is_not_free_any_more(
    alex: EarlierRequest, wednesday: Appointment, morgan: Mediator, what: str
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    if what == "another calendar":
        factories.external_calendar(morgan, (WEDNESDAY_9AM + HOUR, WEDNESDAY_9AM + 2 * HOUR))
        factories.external_calendar(morgan, (WEDNESDAY_9AM, WEDNESDAY_9AM + HOUR))
    if what == "time off":
        factories.time_off(morgan, WEDNESDAY_9AM, WEDNESDAY_9AM + HOUR)
    if what == "accreditation":
        Mediator.objects.update(accreditation_expires_on=NOW.date())
    if what == "nothing":
        assert earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=NOW).version == 2
        return

    with pytest.raises(OfferGone):
        earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=NOW)
    alex.refresh_from_db()
    assert alex.appointment.starts_at == at("2026-11-27", "09:00")
    assert alex.state == EarlierState.WAITING
    assert (only_offer().state, only_offer().claim.state) == (OfferState.WITHDRAWN, ClaimState.RELEASED)


def test_no_thank_you_keeps_the_place_and_the_same_time_is_not_offered_again(
    alex: EarlierRequest, wednesday: Appointment
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    earlier.decline_offer(offer=only_offer(), actor=audit.CLIENT, now=NOW)

    assert earlier.sweep(now=NOW + MINUTE) == 0
    alex.refresh_from_db()
    assert alex.state == EarlierState.WAITING
    assert only_offer().claim.state == ClaimState.RELEASED


def test_three_offers_a_day_are_enough(kind: AppointmentType, alex: EarlierRequest, morgan: Mediator) -> None:
    morning = at("2026-11-24").date()
    factories.override(morgan, morning, ("09:00", "17:00"))
    for number in range(5):
        earlier.sweep(now=NOW + number * 11 * MINUTE)

    assert [state for _, _, state in offers()] == ["expired"] * 3
    earlier.sweep(now=at("2026-11-24", "08:00"))
    assert len(offers()) == 4


def test_leaving_the_list_frees_what_was_kept(alex: EarlierRequest, wednesday: Appointment) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    for _ in range(2):
        earlier.leave_list(request=alex, actor=audit.CLIENT, now=NOW)

    assert [state for _, _, state in offers()] == ["withdrawn"]
    assert only_offer().claim.state == ClaimState.RELEASED
    assert earlier.sweep(now=NOW + MINUTE) == 0
    assert AuditEntry.objects.filter(verb="earlier.left").count() == 1


@pytest.mark.parametrize("ends", ["cancelled", "begun"])
def test_a_cancelled_booking_and_one_that_has_begun_close_the_request(
    alex: EarlierRequest, wednesday: Appointment, ends: str
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    later = NOW + MINUTE
    if ends == "cancelled":
        comes_free(alex.appointment, now=later)
    else:
        later = alex.appointment.starts_at
    with pytest.raises(OfferGone):
        earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=later)
    earlier.sweep(now=later)

    alex.refresh_from_db()
    assert alex.state == EarlierState.OVER
    assert only_offer().claim.state == ClaimState.RELEASED


def test_an_offer_is_worth_nothing_once_they_moved_to_something_earlier_themselves(
    alex: EarlierRequest, kind: AppointmentType, morgan: Mediator
) -> None:
    other = booked(kind, THURSDAY_1PM, "Ola Berg")
    earlier.sweep(now=NOW)
    comes_free(other)
    earlier.sweep(now=NOW)
    factories.override(morgan, at("2026-11-24").date(), ("09:00", "10:00"))
    moved = move_appointment(
        appointment=alex.appointment, starts_at=at("2026-11-24", "09:00"), actor=audit.CLIENT, now=NOW
    )
    with pytest.raises(OfferGone):
        earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=NOW)

    assert moved.starts_at == at("2026-11-24", "09:00")


def test_who_moves_to_later_is_offered_neither_what_lay_between_nor_what_they_gave_up(
    kind: AppointmentType, morgan: Mediator
) -> None:
    wednesday = booked(kind, WEDNESDAY_9AM)
    joins(wednesday)
    friday = at("2026-11-27", "09:00")
    move_appointment(appointment=wednesday, starts_at=friday, actor=audit.CLIENT, now=NOW)

    assert earlier.sweep(now=NOW) == 0
    assert earlier.sweep(now=NOW + MINUTE) == 0


def test_nobody_is_offered_anything_at_night(alex: EarlierRequest, wednesday: Appointment) -> None:
    comes_free(wednesday)

    assert earlier.sweep(now=at("2026-11-23", "21:00")) == 0
    assert earlier.sweep(now=at("2026-11-24", "07:59")) == 0
    assert earlier.sweep(now=at("2026-11-24", "08:00")) == 1


def test_a_mediator_who_acts_for_the_other_person_is_not_offered(
    kind: AppointmentType, morgan: Mediator, wednesday: Appointment
) -> None:
    """Robin's earlier time would be with Morgan, who acts for Alex, Robin's other person."""
    drew = factories.mediator("Drew Marsh")
    factories.works(drew, weekdays=(5,), start=time(9), end=time(10))
    another_matter = {**ALEX, "other_name": "Ola Berg"}
    factories.booked(kind, at("2026-11-27", "10:30"), mediator=morgan, answers=another_matter)
    robin = factories.booked(kind, at("2026-11-27", "09:00"), answers=ROBIN, mediator=drew)
    joins(robin)
    comes_free(wednesday)

    assert earlier.sweep(now=NOW) == 0
    factories.works(drew, weekdays=(3,), start=time(9), end=time(10))
    assert earlier.sweep(now=NOW) == 1
    assert only_offer().claim.mediator == drew


def test_who_may_not_be_written_to_cannot_join_and_is_passed_over_later(
    kind: AppointmentType, alex: EarlierRequest, wednesday: Appointment
) -> None:
    contact = alex.appointment.party.contact
    contact.email_safety = "never"
    contact.save()
    comes_free(wednesday)

    assert earlier.sweep(now=NOW) == 0
    fresh = Appointment.objects.get(pk=alex.appointment_id)
    with pytest.raises(CannotBeTold):
        joins(fresh)


def test_a_meeting_that_is_near_or_over_has_no_place_on_the_list(
    kind: AppointmentType, morgan: Mediator
) -> None:
    friday = booked(kind, at("2026-11-27", "09:00"))

    with pytest.raises(NoLongerChangeable):
        joins(friday, now=at("2026-11-27", "06:00"))
    cancelled = cancel_appointment(appointment=friday, actor=audit.CLIENT, now=NOW)
    with pytest.raises(NoLongerChangeable):
        joins(cancelled)


def test_joining_twice_changes_the_wishes_and_keeps_the_place(alex: EarlierRequest) -> None:
    again = joins(alex.appointment, now=NOW + HOUR, windows=["evening"], warning_minutes=1440)

    assert (again.pk, again.joined_at, again.windows) == (alex.pk, NOW, ["evening"])
    assert EarlierRequest.objects.count() == 1


def test_the_message_goes_while_the_time_is_kept_and_not_after(
    alex: EarlierRequest, wednesday: Appointment, clock: Any
) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    call_command("send_due_messages", verbosity=0)
    (letter,) = [one for one in mail.outbox if "Say yes or no" in one.body]

    assert letter.subject == "Your booking"
    assert "Wednesday 25 November, 9:00am to 10:00am" in letter.body
    assert "until 9:10am" in letter.body
    assert "/earlier/" in letter.body
    message = Message.objects.get(kind__startswith="appointment.earlier:")
    assert (message.subject_type, message.not_after) == ("appointment", NOW + 10 * MINUTE)


def test_neutral_words_for_whom_danger_is_near(alex: EarlierRequest, wednesday: Appointment) -> None:
    party = alex.appointment.party
    party.answers = {**party.answers, "danger_now": "yes"}
    party.save()
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    call_command("send_due_messages", verbosity=0)
    (letter,) = [one for one in mail.outbox if "A time has come up" in one.body]

    assert "Wednesday" not in letter.body


def test_a_time_that_is_only_on_offer_does_not_call_the_office(
    alex: EarlierRequest, wednesday: Appointment, kind: AppointmentType
) -> None:
    """It is the only one within 48 hours; visitors do not see it, and nobody is told that nothing is left."""
    comes_free(wednesday)
    earlier.sweep(now=NOW)

    assert WEDNESDAY_9AM not in free_times(kind, now=NOW, start=NOW, end=NOW + timedelta(days=7))
    promise.watch(now=NOW)
    assert not Alert.objects.filter(kind="promise.broken", closed_at=None).exists()
    earlier.accept_offer(offer=only_offer(), actor=audit.CLIENT, now=NOW)
    promise.watch(now=NOW)
    assert Alert.objects.filter(kind="promise.broken", closed_at=None).exists()


def test_an_outcome_leaves_no_offer_behind(alex: EarlierRequest, wednesday: Appointment) -> None:
    comes_free(wednesday)
    earlier.sweep(now=NOW)
    Appointment.objects.filter(pk=alex.appointment_id).update(state=AppointmentState.NOT_ATTENDED)
    earlier.sweep(now=NOW)

    assert [state for _, _, state in offers()] == [OfferState.WITHDRAWN]
