"""Comparing files after a booking: what staff are told, who sees it, what a person decides."""

from __future__ import annotations

import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Flag, PersonMatch
from intake.services.flag_comparisons import compare_files
from mediation.core.models import Alert, AuditEntry, Message, User
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db
EARLIER = at("2026-11-24", "09:00")
ROBYN_AND_KIM = {**ROBIN, "name": "Robyn Feild", "other_name": "Kim Lake"}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def path_of(appointment: Appointment) -> str:
    return f"/staff/cases/{appointment.party.case.reference}/matches/"


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def settle(client: Client, appointment: Appointment, match: PersonMatch, decision: str) -> str:
    said = {"party": match.party_id, "other": match.other_id, "kind": match.kind, "decision": decision}
    response = client.post(f"{path_of(appointment)}settle/", said, follow=True)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_a_name_that_sounds_like_a_client_elsewhere_is_told_to_staff_once_and_changes_nothing(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind, EARLIER, answers=ROBYN_AND_KIM)
    appointment = factories.booked(kind)
    assert appointment.mediator == morgan  # nothing at the booking: that check compares whole names
    assert not Alert.objects.filter(kind="people.conflict").exists()
    messages = Message.objects.count()

    compare_files(now=NOW)
    alert = Alert.objects.get(kind="people.conflict")
    assert appointment.party.case.reference in alert.text
    assert not [name for name in ("Alex", "Robin", "Robyn", "Feild") if name in alert.text]
    assert Message.objects.count() == messages
    assert not Flag.objects.filter(code="PT-CONFLICT").exists()
    assert "1 other file is to be compared." in page_of(
        desk, f"/staff/cases/{appointment.party.case.reference}/"
    )
    page = page_of(desk, path_of(appointment))
    assert "Robin Field, the other person here, may be Robyn Feild, our client in case" in page
    assert "The names sound alike." in page

    said = settle(desk, appointment, PersonMatch.objects.get(), "not_same")
    assert "Not the same person: Jo Prior" in said
    alert.refresh_from_db()
    assert alert.closed_at
    appointment.party.flags_reviewed_at = NOW  # judged anew, and looked at anew
    appointment.party.compared_at = None
    appointment.party.save()
    compare_files(now=NOW)
    assert Alert.objects.filter(kind="people.conflict").count() == 1


def test_the_later_booking_of_whom_somebody_named_is_found_too(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    first = factories.booked(kind, EARLIER)
    compare_files(now=NOW)
    later = factories.booked(kind, answers=ROBYN_AND_KIM)
    compare_files(now=NOW)

    assert PersonMatch.objects.get().party == first.party
    assert "Robyn Feild may be Robin Field, the other person in case" in page_of(desk, path_of(later))


def test_the_same_person_in_a_conflict_is_noted_on_the_file(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind, EARLIER, answers=ROBYN_AND_KIM)
    appointment = factories.booked(kind)
    compare_files(now=NOW)

    assert "give the meeting to a colleague" in settle(desk, appointment, PersonMatch.objects.get(), "same")
    flag = Flag.objects.get(code="PT-CONFLICT")
    assert (flag.party, flag.staff_only) == (appointment.party, True)
    assert AuditEntry.objects.filter(verb="people.compared").count() == 1


def test_two_sides_that_name_each_other_are_no_conflict(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind, EARLIER, answers={**ROBIN, "name": "Robyn Feild"})
    appointment = factories.booked(kind)
    compare_files(now=NOW)

    assert not Alert.objects.filter(kind__startswith="people.").exists()
    page = page_of(desk, path_of(appointment))
    assert "it may be one dispute that was booked twice, and no conflict" in page
    assert "None with their name, number or address." in page


def test_somebody_who_booked_twice_is_told_to_staff(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    first = factories.booked(kind, EARLIER)
    again = factories.booked(kind, answers={**ALEX, "name": "Aleks Winter"})
    compare_files(now=NOW)

    assert Alert.objects.get(kind__startswith="people.").kind == "people.twice"
    page = page_of(desk, path_of(again))
    assert "Alex Winter, in case" in page
    assert "The names sound alike, same phone number, same e-mail address, both name the same" in page
    kept, gone = first.party.case.reference, again.party.case.reference
    assert f'href="/staff/cases/{kept}/merge/{gone}/"' in page


def test_a_namesake_is_shown_and_nobody_is_told(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    namesake = {**ALEX, "phone": "07700900777", "email": "other@example.org", "other_name": "Kim Lake"}
    factories.booked(kind, EARLIER, answers=namesake)
    appointment = factories.booked(kind)
    compare_files(now=NOW)

    assert "may be the same person" in page_of(desk, path_of(appointment))
    assert not Alert.objects.filter(kind__startswith="people.").exists()


def test_nobody_decides_about_files_of_other_cases(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    here = factories.booked(kind)
    one, two = (factories.booked(kind, at("2026-11-24", hour)) for hour in ("09:00", "15:00"))
    said = {"party": one.party_id, "other": two.party_id, "kind": "same_person", "decision": "not_same"}

    for changed in ({}, {"other": one.party_id}, {"party": 0}, {"decision": "perhaps"}):
        assert desk.post(f"{path_of(here)}settle/", said | changed).status_code == 404
    assert not PersonMatch.objects.exists()
