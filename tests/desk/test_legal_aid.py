"""The desk's page of applications, the papers, and the determination."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from legalaid import services
from legalaid.enums import Decision
from legalaid.models import Determination, Evidence, Funding
from legalaid.queries import checklist
from mediation.core.models import AuditEntry, PracticeSettings, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW
from tests.legalaid.screening_answers import CALM

pytestmark = pytest.mark.django_db
LIST = "/staff/legal-aid/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get("/staff/")
    return client


def booked(kind: AppointmentType, clock: str, **answers: Any) -> Appointment:
    facts = {**factories.ALEX, "funding": "legal_aid", **answers}
    return factories.booked(kind, factories.at("2026-11-24", clock), answers=facts)


def finished(appointment: Appointment) -> None:
    found = services.start_assessment(now=NOW, party=appointment.party)
    services.save_answers(assessment=found, answers=CALM, now=NOW)
    services.finish(assessment=found, now=NOW)


def text(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        finished(booked(kind, ("10:00", "13:00", "15:00")[number]))
    forget_everything()
    desk.get(LIST)

    with django_assert_num_queries(9):
        page = text(desk.get(LIST))

    assert page.count("0 of 2 papers accepted") == count
    assert page.count("Likely eligible, by their own answers") == count


def test_the_most_urgent_comes_first(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    booked(kind, "10:00", name="Ann Early")
    booked(kind, "12:00", name="Bo Danger", danger_now="unsure")
    booked(kind, "14:00", name="Cy Hearing", hearing_on="2026-11-29")
    page = text(desk.get(LIST))

    assert page.index("Cy Hearing") < page.index("Bo Danger") < page.index("Ann Early")
    assert "Hearing in 6 days" in page
    assert page.count("Call first") == 1


def test_who_pays_and_who_is_decided_do_not_wait(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    booked(kind, "10:00", name="Pay Only", funding="pay")
    one = booked(kind, "13:00", name="Al Done")
    assert "Al Done" in text(desk.get(LIST))
    services.list_evidence(party=one.party, now=NOW)
    Evidence.objects.update(state="accepted")
    services.determine(
        party=one.party, decision=Decision.ELIGIBLE, reasons="x", without_papers_because="",
        mediator=admin, now=NOW,
    )  # fmt: skip

    page = text(desk.get(LIST))
    assert "Al Done" not in page
    assert "Pay Only" not in page
    assert "Nobody is waiting." in page


def test_the_list_says_what_waits_for_our_look_and_no_old_letter_counts(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "10:00", hearing_on="2026-11-29")
    services.list_evidence(party=one.party, now=NOW)
    Evidence.objects.update(state="accepted")
    letter = Evidence.objects.create(
        party=one.party, paper="benefit_letter", state="accepted", dated_on=date(2026, 5, 22), updated_at=NOW
    )
    page = text(desk.get(LIST))
    assert "2 of 3 papers accepted." in page
    assert "Check papers today" in page

    Evidence.objects.filter(pk=letter.pk).update(state="received", dated_on=None)
    assert "2 of 3 papers accepted, 1 to check." in text(desk.get(LIST))


def test_a_mediator_sees_only_their_own(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    booked(kind, "10:00", name="Ann Early")
    client.force_login(drew.user)
    assert "Ann Early" not in text(client.get(LIST))
    client.force_login(morgan.user)
    assert "Ann Early" in text(client.get(LIST))


def test_a_paper_is_recorded_with_date_and_reason(desk: Client, appointment: Appointment) -> None:
    path = f"/staff/appointments/{appointment.reference}/"
    desk.post(path + "checklist/")
    row = Evidence.objects.get(paper="signed_form")
    url = f"{path}evidence/{row.pk}/"

    page = text(desk.post(url, {"state": "rejected"}))
    assert "Say why" in page
    assert f'href="#paper{row.pk}_reason"' in page
    assert page.count('<details class="govuk-details" open>') == 1
    dated = {"dated_on_day": "31", "dated_on_month": "2", "dated_on_year": "2026"}
    page = text(desk.post(url, {"state": "accepted", **dated}))
    assert "must be a real date" in page
    assert 'value="31"' in page
    tomorrow = {"dated_on_day": "24", "dated_on_month": "11", "dated_on_year": "2026"}
    assert "today or before" in text(desk.post(url, {"state": "accepted", **tomorrow}))
    page = text(desk.post(url, {"state": "rejected", "reason": "It is not signed"}, follow=True))
    assert "Rejected: It is not signed" in page
    assert "To write to them, ask for what is missing." in page
    dated["dated_on_day"] = "2"
    desk.post(url, {"state": "accepted", **dated})
    row.refresh_from_db()
    assert (row.state, str(row.dated_on)) == ("accepted", "2026-02-02")
    assert desk.post(f"{path}evidence/999999/", {"state": "accepted"}).status_code == 404


def test_the_client_reads_what_became_of_each_paper(client: Client, appointment: Appointment) -> None:
    finished(appointment)
    Evidence.objects.filter(paper="bank_statements").update(state="rejected", reason="One page is missing")
    session = client.session
    session["costs"] = appointment.party.means_assessments.get().key
    session.save()

    page = text(client.get("/costs/result/"))
    assert "<strong>please send or bring it again</strong>. One page is missing" in page
    assert "CIVMEANS7" not in page, "the mediator fills in the form: nobody can bring it"


def test_the_mediator_decides_once_the_form_is_there(
    client: Client, morgan: Mediator, appointment: Appointment
) -> None:
    Mediator.objects.update(legal_aid_authorised=True)
    finished(appointment)
    client.force_login(morgan.user)
    path = f"/staff/appointments/{appointment.reference}/"
    sent = {"decision": "eligible", "reasons": "Within both limits."}

    assert "Your determination" in text(client.get(path + "means/"))
    assert "Enter your reasons" in text(client.post(path + "determination/", {"decision": "eligible"}))
    page = text(client.post(path + "determination/", sent))
    assert page.count("Not on file and accepted: the signed form, bank statements.") == 2
    assert "Within both limits.</textarea>" in page, "what the mediator wrote is kept"
    assert AuditEntry.objects.filter(verb="means.read").count() == 3
    for row in checklist(appointment.party):
        client.post(f"{path}evidence/{row.pk}/", {"state": "accepted"})
    page = text(client.post(path + "determination/", sent, follow=True))
    assert "Eligible by Morgan Ellis" in page
    assert "changed their answers" not in page
    assert Determination.objects.get().decided_by == morgan.user
    assert "£110.00, may get legal aid, waived" in text(client.get(path))


def test_nobody_else_decides(
    client: Client, manager: User, morgan: Mediator, appointment: Appointment
) -> None:
    path = f"/staff/appointments/{appointment.reference}/"
    client.force_login(morgan.user)  # not authorised by the Legal Aid Agency
    assert client.post(path + "determination/", {}).status_code == 403
    Mediator.objects.update(legal_aid_authorised=True)
    client.force_login(manager)
    assert client.post(path + "determination/", {}).status_code == 403
    assert "Your determination" not in text(client.get(path + "means/"))


def test_a_change_after_the_decision_is_shown(
    desk: Client, admin: User, appointment: Appointment, clock: Any
) -> None:
    finished(appointment)
    Evidence.objects.update(state="accepted")
    services.determine(
        party=appointment.party, decision=Decision.ELIGIBLE, reasons="x", without_papers_because="",
        mediator=admin, now=NOW,
    )  # fmt: skip
    path = f"/staff/appointments/{appointment.reference}/means/"
    assert "changed their answers" not in text(desk.get(path))
    assert "Nobody is waiting." in text(desk.get(LIST))

    later = NOW + timedelta(minutes=5)
    screening = appointment.party.means_assessments.get()
    services.save_answers(assessment=screening, answers={**CALM, "age": "older"}, now=later)
    assert "changed their answers" in text(desk.get(path))
    assert "Answers changed: look again" in text(desk.get(LIST))
    services.determine(
        party=appointment.party, decision=Decision.ELIGIBLE, reasons="y", without_papers_because="",
        mediator=admin, now=later,
    )  # fmt: skip
    assert "Nobody is waiting." in text(desk.get(LIST))


def test_booking_with_a_hearing_near_is_a_task_for_today(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    booked(kind, "10:00", name="Pay Only", funding="pay", hearing_on="2026-11-29")
    assert "Legal aid, and a hearing is near" not in text(desk.get("/staff/alerts/"))
    one = booked(kind, "13:00", name="Cy Hearing", hearing_on="2026-11-29")

    alerts = text(desk.get("/staff/alerts/"))
    assert "Legal aid, and a hearing is near" in alerts
    assert 'href="/staff/legal-aid/"' in alerts
    assert "Check papers today" in text(desk.get(LIST))
    services.list_evidence(party=one.party, now=NOW)
    Evidence.objects.update(state="accepted")
    assert "Check papers today" not in text(desk.get(LIST))


def test_the_cap_on_video_is_counted_and_warned_of(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    assert "on video" not in text(desk.get(LIST))
    PracticeSettings.objects.update(remote_cap_percent=50, remote_cap_from=date(2026, 4, 1))
    forget_everything()
    booked(kind, "10:00")
    Funding.objects.filter(party=booked(kind, "13:00").party).update(source="other_party")
    page = text(desk.get(LIST))

    assert "1 of 1 this contract year, 100%; cap 50%." in page
    assert "1 April 2026 to 31 March 2027" in page
    assert "1 more meeting on video is with somebody who may get legal aid" in page
    assert "Legal-aid meetings on video are over the cap. No place to meet is set up" in page
    factories.appointment_type(slug="here", name="In person", mode="in_person", place="1 High Street")
    forget_everything()
    assert "are over the cap. Offer a meeting in person first, at 1 High Street." in text(desk.get(LIST))
