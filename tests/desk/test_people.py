"""Finding people at the desk: who is found by what, by whom, and that nothing typed is kept anywhere."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import change_contact
from intake.models import Party, SearchKey
from intake.queries import preferences_of
from intake.services import invitations, people_index
from intake.services.callbacks import request_callback
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db
SEARCH = "/staff/people/search/"
NOBODY = "Nobody whom you may see"


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def searched(client: Client, text: str, status: int = 200) -> str:
    response = client.post(SEARCH, {"text": text}, follow=True)
    assert response.status_code == status
    for address, _ in response.redirect_chain:
        assert not text or text not in address
    return html.unescape(response.content.decode()).partition("<h1")[2]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Alex Winter", "Client: same name."),
        ("winter, ALEX", "Client: same name."),
        ("Winter", "Client: has this name."),
        ("Aleks Wynter", "Client: sounds alike."),
        ("Robin Field", "Robin Field, the other person here: same name."),
        ("Robyn Feild", "Robin Field, the other person here: sounds alike."),
        ("07700 900 123", "Client: same phone number."),
        ("+44 7700 900123", "Client: same phone number."),
        (" ALEX@example.org", "Client: same e-mail address."),
    ],
)
def test_a_client_is_found(desk: Client, appointment: Appointment, text: str, why: str) -> None:
    page = searched(desk, text)

    assert why in page
    assert f'href="/staff/cases/{appointment.party.case.reference}/"' in page


@pytest.mark.parametrize(
    "text", ["Wint", "lex", "Alex Lake", "07700 900124", "alex@example.com", "ex@example.org", "Sandy"]
)
def test_what_is_not_theirs_finds_nobody(desk: Client, appointment: Appointment, text: str) -> None:
    assert NOBODY in searched(desk, text)


@pytest.mark.parametrize("text", ["", "0770", "Alex 7", "%"])
def test_what_cannot_be_looked_for_is_said_beside_the_box(
    desk: Client, appointment: Appointment, text: str
) -> None:
    assert "a whole phone number" in searched(desk, text, status=422)
    assert not AuditEntry.objects.filter(verb="people.searched").exists()


def test_a_reference_leads_straight_to_its_page(desk: Client, appointment: Appointment) -> None:
    call = request_callback(asked=factories.asked(), now=NOW)
    invitation = factories.drafted(appointment.party)
    for reference, path in (
        (appointment.reference.lower().replace("-", " "), f"/staff/appointments/{appointment.reference}/"),
        (appointment.party.case.reference, f"/staff/cases/{appointment.party.case.reference}/"),
        (call.reference, f"/staff/callbacks/{call.reference}/"),
        (invitation.reference, f"/staff/invitations/{invitation.reference}/"),
    ):
        assert desk.post(SEARCH, {"text": reference})["Location"] == path


def test_the_serial_of_a_certificate_leads_to_its_meeting(
    client: Client, admin: User, appointment: Appointment, drew: Mediator
) -> None:
    certificate = factories.certificate(appointment)
    typed = certificate.serial.lower().replace("-", "")
    path = f"/staff/appointments/{appointment.reference}/"
    assert appointment.mediator.user
    assert drew.user
    for colleague in (admin, appointment.mediator.user):
        client.force_login(colleague)
        assert client.post(SEARCH, {"text": typed})["Location"] == path
    with time_machine.travel(at("2026-11-24", "15:00"), tick=False):
        client.force_login(admin)
        assert f"Certificate {certificate.serial}" in client.get(path).content.decode()

    client.force_login(drew.user)
    assert client.post(SEARCH, {"text": typed})["Location"].startswith("/staff/people/?s=")


def test_references_of_complaints_and_requests_are_known_to_whoever_may_read_them(
    client: Client, admin: User, manager: User, appointment: Appointment
) -> None:
    owner = factories.user("Max Stone", Role.OWNER)
    complaint = factories.complaint(appointment.party, manager, about_user=manager)
    asked = factories.rights_request(appointment.party, manager)
    leads = {}
    for colleague in (admin, manager, owner):
        client.force_login(colleague)
        for row in (complaint, asked):
            leads[colleague.role, type(row).__name__] = client.post(SEARCH, {"text": row.reference})[
                "Location"
            ].partition("?")[0]

    assert leads == {
        ("admin", "Complaint"): "/staff/people/",
        ("admin", "RightsRequest"): "/staff/people/",
        ("manager", "Complaint"): "/staff/people/",  # it is about them
        ("manager", "RightsRequest"): f"/staff/records/requests/{asked.reference}/",
        ("owner", "Complaint"): f"/staff/records/complaints/{complaint.reference}/",
        ("owner", "RightsRequest"): f"/staff/records/requests/{asked.reference}/",
    }


def test_people_without_a_file_are_found_too(desk: Client, appointment: Appointment) -> None:
    request_callback(asked=factories.asked(name="Sandy Marsh"), now=NOW)
    factories.drafted(appointment.party, name="Kim Vale", email="kim@example.org")

    assert "Asked for a call" in searched(desk, "Sandy Marsh")
    assert "Asked for a call" in searched(desk, "robin@example.org")
    assert "No file of their own yet" in searched(desk, "Kym Vale")
    assert "No file of their own yet" in searched(desk, "kim@example.org")


def test_an_invited_person_whom_they_asked_us_to_forget_is_found_no_more(
    desk: Client, appointment: Appointment
) -> None:
    invitation = factories.drafted(appointment.party, name="Kim Vale", email="kim@example.org")
    invitations.do_not_invite(
        invitation=invitation, reason="they asked", forget=True, actor=audit.SYSTEM, now=NOW
    )

    assert NOBODY in searched(desk, "kim@example.org")
    assert NOBODY in searched(desk, "Kim Vale")


def test_a_changed_number_is_found_and_the_old_one_no_more(desk: Client, appointment: Appointment) -> None:
    said = replace(preferences_of(appointment.party.contact), phone="+447700900999")
    change_contact(party=appointment.party, preferences=said, actor=audit.CLIENT, now=NOW)

    assert "same phone number" in searched(desk, "07700 900999")
    assert NOBODY in searched(desk, "07700 900123")


def test_a_mediator_finds_only_their_own_clients(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    own = factories.booked(kind, mediator=morgan)
    theirs = factories.booked(
        kind, at("2026-11-24", "15:00"), mediator=drew, answers={**ROBIN, "other_name": "Kim Lake"}
    )
    request_callback(asked=factories.asked(name="Robin Field"), now=NOW)
    assert morgan.user
    client.force_login(morgan.user)

    assert "Client: same name." in searched(client, "Alex Winter")
    page = searched(client, "Robin Field")
    assert f"/staff/cases/{own.party.case.reference}/" in page  # named in their own client's file
    assert theirs.party.case.reference not in page
    assert "Asked for a call" not in page
    assert NOBODY in searched(client, "07700 900456")
    assert NOBODY in searched(client, theirs.party.case.reference)


def test_nothing_that_was_typed_is_kept_in_the_clear(desk: Client, appointment: Appointment) -> None:
    response = desk.post(SEARCH, {"text": "Alex Winter"})
    address = response["Location"]

    assert "Alex" not in address
    assert all("Alex" not in str(one.get_decoded()) for one in Session.objects.all())
    entry = AuditEntry.objects.get(verb="people.searched")
    assert entry.details == {"by": "name"}
    assert b"Client: same name." in desk.get(address).content  # Reload and Back find it
    assert AuditEntry.objects.filter(verb="people.searched").count() == 1


def test_the_search_of_somebody_else_does_not_open(
    desk: Client, other_client: Client, manager: User, appointment: Appointment
) -> None:
    address = desk.post(SEARCH, {"text": "Alex Winter"})["Location"]
    other_client.force_login(manager)

    assert b"That search is over" in other_client.get(address).content


def test_the_table_tells_nothing_and_both_columns_differ(appointment: Appointment) -> None:
    """The name of a client, and the same name as somebody else's other person, are different keys."""
    keys = list(SearchKey.objects.all())

    assert {len(one.exact) for one in keys} == {64}
    for key in keys:
        assert not {"alex", "winter", "robin", "field"} & {key.exact.lower(), key.sound.lower()}
    own = {one.exact for one in keys if one.kind == "name"}
    assert len(own) == 2
    assert own.isdisjoint({one.exact for one in keys if one.kind == "other_name"})


def test_whoever_was_forgotten_is_found_after_the_night(
    desk: Client, appointment: Appointment, capsys: Any
) -> None:
    request_callback(asked=factories.asked(name="Sandy Marsh"), now=NOW)
    SearchKey.objects.all().delete()
    Party.objects.update(name_index="of a retired key")
    assert NOBODY in searched(desk, "Alex Winter")

    call_command("reindex_people")
    assert "2 people looked at, 2 could not be found before." in capsys.readouterr().out
    assert "same name" in searched(desk, "Alex Winter")
    assert "Asked for a call" in searched(desk, "Sandy Marsh")
    call_command("reindex_people", only_missing=True)
    assert "0 people looked at" in capsys.readouterr().out
    assert people_index.reindex() == people_index.Reindexed(seen=2, mended=0)
    assert people_index.reindex(only_missing=True) == people_index.Reindexed()


@pytest.mark.parametrize("others", [0, 2])
def test_a_search_asks_the_same_few_queries_whatever_it_finds(
    desk: Client,
    kind: AppointmentType,
    appointment: Appointment,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for hour in range(others):
        factories.booked(kind, at("2026-11-24", f"{9 + 2 * hour:02d}:00"), answers=ALEX)
    address = desk.post(SEARCH, {"text": "Alex Winter"})["Location"]
    desk.get(address)
    forget_everything()

    with django_assert_num_queries(14):
        page = desk.get(address).content
    assert page.count(b"Client: same name.") == others + 1
