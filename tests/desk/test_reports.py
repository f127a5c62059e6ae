"""What reports count, how often they ask the database, and what leaves as a file."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, Mediator
from bookings.queries import reports as counts
from bookings.queries.promise import meetings_held
from bookings.services import cancel_appointment, confirm_appointment, record_outcome
from intake.enums import CallbackWhen
from intake.models import CallbackRequest, Draft, Flag
from intake.queries import reports as intake_counts
from legalaid.models import Determination
from legalaid.queries import reports as legal_aid_counts
from mediation.core import audit
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from mediation.desk.report_periods import Span
from mediation.desk.reports import BY_SLUG, KINDS
from tests import factories
from tests.conftest import HttpsClient
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
SLUGS = [kind.slug for kind in KINDS]
NOVEMBER = "?first=2026-11-01&last=2026-11-30"
WEEK = (at("2026-11-23"), at("2026-11-30"))
MANY = Span(at("2026-11-01").date(), at("2026-12-01").date())
# Of each report's page, with the frame around it.
QUERIES = {
    "bookings": 11,
    "time-to-meeting": 8,
    "sources": 8,
    "outcomes": 8,
    "no-shows": 8,
    "calls": 12,
    "legal-aid": 8,
    "flags": 7,
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def with_password(client: HttpsClient, manager: User) -> Client:
    """As `desk`, of somebody who has a password and has not given it again."""
    manager.set_password(factories.PASSWORD)
    manager.save()
    client.force_login(manager)
    client.have_shown_who_they_are_long_ago()
    return client


def cells(response: Any, table: str) -> dict[str, list[str]]:
    """The lines of a table by their labels."""
    found = next(one["table"] for one in response.context["tables"] if one["table"].key == table)
    return {row.label: row.cells for row in found.rows}


def read(desk: Client, slug: str, query: str = NOVEMBER) -> Any:
    response = desk.get(f"/staff/reports/{slug}/{query}")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("count", [1, 3])
def test_each_report_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int, django_assert_num_queries: Any
) -> None:
    assert set(QUERIES) == set(SLUGS)
    for number in range(count):
        factories.callback(when=CallbackWhen.ASAP, phone=f"+44770090010{number}")
        one = factories.booked(kind, factories.at("2026-11-24", ("10:00", "13:00", "15:00")[number]))
        one.state = AppointmentState.CONFIRMED
        one.starts_at -= timedelta(days=2)
        one.save()
        Flag.objects.create(
            party=one.party, code="CT-HEARING", severity="amber", rule_version="1", raised_at=NOW
        )
    CallbackRequest.objects.update(first_attempt_at=NOW + timedelta(minutes=5))
    read(desk, "bookings")
    for slug, queries in QUERIES.items():
        forget_everything()
        with django_assert_num_queries(queries):
            read(desk, slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_practice_that_has_just_begun_has_reports_too(desk: Client, slug: str) -> None:
    for query in ("", NOVEMBER, "?first=2021-11-24&last=2026-11-23"):
        read(desk, slug, query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?first=2026-11-30&last=2026-11-01", "The last day is before the first"),
        ("?first=yesterday&last=2026-11-01", "Enter a date like"),
        ("?first=2026-11-01", "Enter a date like"),
        ("?first=2010-11-01&last=2026-11-01", "Choose five years or fewer"),
        ("?first=0001-01-01&last=0001-01-02", "Choose days from the year 2000 on"),
        ("?first=9999-12-30&last=9999-12-31", "Choose days from the year 2000 on"),
    ],
)
def test_a_wrong_period_is_said_and_last_month_shown(desk: Client, query: str, words: str) -> None:
    response = desk.get(f"/staff/reports/bookings/{query}")

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "1 October 2026 to 31 October 2026" in response.content.decode()


def test_another_report_or_table_is_not_found(desk: Client) -> None:
    assert desk.get("/staff/reports/salaries/").status_code == 404
    assert desk.get(f"/staff/reports/bookings/salaries.csv{NOVEMBER}").status_code == 404


def test_bookings_moves_and_cancellations_stand_in_their_own_weeks(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    gone = factories.booked(kind)
    factories.booked(kind, at("2026-11-24", "10:00"))
    cancel_appointment(appointment=gone, actor=audit.CLIENT, now=NOW + timedelta(hours=1))

    found = read(desk, "bookings")

    assert cells(found, "by-time")["23 Nov 2026"] == ["2", "0", "1", "1"]
    assert cells(found, "by-time")["All"] == ["2", "0", "1", "1"]
    assert cells(found, "by-kind") == {"MIAM, online": ["2", "1"], "All": ["2", "1"]}


@pytest.mark.parametrize(
    ("booked_at", "week"),
    [
        # 29 March 2026 is the Sunday on which the clocks go forward, 25 October that on which they go back.
        ("2026-03-29T22:59", "2026-03-23"),
        ("2026-03-29T23:00", "2026-03-30"),
        ("2026-10-25T23:59", "2026-10-19"),
        ("2026-10-26T00:00", "2026-10-26"),
    ],
)
def test_a_week_ends_at_midnight_in_the_uk(appointment: Appointment, booked_at: str, week: str) -> None:
    Appointment.objects.update(booked_at=f"{booked_at}Z")

    found = counts.booked_by_step(at("2026-01-01"), at("2027-01-01"), step="week")

    assert [str(day) for day in found["booked"]] == [week]


@pytest.mark.parametrize(("moment", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_a_period_holds_its_first_moment_and_not_its_last(
    appointment: Appointment, moment: int, count: int
) -> None:
    Appointment.objects.update(booked_at=NOW + timedelta(microseconds=moment))

    assert sum(counts.booked_by_step(NOW, NOW + timedelta(1), step="week")["booked"].values()) == count
    assert sum(counts.booked_by_step(NOW - timedelta(1), NOW, step="week")["booked"].values()) == 1 - count


@pytest.mark.parametrize(
    ("late", "within"), [(timedelta(microseconds=-1), 1), (timedelta(), 1), (timedelta(microseconds=1), 0)]
)
def test_48_hours_hold_both_ends(appointment: Appointment, late: timedelta, within: int) -> None:
    starts_at = NOW + timedelta(hours=48) + late
    Appointment.objects.update(booked_at=NOW, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    steps, whole = counts.time_to_meeting(*WEEK, step="week", now=NOW + timedelta(days=3))

    assert whole.within == within
    assert steps == {NOW.date(): whole}


def test_the_middle_and_nine_in_ten_of_the_waits_of_the_meetings_that_the_promise_counts(
    desk: Client, kind: AppointmentType, morgan: Mediator, manager: User, clock: Any
) -> None:
    for hour, hours in (("09:00", 10), ("11:00", 20), ("13:00", 60)):
        one = factories.booked(kind, at("2026-11-25", hour))
        Appointment.objects.filter(pk=one.pk).update(booked_at=one.starts_at - timedelta(hours=hours))
    gone = factories.booked(kind, at("2026-11-25", "15:00"))
    cancel_appointment(appointment=gone, actor=audit.CLIENT, now=NOW)
    missed = factories.booked(kind, at("2026-11-25", "15:00"))
    Appointment.objects.filter(pk=missed.pk).update(state=AppointmentState.NOT_ATTENDED)
    factories.booked(kind, at("2026-11-27", "09:00"))  # to come
    clock.move_to(at("2026-11-26", "09:00"))
    desk.force_login(manager)

    assert cells(read(desk, "time-to-meeting"), "by-week")["All"] == ["3", "20.0", "52.0", "2", "67"]
    held = meetings_held(kind, since=WEEK[0], now=at("2026-11-26", "09:00"))
    assert sum(one.wait <= timedelta(hours=48) for one in held) == 2


def booked_from(draft: Draft, actor: audit.Actor = audit.CLIENT) -> str:
    return confirm_appointment(draft=draft, actor=actor, now=NOW).source


def test_each_booking_keeps_the_way_that_it_came(
    desk: Client, kind: AppointmentType, morgan: Mediator, admin: User
) -> None:
    jo = audit.Actor.of(admin)
    times = iter(at("2026-11-24", f"{hour}:00") for hour in ("09", "11", "13", "15"))
    invitation = factories.invited(factories.booked(kind, at("2026-11-25", "09:00")).party)
    by_call = factories.ready_draft(kind, next(times))
    by_call.callback = factories.callback()
    by_call.save()
    invited = factories.ready_draft(kind, next(times), answers=factories.ROBIN)
    invited.invitation = invitation
    invited.save()

    assert booked_from(by_call, jo) == "callback"
    assert booked_from(invited) == "invitation"
    assert booked_from(factories.ready_draft(kind, next(times)), jo) == "staff"
    assert booked_from(factories.ready_draft(kind, next(times))) == "public"
    Appointment.objects.filter(source="staff").update(source="")
    found = read(desk, "sources")
    assert [(label, row[0]) for label, row in cells(found, "bookings").items()] == [
        ("The public pages", "2"),
        ("A request for a call", "1"),
        ("An invitation", "1"),
        ("Staff, without a request for a call", "0"),
        ("Not known", "1"),
        ("All", "5"),
    ]
    assert cells(found, "calls") == {"Not known": ["1"], "All": ["1"]}


def test_older_bookings_get_the_way_that_their_rows_still_tell(
    kind: AppointmentType, morgan: Mediator, admin: User
) -> None:
    times = [at("2026-11-24", f"{hour}:00") for hour in ("09", "11", "13")]
    alone, called = (factories.booked(kind, starts_at) for starts_at in times[:2])
    draft = factories.ready_draft(kind, times[2])
    by_staff = confirm_appointment(draft=draft, actor=audit.Actor.of(admin), now=NOW)
    factories.callback()
    CallbackRequest.objects.update(appointment_id=called.pk)
    Appointment.objects.update(source="")

    with connection.cursor() as cursor:
        cursor.execute(import_module("bookings.migrations.0009_source").BACKFILL)

    found = dict(Appointment.objects.values_list("pk", "source"))
    assert [found[one.pk] for one in (alone, called, by_staff)] == ["public", "callback", "callback"]


def held(kind: AppointmentType, *states: AppointmentState) -> None:
    """Meetings of Monday to Thursday, each gone its way; it is Saturday when somebody looks."""
    for number, state in enumerate(states):
        start = at(f"2026-11-{24 + number // 3}", ("09:00", "11:00", "13:00")[number % 3])
        one = factories.booked(kind, start)
        if state != AppointmentState.CONFIRMED:
            record_outcome(appointment=one, state=state, actor=audit.SYSTEM, now=at("2026-11-28"))


def test_outcomes_are_whole_for_the_practice_and_held_back_by_mediator(
    desk: Client, manager: User, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    yes, no = AppointmentState.ATTENDED, AppointmentState.NOT_ATTENDED
    held(kind, yes, yes, yes, yes, yes, no, AppointmentState.CONFIRMED)
    assert cells(read(desk, "outcomes"), "outcomes")["All"] == ["0"]
    clock.move_to(at("2026-11-28"))
    desk.force_login(manager)

    found = read(desk, "outcomes")

    assert [row[0] for row in cells(found, "outcomes").values()] == ["5", "1", "0", "0", "1", "7"]
    assert cells(found, "mediators") == {}
    assert "One mediator held all of them" in found.content.decode()

    drew = factories.mediator("Drew Marsh")
    Appointment.objects.filter(state=no).update(mediator=drew)
    assert cells(read(desk, "outcomes"), "mediators") == {
        "Drew Marsh": ["0", "held back", "0", "0", "held back"],
        "Morgan Ellis": ["5", "held back", "0", "0", "held back"],
    }


def test_no_shows_are_shares_of_what_was_said(
    desk: Client, manager: User, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    held(kind, AppointmentState.ATTENDED, AppointmentState.NOT_ATTENDED, AppointmentState.CONFIRMED)
    clock.move_to(at("2026-11-28"))
    desk.force_login(manager)

    found = read(desk, "no-shows")

    assert cells(found, "by-time")["23 Nov 2026"] == ["2", "1", "50"]
    assert cells(found, "by-time")["16 Nov 2026"] == ["0", "0", "–"]
    assert cells(found, "by-lead")["Up to 24 hours"] == ["1", "0", "0"]
    assert cells(found, "by-lead")["Up to 48 hours"] == ["1", "1", "100"]


@pytest.mark.parametrize(
    ("fields", "first_call"),
    [
        ({"first_attempt_at": 60}, "In time"),
        ({"first_attempt_at": 61}, "Late"),
        ({"reached_at": 10, "closed_at": 10}, "In time"),
        ({}, "Not yet, still in time"),
        ({"sla_due_at": 0}, "Not yet, and overdue"),
        ({"closed_at": 5}, "Over without a call"),
    ],
)
def test_each_request_for_a_call_stands_in_one_line(
    desk: Client, practice: object, fields: dict[str, int], first_call: str
) -> None:
    factories.callback(when=CallbackWhen.ASAP)
    due = {"sla_due_at": 60, **fields}
    CallbackRequest.objects.update(**{name: NOW + timedelta(minutes=far) for name, far in due.items()})

    found = cells(read(desk, "calls"), "promise")

    assert {label for label, row in found.items() if row == ["1"]} == {first_call, "All"}


def test_waits_are_counted_in_the_hours_in_which_we_ring(practice: object) -> None:
    """Asked on Friday at 16:30, rung on Monday at 9:45: half an hour and three quarters, from 9 to 5."""
    factories.callback_hours()
    factories.callback(when=CallbackWhen.ASAP)
    CallbackRequest.objects.update(
        created_at=at("2026-11-27", "16:30"), first_attempt_at=at("2026-11-30", "09:45")
    )

    assert intake_counts.median_wait(at("2026-11-27"), at("2026-11-28")) == (1, 75)


def test_flags_and_decisions_hold_small_numbers_back_and_count_whole_months(
    desk: Client, appointment: Appointment, manager: User
) -> None:
    party = appointment.party
    Flag.objects.create(party=party, code="SF-FEAR", severity="red", rule_version="1", raised_at=NOW)
    Determination.objects.create(
        party=party, decision="eligible", reasons="x", decided_by=manager, decided_at=NOW,
        thresholds_version="1",
    )  # fmt: skip
    one_day = "?first=2026-11-24&last=2026-11-24"
    flags, legal_aid = read(desk, "flags", one_day), read(desk, "legal-aid", one_day)

    assert cells(flags, "kinds")["Has been afraid of the other person (call first)"] == ["fewer than 5"] * 2
    assert cells(legal_aid, "decisions") == {
        "Nov 2026": ["held back", "0", "held back"],
        "All": ["held back", "0", "held back"],
    }
    assert "1 November 2026 to 30 November 2026. Whole months" in flags.content.decode()
    assert legal_aid_counts.decisions_by_month(*WEEK) == {(at("2026-11-01").date(), "eligible"): 1}


def test_a_file_holds_what_the_page_shows_and_taking_it_is_recorded(
    desk: Client, appointment: Appointment
) -> None:
    address = f"/staff/reports/bookings/by-kind.csv{NOVEMBER}"

    response = desk.get(address)

    assert response["Content-Disposition"] == 'attachment; filename="report-2026-11-01-2026-11-30.csv"'
    assert response["Cache-Control"].startswith("no-store") or "no-store" in response["Cache-Control"]
    assert response.content.decode("utf-8-sig").split("\r\n") == [
        "Kind,Booked,Cancelled since",
        '"MIAM, online",1,0',
        "All,1,0",
        "",
    ]
    entry = AuditEntry.objects.get(verb="report.exported")
    assert entry.details == {
        "report": "bookings",
        "table": "by-kind",
        "first": "2026-11-01",
        "last": "2026-11-30",
    }


def test_a_file_is_taken_only_by_somebody_who_gives_their_password_again(with_password: Client) -> None:
    response = with_password.get(f"/staff/reports/bookings/by-kind.csv{NOVEMBER}")

    assert response["Location"].startswith("/staff/account/confirm/")
    assert not AuditEntry.objects.filter(verb="report.exported").exists()


def test_every_flag_file_holds_the_same_marks_as_its_page(desk: Client, appointment: Appointment) -> None:
    Flag.objects.create(
        party=appointment.party, code="SF-FEAR", severity="red", rule_version="1", raised_at=NOW
    )

    response = desk.get(f"/staff/reports/flags/kinds.csv{NOVEMBER}")

    assert "fewer than 5,fewer than 5" in response.content.decode("utf-8-sig")
    assert BY_SLUG["flags"].build(MANY, now=NOW).whole_months
