"""The meeting's page at the desk: who sees it, what is kept, and that nothing is lost between two windows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from bookings.models import Appointment, Mediator, MeetingNote, MeetingRecord, NoteAccess
from intake.models import Flag, Invitation
from intake.services.invitations import start_invitation
from mediation.core import audit, outbox
from mediation.core.enums import Role
from mediation.core.models import Alert, AuditEntry, Message, User
from tests import factories
from tests.factories import WHOLE_LIST

pytestmark = pytest.mark.django_db
DURING = factories.TOMORROW_1PM + timedelta(minutes=20)
SECRET = "Alex told me about a night in May"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, morgan: Mediator) -> Client:
    assert morgan.user
    client.force_login(morgan.user)
    return client


@pytest.fixture
def path(appointment: Appointment) -> str:
    return f"/staff/appointments/{appointment.reference}/meeting/"


def sent(version: int = 0, **changes: Any) -> dict[str, Any]:
    """The whole list as the page sends it, with these answers in place of its own; None leaves one out."""
    answers = {**WHOLE_LIST, **changes}
    fields = {key: "yes" if said is True else said for key, said in answers.items() if said is not None}
    return {**fields, "version": str(version)}


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_tick_is_kept_with_its_time_and_who_gave_it(desk: Client, path: str, clock: Any) -> None:
    desk.post(f"{path}list/", {"version": "0", "alone": "yes", "abuse": "yes"})
    clock.shift(timedelta(minutes=9))
    desk.post(f"{path}list/", {"version": "1", "alone": "yes", "abuse": "yes", "child_harm": "yes"})

    items = MeetingRecord.objects.get().items
    assert items["abuse"]["at"] == DURING.isoformat()
    assert items["child_harm"]["at"] == (DURING + timedelta(minutes=9)).isoformat()
    assert "Today 1:29pm" in page_of(desk, path)
    saved = AuditEntry.objects.filter(verb="meeting.list_saved").order_by("pk").last()
    assert saved
    assert saved.details["items"] == ["child_harm"]


def test_the_page_says_that_the_form_was_a_pre_screen_and_nothing_is_scored(desk: Client, path: str) -> None:
    page = page_of(desk, path)

    assert "What they answered online was a pre-screen." in page
    assert "nothing here is scored" in page


@pytest.mark.parametrize("key", ["alone", "safe", "code_word"])
def test_a_no_says_what_to_do_and_there_is_no_certificate(desk: Client, path: str, key: str) -> None:
    desk.post(f"{path}list/", sent(**{key: "no"}))

    page = page_of(desk, path)
    assert "The meeting does not go on like this." in page
    assert "Stop" in page
    assert "The list is not complete." in page


def test_a_tick_saves_itself_and_a_no_says_at_once_what_to_do(desk: Client, path: str) -> None:
    json = {"headers": {"accept": "application/json"}}
    first = desk.post(f"{path}list/", {"version": "0", "abuse": "yes", "safe": "no"}, **json)
    behind = desk.post(f"{path}list/", {"version": "0", "abuse": "yes"}, **json)

    assert first.json()["version"] == 1
    assert first.json()["words"].startswith("Saved 1:20pm. Stop the meeting.")
    assert behind.status_code == 422
    assert "changed meanwhile" in behind.json()["words"]


def test_two_windows_never_lose_each_others_ticks(desk: Client, path: str) -> None:
    desk.post(f"{path}list/", {"version": "0", "abuse": "yes", "next_steps": "One"})
    late = desk.post(f"{path}list/", {"version": "0", "child_harm": "yes", "next_steps": "Two"})

    page = " ".join(late.content.decode().split())
    assert late.status_code == 422
    assert "This list was changed meanwhile" in page
    assert 'name="abuse" value="yes" checked' in page
    assert 'name="child_harm" value="yes" checked' in page
    assert ">Two</textarea>" in page
    assert "In the other window: One" in page
    assert "child_harm" not in MeetingRecord.objects.get().items
    both = {"version": "1", "abuse": "yes", "child_harm": "yes", "next_steps": "One, two"}
    assert desk.post(f"{path}list/", both).status_code == 302
    assert MeetingRecord.objects.get().answers == {
        "abuse": True,
        "child_harm": True,
        "next_steps": "One, two",
    }


def test_the_list_opens_with_the_meeting_and_closes_with_the_certificate(
    desk: Client, path: str, appointment: Appointment, clock: Any
) -> None:
    clock.move_to(factories.TOMORROW_1PM - timedelta(minutes=31))
    page = desk.post(f"{path}list/", sent(), follow=True).content.decode()
    assert "has not begun yet" in page or "sign-in" in page
    assert not MeetingRecord.objects.exists()
    clock.move_to(DURING)
    factories.certificate(appointment)
    page = desk.post(f"{path}list/", sent(1, abuse=None), follow=True).content.decode()

    assert "so the list stays as it is" in page
    assert MeetingRecord.objects.get().answers["abuse"] is True


def test_before_the_flags_are_read_there_is_no_list(
    desk: Client, path: str, appointment: Appointment
) -> None:
    Flag.objects.create(
        party=appointment.party, code="SF-FEAR", severity="red", rule_version="1", raised_at=factories.NOW
    )

    page = page_of(desk, path)
    assert "Read the flags first" in page
    assert 'name="abuse"' not in page


def test_whether_to_invite_stands_with_the_invitation_too(
    desk: Client, path: str, appointment: Appointment
) -> None:
    desk.post(f"{path}list/", sent())
    found = Invitation.objects.get()
    assert (found.state, found.why_not) == ("not_invited", "They want to think about it first.")

    desk.post(f"{path}list/", sent(1, invite="yes"))
    found.refresh_from_db()
    assert found.state in {"draft", "blocked"}
    assert not Message.objects.filter(kind__startswith="invitation").exists()


def test_the_invited_persons_own_meeting_leaves_the_invitation_alone(
    desk: Client, path: str, kind: Any, appointment: Appointment
) -> None:
    other = factories.booked(kind, factories.at("2026-11-24", "10:00"), answers=factories.ROBIN)
    started = start_invitation(party=other.party, actor=audit.SYSTEM, now=DURING)
    Invitation.objects.filter(pk=started.pk).update(case=appointment.party.case)

    desk.post(f"{path}list/", sent())
    started.refresh_from_db()
    assert started.why_not == ""


def test_notes_are_for_the_mediator_alone_and_are_never_changed(
    desk: Client, other_client: Client, path: str, admin: User, appointment: Appointment
) -> None:
    desk.post(f"{path}notes/", {"text": SECRET})

    assert SECRET in page_of(desk, path)
    assert desk.post(f"{path}notes/", {"text": " "}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingNote.objects.update(written_at=factories.NOW)
    for role in (Role.ADMIN, Role.MANAGER, Role.OWNER):
        other_client.force_login(factories.user(f"{role} Vale", role))
        for address in (
            path,
            path.replace("meeting/", ""),
            f"/staff/cases/{appointment.party.case.reference}/",
        ):
            response = other_client.get(address)
            assert SECRET not in response.content.decode()
        assert other_client.get(path).status_code == 403


def test_notes_go_over_with_the_meeting(
    desk: Client, other_client: Client, path: str, drew: Mediator, appointment: Appointment
) -> None:
    desk.post(f"{path}notes/", {"text": SECRET})
    Appointment.objects.filter(pk=appointment.pk).update(mediator=drew)
    assert drew.user
    other_client.force_login(drew.user)

    assert desk.get(path).status_code == 404
    assert SECRET in page_of(other_client, path)


def test_a_manager_breaks_the_glass_with_a_reason_for_an_hour_and_one_case(
    desk: Client, other_client: Client, path: str, manager: User, appointment: Appointment, clock: Any
) -> None:
    desk.post(f"{path}list/", sent())
    desk.post(f"{path}notes/", {"text": SECRET})
    notes = f"/staff/cases/{appointment.party.case.reference}/notes/"
    other_client.force_login(manager)
    assert SECRET not in page_of(other_client, notes)
    assert other_client.post(f"{notes}open/", {"why": "complaint", "words": ""}).status_code == 422
    assert not NoteAccess.objects.exists()

    other_client.post(f"{notes}open/", {"why": "complaint", "words": "The regulator asks"})

    page = page_of(other_client, notes)
    assert SECRET in page
    assert "No risk found" in page
    assert AuditEntry.objects.get(verb="notes.opened").details["why"] == "complaint"
    assert AuditEntry.objects.filter(verb="notes.read", actor=manager).count() == 1
    assert "opened (complaint)" in Alert.objects.get(kind="notes.opened").text
    (told,) = Message.objects.filter(kind="desk.notes_opened")
    letter = outbox.content_of(told, now=DURING)
    assert isinstance(letter, outbox.Outgoing)
    assert letter.clearance.address == "morgan@example.org"
    assert "Lee Bianchi opened them, Today 1:20pm: a complaint" in page_of(desk, path)
    clock.shift(timedelta(minutes=59))
    other_client.force_login(manager)
    assert SECRET in page_of(other_client, notes)
    clock.shift(timedelta(minutes=1))
    other_client.force_login(manager)
    assert SECRET not in page_of(other_client, notes)
    assert "Open them with a reason" in page_of(other_client, notes)


def test_the_log_is_for_the_cases_mediators_and_managers_and_writes_to_nobody(
    desk: Client, other_client: Client, appointment: Appointment, manager: User, admin: User
) -> None:
    log = f"/staff/cases/{appointment.party.case.reference}/log/"
    entry = {
        "kind": "safeguarding",
        "happened_on_day": "24",
        "happened_on_month": "11",
        "happened_on_year": "2026",
        "with_whom": "Leeds children’s services",
        "words": SECRET,
        "decided": "They ring back today",
    }
    before = Message.objects.count()
    assert desk.post(f"{log}add/", {**entry, "happened_on_day": "25"}).status_code == 422
    assert desk.post(f"{log}add/", entry).status_code == 302

    assert Message.objects.count() == before
    for user in (None, manager):
        if user:
            other_client.force_login(user)
        assert SECRET in page_of(other_client if user else desk, log)
    other_client.force_login(admin)
    assert other_client.get(log).status_code == 403
    assert "on the log" not in page_of(other_client, log.replace("log/", "file-check/"))
    check = page_of(desk, log.replace("log/", "file-check/"))
    assert "1 on the log" in check
    assert SECRET not in check


def test_signing_takes_the_legal_name_and_the_typed_name(
    desk: Client, path: str, appointment: Appointment
) -> None:
    factories.held(appointment)
    page = path.replace("meeting/", "certificate/")
    assert 'value="Alex Winter"' in page_of(desk, page)
    fields = {"legal_name": "Alexandra Winter", "matters": "children", "signed_as": ""}
    refused = desk.post(f"{page}issue/", fields)
    assert refused.status_code == 422
    assert "Type your name to sign" in refused.content.decode()
    assert "Alexandra Winter" in refused.content.decode()

    desk.post(f"{page}issue/", {**fields, "signed_as": "Morgan Ellis"})
    assert "Being made" in page_of(desk, path)


def test_an_odd_urn_warns_and_does_not_refuse(desk: Client, path: str, appointment: Appointment) -> None:
    factories.held(appointment)
    Mediator.objects.update(urn="FMC-77")

    page = page_of(desk, path.replace("meeting/", "certificate/"))
    assert "does not look like a URN" in page
    assert "Sign and issue" in page
