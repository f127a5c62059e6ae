"""The page of calendar links: secrets are shown once, what is read is shown with its age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import CalendarFeed, ExternalBusy, ExternalCalendar, Mediator
from mediation.core.models import Alert, AuditEntry, RateCounter, User
from mediation.core.remembered import forget_everything
from mediation.desk import calendar_words
from tests import factories
from tests.bookings.test_outside_calendars import ics
from tests.calendar_server import CalendarServer, calendar_server
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
PAGE = "/staff/calendar-links/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any) -> Iterator[CalendarServer]:
    with calendar_server() as running:
        settings.OUTSIDE_ALLOWED = {running.endpoint}
        yield running


@pytest.fixture
def desk(client: Client, morgan: Mediator) -> Client:
    """Morgan's browser."""
    assert morgan.user
    client.force_login(morgan.user)
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_new_link_is_shown_once_and_works(desk: Client, other_client: Client, morgan: Mediator) -> None:
    made = desk.post(PAGE + "feed/", {"style": "initials"})
    assert (made.status_code, made["Location"]) == (302, PAGE)
    shown = text(desk.get(PAGE))
    (path,) = re.findall(r"/calendar/\S+\.ics", shown)

    assert "Copy this link now" in shown
    assert other_client.get(path).status_code == 200
    again = text(desk.get(PAGE))
    assert path not in again
    assert "Copy this link now" not in again
    assert "It shows initials" in again
    assert "Last read just now." in again
    desk.post(PAGE + "feed/", {"style": "busy"})
    assert other_client.get(path).status_code == 404
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_a_link_is_stopped(desk: Client, morgan: Mediator) -> None:
    desk.post(PAGE + "feed/", {"style": "busy"})
    feed = CalendarFeed.objects.get()
    page = text(desk.post(f"{PAGE}feed/{feed.pk}/stop/", follow=True))

    assert "The link has stopped working." in page
    assert "Make the link" in page
    assert desk.post(f"{PAGE}feed/{feed.pk}/stop/").status_code == 404


def test_nobody_stops_or_reads_or_removes_what_is_anothers_but_a_manager_stops_links(
    desk: Client, drew: Mediator, manager: User
) -> None:
    assert drew.user
    feed = CalendarFeed.objects.create(mediator=drew, token_hash="x", created_at=NOW)
    calendar = factories.external_calendar(drew)
    for path in (f"feed/{feed.pk}/stop/", f"{calendar.pk}/read/", f"{calendar.pk}/remove/"):
        assert desk.post(PAGE + path).status_code == 404, path
    desk.force_login(manager)
    page = desk.get(PAGE).content.decode()
    assert f"{PAGE}feed/{feed.pk}/stop/" in page
    assert "Private" not in page
    assert "10.0.0.1" not in page
    assert desk.post(f"{PAGE}feed/{feed.pk}/stop/").status_code == 302
    assert AuditEntry.objects.get(verb="feed.revoked").actor == manager


def test_the_office_sees_states_and_stops_nothing(client: Client, drew: Mediator, admin: User) -> None:
    CalendarFeed.objects.create(mediator=drew, token_hash="x", created_at=NOW)
    factories.external_calendar(drew, read_at=NOW - 16 * MINUTE)
    client.force_login(admin)
    page = client.get(PAGE)

    assert "Drew Marsh" in text(page)
    assert "Not up to date Last read 16 minutes ago. 0 busy times in the next 90 days." in text(page)
    assert b"/stop/" not in page.content
    assert client.post(PAGE + "feed/", {"style": "busy"}).status_code == 403


def test_a_calendar_is_added_read_again_and_removed(
    desk: Client, morgan: Mediator, server: CalendarServer, clock: Any
) -> None:
    url = server.serve(ics((at("2026-11-24", "12:00"), at("2026-11-24", "13:00"))))
    page = text(desk.post(PAGE + "add/", {"name": "Private & <b>", "url": url}, follow=True))
    assert "We read your calendar." in page
    assert "Private &amp; &lt;b&gt;" in page
    assert "Last read just now. 1 busy time in the next 90 days. Up to date" in page
    assert url not in page
    clock.shift(16 * MINUTE)
    forget_everything()
    assert "Last read 16 minutes ago. 1 busy time in the next 90 days. Not up to date" in text(desk.get(PAGE))
    server.files.clear()
    row = ExternalCalendar.objects.get()
    page = text(desk.post(f"{PAGE}{row.pk}/read/", follow=True))
    assert "We could not read it." in page
    assert (
        "There is nothing at this address. It may have been changed or turned off. Since today 9:16am."
        in page
    )
    assert "Cannot be read" in page
    server.serve(ics())
    assert "We have read it again." in text(desk.post(f"{PAGE}{row.pk}/read/", follow=True))
    page = text(desk.post(f"{PAGE}{row.pk}/remove/", follow=True))
    assert "The calendar is removed." in page
    assert not ExternalCalendar.objects.exists()
    assert not ExternalBusy.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Enter a name for this calendar"),
        ({"name": "Private"}, "Enter the secret address of this calendar"),
        ({"name": "Private", "url": "private.ics"}, "Enter the whole address of the calendar"),
        ({"name": "Private", "url": "https://10.0.0.1/"}, "not on the open internet"),
        ({"name": "Private", "url": "https://kim:secret@example.org/"}, "Enter the whole address"),
        ({"name": "P" * 61, "url": "https://example.org/"}, "Use 60 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    desk: Client, given: dict[str, str], said: str
) -> None:
    response = desk.post(PAGE + "add/", given)

    assert response.status_code == 422
    assert text(response).count(said) == 2  # in the summary and beside the field
    assert "Error: Calendar links" in text(response)
    assert not ExternalCalendar.objects.exists()


def test_twenty_tries_an_hour_are_enough(desk: Client) -> None:
    desk.post(PAGE + "add/", {"name": "Private", "url": "https://10.0.0.1/"})
    RateCounter.objects.update(used=20)
    said = text(desk.post(PAGE + "add/", {"name": "Private", "url": "https://10.0.0.1/"}))

    assert "You have tried this many times." in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_few_questions_however_many_calendars(
    client: Client, manager: User, morgan: Mediator, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        who = factories.mediator(f"Person{number} Vale")
        factories.external_calendar(who, (NOW, NOW + MINUTE), (NOW + 2 * MINUTE, NOW + 3 * MINUTE))
        CalendarFeed.objects.create(mediator=who, token_hash=str(number), created_at=NOW)
    client.force_login(manager)
    forget_everything()
    client.get(PAGE)

    with django_assert_num_queries(9):
        page = text(client.get(PAGE))
    assert page.count("2 busy times") == count


def test_an_alert_about_a_calendar_leads_here(client: Client, admin: User, morgan: Mediator) -> None:
    row = factories.external_calendar(morgan)
    Alert.objects.create(
        kind="calendar.unread",
        severity="todo",
        text="x",
        dedupe_key="x",
        raised_at=NOW,
        subject_type="externalcalendar",
        subject_id=row.pk,
    )
    client.force_login(admin)

    assert f'href="{PAGE}"' in client.get("/staff/alerts/").content.decode()


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (MINUTE, "1 minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (60 * MINUTE, "1 hour ago"),
        (719 * MINUTE, "11 hours ago"),
        (720 * MINUTE, "Sunday 22 November 9:00pm"),
    ],
)
def test_an_age_is_said_as_people_say_it(gone: timedelta, words: str) -> None:
    assert calendar_words.ago(NOW - gone, now=NOW) == words
