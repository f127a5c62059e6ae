"""What the desk's pages show, and how many questions they ask the database."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import cancel_appointment
from legalaid.models import Funding
from mediation.core import alerts as core_alerts
from mediation.core import audit
from mediation.core.enums import Severity
from mediation.core.models import Alert, AuditEntry, Message, User
from mediation.core.remembered import forget_everything
from mediation.desk.words import why_this_mediator
from tests import factories

pytestmark = pytest.mark.django_db
DAY = "/staff/?day=2026-11-24"
LONG = "Maximiliana-Konstantina " * 4 + "Ó"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    """The browser of somebody in the office, at work for a while."""
    client.force_login(admin)
    client.get("/staff/")
    return client


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def alert(text: str, *, about: Appointment | None = None, severity: Severity = Severity.TODO) -> Alert:
    core_alerts.raise_alert(
        "appointment.call", text, severity=severity, at=factories.NOW, about=about, key=text
    )
    return Alert.objects.get(text=text)


def booked(kind: AppointmentType, clock: str, **answers: Any) -> Appointment:
    return factories.booked(kind, factories.at("2026-11-24", clock), answers={**factories.ALEX, **answers})


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_asks_the_same_few_questions_however_many_meetings(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        one = booked(kind, ("10:00", "13:00", "15:00")[number])
        alert(f"{one.reference}: call", about=one)
    forget_everything()
    desk.get(DAY)

    with django_assert_num_queries(17):
        page = page_of(desk, DAY)

    assert page.count("MIAM, online") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_messages_ask_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        booked(kind, ("10:00", "13:00", "15:00")[number])
    desk.get("/staff/messages/")

    with django_assert_num_queries(8):
        page = page_of(desk, "/staff/messages/")

    assert page.count("Booking confirmed<") == count
    assert page.count("the client, e-mail") == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_alerts_ask_the_same_few_questions_however_many(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator, count: int, state: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        one = booked(kind, ("10:00", "13:00", "15:00")[number])
        raised = alert(f"{one.reference}: call", about=one)
        if state == "closed":
            core_alerts.close_alert(raised, actor=audit.Actor.of(admin), at=factories.NOW)
    path = f"/staff/alerts/?state={state}"
    desk.get(path)

    with django_assert_num_queries(8):
        page = page_of(desk, path)

    assert page.count("<strong>No e-mail allowed</strong>") == count


def test_the_day_shows_who_when_and_with_whom(desk: Client, appointment: Appointment) -> None:
    page = page_of(desk, DAY)

    assert "Tuesday 24 November" in page
    assert "1 meeting on this day. First at 1:00pm, last ends 2:00pm." in page
    assert "Alex Winter" in page
    assert "With Morgan Ellis" in page
    assert "£110.00, paying privately, not paid yet" in page


@pytest.mark.parametrize(
    ("at", "note"),
    [
        ("00:59", ""),
        ("01:00", "in 12 hours"),
        ("10:55", "in 2 hours 5 minutes"),
        ("11:59", "in 1 hour 1 minute"),
        ("12:00", "in 60 minutes"),
        ("12:48", "in 12 minutes"),
        ("12:59", "in 1 minute"),
        ("13:00", "now, 60 minutes left"),
        ("13:59", "now, 1 minute left"),
    ],
)
def test_the_next_meeting_says_how_soon(
    desk: Client, appointment: Appointment, clock: Any, at: str, note: str
) -> None:
    clock.move_to(factories.at("2026-11-24", at))
    desk.force_login(User.objects.get(name="Jo Prior"))
    page = page_of(desk, DAY)

    assert f">{note}</small>" in page
    clock.move_to(factories.at("2026-11-24", "14:00"))
    desk.force_login(User.objects.get(name="Jo Prior"))
    assert "<small" not in page_of(desk, DAY)


def test_a_cancelled_meeting_is_still_seen_but_not_counted(desk: Client, appointment: Appointment) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=factories.NOW)
    page = page_of(desk, DAY)

    assert "No meetings on this day." in page
    assert "row--off" in page
    assert "Cancelled" in page


def test_somebody_who_may_be_in_danger_is_called_first(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "13:00", danger_now="unsure")

    assert "Call first" in page_of(desk, DAY)
    assert "Call first" in page_of(desk, f"/staff/appointments/{one.reference}/")
    assert "Talk with this person first" in page_of(desk, "/staff/alerts/")


@pytest.mark.parametrize(
    "day", ["", "tomorrow", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "\0", "2026-11-23'"]
)
def test_a_day_that_is_none_is_today(desk: Client, day: str) -> None:
    assert "<h1>Monday 23 November</h1>" in desk.get("/staff/", {"day": day}).content.decode()


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-03-29", "Sunday 29 March"),
        ("2026-10-25", "Sunday 25 October"),
        ("2028-02-29", "Tuesday 29 February"),
    ],
)
def test_days_on_which_the_clocks_change_are_whole_days(desk: Client, day: str, shown: str) -> None:
    assert f"<h1>{shown}</h1>" in page_of(desk, f"/staff/?day={day}")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/staff/", "No meetings on this day."),
        ("/staff/", "Nothing needs you right now."),
        ("/staff/messages/", "No messages yet."),
        ("/staff/alerts/", "Nothing needs you right now."),
        ("/staff/alerts/?state=closed", "Nothing has been closed yet."),
    ],
)
def test_an_empty_page_says_so(desk: Client, path: str, words: str) -> None:
    assert words in page_of(desk, path)


@pytest.mark.parametrize("number", ["0", "-1", "2", "last", "x", "9" * 30, "\0"])
@pytest.mark.parametrize("path", ["/staff/messages/", "/staff/alerts/"])
def test_a_page_number_that_is_none_gives_the_nearest(desk: Client, path: str, number: str) -> None:
    assert desk.get(path, {"page": number}).status_code == 200


def test_long_lists_come_in_parts_that_keep_their_question(desk: Client, admin: User) -> None:
    for number in range(51):
        core_alerts.close_alert(alert(f"alert {number}"), actor=audit.Actor.of(admin), at=factories.NOW)
    page = page_of(desk, "/staff/alerts/?state=closed")

    assert "Page 1 of 2" in page
    assert 'href="?state=closed&amp;page=2"' in page
    assert page_of(desk, "/staff/alerts/?state=closed&page=2").count("<strong>") == 1


def test_reading_an_appointment_is_recorded_each_time(
    desk: Client, admin: User, appointment: Appointment
) -> None:
    for _ in range(2):
        page_of(desk, f"/staff/appointments/{appointment.reference}/")
    entries = AuditEntry.objects.filter(verb="appointment.read")

    assert [(one.actor, one.subject_id) for one in entries] == [(admin, appointment.pk)] * 2


def test_an_appointment_shows_what_its_client_said_and_what_happened(
    desk: Client, appointment: Appointment
) -> None:
    page = page_of(desk, f"/staff/appointments/{appointment.reference}/")

    for shown in (
        "Alex Winter",
        "Tuesday 24 November, 1:00pm to 2:00pm",
        "Morgan Ellis",
        "alex@example.org",
        "07700 900123",
        "Children",
        "Booked by the client",
        "Booking confirmed",
        appointment.reference,
    ):
        assert shown in page
    assert "Read by" not in page
    assert "I do not know their name" not in page


def test_an_address_that_is_not_safe_is_not_shown(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "13:00", email_private="no", phone_private="unsure")
    page = page_of(desk, f"/staff/appointments/{one.reference}/")

    assert "alex@example.org" not in page
    assert "07700" not in page
    assert "Someone else may see it" in page


def test_staff_read_what_was_said_on_safety(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one = booked(kind, "13:00", danger_now="unsure")
    page = page_of(desk, f"/staff/appointments/{one.reference}/")

    assert "Are you or a child in danger right now?</dt><dd>Not sure</dd>" in page
    assert "Answered" not in page


def test_the_room_is_offered_on_the_day_and_to_the_mediator_as_host(
    client: Client, morgan: Mediator, appointment: Appointment, clock: Any, settings: Any
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    assert morgan.user
    client.force_login(morgan.user)
    path = f"/staff/appointments/{appointment.reference}/"

    assert appointment.room not in page_of(client, path)
    clock.move_to(appointment.starts_at - timedelta(minutes=10))
    client.force_login(morgan.user)
    assert f"https://video.example.org/{appointment.room}#" in page_of(client, path)


def test_recording_the_fee_keeps_who_and_why(desk: Client, admin: User, appointment: Appointment) -> None:
    path = f"/staff/appointments/{appointment.reference}/"
    desk.post(path + "fee/", {"state": "waived", "reason": "Agreed with the manager"})
    funding = Funding.objects.get()
    page = page_of(desk, path)

    assert (funding.state, funding.reason) == ("waived", "Agreed with the manager")
    assert "The fee is recorded." in page
    assert "Fee waived by Jo Prior" in page
    assert "waived: Agreed with the manager" in page
    assert AuditEntry.objects.get(verb="funding.waived").actor == admin


@pytest.mark.parametrize(
    "fields",
    [{}, {"state": "stolen"}, {"state": "paid", "reason": "x" * 201}, {"state": "paid", "reason": "\0"}],
)
def test_a_fee_that_makes_no_sense_is_not_recorded(
    desk: Client, appointment: Appointment, fields: dict[str, str]
) -> None:
    response = desk.post(f"/staff/appointments/{appointment.reference}/fee/", fields)

    assert Funding.objects.get().state == "due"
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_an_alert_leads_to_its_appointment_and_is_closed_once(
    desk: Client, admin: User, appointment: Appointment
) -> None:
    one = alert(f"{appointment.reference}: call", about=appointment)
    page = page_of(desk, "/staff/alerts/")
    assert f'href="/staff/appointments/{appointment.reference}/"' in page
    assert '<span class="count">1<' in page
    for _ in range(2):
        assert desk.post(f"/staff/alerts/{one.pk}/close/")["Location"] == "/staff/alerts/"
    one.refresh_from_db()

    assert (one.closed_at, one.closed_by) == (factories.NOW, admin)
    assert AuditEntry.objects.filter(verb="alert.closed").count() == 1
    assert "Closed by Jo Prior, Today 9:00am" in page_of(desk, "/staff/alerts/?state=closed")
    assert '<span class="count">' not in page_of(desk, "/staff/alerts/")


def test_the_most_urgent_alert_comes_first(desk: Client) -> None:
    for severity in (Severity.NOTICE, Severity.URGENT, Severity.TODO):
        alert(f"{severity} text".capitalize(), severity=severity)
    page = page_of(desk, "/staff/alerts/")

    assert page.index("Urgent text") < page.index("Todo text") < page.index("Notice text")


@pytest.mark.parametrize("path", ["/staff/alerts/999999/close/", "/staff/appointments/AAAA-AAAA/fee/"])
def test_what_is_not_there_cannot_be_changed(desk: Client, path: str) -> None:
    assert desk.post(path, {"state": "paid"}).status_code == 404


def test_the_list_of_messages_names_no_address(desk: Client, appointment: Appointment) -> None:
    page = page_of(desk, "/staff/messages/")

    assert appointment.reference in page
    assert "alex@example.org" not in page
    assert "Alex" not in page


def test_a_preview_runs_and_loads_nothing(desk: Client, appointment: Appointment) -> None:
    path = f"/staff/messages/{Message.objects.get().pk}/preview/"
    response = desk.get(path)
    policy = set(response.headers["Content-Security-Policy"].split("; "))

    assert policy == {
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src 'none'",
        "frame-src 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/staff/", "/staff/messages/", "/staff/alerts/"])
def test_only_a_preview_may_style_itself(desk: Client, path: str) -> None:
    policy = desk.get(path).headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "sandbox" not in policy


def test_names_are_escaped_however_long(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one = booked(kind, "13:00", name=f"<b>{LONG}")

    for path in (DAY, f"/staff/appointments/{one.reference}/"):
        page = page_of(desk, path)
        assert f"&lt;b&gt;{LONG}" in page
        assert "<b>" not in page


def test_every_message_names_a_time_and_a_kind_in_words(desk: Client, appointment: Appointment) -> None:
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=factories.NOW)
    page = page_of(desk, "/staff/messages/")

    assert "Booking cancelled" in page
    assert "Booking confirmed" in page
    assert "Today 9:00am" in page


def test_staff_read_in_words_what_was_said_since_the_booking(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    children = [{"child_name": "Sam", "child_lives_with": "both"}, {"child_name": "Jo"}]
    one = booked(kind, "13:00", children=children, substances="yes", coerced="not_said")
    page = page_of(desk, f"/staff/appointments/{one.reference}/")

    for words in ("Answers since booking", "Your children: child 2", "Both of us, in turns", "Jo"):
        assert words in page
    assert "<dd>Yes</dd>" in page[page.index("Is alcohol or drugs") :]
    assert "I would rather not say" in page
    assert "Not started" not in page


def test_where_nothing_was_said_since_the_booking_the_page_says_so(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "13:00")

    assert "Nothing yet." in page_of(desk, f"/staff/appointments/{one.reference}/")


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        ("", ""),
        ("shortfall 1.7", "1.7 fewer meetings than their fair share"),
        ("shortfall -1.3", "1.3 more meetings than their fair share"),
        ("shortfall 0.0; least recently assigned", "had their fair share of meetings; waited longest"),
        (
            "shortfall 0.0; not assigned before; 8.0 added for 28 days not here",
            "had their fair share of meetings; had none before; 8.0 added for 28 days away",
        ),
        ("chosen by the client", "chosen by the client"),
    ],
)
def test_why_a_mediator_came_first_is_said_in_plain_words(recorded: str, words: str) -> None:
    assert why_this_mediator(recorded) == words


def test_whoever_waives_a_fee_says_why_and_may_write_another_sum(
    desk: Client, appointment: Appointment
) -> None:
    path = f"/staff/appointments/{appointment.reference}/"
    refused = desk.post(path + "fee/", {"state": "waived", "reason": " "})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert page.count("Say why it is waived") == 2  # in the summary and beside the field
    assert re.search(r'value="waived"[^>]*checked', page)
    assert Funding.objects.get().state == "due"

    page = desk.post(
        path + "fee/", {"state": "due", "fee": "-1", "reason": "A part given up"}
    ).content.decode()
    assert page.count("Enter pounds, like 55 or 55.50") == 2
    assert 'value="-1"' in page
    assert 'value="A part given up"' in page
    desk.post(path + "fee/", {"state": "due", "fee": "60", "reason": "A part given up"})
    case = page_of(desk, f"/staff/cases/{appointment.party.case.reference}/")
    assert "£60.00, paying privately, not paid yet: A part given up" in case


def test_the_meetings_mediator_records_the_fee_too_and_no_other(
    client: Client, appointment: Appointment, morgan: Mediator, drew: Mediator
) -> None:
    path = f"/staff/appointments/{appointment.reference}/fee/"
    client.force_login(drew.user)
    assert client.post(path, {"state": "paid"}).status_code == 404
    client.force_login(morgan.user)
    client.post(path, {"state": "paid", "reason": "Cash"})

    assert Funding.objects.get().state == "paid"
