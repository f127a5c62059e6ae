"""How a meeting went, said at the desk: who may, when it is asked, and what the page then shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.manage_links import manage_url
from bookings.models import Appointment, Mediator
from bookings.services import cancel_appointment
from mediation.core import audit
from mediation.core.models import PracticeSettings, User
from mediation.core.models.practice import default_reminders
from mediation.desk import words
from tests import factories

pytestmark = pytest.mark.django_db
DURING = factories.TOMORROW_1PM + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


@pytest.fixture
def path(appointment: Appointment) -> str:
    return f"/staff/appointments/{appointment.reference}/"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def say(client: Client, path: str, state: str) -> str:
    response = client.post(f"{path}outcome/", {"outcome": state}, follow=True)
    assert response.redirect_chain == [(path, 302)]
    return response.content.decode()


def test_how_it_went_is_recorded_and_seen(desk: Client, path: str, appointment: Appointment) -> None:
    page = say(desk, path, "not_attended")

    appointment.refresh_from_db()
    assert (appointment.state, appointment.outcome_at) == ("not_attended", DURING)
    assert "It is recorded how the meeting went." in page
    assert "Did not come" in page
    assert "Recorded that they did not attend by Jo Prior" in page
    assert "We missed you" in page
    assert 'value="not_attended" checked' in " ".join(page.split())


def test_the_meetings_own_mediator_says_it_too(client: Client, morgan: Mediator, path: str) -> None:
    assert morgan.user
    client.force_login(morgan.user)

    assert "They attended" in page_of(client, path)
    assert "It is recorded how the meeting went." in say(client, path, "attended")
    assert "They attended" in page_of(client, f"{path}meeting/")


@pytest.mark.parametrize("action", ["outcome", "meeting/list"])
def test_another_mediator_finds_nothing(
    client: Client, drew: Mediator, path: str, appointment: Appointment, action: str
) -> None:
    assert drew.user
    client.force_login(drew.user)
    theirs = client.post(f"{path}{action}/", {"outcome": "attended"})
    nobodys = client.post(f"/staff/appointments/AAAA-AAAA/{action}/", {"outcome": "attended"})

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    appointment.refresh_from_db()
    assert appointment.is_confirmed


@pytest.mark.parametrize("action", ["outcome", "meeting/list"])
def test_a_page_of_somebody_else_cannot_say_it(admin: User, path: str, action: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)

    response = strict.post(f"{path}{action}/", {"outcome": "attended"}, secure=True)

    assert response.status_code == 403
    assert Appointment.objects.get().is_confirmed


@pytest.mark.parametrize("fields", [{}, {"outcome": ""}, {"outcome": "cancelled"}, {"outcome": "confirmed"}])
def test_what_is_no_outcome_is_refused_in_words(desk: Client, path: str, fields: dict[str, str]) -> None:
    page = desk.post(f"{path}outcome/", fields, follow=True).content.decode()

    assert "Choose how the meeting went." in page
    assert Appointment.objects.get().is_confirmed


def test_before_it_begins_nobody_is_asked_and_nothing_is_taken(desk: Client, path: str, clock: Any) -> None:
    clock.move_to(factories.TOMORROW_1PM - timedelta(minutes=1))
    desk.force_login(User.objects.get(name="Jo Prior"))

    assert "How it went" not in page_of(desk, path)
    assert "The meeting has not begun yet." in say(desk, path, "attended")
    assert Appointment.objects.get().is_confirmed


def test_a_cancelled_meeting_is_not_asked_about(desk: Client, path: str, appointment: Appointment) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=factories.NOW)

    assert "How it went" not in page_of(desk, path)
    assert "This meeting was cancelled" in say(desk, path, "attended")


def test_once_a_certificate_is_issued_how_it_went_stands(
    desk: Client, path: str, appointment: Appointment
) -> None:
    factories.certificate(appointment)

    page = page_of(desk, path)
    assert "Their certificate is being made." in " ".join(page.split())
    assert 'name="outcome"' not in page
    assert "so this can no longer be changed here" in say(desk, path, "not_attended")


def test_reminders_are_named_in_words(desk: Client, path: str) -> None:
    for address in (path, "/staff/messages/"):
        page = page_of(desk, address)
        assert "Reminder, 24 hours before" in page
        assert "Reminder, 2 hours before" in page
        assert "appointment.reminder" not in page


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        ("appointment.reminder:60", "Reminder, 1 hour before"),
        ("appointment.reminder:90", "Reminder, 90 minutes before"),
        ("appointment.starting:30", "Starts soon, 30 minutes before"),
        ("intake.unfinished", "Questions not finished"),
        ("legalaid.evidence_missing", "What to bring for legal aid"),
        ("something.else", "something.else"),
    ],
)
def test_a_kind_is_said_in_words_with_how_long_before(kind: str, called: str) -> None:
    assert words.kind(kind) == called


def test_who_comes_after_all_reads_on_their_own_page_what_to_do(
    desk: Client, other_client: Client, path: str, appointment: Appointment
) -> None:
    url = manage_url(appointment).removeprefix("https://testserver")
    say(desk, path, "not_attended")

    page = page_of(other_client, url)
    assert "We could not meet" in page
    assert "book again" in page
    assert "not attend" not in page
    assert other_client.get(f"{url}join/")["Location"] == url


@pytest.mark.parametrize("state", ["attended", "left_early", "technical_failure"])
def test_a_video_that_broke_off_is_taken_up_again_whatever_was_said_meanwhile(
    desk: Client, other_client: Client, path: str, appointment: Appointment, settings: Any, state: str
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    url = manage_url(appointment).removeprefix("https://testserver")
    say(desk, path, state)

    assert "Your meeting has begun" in page_of(other_client, url)
    assert appointment.room in page_of(other_client, f"{url}join/")
    assert appointment.room in page_of(desk, path)
