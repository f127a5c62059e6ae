"""The file check at the desk: its page, its export, and who sees whose file."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.asserts import assertNumQueries

from bookings.enums import LogKind
from bookings.models import Appointment, Mediator
from bookings.services import add_note, log_on_case
from intake.models import Party
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from tests import factories

pytestmark = pytest.mark.django_db
LATER = factories.TOMORROW_1PM + timedelta(hours=2)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(appointment: Appointment) -> str:
    return f"/staff/cases/{appointment.party.case.reference}/file-check/"


def lines(client: Client, path: str) -> dict[str, list[str]]:
    response = client.get(f"{path}export/")
    assert response.status_code == 200
    table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    return {row[3]: row for row in table[1:]}


def test_it_is_whole_once_everything_is_there_and_says_what_is_not(
    client: Client, path: str, appointment: Appointment, morgan: Mediator
) -> None:
    assert morgan.user
    client.force_login(morgan.user)
    assert lines(client, path)["Outcome"][4] == "Missing"

    factories.certificate(appointment)
    found = lines(client, path)
    assert [row[3] for row in found.values() if row[4] == "Missing"] == ["Attendance note"]
    add_note(appointment=appointment, text="She spoke freely", user=morgan.user, now=LATER)
    page = client.get(path).content.decode()
    assert "Nothing is missing." in page
    assert "She spoke" not in page
    assert found["Certificate"][5] == "2026-11-24"
    assert AuditEntry.objects.filter(verb="file_check.exported").count() == 2


def test_the_export_names_no_client(
    client: Client, path: str, appointment: Appointment, manager: User
) -> None:
    client.force_login(manager)
    response = client.get(f"{path}export/")

    assert b"Winter" not in response.content
    case = appointment.party.case.reference
    assert response["Content-Disposition"] == f'attachment; filename="file-check-{case}.csv"'


def test_a_mediator_finds_no_file_of_a_party_whom_another_meets(
    client: Client, path: str, kind: Any, appointment: Appointment, drew: Mediator, morgan: Mediator
) -> None:
    factories.works(drew)
    other = factories.booked(
        kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN, mediator=drew
    )
    Appointment.objects.filter(pk=other.pk).update(mediator=drew)
    Party.objects.filter(pk=other.party_id).update(case=appointment.party.case)
    assert morgan.user
    client.force_login(morgan.user)

    page = client.get(path).content.decode()
    assert "Alex Winter" in page
    assert "Robin Field" not in page


def test_of_the_log_an_admin_reads_nothing_here_either(
    client: Client, path: str, appointment: Appointment, manager: User, admin: User
) -> None:
    case = appointment.party.case
    log_on_case(
        case=case, kind=LogKind.SAFEGUARDING, happened_on=LATER.date(), with_whom="The council",
        words="Passed on", decided="Wait", user=manager, now=LATER,
    )  # fmt: skip
    client.force_login(manager)
    assert lines(client, path)["Safeguarding referrals"][4] == "Found"
    assert b"Safeguarding referral" in client.get(f"/staff/cases/{case.reference}/").content

    client.force_login(admin)
    assert not {"Safeguarding referrals", "Talks with the PPC"} & lines(client, path).keys()
    assert b"Safeguarding referral" not in client.get(f"/staff/cases/{case.reference}/").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_each_table_once(
    client: Client, path: str, kind: Any, appointment: Appointment, manager: User, count: int
) -> None:
    for hour in ("09:30", "11:00")[: count - 1]:
        more = factories.booked(kind, factories.at("2026-11-24", hour), answers=factories.ROBIN)
        Party.objects.filter(pk=more.party_id).update(case=appointment.party.case)
    client.force_login(manager)
    client.get(path)
    forget_everything()

    with assertNumQueries(15):
        client.get(path)
