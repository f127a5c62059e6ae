"""The list of cases and the page of one: who sees which, and that two people's blocks stay apart."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Flag, Party
from legalaid.enums import FundingSource
from legalaid.models import Funding
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from mediation.desk import case_list
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def joined(appointment: Appointment, other: Appointment) -> None:
    """Robin's file stands in Alex's case, as if they had come by the invitation."""
    Party.objects.filter(pk=other.party_id).update(case=appointment.party.case_id, role="other")


def test_the_newest_case_stands_first_with_its_people_and_latest_meeting(
    desk: Client, kind: AppointmentType, appointment: Appointment
) -> None:
    newer = factories.booked(kind, at("2026-11-24", "15:00"), answers={**ROBIN, "other_name": "Kim Lake"})
    page = page_of(desk, "/staff/cases/")

    assert page.index(newer.party.case.reference) < page.index(appointment.party.case.reference)
    assert "Alex Winter" in page
    assert "Tuesday 24 November, 1:00pm to 2:00pm, with Morgan Ellis" in page


def test_each_sort_shows_its_own(desk: Client, appointment: Appointment, admin: User, clock: Any) -> None:
    def sorts() -> set[str]:
        desk.force_login(admin)
        reference = appointment.party.case.reference
        return {show for show in case_list.SHOWN if reference in page_of(desk, f"/staff/cases/?show={show}")}

    assert sorts() == {"", "coming"}
    clock.shift(timedelta(days=2))
    assert sorts() == {"", "no_outcome"}
    appointment.party.funding.source = FundingSource.LEGAL_AID
    appointment.party.funding.save()
    assert sorts() == {"", "no_outcome", "legal_aid"}
    Flag.objects.create(
        party=appointment.party, code="CT-HEARING", severity="amber", rule_version="1", raised_at=NOW
    )
    assert sorts() == {"", "no_outcome", "legal_aid", "flagged"}


def test_a_page_leads_to_older_and_newer_ones_and_none_is_left_out(
    admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    references = [
        factories.booked(kind, at("2026-11-24", f"{hour:02d}:00")).party.case.reference
        for hour in (9, 11, 13, 15)
    ] + [factories.booked(kind, at("2026-11-25", "09:00")).party.case.reference]

    def turned(**asked: str) -> tuple[list[str], case_list.Shown]:
        shown = case_list.page_of_cases(admin, case_list.Wanted.read(asked), now=NOW, size=2)
        return [one.reference for one in shown.cases], shown

    def asked(url: str) -> dict[str, str]:
        return dict(part.split("=") for part in url.removeprefix("?").split("&"))

    first, shown = turned()
    assert (first, shown.newer_url) == (references[:2:-1], "")
    second, shown = turned(**asked(shown.older_url))
    assert second == references[2:0:-1]
    third, last = turned(**asked(shown.older_url))
    assert (third, last.older_url) == ([references[0]], "")
    assert turned(**asked(last.newer_url))[0] == second
    assert turned(**asked(shown.newer_url))[0] == first
    assert turned(before="x", after="-1", show="what")[0] == first


def test_a_mediator_sees_their_own_cases_and_of_a_case_their_own_client(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    own = factories.booked(kind, mediator=morgan)
    other = factories.booked(kind, at("2026-11-24", "15:00"), mediator=drew, answers=ROBIN)
    alien = factories.booked(kind, at("2026-11-24", "10:00"), mediator=drew, answers=ROBIN)
    joined(own, other)
    assert morgan.user
    client.force_login(morgan.user)

    listed = page_of(client, "/staff/cases/")
    assert own.party.case.reference in listed
    assert alien.party.case.reference not in listed
    assert 'name="with"' not in listed
    page = page_of(client, f"/staff/cases/{own.party.case.reference}/")
    assert "Alex Winter" in page
    assert "Robin Field" not in page
    assert "Both have a file here." in page
    page_of(client, f"/staff/cases/{alien.party.case.reference}/", status=404)
    # Nor does the sort in which a case stands tell of the other person's flags, money or meetings.
    Flag.objects.create(party=other.party, code="SF-FEAR", severity="red", rule_version="1", raised_at=NOW)
    Funding.objects.filter(party=other.party).update(source=FundingSource.LEGAL_AID)
    Appointment.objects.filter(pk=own.pk).update(state="attended")
    for show in ("flagged", "legal_aid", "coming"):
        assert own.party.case.reference not in page_of(client, f"/staff/cases/?show={show}"), show


def test_each_person_has_a_block_of_their_own(
    desk: Client, kind: AppointmentType, appointment: Appointment
) -> None:
    other = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)
    joined(appointment, other)
    page = page_of(desk, f"/staff/cases/{appointment.party.case.reference}/")
    first, _, second = page.partition("party--other")

    assert "Client, came first." in first
    assert "alex@example.org" in first
    assert "robin@example.org" not in first
    assert "robin@example.org" in second
    assert AuditEntry.objects.filter(verb="case.read", subject_id=appointment.party.case_id).count() == 1


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_asks_the_same_few_queries_however_many_there_are(
    desk: Client,
    kind: AppointmentType,
    appointment: Appointment,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hour in range(others):
        factories.booked(kind, at("2026-11-24", f"{9 + 2 * hour:02d}:00"), answers=ALEX)
    desk.get("/staff/cases/")
    forget_everything()

    with django_assert_num_queries(11):
        assert page_of(desk, "/staff/cases/").count("Open<span") == others + 1
