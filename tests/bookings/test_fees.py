"""What a meeting's fee becomes: the rule as a table, and what stands on the case afterwards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.enums import AskedBy
from bookings.fees import Fee, Why, when_held, when_not_held
from bookings.models import Appointment, EarlierFee
from bookings.services import cancel_appointment, confirm_appointment, move_appointment, record_outcome
from intake import services as intake_services
from legalaid.enums import FundingState
from legalaid.models import Determination, Funding
from mediation.core import audit
from mediation.core.enums import NoticeKind
from mediation.core.models import AuditEntry, User
from mediation.desk.standing_in import begin_booking_for
from tests import factories

DUE, PAID, WAIVED = FundingState.DUE, FundingState.PAID, FundingState.WAIVED
AGREED = Decimal(110)
BY_HAND = f"{Why.MISSED}: they were in hospital"  # a person's own words for why
BY_RULE = f"{Why.MISSED}: x due by their terms"


def fee(amount: str, state: FundingState = DUE, reason: str = "") -> Fee:
    return Fee(Decimal(amount), state, reason)


@pytest.mark.parametrize(
    ("before", "due", "amount", "state", "reason"),
    [
        (fee("110"), "0", "0", WAIVED, "They did not attend: nothing is due by their terms"),
        (fee("110"), "55", "55", DUE, "They did not attend: this part of £110 is due by their terms"),
        (fee("110"), "110", "110", DUE, "They did not attend: this part of £110 is due by their terms"),
        (fee("30", DUE, "Half given up"), "55", "30", DUE, None),  # never more than a person wrote
        (fee("110", WAIVED), "55", "110", WAIVED, ""),  # legal aid, or the other party's
        (fee("110", WAIVED, "The video failed"), "55", "110", WAIVED, "The video failed"),
        (fee("0", WAIVED, BY_RULE), "55", "55", DUE, None),  # judged anew
        (fee("55", WAIVED, BY_HAND), "110", "55", WAIVED, BY_HAND),
        (fee("110", PAID, "By card"), "110", "110", PAID, "By card"),
        (fee("110", PAID), "55", "110", PAID,
         "They did not attend: £55 is due by their terms. £55 goes back or to their next fee"),
    ],
)  # fmt: skip
def test_the_rule_writes_what_the_terms_say_and_what_a_person_wrote_stands(
    before: Fee, due: str, amount: str, state: FundingState, reason: str | None
) -> None:
    after = when_not_held(before, agreed=AGREED, due=Decimal(due), why=Why.MISSED)

    assert (after.amount, after.state) == (Decimal(amount), state)
    assert reason is None or after.reason == reason
    assert len(after.reason) <= 200


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (fee("110"), fee("110")),
        (fee("80", DUE, "Agreed with the manager"), fee("80", DUE, "Agreed with the manager")),
        (fee("0", WAIVED, BY_RULE), fee("110")),
        (fee("55", DUE, BY_RULE), fee("110")),
        (fee("110", PAID, BY_RULE), fee("110", PAID)),
        (fee("110", WAIVED, "Hardship"), fee("110", WAIVED, "Hardship")),
        (fee("55", WAIVED, BY_HAND), fee("55", WAIVED, BY_HAND)),
    ],
)
def test_a_no_show_that_was_said_by_mistake_is_taken_back_and_nothing_else(before: Fee, after: Fee) -> None:
    assert when_held(before, agreed=AGREED) == after


END = factories.TOMORROW_1PM + timedelta(hours=1)
LATE = factories.TOMORROW_1PM - timedelta(hours=3)


def went(appointment: Appointment, state: Any) -> None:
    record_outcome(appointment=appointment, state=state, actor=audit.SYSTEM, now=END)


def said(appointment: Appointment) -> tuple[str, str]:
    row = Appointment.objects.get(pk=appointment.pk).fee
    return str(row.fee), row.state


def again(appointment: Appointment, kind: Any, staff: User, *, hour: str = "10:00") -> Appointment:
    draft = begin_booking_for(
        party=appointment.party, user=staff, kind=kind, starts_at=factories.at("2026-11-26", hour), now=END
    )
    intake_services.note_notices_shown(draft=draft, kinds=list(NoticeKind), now=END)
    intake_services.save_answers(draft=draft, answers=factories.ALEX, now=END)
    return confirm_appointment(draft=draft, actor=audit.Actor.of(staff), now=END)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "asked_by", "stands"),
    [
        (factories.TOMORROW_1PM - timedelta(hours=24), AskedBy.CLIENT, ("0.00", WAIVED)),
        (factories.TOMORROW_1PM - timedelta(hours=23, minutes=59), AskedBy.CLIENT, ("55.00", DUE)),
        (LATE, AskedBy.PRACTICE, ("0.00", WAIVED)),
    ],
)
def test_a_cancellation_leaves_on_the_file_what_is_due(
    appointment: Appointment, now: Any, asked_by: AskedBy, stands: Any
) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=now, asked_by=asked_by)

    assert said(appointment) == stands


@pytest.mark.django_db
def test_a_no_show_leaves_what_is_due_and_can_be_taken_back(appointment: Appointment) -> None:
    went(appointment, "not_attended")
    assert said(appointment) == ("55.00", DUE)
    assert Funding.objects.get().reason.startswith("They did not attend")
    assert (
        AuditEntry.objects.get(verb="funding.due").actor is None
    )  # the rule's word, whoever said how it went

    went(appointment, "attended")
    assert said(appointment) == ("110.00", DUE)
    assert Funding.objects.get().reason == ""


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["not_attended", "attended"])
def test_of_whose_file_was_deleted_the_outcome_can_be_said_and_the_fee_stands(
    appointment: Appointment, state: str
) -> None:
    """Legal aid's records stay, so the meeting is still on the desk; what they agreed to is gone."""
    Appointment.objects.update(terms_agreed={})
    went(Appointment.objects.get(), state)

    assert Appointment.objects.get().state == state
    assert said(appointment) == ("110.00", DUE)


@pytest.mark.django_db
def test_moving_changes_no_fee(appointment: Appointment, admin: User) -> None:
    move_appointment(
        appointment=appointment, starts_at=factories.at("2026-11-25", "10:00"),
        actor=audit.Actor.of(admin), now=factories.NOW,
    )  # fmt: skip

    assert said(appointment) == ("110.00", DUE)
    assert not EarlierFee.objects.exists()


@pytest.mark.django_db
def test_after_a_no_show_both_fees_stand_each_with_its_meeting(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    went(appointment, "not_attended")
    second = again(appointment, kind, admin)

    assert second.party_id == appointment.party_id
    assert (said(appointment), said(second)) == (("55.00", DUE), ("110.00", DUE))
    assert "did not attend" in EarlierFee.objects.get().reason

    went(appointment, "attended")  # it was said by mistake: the earlier meeting's own row changes
    assert (said(appointment), said(second)) == (("110.00", DUE), ("110.00", DUE))


@pytest.mark.django_db
def test_after_a_technical_failure_the_next_is_free_in_the_same_file_and_once(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    Funding.objects.update(state=PAID)
    went(appointment, "technical_failure")
    second, third = again(appointment, kind, admin), again(appointment, kind, admin, hour="14:00")

    assert said(appointment) == ("110.00", PAID)
    assert said(second) == ("110.00", WAIVED)
    assert appointment.reference in EarlierFee.objects.get(appointment=second).reason
    assert said(third) == ("110.00", DUE)
    appointment.refresh_from_db()
    assert appointment.made_good_by == second


@pytest.mark.django_db
def test_legal_aid_and_the_other_partys_go_on_to_the_next_meeting(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    Funding.objects.update(source="legal_aid", state=WAIVED)
    went(appointment, "not_attended")
    second = again(appointment, kind, admin)

    assert said(second) == ("110.00", WAIVED)


@pytest.mark.django_db
def test_who_had_paid_before_legal_aid_was_granted_does_not_pay_for_the_next(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    Funding.objects.update(source="legal_aid", state=PAID)
    Determination.objects.create(
        party=appointment.party, decision="eligible", reasons="x", thresholds_version="2026-05-06",
        decided_by=admin, decided_at=factories.NOW,
    )  # fmt: skip
    went(appointment, "not_attended")
    second = again(appointment, kind, admin)

    assert (said(appointment), said(second)) == (("110.00", PAID), ("110.00", WAIVED))


@pytest.mark.django_db
def test_of_two_meetings_whose_fees_were_kept_as_one_legal_aid_covers_both(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    """Booked before each meeting had a fee of its own."""
    second = again(appointment, kind, admin)
    EarlierFee.objects.all().delete()
    Funding.objects.update(source="legal_aid", state=WAIVED, reason="")
    went(appointment, "not_attended")

    assert (said(appointment), said(second)) == (("110.00", WAIVED), ("110.00", WAIVED))


@pytest.mark.django_db
def test_what_was_paid_and_is_left_over_is_said_beside_the_next_fee(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    Funding.objects.update(state=PAID)
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=LATE)
    second = again(appointment, kind, admin)

    assert (said(appointment), said(second)) == (("110.00", PAID), ("110.00", DUE))
    assert Funding.objects.get().reason == (
        f"Something of what they paid for {appointment.reference} may count here"
    )


@pytest.mark.django_db
def test_the_meeting_that_is_still_to_come_keeps_its_fee_when_another_is_booked(
    appointment: Appointment, kind: Any, admin: User
) -> None:
    second = again(appointment, kind, admin)
    cancel_appointment(appointment=second, actor=audit.CLIENT, now=END)

    assert (said(appointment), said(second)) == (("110.00", DUE), ("0.00", WAIVED))


@pytest.mark.django_db
def test_the_case_shows_each_fee_with_its_meeting(
    client: Client, appointment: Appointment, kind: Any, admin: User
) -> None:
    went(appointment, "not_attended")
    second = again(appointment, kind, admin)
    client.force_login(admin)
    with time_machine.travel(END, tick=False):
        case = client.get(f"/staff/cases/{appointment.party.case.reference}/").content.decode()
        first_page = client.get(f"/staff/appointments/{appointment.reference}/").content.decode()
        second_page = client.get(f"/staff/appointments/{second.reference}/").content.decode()
        client.post(f"/staff/appointments/{appointment.reference}/fee/", {"state": "waived", "reason": "Ill"})

    owed = "£55.00, paying privately, not paid yet: They did not attend"
    assert f"Meeting {appointment.reference}" in case
    assert owed in case
    assert owed in first_page
    assert owed not in second_page
    assert "£110.00, paying privately, not paid yet" in second_page
    assert (said(appointment), said(second)) == (("55.00", WAIVED), ("110.00", DUE))
