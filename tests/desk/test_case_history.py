"""Who read and changed a case: on its page for managers, by the names of fields and never their values."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Case, Party
from legalaid.models import Evidence
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import Message, User
from mediation.core.remembered import forget_everything
from mediation.desk.case_history import CaseHistory, Entry, Item, tables, tracked_by
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def case_history(case: Case, *, kind: str = "") -> list[Entry]:
    found = CaseHistory(case, kind=kind)
    return found.told(found.moments)


def history_url(appointment: Appointment) -> str:
    return f"/staff/cases/{appointment.party.case.reference}/history/"


def changes(appointment: Appointment) -> list[Entry]:
    return case_history(appointment.party.case, kind="change")


def items(appointment: Appointment) -> list[Item]:
    """Everything that changed; in a test all of it is one transaction, and so one entry."""
    return [item for entry in changes(appointment) for item in entry.items]


def fields_of(entry: Entry) -> dict[str, list[str]]:
    return {item.what: item.fields for item in entry.items}


def test_every_table_of_a_case_is_in_its_history() -> None:
    names = {tracked_by(table)._meta.model_name for table, _ in tables()}

    assert names >= {
        "case",
        "party",
        "contactpreferences",
        "appointment",
        "flag",
        "document",
        "invitation",
        "childinclusive",
        "parentconsent",
        "childrecord",
        "funding",
        "meansassessment",
        "evidence",
        "determination",
    }


def test_a_colleagues_change_is_told_with_its_fields(
    client: Client, admin: User, appointment: Appointment
) -> None:
    client.force_login(admin)
    client.post(
        f"/staff/appointments/{appointment.reference}/fee/", {"state": "waived", "reason": "hardship"}
    )
    entry = next(one for one in changes(appointment) if one.who == "Jo Prior")

    assert fields_of(entry) == {"who pays": ["state", "reason"]}
    assert entry.items[0].whose == "Alex Winter"
    assert not entry.is_read


def test_sealing_the_same_words_anew_is_no_change(appointment: Appointment) -> None:
    party = Party.objects.get(pk=appointment.party_id)
    before = len(items(appointment))
    party.save()  # every sealed column is sealed anew
    assert len(items(appointment)) == before
    party.other_name = "Robin Hill"
    party.save()

    assert len(items(appointment)) == before + 1
    assert ["the other person’s name"] in [one.fields for one in items(appointment)]


def test_what_was_removed_stays_known(appointment: Appointment) -> None:
    row = Evidence.objects.create(party=appointment.party, paper="signed_form", updated_at=NOW)
    row.delete()
    items = [item for entry in changes(appointment) for item in entry.items if "checklist" in item.what]

    assert {item.did for item in items} == {"added", "removed"}


def test_reads_and_decisions_stand_beside_the_changes(
    client: Client, admin: User, manager: User, appointment: Appointment
) -> None:
    client.force_login(admin)
    client.get(f"/staff/appointments/{appointment.reference}/")
    client.get(f"/staff/appointments/{appointment.reference}/means/")
    client.get(f"/staff/appointments/{appointment.reference}/contact/")
    client.get(f"/staff/messages/{Message.objects.get().pk}/")
    client.force_login(manager)
    client.get(f"/staff/admin/legalaid/funding/{appointment.party.funding.pk}/change/")
    found = case_history(appointment.party.case, kind="read")

    assert {(one.who, one.words) for one in found} == {
        ("Jo Prior", "Read a meeting’s page"),
        ("Jo Prior", "Read the money questions"),
        ("Jo Prior", "Read how we may reach them"),
        ("Jo Prior", "Read a message that we sent"),
        ("Lee Bianchi", "Read who pays, in the admin site"),
    }
    assert all(one.is_read for one in found)
    assert ("A client", "Booked") in {(one.who, one.words) for one in case_history(appointment.party.case)}


def test_another_cases_history_is_not_told(
    kind: AppointmentType, morgan: Mediator, client: Client, admin: User, appointment: Appointment
) -> None:
    other = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    client.force_login(admin)
    client.get(f"/staff/appointments/{other.reference}/")

    assert case_history(appointment.party.case, kind="read") == []
    assert len(case_history(other.party.case, kind="read")) == 1
    assert {item.whose for one in changes(appointment) for item in one.items} <= {"Alex Winter", ""}


def test_managers_see_it_on_the_case_page_and_others_do_not(
    client: Client, other_client: Client, manager: User, admin: User, appointment: Appointment
) -> None:
    case_url = f"/staff/cases/{appointment.party.case.reference}/"
    client.force_login(manager)
    other_client.force_login(admin)

    assert b"Who read and changed this" in client.get(case_url).content
    assert b"Who read and changed this" not in other_client.get(case_url).content


def test_no_value_of_any_field_is_on_the_page(
    client: Client, manager: User, appointment: Appointment
) -> None:
    Party.objects.filter(pk=appointment.party_id).update(other_name="Casey Brook")
    contact = appointment.party.contact
    contact.phone = "07700900555"
    contact.save()
    client.force_login(manager)
    page = client.get(history_url(appointment)).content.decode()

    assert "the other person’s name" in page
    assert "phone" in page
    for secret in ("Casey", "Brook", "07700900555", "Robin", "alex@example.org"):
        assert secret not in page


def test_what_was_done_in_a_case_that_became_part_of_this_one_is_told_here(
    kind: AppointmentType, appointment: Appointment, manager: User
) -> None:
    second = factories.booked(kind, factories.at("2026-11-24", "15:00")).party.case
    audit.record(audit.Actor.of(manager), "case.read", second, at=NOW)
    Case.objects.filter(pk=second.pk).update(merged_into=appointment.party.case)

    found = case_history(appointment.party.case, kind="read")

    assert [(one.who, one.words) for one in found] == [("Lee Bianchi", "Read the case")]


def test_a_complaint_is_told_on_its_own_page_alone_since_it_may_be_about_the_reader(
    appointment: Appointment, manager: User
) -> None:
    factories.complaint(appointment.party, factories.user("Pat Lowe", Role.OWNER), about_user=manager)

    said = [f"{one.words} {one.items}".lower() for one in case_history(appointment.party.case)]

    assert [one for one in said if "complaint" in one or one.startswith("recorded")] == []


def test_it_comes_in_parts_and_by_kind(client: Client, manager: User, appointment: Appointment) -> None:
    client.force_login(manager)
    case = appointment.party.case
    for _ in range(50):  # as the case's page does
        audit.record(audit.Actor.of(manager), "case.read", case, at=NOW)
    client.get(f"/staff/cases/{case.reference}/")
    url = history_url(appointment)

    assert b"Page 1 of 2" in client.get(url).content
    assert b"Read the case" in client.get(f"{url}?show=read").content
    assert b"Read the case" not in client.get(f"{url}?show=change").content
    assert client.get(f"{url}?show=nonsense&page=99").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_many_rows_as_for_few(
    client: Client, manager: User, appointment: Appointment, rows: int
) -> None:
    for number in range(rows):
        factories.document(appointment.party, name=f"letter {number}.pdf")
        Party.objects.filter(pk=appointment.party_id).update(other_name=f"Robin {number}")
    client.force_login(manager)
    client.get(history_url(appointment))
    forget_everything()
    with CaptureQueriesContext(connection) as queries:
        client.get(history_url(appointment))

    assert len(queries) == 25
