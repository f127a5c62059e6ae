"""Confirming, moving, cancelling, and saying that one does not feel safe."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bookings.enums import AppointmentState, ClaimState
from bookings.errors import HoldEnded, NoLongerChangeable, SlotTaken, TooLateToChange
from bookings.models import Appointment, SlotClaim
from bookings.services import (
    cancel_appointment,
    claims,
    confirm_appointment,
    cost_of_cancelling,
    move_appointment,
    report_unsafe,
)
from intake import services as intake_services
from intake.models import Case, Draft, Party
from legalaid.enums import FundingSource, FundingState
from legalaid.models import Funding
from mediation.core import audit, links
from mediation.core.audit import CLIENT, Actor
from mediation.core.enums import MessageState, NoticeKind, Severity
from mediation.core.models import Alert, AuditEntry, Message, SecretLink
from mediation.core.remembered import forget_everything
from tests.factories import (
    ALEX,
    NOW,
    ROBIN,
    TOMORROW_1PM,
    appointment_type,
    at,
    booked,
    holder,
    notice,
    ready_draft,
    time_off,
    works,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOMORROW_3PM = TOMORROW_1PM + 2 * HOUR


def confirm(draft: Draft, *, now: datetime = NOW) -> Appointment:
    return confirm_appointment(draft=draft, actor=CLIENT, now=now)


def move(appointment, starts_at=TOMORROW_3PM, *, actor=CLIENT, now=NOW):
    return move_appointment(appointment=appointment, starts_at=starts_at, actor=actor, now=now)


def cancel(appointment, *, actor=CLIENT, now=NOW):
    return cancel_appointment(appointment=appointment, actor=actor, now=now)


def take(kind, starts_at=TOMORROW_1PM, *, now=NOW, mediator=None):
    """Somebody else takes the time."""
    return claims.hold(
        holder_key=holder(),
        appointment_type=kind,
        starts_at=starts_at,
        now=now,
        mediator_id=mediator.pk if mediator else None,
    )


def messages() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "state"))


def alerts() -> list[tuple[str, str]]:
    return list(Alert.objects.order_by("pk").values_list("kind", "severity"))


def live():
    return SlotClaim.objects.exclude(state=ClaimState.RELEASED)


# Confirming


def test_confirming_turns_the_hold_into_a_meeting(draft, kind, morgan):
    appointment = confirm(draft)

    assert (appointment.mediator, appointment.appointment_type) == (morgan, kind)
    assert (appointment.starts_at, appointment.ends_at) == (TOMORROW_1PM, TOMORROW_1PM + HOUR)
    assert (appointment.state, appointment.version) == (AppointmentState.CONFIRMED, 1)
    claim = SlotClaim.objects.get()
    assert appointment.claim == claim
    assert (claim.state, claim.expires_at, claim.holder_key) == (ClaimState.BOOKED, None, "")


def test_confirming_opens_a_case_with_the_first_partys_own_file(draft):
    party = confirm(draft).party

    assert (party.name, party.other_name) == ("Alex Winter", "Robin Field")
    assert party.case.matter == ["children"]
    assert party.contact.email == "alex@example.org"
    assert party.notices_shown == {"privacy": 1, "confidentiality": 1, "recording": 1}
    assert (Case.objects.count(), Party.objects.count()) == (1, 1)


def test_the_newest_notices_that_were_shown_are_kept(kind, morgan):
    notice(NoticeKind.PRIVACY, version=2, in_force_from=NOW - HOUR)
    notice(NoticeKind.PRIVACY, version=3, in_force_from=NOW + HOUR)

    assert booked(kind).party.notices_shown["privacy"] == 2


@pytest.mark.parametrize(
    ("funding", "source"),
    [
        ("pay", FundingSource.PRIVATE),
        ("legal_aid", FundingSource.LEGAL_AID),
        ("not_sure", FundingSource.NOT_SURE),
    ],
)
def test_confirming_opens_the_partys_funding_as_they_chose(kind, morgan, funding, source):
    appointment = booked(kind, answers={**ALEX, "funding": funding})

    found = Funding.objects.get()
    assert (found.party, found.source, found.fee, found.state) == (
        appointment.party,
        source,
        Decimal("110.00"),
        FundingState.DUE,
    )


def test_price_and_terms_are_kept_as_they_were_agreed_to(practice, kind, morgan):
    appointment = booked(kind)
    kind.fee = Decimal("500.00")
    kind.save()
    practice.cancellation_tiers = [{"hours_before": 0, "fee_percent": 100}]
    practice.save()
    forget_everything()

    appointment = Appointment.objects.get(pk=appointment.pk)

    assert appointment.terms_agreed["fee"] == "110.00"
    assert appointment.terms_agreed["cancellation_tiers"] == [
        {"hours_before": 24, "fee_percent": 0},
        {"hours_before": 0, "fee_percent": 50},
    ]
    assert datetime.fromisoformat(appointment.terms_agreed["start_within_14_days_requested_at"]) == NOW
    assert cost_of_cancelling(appointment, now=NOW) == 0
    assert cost_of_cancelling(appointment, now=TOMORROW_1PM - 23 * HOUR) == Decimal("55.00")


def test_the_draft_is_emptied_and_its_link_revoked(draft):
    token = links.issue("resume", draft, expires_at=draft.forget_at)

    appointment = confirm(draft)

    draft.refresh_from_db()
    assert (draft.answers, draft.appointment_id) == ({}, appointment.pk)
    assert draft.forget_at == NOW + 24 * HOUR
    assert links.find("resume", token, now=NOW) is None
    assert not SecretLink.objects.filter(scope="resume").exists()


def test_confirming_is_audited_with_the_reason_for_the_mediator(draft):
    appointment = confirm(draft)

    entry = AuditEntry.objects.get(verb="appointment.booked")
    assert (entry.subject_type, entry.subject_id, entry.actor_kind) == (
        "appointment",
        appointment.pk,
        "client",
    )
    assert entry.details == {"because": appointment.claim.assigned_because}
    assert entry.details["because"].startswith("shortfall ")


def test_one_message_is_planned_for_now(draft):
    appointment = confirm(draft)

    message = Message.objects.get()
    assert (message.kind, message.state, message.due_at) == (
        "appointment.confirmation",
        MessageState.PLANNED,
        NOW,
    )
    assert message.recipient == f"party:{appointment.party_id}"
    assert (message.subject_id, message.subject_version) == (appointment.pk, 1)


def test_confirming_again_gives_the_same_appointment(draft):
    first = confirm(draft)
    stale = Draft.objects.get(pk=draft.pk)

    assert confirm(draft) == confirm(stale) == first
    assert (Appointment.objects.count(), Party.objects.count(), len(messages())) == (1, 1, 1)


def test_confirming_again_gives_the_same_appointment_when_nobody_works_any_more(draft, morgan):
    first = confirm(draft)
    morgan.is_active = False
    morgan.save()

    assert confirm(draft) == first


@pytest.mark.parametrize("minutes", [14, 15, 16, 300])
def test_an_expired_hold_that_is_still_free_is_honoured(draft, minutes):
    """Also inside the notice: that was judged when the hold was taken."""
    assert confirm(draft, now=NOW + minutes * MINUTE).claim.state == ClaimState.BOOKED


def test_a_hold_that_was_let_go_is_taken_again_if_free(draft):
    claims.release(holder_key=draft.hold_key)

    assert confirm(draft).starts_at == TOMORROW_1PM


def test_expired_and_taken_is_refused_and_the_answers_stay(draft, kind):
    later = NOW + 20 * MINUTE
    take(kind, now=later)

    with pytest.raises(SlotTaken):
        confirm(draft, now=later)

    draft.refresh_from_db()
    assert draft.answers == dict(ALEX)
    assert not Appointment.objects.exists()
    assert not Party.objects.exists()
    assert messages() == []


def test_expired_and_taken_goes_to_another_free_mediator(draft, kind, morgan, drew):
    works(drew)
    later = NOW + 20 * MINUTE
    take(kind, now=later, mediator=morgan)

    appointment = confirm(draft, now=later)

    assert (appointment.mediator, appointment.starts_at) == (drew, TOMORROW_1PM)


def test_the_reassigned_mediator_is_of_the_gender_asked_for(kind, morgan, drew):
    works(drew)
    morgan.gender = "woman"
    morgan.save()
    draft = ready_draft(kind, wants_gender="woman")
    later = NOW + 20 * MINUTE
    take(kind, now=later, mediator=morgan)

    with pytest.raises(SlotTaken):
        confirm(draft, now=later)


def test_a_hold_let_go_is_not_taken_again_in_time_off(draft, morgan):
    claims.release(holder_key=draft.hold_key)
    time_off(morgan, TOMORROW_1PM, TOMORROW_3PM)

    with pytest.raises(SlotTaken):
        confirm(draft)


@pytest.mark.parametrize(
    ("now", "in_time"),
    [(TOMORROW_1PM - MINUTE, True), (TOMORROW_1PM, False), (TOMORROW_1PM + MINUTE, False)],
)
def test_a_meeting_that_has_begun_cannot_be_confirmed(draft, now, in_time):
    if in_time:
        assert confirm(draft, now=now)
    else:
        with pytest.raises(SlotTaken):
            confirm(draft, now=now)
        draft.refresh_from_db()
        assert draft.answers


def test_a_mediator_who_lost_the_accreditation_meanwhile_is_replaced(draft, morgan, drew):
    morgan.accreditation_expires_on = NOW.date()
    morgan.save()
    works(drew)

    assert confirm(draft).mediator == drew
    assert live().count() == 1


@pytest.mark.parametrize(
    ("valid_until", "confirmed"), [("2026-11-25", True), ("2026-11-24", True), ("2026-11-23", False)]
)
def test_accreditation_is_judged_on_the_meetings_date_when_confirming(draft, morgan, valid_until, confirmed):
    morgan.accreditation_expires_on = valid_until
    morgan.save()

    if confirmed:
        assert confirm(draft).mediator == morgan
    else:
        with pytest.raises(SlotTaken):
            confirm(draft)


def test_a_draft_without_a_time_asks_for_one(draft):
    draft.wish = {}
    draft.save()

    with pytest.raises(HoldEnded):
        confirm(draft)


def test_a_hold_on_another_time_is_let_go_when_an_older_page_is_confirmed(draft, kind):
    claims.hold(holder_key=draft.hold_key, appointment_type=kind, starts_at=TOMORROW_3PM, now=NOW)

    appointment = confirm(draft)

    assert appointment.starts_at == TOMORROW_1PM
    assert live().get() == appointment.claim


def test_a_meeting_in_person_keeps_its_place(practice, morgan):
    in_person = appointment_type(
        slug="in-person", name="MIAM, in person", mode="in_person", place="1 Example Street"
    )

    assert booked(in_person).place == "1 Example Street"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"danger_now": "unsure"}, [("safety.call_first", Severity.URGENT)]),
        ({"email_private": "unsure"}, []),  # a neutral e-mail goes
        ({"email_private": "no"}, [("appointment.call", Severity.TODO)]),
        ({"email": "", "email_private": None}, [("appointment.call", Severity.TODO)]),
    ],
)
def test_staff_are_told_whom_to_call(kind, morgan, changes, told):
    booked(kind, answers={**ALEX, **changes})

    assert alerts() == told


@pytest.mark.parametrize(
    ("phone_private", "words"),
    [
        ("yes", "Ring them to tell them about their booking."),
        ("no", "We may neither write nor ring: wait for their call to tell them about their booking."),
        ("unsure", "We may neither write nor ring: wait for their call to tell them about their booking."),
    ],
)
def test_the_call_task_says_whether_they_may_be_rung(kind, morgan, phone_private, words):
    answers = {**ALEX, "email": "", "email_private": None, "phone_private": phone_private}
    appointment = booked(kind, answers=answers)

    assert Alert.objects.get().text == f"{appointment.reference}: no e-mail may be sent. {words}"


# Moving


def test_moving_takes_the_new_time_and_frees_the_old(appointment, morgan):
    old, room = appointment.claim, appointment.room

    moved = move(appointment)

    old.refresh_from_db()
    assert (moved.starts_at, moved.ends_at, moved.version) == (TOMORROW_3PM, TOMORROW_3PM + HOUR, 2)
    assert (moved.mediator, moved.room) == (morgan, room)
    assert old.state == ClaimState.RELEASED
    assert live().get() == moved.claim


def test_moving_changes_the_invitation_and_the_messages(appointment):
    uid = appointment.invite.uid

    moved = move(appointment)

    moved.invite.refresh_from_db()
    assert (moved.invite.uid, moved.invite.sequence, moved.invite.method) == (uid, 1, "REQUEST")
    assert messages() == [
        ("appointment.confirmation", MessageState.SKIPPED),
        ("appointment.moved", MessageState.PLANNED),
    ]
    assert AuditEntry.objects.get(verb="appointment.moved").details["version"] == 2


def test_moving_by_half_an_hour_over_its_own_time_works(appointment):
    assert move(appointment, TOMORROW_1PM + 30 * MINUTE).starts_at == TOMORROW_1PM + 30 * MINUTE


def test_moving_to_the_same_time_changes_nothing(appointment):
    assert move(appointment, TOMORROW_1PM).version == 1
    assert len(messages()) == 1


def test_moving_to_a_time_that_is_taken_leaves_the_old_one_intact(appointment, kind):
    take(kind, TOMORROW_3PM)

    with pytest.raises(SlotTaken):
        move(appointment)

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.version) == (TOMORROW_1PM, 1)
    assert appointment.claim.state == ClaimState.BOOKED
    assert messages() == [("appointment.confirmation", MessageState.PLANNED)]


def test_moving_takes_another_mediator_in_another_room_where_the_own_one_is_taken(
    appointment, kind, morgan, drew
):
    works(drew)
    take(kind, TOMORROW_3PM, mediator=morgan)
    room = appointment.room

    moved = move(appointment)

    assert moved.mediator == drew
    assert moved.room != room


def test_moving_keeps_the_mediator_even_where_somebody_else_is_further_behind(appointment, morgan, drew):
    works(drew)

    assert move(appointment).mediator == morgan


def test_moving_keeps_to_the_gender_asked_for(kind, morgan, drew):
    works(drew)
    morgan.gender = "woman"
    morgan.save()
    appointment = booked(kind, wants_gender="woman")
    take(kind, TOMORROW_3PM, mediator=morgan)

    with pytest.raises(SlotTaken):
        move(appointment)


@pytest.mark.parametrize(
    "starts_at", [at("2026-11-24", "20:00"), at("2026-11-23", "09:30"), at("2026-12-24", "13:00")]
)
def test_moving_keeps_to_hours_notice_and_horizon(appointment, starts_at):
    with pytest.raises(SlotTaken):
        move(appointment, starts_at)


def test_moving_within_a_full_day_does_not_count_the_meeting_itself(kind, morgan):
    kind.daily_cap = 1
    kind.save()
    appointment = booked(kind)

    assert move(appointment).starts_at == TOMORROW_3PM


@pytest.mark.parametrize(
    ("before", "allowed"), [(121 * MINUTE, True), (120 * MINUTE, True), (119 * MINUTE, False)]
)
def test_a_client_moves_up_to_the_cut_off(appointment, before, allowed):
    now = TOMORROW_1PM - before
    if allowed:
        assert move(appointment, now=now).version == 2
    else:
        with pytest.raises(TooLateToChange):
            move(appointment, now=now)


def test_staff_move_inside_the_cut_off(appointment, admin):
    now = TOMORROW_1PM - 10 * MINUTE

    assert move(appointment, actor=Actor.of(admin), now=now).starts_at == TOMORROW_3PM


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (TOMORROW_1PM - MINUTE, TooLateToChange),
        (TOMORROW_1PM, NoLongerChangeable),
        (TOMORROW_1PM + MINUTE, NoLongerChangeable),
    ],
)
def test_nothing_moves_once_it_has_begun(appointment, now, refusal):
    with pytest.raises(refusal):
        move(appointment, now=now)


def test_staff_cannot_move_what_has_begun_either(appointment, admin):
    with pytest.raises(NoLongerChangeable):
        move(appointment, actor=Actor.of(admin), now=TOMORROW_1PM)


def test_a_cancelled_meeting_does_not_move(appointment):
    cancelled = cancel(appointment)

    with pytest.raises(NoLongerChangeable):
        move(cancelled)


def test_sending_the_same_move_again_from_an_old_page_moves_once(appointment, kind):
    stale = Appointment.objects.get(pk=appointment.pk)
    move(appointment)

    assert move(stale).version == 2
    assert len(messages()) == 2


# Cancelling


def test_cancelling_frees_the_time_and_says_so(appointment, kind):
    cancelled = cancel(appointment)

    assert (cancelled.state, cancelled.cancelled_at, cancelled.version) == ("cancelled", NOW, 2)
    assert cancelled.invite.method == "CANCEL"
    assert messages() == [
        ("appointment.confirmation", MessageState.SKIPPED),
        ("appointment.cancelled", MessageState.PLANNED),
    ]
    assert take(kind).starts_at == TOMORROW_1PM


def test_cancelling_twice_changes_nothing(appointment):
    first = cancel(appointment)

    second = cancel(appointment, now=NOW + HOUR)

    assert (second.version, second.cancelled_at) == (first.version, NOW)
    assert len(messages()) == 2
    assert AuditEntry.objects.filter(verb="appointment.cancelled").count() == 1


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (121 * MINUTE, []),
        (120 * MINUTE, []),
        (119 * MINUTE, [("appointment.cannot_come", Severity.TODO)]),
        (MINUTE, [("appointment.cannot_come", Severity.TODO)]),
    ],
)
def test_inside_the_cut_off_staff_are_told_and_the_time_is_free(appointment, before, told):
    cancelled = cancel(appointment, now=TOMORROW_1PM - before)

    assert alerts() == told
    assert cancelled.state == AppointmentState.CANCELLED
    assert not live().exists()
    assert AuditEntry.objects.get(verb="appointment.cancelled").details["late"] is bool(told)


def test_staff_who_cancel_late_need_not_tell_themselves(appointment, admin):
    cancel(appointment, actor=Actor.of(admin), now=TOMORROW_1PM - MINUTE)

    assert alerts() == []


@pytest.mark.parametrize(
    ("before", "due"), [(24 * HOUR, "0.00"), (24 * HOUR - MINUTE, "55.00"), (HOUR, "55.00")]
)
def test_what_is_due_is_recorded(appointment, before, due):
    cancel(appointment, now=TOMORROW_1PM - before)

    assert AuditEntry.objects.get(verb="appointment.cancelled").details["fee_due"] == due


def test_a_client_cannot_cancel_what_has_begun_and_staff_can(appointment, admin):
    with pytest.raises(NoLongerChangeable):
        cancel(appointment, now=TOMORROW_1PM)

    assert cancel(appointment, actor=Actor.of(admin), now=TOMORROW_1PM).state == "cancelled"


def test_what_happened_cannot_be_cancelled(appointment, admin):
    appointment.state = AppointmentState.ATTENDED
    appointment.save()

    with pytest.raises(NoLongerChangeable):
        cancel(appointment, actor=Actor.of(admin))


# Safety


def test_not_feeling_safe_goes_to_the_office_and_to_nobody_else(appointment):
    before = set(Message.objects.values_list("pk", flat=True))

    report_unsafe(appointment=appointment, now=NOW)
    report_unsafe(appointment=appointment, now=NOW)

    appointment.refresh_from_db()
    assert alerts() == [("safety.not_safe", Severity.URGENT)]
    assert appointment.is_confirmed
    told = Message.objects.exclude(pk__in=before)
    assert [(one.kind, one.recipient) for one in told] == [("desk.urgent", "office")]
    text = Alert.objects.get().text
    assert appointment.reference in text
    assert "Alex" not in text


def test_saying_it_twice_is_one_alert_and_two_audit_entries(appointment):
    report_unsafe(appointment=appointment, now=NOW)
    report_unsafe(appointment=appointment, now=NOW + MINUTE)

    assert alerts() == [("safety.not_safe", Severity.URGENT)]
    assert AuditEntry.objects.filter(verb="appointment.not_safe").count() == 2


def test_nothing_that_staff_or_the_audit_trail_read_names_anybody(appointment):
    cancel(appointment, now=TOMORROW_1PM - MINUTE)
    report_unsafe(appointment=appointment, now=NOW)

    words = " ".join(
        [*Alert.objects.values_list("text", flat=True), *map(str, AuditEntry.objects.values("details"))]
    )
    for secret in ("Alex", "Winter", "Robin", "Field", "alex@example.org", "07700"):
        assert secret not in words


def test_the_two_parties_of_one_dispute_have_files_of_their_own(appointment, kind):
    robin = booked(kind, TOMORROW_3PM, answers=ROBIN)

    assert robin.party.case != appointment.party.case
    assert robin.party.other_name == "Alex Winter"


def test_forgetting_a_draft_leaves_its_hold_to_run_out(draft):
    intake_services.forget_draft(draft)

    assert not Draft.objects.exists()
    assert live().get().expires_at == NOW + 15 * MINUTE


def test_the_actor_of_staff_is_kept(appointment, admin):
    cancel(appointment, actor=Actor.of(admin))

    entry = AuditEntry.objects.get(verb="appointment.cancelled")
    assert (entry.actor_kind, entry.actor) == ("staff", admin)
    assert audit.subject_type(appointment) == "appointment"
