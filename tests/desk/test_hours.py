"""Hours, single days, time off and closed days, by forms; the meetings are shown before anything is saved."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import move_appointment
from mediation.core.audit import Actor
from mediation.core.models import Alert, Closure, User
from tests import factories
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at

pytestmark = pytest.mark.django_db
OFF = {"first": "2026-11-24", "last": "2026-11-24", "reason": "Surgery"}


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def own(client: Client, morgan: Mediator) -> Client:
    """Morgan at their own desk."""
    client.force_login(morgan.user)
    return client


@pytest.fixture
def chief(other_client: Client, manager: User) -> Client:
    other_client.force_login(manager)
    return other_client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_mediator_adds_changes_and_ends_their_weekly_hours(own: Client, morgan: Mediator) -> None:
    late = {"weekday": "1", "start": "18:00", "end": "00:00", "valid_from": "2026-12-07", "valid_to": ""}
    assert own.post("/staff/hours/weekly/save/", late)["Location"] == f"/staff/hours/?mediator={morgan.pk}"

    row = morgan.weekly_hours.get(start=time(18))
    page = text_of(own.get("/staff/hours/"))
    assert "6:00pm to midnight" in page
    assert "from Monday 7 December 2026" in page
    form = text_of(own.get("/staff/hours/weekly/", {"row": row.pk}))
    assert 'value="18:00"' in form
    own.post("/staff/hours/weekly/save/", late | {"row": str(row.pk), "valid_to": "2027-01-31"})
    row.refresh_from_db()
    assert row.valid_to == date(2027, 1, 31)
    own.post("/staff/hours/delete/", {"kind": "weekly", "row": str(row.pk)})
    assert morgan.weekly_hours.count() == 7


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        (
            "weekly",
            {"weekday": "1", "start": "12:00", "end": "12:00"},
            "Enter an end that is after the start",
        ),
        ("weekly", {"weekday": "8", "start": "25:00"}, "Enter a time like 09:30"),
        ("weekly", {"valid_from": "2026-12-01", "valid_to": "2026-11-30"}, "a last day that is not before"),
        ("day", {"on": "2026-11-22", "what": "closed"}, "Enter a day to come"),
        ("day", {"on": "2026-11-25", "what": "hours"}, "Enter at least one stretch"),
        ("day", {"on": "2026-11-25", "what": "hours", "start_2": "09:00"}, "Enter when it ends"),
        ("day", {"on": "2026-11-25"}, "Choose one"),
        ("extra", {"on": "2026-11-22", "start": "09:00", "end": "10:00"}, "Choose a day to come"),
    ],
)
def test_what_makes_no_hours_comes_back_with_what_to_do(
    own: Client, path: str, sent: dict[str, str], words: str
) -> None:
    response = own.post(f"/staff/hours/{path}/save/", sent)

    assert response.status_code == 422
    assert words in text_of(response)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"first": "2026-11-25", "last": "2026-11-24"}, "a last day that is not before the first"),
        ({"first": "2026-11-20", "last": "2026-11-22"}, "Enter a day to come"),
        ({"first": "2026-11-25", "last": "2026-11-25", "start": "12:00", "end": "11:00"}, "after the start"),
        ({"first": "x", "last": ""}, "Enter a day like 2026-11-24"),
    ],
)
def test_what_makes_no_time_off_comes_back_too(own: Client, sent: dict[str, str], words: str) -> None:
    response = own.post("/staff/time-off/save/", sent)

    assert response.status_code == 422
    assert words in text_of(response)


def test_a_single_day_replaces_the_weekly_hours_and_opens_a_bank_holiday(
    own: Client, morgan: Mediator
) -> None:
    factories.closure(date(2026, 12, 25), kind="bank_holiday", reason="Christmas Day")
    form = text_of(own.get("/staff/hours/day/", {"day": "2026-12-25"}))
    assert "Christmas Day: the practice is closed. With hours here, Morgan Ellis works all the same." in form
    hours = {"what": "hours", "start_1": "14:00", "end_1": "00:00", "start_3": "09:00", "end_3": "12:00"}

    own.post("/staff/hours/day/save/", hours | {"on": "2026-12-25"})

    row = morgan.overrides.get()
    assert row.ranges == [["09:00", "12:00"], ["14:00", "24:00"]]
    assert "Christmas Day: opened all the same" in text_of(own.get("/staff/hours/"))
    own.post("/staff/hours/day/save/", {"on": "2026-12-25", "what": "closed"})
    row.refresh_from_db()
    assert row.ranges == []
    own.post("/staff/hours/day/save/", {"on": "2026-12-26", "what": "closed", "row": str(row.pk)})
    assert list(morgan.overrides.values_list("on", flat=True)) == [date(2026, 12, 26)]


def test_time_off_over_meetings_lists_them_before_and_after_it_is_saved(
    own: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind)
    factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)

    asked = own.post("/staff/time-off/save/", OFF)
    page = text_of(asked)
    assert asked.status_code == 200
    assert "2 meetings are in that time" in page
    assert page.index("Alex Winter") < page.index("Robin Field")
    assert 'name="reason" value="Surgery"' in page
    assert (morgan.time_off.count(), Alert.objects.count()) == (0, 0)

    saved = own.post("/staff/time-off/save/", OFF | {"confirm": "yes"}, follow=True)
    assert saved.redirect_chain == [(f"/staff/hours/meetings/?mediator={morgan.pk}", 302)]
    assert text_of(saved).count("Hand over") == 2
    assert Alert.objects.filter(kind="appointment.outside_hours", closed_at=None).count() == 2
    row = morgan.time_off.get()
    assert (row.span.lower, row.span.upper) == (at("2026-11-24"), at("2026-11-25"))


def test_why_somebody_is_away_is_on_the_page_of_their_hours_alone(
    own: Client, chief: Client, morgan: Mediator
) -> None:
    own.post("/staff/time-off/save/", OFF)

    assert "Surgery" in text_of(own.get("/staff/hours/"))
    assert "Surgery" in text_of(chief.get("/staff/hours/", {"mediator": morgan.pk}))
    assert "Surgery" not in text_of(chief.get("/staff/calendar/", {"mediator": morgan.pk}))


def test_time_off_by_the_clock_is_changed_and_deleted(own: Client, morgan: Mediator) -> None:
    own.post("/staff/time-off/save/", OFF | {"start": "12:00", "end": "14:30"})
    row = morgan.time_off.get()
    assert (row.span.lower, row.span.upper) == (at("2026-11-24", "12:00"), at("2026-11-24", "14:30"))
    assert "Tuesday 24 November 2026, 12:00pm to 2:30pm" in text_of(own.get("/staff/hours/"))
    form = text_of(own.get("/staff/time-off/", {"row": row.pk}))
    assert 'value="14:30"' in form
    own.post("/staff/time-off/save/", OFF | {"row": str(row.pk), "last": "2026-11-26"})
    assert "Tuesday 24 November 2026 to Thursday 26 November 2026" in text_of(own.get("/staff/hours/"))

    own.post("/staff/hours/delete/", {"kind": "off", "row": str(row.pk)})

    assert morgan.time_off.count() == 0


def test_the_page_tells_what_was_settled_and_how(
    own: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    one = factories.booked(kind, mediator=morgan)
    two = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN, mediator=morgan)
    own.post("/staff/time-off/save/", OFF | {"confirm": "yes"})
    actor = Actor.of(morgan.user)  # type: ignore[arg-type]
    for meeting, starts_at, who in [(one, TOMORROW_1PM, drew), (two, at("2026-11-25", "15:00"), morgan)]:
        move_appointment(appointment=meeting, starts_at=starts_at, actor=actor, now=NOW, mediator_id=who.pk)

    page = text_of(own.get("/staff/hours/meetings/"))

    assert "Nothing is left to settle." in page
    assert "Drew Marsh has it now: Tuesday 24 November, 1:00pm to 2:00pm." in page
    assert "With Morgan Ellis: Wednesday 25 November, 3:00pm to 4:00pm." in page
    assert "Alex" not in page  # is a client of Drew's now


def test_a_colleagues_rules_cannot_be_touched(own: Client, drew: Mediator) -> None:
    row = factories.time_off(drew, at("2026-11-25"), at("2026-11-26"))

    for path, sent in [
        ("/staff/time-off/save/", OFF | {"mediator": str(drew.pk)}),
        ("/staff/time-off/save/", OFF | {"row": str(row.pk)}),
        ("/staff/hours/delete/", {"kind": "off", "row": str(row.pk)}),
        ("/staff/hours/extra/save/", {"mediator": str(drew.pk)}),
    ]:
        assert own.post(path, sent).status_code == 404, path
    assert list(drew.time_off.all()) == [row]


def test_the_office_keeps_anybodys_hours(chief: Client, morgan: Mediator, drew: Mediator) -> None:
    sent = {"mediator": str(drew.pk), "weekday": "2", "start": "09:00", "end": "12:00"}
    chief.post("/staff/hours/weekly/save/", sent | {"valid_from": "2026-11-23"})

    assert drew.weekly_hours.count() == 1
    assert morgan.weekly_hours.count() == 7


def test_extra_hours_are_filled_in_from_the_address_and_added(own: Client, morgan: Mediator) -> None:
    asked = {"mediator": morgan.pk, "day": "2026-11-25", "from": "18:00", "until": "20:00"}
    form = text_of(own.get("/staff/hours/extra/", asked))
    assert all(f'value="{value}"' in form for value in ("2026-11-25", "18:00", "20:00"))

    sent = {"mediator": morgan.pk, "on": "2026-11-25", "start": "18:00", "end": "20:00"}
    saved = own.post("/staff/hours/extra/save/", sent, follow=True)

    words = "Morgan Ellis works on Wednesday 25 November 2026: 9:00am to 5:00pm, 6:00pm to 8:00pm."
    assert words in text_of(saved)
    factories.time_off(morgan, at("2026-11-26"), at("2026-11-27"))
    refused = own.post("/staff/hours/extra/save/", sent | {"on": "2026-11-26"})
    assert refused.status_code == 422
    assert "There is time off then" in text_of(refused)


def test_a_manager_opens_a_bank_holiday_and_closes_a_day_of_our_own(
    chief: Client, appointment: Appointment
) -> None:
    holiday = factories.closure(date(2026, 12, 25), kind="bank_holiday", reason="Christmas Day")

    chief.post(f"/staff/hours/closures/{holiday.pk}/", {"then": "open"})
    assert "Christmas Day: <strong>open all the same</strong>" in text_of(chief.get("/staff/hours/closures/"))
    chief.post(f"/staff/hours/closures/{holiday.pk}/", {"then": "delete"})
    holiday.refresh_from_db()
    assert not holiday.is_open
    sent = {"on": "2026-11-24", "reason": "Training day"}
    closed = chief.post("/staff/hours/closures/add/", sent, follow=True)
    assert closed.redirect_chain == [("/staff/hours/meetings/", 302)]
    assert appointment.reference in text_of(closed)
    assert "closed on that day already" in text_of(chief.post("/staff/hours/closures/add/", sent))
    ours = Closure.objects.get(kind="practice")
    chief.post(f"/staff/hours/closures/{ours.pk}/", {"then": "delete"})
    assert not Closure.objects.filter(kind="practice").exists()
    past = factories.closure(NOW.date() - timedelta(days=1))
    assert chief.post(f"/staff/hours/closures/{past.pk}/", {"then": "delete"}).status_code == 404


def test_the_alert_leads_to_the_meetings(
    client: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    client.force_login(admin)
    factories.booked(kind)
    sent = OFF | {"mediator": str(morgan.pk), "confirm": "yes"}
    client.post("/staff/time-off/save/", sent)

    page = text_of(client.get("/staff/alerts/"))

    assert "Booked outside the hours" in page
    assert 'href="/staff/hours/meetings/"' in page
