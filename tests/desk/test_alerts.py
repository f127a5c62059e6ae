"""Alerts: whom they concern, and who may close them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Mediator
from intake.services.invitations import start_invitation
from mediation.core import audit
from mediation.core.models import Alert, AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


def alert(kind: str, about: Any = None) -> Alert:
    return Alert.objects.create(
        kind=kind, severity="todo", text="x", dedupe_key=f"{kind}:{about}", raised_at=factories.NOW,
        subject_type=about._meta.model_name if about else "", subject_id=about.pk if about else None,
    )  # fmt: skip


@pytest.fixture
def theirs(appointment: Appointment, morgan: Mediator) -> list[Alert]:
    """What is about Morgan's own client and calendar."""
    invitation = start_invitation(party=appointment.party, actor=audit.SYSTEM, now=factories.NOW)
    return [
        alert("appointment.cannot_come", appointment),
        alert("legal_aid.urgent", appointment.party),
        alert("notes.opened", appointment.party.case),
        alert("invitation.replied", invitation),
        alert("calendar.unread", factories.external_calendar(morgan)),
    ]


def test_a_mediator_sees_and_closes_what_is_about_their_own_clients_and_calendars(
    client: Client, theirs: list[Alert], morgan: Mediator
) -> None:
    assert morgan.user
    client.force_login(morgan.user)
    page = client.get("/staff/alerts/")
    today = client.get("/staff/").content.decode()

    assert page.content.decode().count("Done<span") == len(theirs)
    assert f'<span class="count">{len(theirs)}' in page.content.decode()
    assert "Cannot come" in today
    for one in theirs:
        assert client.post(f"/staff/alerts/{one.pk}/close/").status_code == 302
    assert not Alert.objects.filter(closed_at=None).exists()
    assert AuditEntry.objects.filter(actor=morgan.user, verb="alert.closed").count() == len(theirs)


def test_of_others_clients_of_files_compared_and_of_the_practice_a_mediator_sees_nothing(
    client: Client, theirs: list[Alert], appointment: Appointment, drew: Mediator
) -> None:
    others = [
        *theirs,
        alert("people.conflict", appointment.party.case),
        alert("promise.broken"),
        alert("hold.review"),
        alert("callback.late", factories.closure(date(2026, 12, 25))),
    ]
    client.force_login(drew.user)

    assert "Nothing needs you right now." in client.get("/staff/alerts/").content.decode()
    assert "Cannot come" not in client.get("/staff/").content.decode()
    for one in others:
        assert client.post(f"/staff/alerts/{one.pk}/close/").status_code == 404, one.kind


def test_even_of_their_own_case_a_mediator_sees_no_comparison_with_others(
    client: Client, appointment: Appointment, morgan: Mediator
) -> None:
    for kind in ("people.conflict", "people.twice", "people.merge_asked", "people.join_asked"):
        alert(kind, appointment.party.case)
    assert morgan.user
    client.force_login(morgan.user)

    assert "Nothing needs you right now." in client.get("/staff/alerts/").content.decode()


def test_a_manager_sees_all_of_them(client: Client, theirs: list[Alert], manager: Any) -> None:
    alert("promise.broken")
    client.force_login(manager)

    assert client.get("/staff/alerts/").content.decode().count("Done<span") == len(theirs) + 1


def test_a_mediator_finds_their_signature_in_the_menu(client: Client, morgan: Mediator, manager: Any) -> None:
    assert morgan.user
    client.force_login(morgan.user)
    assert '<a class="desk-nav__own" href="/staff/signature/">' in client.get("/staff/").content.decode()
    client.force_login(manager)
    assert "/staff/signature/" not in client.get("/staff/").content.decode()
