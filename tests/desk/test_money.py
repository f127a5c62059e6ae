"""Who pays, set by staff, and what a client told us about their money, read by staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Mediator
from legalaid import services
from legalaid.models import Funding
from mediation.core.models import AuditEntry, User
from tests.bookings import visits
from tests.factories import NOW
from tests.legalaid.screening_answers import CALM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(appointment: Appointment) -> str:
    return f"/staff/appointments/{appointment.reference}/"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def test_the_desk_warns_that_it_can_be_guessed(desk: Client, path: str) -> None:
    page = desk.get(path).content.decode()

    assert "They may guess why" in page
    assert "Nothing to pay for this client" in page


def test_staff_set_that_there_is_nothing_to_pay_and_take_it_back(
    desk: Client, admin: User, path: str
) -> None:
    desk.post(path + "who-pays/", {"covered": "yes"})
    funding = Funding.objects.get()
    assert (funding.source, funding.state, funding.reason) == ("other_party", "waived", "")
    entry = AuditEntry.objects.get(verb="funding.source")
    assert (entry.actor, entry.details) == (admin, {"before": "pay", "after": "other_party"})
    assert "Take this back" in desk.get(path).content.decode()

    desk.post(path + "who-pays/", {"covered": "no"})
    funding.refresh_from_db()
    assert (funding.source, funding.state) == ("pay", "due")  # as Alex said when booking


def test_the_client_reads_that_there_is_nothing_to_pay_and_never_why(
    desk: Client, other_client: Client, appointment: Appointment, path: str
) -> None:
    desk.post(path + "who-pays/", {"covered": "yes"})
    link = visits.manage_path(appointment)
    other_client.post(link + "details/")
    other_client.post(link + "details/", {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})
    pages = [other_client.get(link + page).content.decode() for page in ("", "costs/", "cancel/")]

    assert all("There is nothing to pay" in page for page in pages)
    assert not [page for page in pages if "other party" in page or "£110" in page]


def test_a_late_cancellation_costs_nothing_either(
    desk: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    appointment.terms_agreed = {
        "fee": "110.00",
        "cancellation_tiers": [{"hours_before": 48, "fee_percent": 50}],
    }
    appointment.save()
    link = visits.manage_path(appointment)
    assert "You pay £110" in desk.get(link + "cancel/").content.decode()

    desk.post(path + "who-pays/", {"covered": "yes"})
    assert "There is nothing to pay." in desk.get(link + "cancel/").content.decode()


def test_reading_what_somebody_said_about_their_money_is_recorded(
    desk: Client, admin: User, appointment: Appointment, path: str
) -> None:
    assert "Not begun" in desk.get(path).content.decode()
    assert "has not begun the questions" in desk.get(path + "means/").content.decode()
    found = services.start_assessment(now=NOW, party=appointment.party)
    services.save_answers(assessment=found, answers=CALM, now=NOW)
    assert "Begun, not finished" in desk.get(path).content.decode()
    services.finish(assessment=found, now=NOW)

    assert "Likely eligible, by their own answers" in desk.get(path).content.decode()
    page = desk.get(path + "means/").content.decode()
    assert "table of 2026-04-06" in page
    assert "How many children aged 15 or under live with you?" in page
    before, entry = AuditEntry.objects.filter(verb="means.read").order_by("pk")
    assert (before.subject_type, before.subject_id) == ("party", appointment.party_id)
    assert (entry.actor, entry.subject_type, entry.subject_id, entry.details) == (
        admin,
        "meansassessment",
        found.pk,
        {},
    )


def test_staff_see_the_result_as_the_client_saw_it_on_its_day(
    desk: Client, admin: User, appointment: Appointment, path: str, clock: Any
) -> None:
    found = services.start_assessment(now=NOW, party=appointment.party)
    services.save_answers(
        assessment=found,
        answers={**CALM, "capital": ["savings"], "worth_savings": "10.00", "dispute": "no"},
        now=NOW,
    )
    services.finish(assessment=found, now=NOW)
    clock.shift(timedelta(days=30))
    desk.force_login(admin)

    page = desk.get(path + "means/").content.decode()
    assert "Limits of 23 November 2026" in page
    assert "We count £10.00" in page


def test_the_figures_stand_in_the_order_of_both_forms(
    desk: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    found = services.start_assessment(now=NOW, party=appointment.party)
    savings = {**CALM, "capital": ["savings"], "worth_savings": "1200.50", "dispute": "no"}
    services.save_answers(assessment=found, answers=savings, now=NOW)
    services.finish(assessment=found, now=NOW)

    page = desk.get(path + "means/").content.decode()
    forms = page.partition("To copy into the official form")[2]
    assert forms.index("CIVMEANS7") < forms.index("CW5") < forms.index("controlled legal representation")
    assert forms.count('<span class="official__copy">1200.50</span>') == 8  # four boxes in each form


def test_a_mediator_reads_only_their_own_clients_answers(
    client: Client, morgan: Mediator, drew: Mediator, appointment: Appointment, path: str
) -> None:
    services.start_assessment(now=NOW, party=appointment.party)
    client.force_login(drew.user)
    assert client.get(path + "means/").status_code == 404
    client.force_login(morgan.user)
    assert client.get(path + "means/").status_code == 200
    assert client.post(path + "who-pays/", {"covered": "yes"}).status_code == 403
