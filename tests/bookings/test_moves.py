"""Staff move and hand over: bound by hours and by what is taken, not by notice, cut-off and grid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import queries
from bookings.enums import AppointmentState, AskedBy, CancelReason
from bookings.errors import NoRoom, NotBegunYet, SlotTaken
from bookings.models import Appointment, SlotClaim, TimeOff
from bookings.services import (
    cancel_appointment,
    change_hours,
    claims,
    confirm_appointment,
    move_appointment,
    record_outcome,
)
from bookings.services.flags import watch_red_flags
from mediation.core.audit import CLIENT, Actor
from mediation.core.models import Alert, AuditEntry, Message
from tests.factories import (
    NOW,
    ROBIN,
    TOMORROW_1PM,
    at,
    booked,
    holder,
    mediator,
    ready_draft,
    time_off,
    works,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def staff(admin):
    return Actor.of(admin)


@pytest.fixture
def kit(kind):
    """Another mediator, who works as Morgan does."""
    who = mediator("Kit Lowe")
    works(who)
    return who


def moves(one, starts_at, actor, **fields):
    return move_appointment(appointment=one, starts_at=starts_at, actor=actor, now=NOW, **fields)


def refused(one, starts_at, actor, who):
    with pytest.raises(NoRoom) as refusal:
        moves(one, starts_at, actor, mediator_id=who.pk)
    return list(refusal.value.codes)


def open_alerts(kind="appointment.outside_hours"):
    return Alert.objects.filter(kind=kind, closed_at=None)


def test_staff_need_no_notice_and_no_grid_and_a_client_does(kind, morgan, staff, appointment):
    soon = NOW + 10 * MINUTE

    with pytest.raises(SlotTaken):
        moves(appointment, soon, CLIENT)
    moved = moves(appointment, soon, staff, mediator_id=morgan.pk)

    assert (moved.starts_at, moved.mediator, moved.version) == (soon, morgan, 2)
    assert SlotClaim.objects.get(state="booked") == moved.claim


def test_what_stands_in_the_way_is_told_to_staff_by_its_code(kind, morgan, staff, appointment):
    booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)
    claims.hold(holder_key=holder(), appointment_type=kind, starts_at=at("2026-11-24", "10:00"), now=NOW)
    time_off(morgan, at("2026-11-25"), at("2026-11-26"))

    assert refused(appointment, at("2026-11-24", "15:30"), staff, morgan) == ["booked"]
    assert refused(appointment, at("2026-11-24", "10:30"), staff, morgan) == ["held"]
    assert refused(appointment, at("2026-11-24", "16:01"), staff, morgan) == ["outside_hours", "booked"]
    assert refused(appointment, at("2026-11-25", "10:00"), staff, morgan) == ["time_off"]
    assert refused(appointment, NOW, staff, morgan) == ["in_the_past"]
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.version) == (TOMORROW_1PM, 1)


def test_a_move_may_overlap_the_time_that_it_frees(kind, morgan, staff, appointment):
    assert moves(appointment, TOMORROW_1PM + 15 * MINUTE, staff, mediator_id=morgan.pk).version == 2


def test_a_hand_over_keeps_the_time_and_tells_the_client_so(kind, morgan, kit, staff):
    one = booked(kind, mediator=morgan)
    room, sequence = one.room, one.invite.sequence

    given = moves(one, TOMORROW_1PM, staff, mediator_id=kit.pk)

    assert (given.mediator, given.starts_at, given.version) == (kit, TOMORROW_1PM, 2)
    assert given.room != room
    given.invite.refresh_from_db()
    assert given.invite.sequence == sequence
    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"appointment.confirmation": "skipped", "appointment.handed_over": "planned"}
    entry = AuditEntry.objects.get(verb="appointment.handed_over")
    assert entry.details["mediators"] == [morgan.pk, kit.pk]
    assert moves(given, TOMORROW_1PM, staff, mediator_id=kit.pk).version == 2


def test_whoever_acts_for_the_other_person_cannot_be_handed_the_meeting(kind, morgan, kit, staff):
    one = booked(kind, mediator=morgan)
    booked(kind, at("2026-11-25", "10:00"), answers={**ROBIN, "other_name": "Sam Hale"}, mediator=kit)

    assert refused(one, TOMORROW_1PM, staff, kit) == ["conflict"]


def test_time_off_is_settled_by_a_move_a_hand_over_a_cancellation_and_by_deleting_it(
    kind, morgan, kit, staff
):
    meetings = [
        booked(kind, at("2026-11-24", clock), answers={**ROBIN, "name": clock}, mediator=morgan)
        for clock in ("09:00", "11:00", "13:00", "15:00")
    ]
    off = TimeOff(span=DateTimeTZRange(at("2026-11-24"), at("2026-11-25"), "[)"))

    listed = change_hours(mediator=morgan, save=[off], actor=staff, now=NOW)
    assert (listed, open_alerts().count()) == (meetings, 4)
    moves(meetings[0], at("2026-11-25", "09:00"), staff, mediator_id=morgan.pk)
    moves(meetings[1], meetings[1].starts_at, staff, mediator_id=kit.pk)
    cancel_appointment(appointment=meetings[2], actor=staff, now=NOW)
    assert [one.subject_id for one in open_alerts()] == [meetings[3].pk]
    change_hours(mediator=morgan, delete=[off], actor=staff, now=NOW)

    assert not open_alerts().exists()


def test_nobody_looks_for_another_time_once_the_meeting_has_begun(kind, morgan, staff, appointment):
    off = TimeOff(span=DateTimeTZRange(at("2026-11-24"), at("2026-11-25"), "[)"))
    change_hours(mediator=morgan, save=[off], actor=staff, now=NOW)

    watch_red_flags(now=TOMORROW_1PM - MINUTE)
    assert open_alerts().exists()
    watch_red_flags(now=TOMORROW_1PM)
    assert not open_alerts().exists()


def test_a_hold_older_than_the_time_off_becomes_a_meeting_and_is_told_of(kind, morgan, staff):
    draft = ready_draft(kind)
    off = TimeOff(span=DateTimeTZRange(at("2026-11-24"), at("2026-11-25"), "[)"))
    assert change_hours(mediator=morgan, save=[off], actor=staff, now=NOW) == []

    one = confirm_appointment(draft=draft, actor=CLIENT, now=NOW)

    assert open_alerts().get().subject_id == one.pk
    assert queries.meetings_outside_hours(morgan, now=NOW) == [one]


@pytest.mark.parametrize(
    ("asked_by", "fee_due"), [(AskedBy.CLIENT, "55.00"), (AskedBy.PRACTICE, "0")], ids=["client", "practice"]
)
def test_what_a_cancellation_costs_hangs_on_who_asked(kind, morgan, staff, asked_by, fee_due):
    one = booked(kind, NOW + 3 * HOUR)

    gone = cancel_appointment(
        appointment=one, actor=staff, now=NOW, because=CancelReason.TIME, asked_by=asked_by
    )

    assert (gone.state, gone.cancelled_because) == (AppointmentState.CANCELLED, "time")
    details = AuditEntry.objects.get(verb="appointment.cancelled").details
    assert (Decimal(details["fee_due"]), details["asked_by"]) == (Decimal(fee_due), asked_by)


def test_a_meeting_that_was_moved_away_can_still_be_said_to_have_gone_well(kind, morgan, kit, staff):
    one = moves(booked(kind, mediator=morgan), NOW + HOUR, staff, mediator_id=kit.pk)

    with pytest.raises(NotBegunYet):
        record_outcome(appointment=one, state=AppointmentState.ATTENDED, actor=staff, now=NOW)
    assert Appointment.objects.get().mediator == kit
