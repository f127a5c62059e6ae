"""The checklist of a party, and the determination that rests on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from bookings.models import Appointment
from bookings.services import cancel_appointment
from intake.models import Party
from legalaid import services
from legalaid.enums import Decision, EvidenceState, Paper
from legalaid.errors import DateMissing, DateToCome, NotReady, ReasonMissing
from legalaid.models import Determination, Evidence, Funding
from legalaid.queries import checklist, determinations_of
from mediation.core.audit import CLIENT, Actor
from mediation.core.models import Alert, AuditEntry, Message, User
from tests.factories import NOW

from .screening_answers import CALM, JOB

pytestmark = pytest.mark.django_db
WORKS = {**CALM, "work": ["employed"], "jobs": [JOB]}


@pytest.fixture
def party(appointment: Appointment) -> Party:
    return appointment.party


def screened(party: Party, answers: Any = CALM) -> None:
    found = services.start_assessment(now=NOW, party=party)
    services.save_answers(assessment=found, answers=answers, now=NOW)
    services.finish(assessment=found, now=NOW)


def accept(party: Party, admin: User, *but: str) -> None:
    for row in checklist(party):
        if row.paper not in but:
            services.record_evidence(
                evidence=row,
                state=EvidenceState.ACCEPTED,
                reason="",
                dated_on=NOW.date(),
                actor=Actor.of(admin),
                now=NOW,
            )


def decide(party: Party, mediator: User, **changes: Any) -> Determination:
    facts = {"decision": Decision.ELIGIBLE, "reasons": "Within both limits.", "without_papers_because": ""}
    return services.determine(party=party, mediator=mediator, now=NOW, **{**facts, **changes})


def papers(party: Party) -> list[str]:
    return [row.paper for row in checklist(party)]


def test_finishing_a_screening_makes_the_checklist_in_the_order_of_the_form(party: Party) -> None:
    screened(party, WORKS)

    assert papers(party) == ["signed_form", "bank_statements", "wage_slips"]


def test_a_changed_screening_changes_what_is_needed_and_keeps_what_was_brought(
    party: Party, admin: User
) -> None:
    screened(party, {**WORKS, "benefits": ["child_benefit"], "from_child_benefit": "unsure"})
    assert papers(party)[2:] == ["wage_slips", "benefit_letter"]
    accept(party, admin, "benefit_letter")
    screened(party)

    assert papers(party) == ["signed_form", "bank_statements", "wage_slips"]
    assert {row.state for row in checklist(party)} == {"accepted"}


def test_a_visitors_screening_makes_no_checklist_until_it_is_a_partys(party: Party) -> None:
    found = services.start_assessment(now=NOW)
    services.save_answers(assessment=found, answers=WORKS, now=NOW)
    services.finish(assessment=found, now=NOW)
    assert not Evidence.objects.exists()

    services.open_for_party(party=party, key=found.key, now=NOW)
    assert papers(party) == ["signed_form", "bank_statements", "wage_slips"]


def test_without_a_screening_the_list_has_what_everybody_brings(party: Party, admin: User) -> None:
    services.list_evidence(party=party, now=NOW)
    services.list_evidence(party=party, now=NOW)

    assert papers(party) == ["signed_form", "bank_statements"]
    accept(party, admin, "bank_statements")
    with pytest.raises(NotReady, match="bank statements"):
        decide(party, admin)


def test_a_list_made_while_answers_are_changed_forgets_nothing(party: Party) -> None:
    screened(party, WORKS)
    services.save_answers(assessment=party.means_assessments.get(), answers={}, now=NOW)
    services.list_evidence(party=party, now=NOW)

    assert papers(party) == ["signed_form", "bank_statements", "wage_slips"]


def test_nobody_accepts_a_letter_without_its_date_or_one_from_tomorrow(party: Party, admin: User) -> None:
    screened(party, {**CALM, "passporting": ["universal_credit"]})
    row = Evidence.objects.get(paper="passport_letter")
    facts = {"evidence": row, "reason": "", "actor": Actor.of(admin), "now": NOW}

    for state, dated_on, problem in (
        (EvidenceState.ACCEPTED, None, DateMissing),
        (EvidenceState.ACCEPTED, date(2026, 11, 24), DateToCome),
        (EvidenceState.RECEIVED, date(2026, 11, 24), DateToCome),
    ):
        with pytest.raises(problem):
            services.record_evidence(state=state, dated_on=dated_on, **facts)
    services.record_evidence(state=EvidenceState.RECEIVED, dated_on=None, **facts)
    services.record_evidence(state=EvidenceState.ACCEPTED, dated_on=date(2026, 11, 23), **facts)


def test_a_rejection_needs_a_reason_which_goes_when_it_is_accepted(party: Party, admin: User) -> None:
    services.list_evidence(party=party, now=NOW)
    row = checklist(party)[0]
    facts = {"evidence": row, "dated_on": date(2026, 11, 1), "actor": Actor.of(admin), "now": NOW}

    with pytest.raises(ReasonMissing):
        services.record_evidence(state=EvidenceState.REJECTED, reason=" ", **facts)
    rejected = services.record_evidence(state=EvidenceState.REJECTED, reason="It is not signed", **facts)
    assert (rejected.state, rejected.reason) == ("rejected", "It is not signed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM legalaid_evidence WHERE state = 'rejected'")
        assert "signed" not in cursor.fetchone()[0]
    accepted = services.record_evidence(state=EvidenceState.ACCEPTED, reason="", **facts)
    assert (accepted.reason, accepted.dated_on) == ("", date(2026, 11, 1))
    assert [one.verb for one in AuditEntry.objects.filter(subject_type="evidence").order_by("pk")] == [
        "evidence.rejected",
        "evidence.accepted",
    ]


def test_no_determination_without_the_signed_form(party: Party, admin: User) -> None:
    screened(party)
    accept(party, admin, "signed_form")

    with pytest.raises(NotReady, match="the signed form"):
        decide(party, admin, without_papers_because="They live in a refuge")
    assert not Determination.objects.exists()


def test_no_determination_without_the_papers_or_a_reason(party: Party, admin: User) -> None:
    screened(party, WORKS)
    accept(party, admin, "wage_slips")

    with pytest.raises(NotReady, match="wage slips"):
        decide(party, admin)
    found = decide(party, admin, without_papers_because="The employer is closed")
    assert found.without_papers_because == "The employer is closed"


def test_a_determination_keeps_figures_and_table_and_pays(party: Party, admin: User) -> None:
    screened(party, WORKS)
    accept(party, admin)
    found = decide(party, admin)

    assert (found.thresholds_version, found.figures["gross_income"]) == ("2026-04-06", "1842.33")
    funding = Funding.objects.get()
    assert (funding.source, funding.state) == ("legal_aid", "waived")
    assert AuditEntry.objects.get(verb="means.determined").details == {"thresholds": "2026-04-06"}


def test_who_is_not_eligible_pays_unless_the_other_party_is(party: Party, admin: User) -> None:
    screened(party)
    accept(party, admin)
    decide(party, admin)
    decide(party, admin, decision=Decision.NOT_ELIGIBLE)
    assert (Funding.objects.get().source, Funding.objects.get().state) == ("pay", "due")

    services.cover_by_other_party(funding=Funding.objects.get(), actor=Actor.of(admin), now=NOW)
    decide(party, admin, decision=Decision.NOT_ELIGIBLE)
    assert (Funding.objects.get().source, Funding.objects.get().state) == ("other_party", "waived")
    assert [one.decision for one in determinations_of(party)] == ["not_eligible", "not_eligible", "eligible"]


def test_a_fee_that_was_paid_stays_paid(party: Party, admin: User) -> None:
    screened(party)
    accept(party, admin)
    Funding.objects.update(state="paid")
    decide(party, admin)

    assert Funding.objects.get().state == "paid"


def test_what_a_determination_rests_on_is_sealed_and_its_trail_says_nothing(
    party: Party, admin: User
) -> None:
    screened(party, WORKS)
    accept(party, admin, "wage_slips")
    decide(party, admin, without_papers_because="The employer is closed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reasons, without_papers_because, figures FROM legalaid_determination")
        row = "".join(cursor.fetchone())

    assert not [word for word in ("limits", "employer", "1842", "income") if word in row]
    trail = "".join(str(one.details) for one in AuditEntry.objects.all())
    assert not [word for word in ("1842", "employer", "eligible", party.name) if word in trail]


def test_the_database_keeps_a_determination_as_it_was_written(party: Party, admin: User) -> None:
    screened(party)
    accept(party, admin)
    found = decide(party, admin)

    for change in (lambda: Determination.objects.update(decision="not_eligible"), found.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reasons, figures FROM legalaid_determination")
        assert "limit" not in "".join(cursor.fetchone())


def post(at: Any) -> list[Any]:
    """Send what is due at this time; every message about papers that has left so far."""
    with time_machine.travel(at, tick=False):
        call_command("send_due_messages", verbosity=0)
    return [one for one in mail.outbox if "/more/" in one.body]


def test_whoever_has_papers_to_bring_is_asked_once_a_day_later_in_words_that_tell_nothing(
    party: Party, admin: User
) -> None:
    screened(party, WORKS)
    screened(party, WORKS)
    assert post(NOW) == []
    (sent,) = post(NOW + timedelta(days=1))

    assert sent.subject == "Your booking"
    assert "/more/" in sent.body
    assert not [word for word in ("legal aid", "wage", "bank", "money", "pay") if word in sent.body.lower()]


@pytest.mark.parametrize(
    "why",
    ["nothing is missing", "it is decided already", "no meeting is coming", "there is nothing to pay"],
)
def test_nobody_is_asked_without_need(appointment: Appointment, admin: User, why: str) -> None:
    party = appointment.party
    screened(party, WORKS)
    if why == "nothing is missing":
        accept(party, admin, "signed_form")
    if why == "it is decided already":
        accept(party, admin, "wage_slips")
        decide(party, admin, without_papers_because="The employer is closed")
    if why == "there is nothing to pay":
        services.cover_by_other_party(funding=party.funding, actor=Actor.of(admin), now=NOW)
    if why == "no meeting is coming":
        cancel_appointment(appointment=appointment, actor=Actor.of(admin), now=NOW)

    assert post(NOW + timedelta(days=1)) == []
    skipped = Message.objects.get(kind="papers.needed", subject_version=1)
    assert (skipped.state, skipped.reason) == ("skipped", why)


def test_where_somebody_near_them_may_be_a_danger_the_words_are_neutral(party: Party) -> None:
    party.contact.email_safety = "ok"
    party.contact.save()
    party.answers = {**party.answers, "danger_now": "unsure"}
    party.save()
    screened(party, WORKS)
    (sent,) = post(NOW + timedelta(days=1))

    assert "We need something from you" in sent.body
    assert "papers" not in sent.body


def test_before_the_meeting_nobody_is_asked_for_papers_that_are_here(party: Party, admin: User) -> None:
    assert not services.has_every_paper(party, now=NOW)
    screened(party, WORKS)
    assert not services.has_every_paper(party, now=NOW)
    accept(party, admin)

    assert services.has_every_paper(party, now=NOW)


def test_staff_ask_at_once_and_an_unsafe_address_is_not_written_to(party: Party, admin: User) -> None:
    screened(party, WORKS)
    services.ask_for_papers(party=party, actor=Actor.of(admin), now=NOW)
    assert len(post(NOW)) == 1
    party.contact.email_safety = "never"
    party.contact.save()
    services.ask_for_papers(party=party, actor=Actor.of(admin), now=NOW + timedelta(minutes=2))

    assert len(post(NOW + timedelta(minutes=2))) == 1
    assert Message.objects.filter(kind="papers.needed", state="skipped").count() == 1
    assert AuditEntry.objects.filter(verb="evidence.asked").count() == 2


def test_with_a_hearing_near_staff_check_the_papers_on_the_same_day(party: Party) -> None:
    screened(party)
    assert not Alert.objects.exists()
    party.answers = {**party.answers, "hearing_on": "2026-12-07"}
    party.save()
    services.list_evidence(party=party, now=NOW)
    services.list_evidence(party=party, now=NOW)

    alert = Alert.objects.get(kind="legal_aid.urgent")
    assert (alert.severity, alert.subject_id) == ("urgent", party.pk)
    assert party.name not in alert.text


def test_a_paper_that_comes_when_the_hearing_has_come_near_is_a_task_for_today(party: Party) -> None:
    party.answers = {**party.answers, "hearing_on": "2026-12-14"}
    party.save()
    screened(party)
    assert not Alert.objects.exists()
    services.receive_paper(
        party=party, paper=Paper.BANK_STATEMENTS, actor=CLIENT, now=NOW + timedelta(days=7)
    )

    assert Alert.objects.get(kind="legal_aid.urgent").closed_at is None


def test_the_task_for_today_ends_with_the_decision_and_does_not_come_back(party: Party, admin: User) -> None:
    party.answers = {**party.answers, "hearing_on": "2026-11-29"}
    party.save()
    screened(party)
    assert Alert.objects.get(kind="legal_aid.urgent").closed_at is None
    accept(party, admin)
    decide(party, admin)
    services.ask_staff_to_hurry(party=party, now=NOW)

    assert Alert.objects.get(kind="legal_aid.urgent").closed_at == NOW
