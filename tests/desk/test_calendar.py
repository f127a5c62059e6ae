"""The calendar: who sees what of whose days, as a list and as events."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import cancel_appointment, claims
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at

pytestmark = pytest.mark.django_db
WEEK = {"start": "2026-11-23T00:00:00Z", "end": "2026-11-30T00:00:00Z"}


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def events(client: Client, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get("/staff/calendar/events/", WEEK | asked).content)
    return found


def of_kind(rows: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["kind"] == kind]


def text_of(client: Client, **asked: Any) -> str:
    return str(client.get("/staff/calendar/", asked).content.decode())


def test_a_mediator_sees_their_own_meetings_and_never_a_colleagues(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    theirs = factories.booked(kind, mediator=morgan)
    other = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN, mediator=drew)
    client.force_login(morgan.user)

    assert [row["id"] for row in of_kind(events(client), "meeting")] == [theirs.reference]
    page = text_of(client)
    assert theirs.party.name in page
    assert other.party.name not in page
    assert drew.name not in page
    for path in ("/staff/calendar/", "/staff/calendar/events/", "/staff/hours/", "/staff/time-off/"):
        assert client.get(path, WEEK | {"mediator": drew.pk}).status_code == 404, path


def test_the_office_sees_everybody_or_one(
    desk: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    one = factories.booked(kind, mediator=morgan)
    two = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN, mediator=drew)

    assert [row["id"] for row in of_kind(events(desk), "meeting")] == [one.reference, two.reference]
    assert [row["id"] for row in of_kind(events(desk, mediator=drew.pk), "meeting")] == [two.reference]


def test_a_week_of_many_tells_one_day_and_counts_the_others(
    desk: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.booked(kind, mediator=morgan)  # on Tuesday
    factories.works(drew)
    factories.booked(kind, at("2026-11-25", "15:00"), answers=ROBIN, mediator=drew)
    for name in ("Ash Green", "Kim Lake"):
        factories.mediator(name)
    assert {"Alex Winter", "Robin Field"} <= set(re.findall("Alex Winter|Robin Field", text_of(desk)))
    factories.mediator("Lee Marsh")

    monday, tuesday = text_of(desk), text_of(desk, day="2026-11-24", view="week")

    assert "Alex Winter" not in monday
    assert re.findall(r'href="[?]day=([-0-9]+)&amp;view=week">1 meeting<', monday) == [
        "2026-11-24",
        "2026-11-25",
    ]
    assert "Alex Winter" in tuesday
    assert "Robin Field" not in tuesday
    assert "Robin Field" in text_of(desk, mediator=drew.pk)


def test_an_event_is_the_name_and_the_short_words_of_the_badges(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = factories.booked(kind, answers={**factories.ALEX, "afraid": "yes", "danger_now": "unsure"})

    (event,) = of_kind(events(desk), "meeting")

    assert event["title"] == "Alex Winter"
    assert {badge["text"] for badge in event["badges"]} == {"Call first", "Read first"}
    assert event["start"] == "2026-11-24T13:00:00+00:00"
    assert event["move_url"] == f"/staff/appointments/{one.reference}/move/?with={morgan.pk}"
    assert set(event) == {
        *("id", "title", "start", "end", "url", "editable", "kind", "with", "colour", "badges", "move_url")
    }


def test_a_held_time_says_nothing_of_whoever_holds_it(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.ready_draft(kind)

    assert of_kind(events(desk, mediator=morgan.pk), "held") == [
        {
            "title": "Held",
            "start": "2026-11-24T13:00:00+00:00",
            "end": "2026-11-24T14:00:00+00:00",
            "kind": "held",
            "editable": False,
        }
    ]
    assert "Alex" not in text_of(desk)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert of_kind(events(desk), "held") == []


def test_only_what_is_to_come_can_be_dragged_and_what_was_cancelled_is_gone(
    desk: Client, kind: AppointmentType, morgan: Mediator, admin: User
) -> None:
    factories.booked(kind)
    gone = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)
    cancel_appointment(appointment=gone, actor=audit.SYSTEM, now=NOW)

    assert [row["editable"] for row in of_kind(events(desk), "meeting")] == [True]
    with time_machine.travel(TOMORROW_1PM, tick=False):
        desk.force_login(admin)
        assert [row["editable"] for row in of_kind(events(desk), "meeting")] == [False]


def test_the_list_tells_meetings_free_time_time_off_and_closed_days(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind)
    factories.time_off(morgan, at("2026-11-25"), at("2026-11-26"))
    factories.closure(at("2026-11-26").date(), reason="Training day")

    page = " ".join(text_of(desk, mediator=morgan.pk).split())

    for words in (
        "23 to 29 November 2026",
        "9:00am to 1:00pm",
        "2:15pm to 5:00pm",
        "Time off, all day",
        "Training day: the practice is closed",
    ):
        assert words in page


def test_in_summer_the_picture_shows_the_clock_of_the_wall(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    now = at("2026-07-06", "08:00")
    with time_machine.travel(now, tick=False):
        factories.notice("privacy", version=2, in_force_from=at("2026-01-01"))
        factories.booked(kind, at("2026-07-07", "12:00"), now=now)
        found = events(desk, start="2026-07-06T00:00:00+01:00", end="2026-07-13T00:00:00+01:00")

        assert of_kind(found, "meeting")[0]["start"] == "2026-07-07T13:00:00+01:00"
        assert "1:00pm" in text_of(desk)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"start": "x", "end": "2026-11-30T00:00Z"},
        {"start": "2026-11-30T00:00Z", "end": "2026-11-30T00:00Z"},
        {"start": "2026-01-01T00:00Z", "end": "2026-11-30T00:00Z"},
        {"start": "0001-01-01T00:00Z", "end": "0001-01-02T00:00Z"},
        {"start": "2026-02-30T00:00Z", "end": "2026-11-30T00:00Z"},
    ],
)
def test_a_request_for_no_stretch_of_time_is_refused(desk: Client, asked: dict[str, str]) -> None:
    assert desk.get("/staff/calendar/events/", asked).status_code == 400


def test_a_mediator_without_a_calendar_is_told_whom_to_ask(client: Client, practice: object) -> None:
    client.force_login(factories.user("Kim Vale", Role.MEDIATOR))

    assert "No calendar has been set up for you" in text_of(client)
    assert "No calendar has been set up for you" in client.get("/staff/hours/").content.decode()
    assert client.get("/staff/time-off/").status_code == 404
    assert events(client) == []


def queries_of(client: Client, path: str, **asked: Any) -> int:
    client.get(path, asked)
    forget_everything()
    with CaptureQueriesContext(connection) as made:
        assert client.get(path, asked).status_code == 200
    return len(made)


def test_more_mediators_and_meetings_cost_no_more_queries(
    desk: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.booked(kind, mediator=morgan)
    counts = {1: (queries_of(desk, "/staff/calendar/"), queries_of(desk, "/staff/calendar/events/", **WEEK))}
    factories.works(drew)
    for number, clock in enumerate(("10:00", "15:00")):
        answers = {**ROBIN, "name": f"Visitor {number}"}
        factories.booked(kind, at("2026-11-24", clock), answers=answers, mediator=drew)
        claims.hold(
            holder_key=factories.holder(),
            appointment_type=kind,
            starts_at=at("2026-11-25", clock),
            now=NOW,
        )
    counts[3] = (queries_of(desk, "/staff/calendar/"), queries_of(desk, "/staff/calendar/events/", **WEEK))

    assert counts == {1: (21, 11), 3: (21, 11)}


def test_a_meeting_outside_the_hours_is_told_of_on_top(
    desk: Client, kind: AppointmentType, morgan: Mediator, appointment: Appointment
) -> None:
    assert "outside the hours" not in text_of(desk)
    morgan.weekly_hours.filter(weekday=2).delete()

    assert "1 meeting lies outside the hours." in text_of(desk)
    assert (
        "Morgan Ellis does not work then."
        in desk.get(f"/staff/appointments/{appointment.reference}/").content.decode()
    )
