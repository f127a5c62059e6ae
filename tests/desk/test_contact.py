"""The office changes how a client may be reached, for somebody on the phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Mediator
from intake.models import ContactPreferences
from intake.queries import number_index
from mediation.core.models import AuditEntry, User
from tests import factories

pytestmark = pytest.mark.django_db
LEFT = {"email": "alex@example.org", "phone": "07700 900123", "post": "", "phrase": ""}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def contact(appointment: Appointment) -> ContactPreferences:
    contact = appointment.party.contact
    contact.phone, contact.phrase = "+447700900123", "tangerine"
    contact.number_index = number_index(contact.phone)
    contact.save()
    return contact


@pytest.fixture
def path(appointment: Appointment, contact: ContactPreferences) -> str:
    return f"/staff/appointments/{appointment.reference}/contact/"


def verbs(contact: ContactPreferences) -> list[str]:
    rows = AuditEntry.objects.filter(subject_type="contactpreferences", subject_id=contact.pk)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_the_office_sees_the_code_word_and_looking_is_recorded(
    client: Client, admin: User, path: str, contact: ContactPreferences
) -> None:
    client.force_login(admin)
    page = client.get(path).content.decode()

    assert "Their code word is <strong>tangerine</strong>" in page
    assert "We will e-mail you." in page
    assert verbs(contact) == ["contact.read"]


def test_a_change_says_how_they_knew_whom_they_spoke_with(
    client: Client, admin: User, path: str, contact: ContactPreferences, appointment: Appointment
) -> None:
    client.force_login(admin)
    response = client.post(path + "change/", {**LEFT, "may_call": "no", "how_we_knew": "code_word"})

    assert response["Location"] == f"/staff/appointments/{appointment.reference}/"
    contact.refresh_from_db()
    assert contact.call_safety == "never"
    entry = AuditEntry.objects.get(verb="contact.changed")
    assert (entry.actor, entry.details["because"]) == (admin, "code_word")
    page = client.get(response["Location"]).content.decode()
    assert "How we may reach them changed by Jo Prior (They said their code word)" in page
    assert "No. They said that this is not safe." in page


def test_without_saying_how_nothing_is_kept(
    client: Client, admin: User, path: str, contact: ContactPreferences
) -> None:
    client.force_login(admin)
    page = client.post(path + "change/", {**LEFT, "email": "new@example.org"}).content.decode()

    assert page.count("Say how you knew that it is them") == 2
    assert page.count("There is a problem") == 1
    assert 'value="new@example.org"' in page
    contact.refresh_from_db()
    assert contact.version == 1


def test_what_they_said_when_they_booked_no_longer_stands_beside_it(
    client: Client, admin: User, path: str, appointment: Appointment
) -> None:
    client.force_login(admin)
    about = f"/staff/appointments/{appointment.reference}/"
    assert "Is it safe to call you on this number?" in client.get(about).content.decode()

    client.post(path + "change/", {**LEFT, "may_call": "no", "how_we_knew": "rang_back"})

    assert "Is it safe to call you on this number?" not in client.get(about).content.decode()


def test_the_audit_holds_no_address(client: Client, admin: User, path: str) -> None:
    client.force_login(admin)
    changes = {**LEFT, "email": "new@example.org", "email_use": "yes", "phrase": "plum"}
    client.post(path + "change/", {**changes, "how_we_knew": "in_the_meeting"})

    kept = json.dumps([entry.details for entry in AuditEntry.objects.filter(verb="contact.changed")])
    assert "email" in kept
    for word in ("example", "plum", "tangerine", "Alex"):
        assert word not in kept


def test_a_mediator_neither_sees_nor_changes_it(
    client: Client, morgan: Mediator, path: str, contact: ContactPreferences, appointment: Appointment
) -> None:
    client.force_login(morgan.user)

    assert client.get(path).status_code == 403
    assert client.post(path + "change/", {**LEFT, "how_we_knew": "code_word"}).status_code == 403
    about = client.get(f"/staff/appointments/{appointment.reference}/").content.decode()
    assert path not in about
    assert "tangerine" not in about
    assert verbs(contact) == []
