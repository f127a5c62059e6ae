"""The page of the 48-hour promise, its charts and its sentence for the day's page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import AppointmentType, Mediator, PromiseSample, WeeklyHours
from bookings.services import claims, promise
from mediation.core.models import PracticeSettings, User
from mediation.core.remembered import forget_everything
from mediation.desk import promise_charts
from mediation.desk.views.promise import promise_panel
from tests import factories
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
PAGE = "/staff/promise/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get("/staff/")
    forget_everything()
    return client


@pytest.fixture
def office_hours(morgan: Mediator) -> Mediator:
    WeeklyHours.objects.filter(weekday__in=(6, 7)).delete()
    return morgan


def page_of(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_says_where_the_promise_breaks_and_why(
    desk: Client, kind: AppointmentType, office_hours: Mediator, drew: Mediator
) -> None:
    factories.works(drew, weekdays=(6,))
    factories.time_off(drew, at("2026-11-20"), at("2026-12-10"))
    page = page_of(desk)

    assert "The earliest free time is today 10:00am, in 60 minutes." in page
    assert "2 stretches, the first from Friday 27 November, 3:00pm." in page
    assert (
        "Nothing is bookable within 48 hours of Friday 27 November, 3:00pm to Saturday 28 November, 9:00am. "
        "No time is free from Friday 27 November, 4:00pm until Monday 30 November, 9:00am."
    ) in page
    assert "Morgan Ellis does not work then." in page
    assert "Drew Marsh is on leave." in page
    assert page.count("Not kept from 3:00pm") == page.count("Not kept until 9:00am") == 2
    assert page.count(">Kept<") == 10


def test_extra_hours_are_one_click_away_filled_in(
    desk: Client, kind: AppointmentType, office_hours: Mediator
) -> None:
    response = desk.get("/staff/promise/extra/")
    parts = urlsplit(response["Location"])

    assert response.status_code == 302
    assert parts.path == "/staff/hours/extra/"
    assert parse_qs(parts.query) == {
        "mediator": [str(office_hours.pk)],
        "day": ["2026-11-28"],
        "from": ["10:00"],
        "until": ["17:00"],
    }


def test_a_promise_that_is_kept_needs_no_extra_hours(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    page = page_of(desk)

    assert "The promise is kept for the next 14 days." in page
    assert "It is kept at every moment of the next 14 days" in page
    assert page.count(">Kept<") == 14
    assert desk.get("/staff/promise/extra/")["Location"] == PAGE


def test_the_page_stands_without_any_kind_of_meeting_and_without_any_mediator(
    desk: Client, practice: Any
) -> None:
    assert "Nothing can be booked online now" in page_of(desk)
    factories.appointment_type()
    forget_everything()
    page = page_of(desk)

    assert "No time is free in the next 14 days." in page
    assert "Not kept for the rest of the day" in page
    assert "No mediator works here yet." in page


def test_the_alert_leads_straight_to_the_form(
    desk: Client, kind: AppointmentType, office_hours: Mediator
) -> None:
    promise.watch(now=at("2026-11-26", "12:00"))
    page = page_of(desk, "/staff/alerts/")

    assert "The 48-hour promise will break" in page
    assert f'href="/staff/promise/extra/?gap={kind.pk}%3A2026-11-27"' in page


def test_each_alert_leads_to_its_own_gap(desk: Client, kind: AppointmentType, office_hours: Mediator) -> None:
    PracticeSettings.objects.update(promise_warn_hours=13 * 24)
    forget_everything()
    promise.watch(now=at("2026-11-23", "09:00"))
    links = re.findall(r'href="(/staff/promise/extra/[^"]*)"', page_of(desk, "/staff/alerts/"))

    days = [parse_qs(urlsplit(desk.get(link)["Location"]).query)["day"] for link in links]
    assert days == [["2026-11-28"], ["2026-12-05"]]
    closed = desk.get(
        "/staff/promise/extra/", {"gap": f"{kind.pk}:2026-11-25"}
    )  # mended meanwhile: the first
    assert parse_qs(urlsplit(closed["Location"]).query)["day"] == ["2026-11-28"]


def test_times_that_are_only_kept_for_somebody_are_counted_and_said(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    claims.hold(holder_key="x", appointment_type=kind, starts_at=at("2026-11-24", "13:00"), now=NOW)

    assert "1 time is held by somebody who is booking." in page_of(desk)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, office_hours: Mediator, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        factories.works(factories.mediator(f"Kim{number} Vale"), weekdays=(1, 2))
        PromiseSample.objects.create(
            appointment_type=kind, sampled_at=NOW - number * HOUR, minutes_until=90 * number
        )
    desk.get(PAGE)

    with django_assert_num_queries(14):
        page_of(desk)


def test_nothing_free_and_not_measured_are_different_gaps() -> None:
    samples = [(NOW - 4 * HOUR, 60), (NOW - 3.9 * HOUR, 90), (NOW - 2 * HOUR, None), (NOW - 1.9 * HOUR, 30)]
    points = promise_charts.earliest_points(samples, days=7, now=NOW)

    assert [(one.words, one.value, one.shaded) for one in points[-4:]] == [
        ("Not measured", None, False),
        ("1.5 hours", 1.5, False),
        ("Nothing was free", None, True),
        ("Not measured", None, False),
    ]
    assert points[-2].label == "Monday 23 November, 6am to 8am"


def test_before_anybody_measured_there_is_no_chart_and_then_one_row_for_all_that_was_missed() -> None:
    def rows(*samples: promise_charts.Sample) -> list[tuple[str, str]] | None:
        found = promise_charts.earliest_chart(samples, days=90, now=NOW, promise_hours=48)
        return found and found.rows

    assert rows() is None
    assert rows((NOW - 48 * HOUR, 120), (NOW, 60)) == [
        ("Monday 23 November", "1 hour"),
        ("Sunday 22 November", "Not measured"),
        ("Saturday 21 November", "2 hours"),
        ("Before that", "Not measured"),
    ]


@pytest.mark.parametrize(("days", "points"), [(7, 6 * 12 + 5), (30, 29 * 3 + 2), (90, 90)])
def test_each_period_has_as_many_points_as_a_line_can_show(days: int, points: int) -> None:
    assert len(promise_charts.earliest_points([], days=days, now=NOW)) == points


def test_a_week_with_few_meetings_says_how_many_and_gives_no_share(
    desk: Client, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    for hour in ("10:00", "13:00"):
        factories.booked(kind, at("2026-11-24", hour))
    clock.move_to(at("2026-11-27", "12:00"))
    forget_everything()
    desk.force_login(User.objects.get(email="jo@example.org"))
    page = page_of(desk)

    assert "In the last 12 weeks: 2 of 2 (fewer than 5, so no per cent); median wait 26.5 hours." in page


def test_the_panel_says_it_in_two_sentences_and_gives_the_reasons_to_the_office_alone(
    kind: AppointmentType, office_hours: Mediator, admin: User
) -> None:
    assert office_hours.user
    office, mediator = promise_panel(admin, NOW), promise_panel(office_hours.user, NOW)

    assert office
    assert mediator
    assert office["text"] == mediator["text"]
    assert office["text"].startswith(
        "The earliest free time is today 10:00am, in 60 minutes. The promise is kept"
    )
    assert (office["url"], mediator["url"]) == (PAGE, "")
