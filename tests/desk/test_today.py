"""Today: what a mediator needs for each meeting, and what changed since the practice closed its doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import (
    cancel_appointment,
    move_appointment,
    record_outcome,
    report_unsafe,
)
from bookings.services.own_answers import keep_own_answers
from intake import own_answers
from intake.models import ContactPreferences, Flag
from intake.queries import answers_on
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
DAY = "/staff/?day=2026-11-24"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
UNREAD = {"device_private": "no"}
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get("/staff/")
    return client


@pytest.fixture
def mine(other_client: Client, morgan: Mediator) -> Client:
    """Morgan's browser."""
    assert morgan.user
    other_client.force_login(morgan.user)
    other_client.get("/staff/")
    return other_client


def signed_in(client: Client, user: User | None) -> Client:
    """Again, since the clock was moved past the end of a session."""
    assert user
    client.force_login(user)
    return client


def booked(
    kind: AppointmentType, clock: str = "13:00", *, day: str = "2026-11-24", **answers: Any
) -> Appointment:
    return factories.booked(kind, at(day, clock), answers={**factories.ALEX, **answers})


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(client: Client, path: str = DAY) -> list[str]:
    """The words of each meeting."""
    response = client.get(path)
    assert response.status_code == 200
    page = response.content.decode()
    panel = page.partition('aria-labelledby="meetings"')[2].partition("</section>")[0]
    parts = re.split(r'<li class="row[ "]', panel)[1:]
    return [words_of("<" + part) for part in parts]


def changed(client: Client, path: str = "/staff/") -> str:
    page = client.get(path).content.decode()
    panel = page.partition('aria-labelledby="changes"')[2].partition("</section>")[0]
    return words_of("<" + panel)


def later_page(one: Appointment, number: int = 0) -> Any:
    answers = answers_on(one.party, at("2026-11-24").date())
    return own_answers.later_pages(answers, one.party.questionnaire_version)[number]


def test_a_mediator_sees_intake_money_and_needs_of_their_own_meeting(
    mine: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    booked(kind, adjustments=["step_free", "bsl", "interpreter"], decides_with_help=True)
    (row,) = rows(mine)

    assert "Alex Winter , MIAM, online" in row
    assert "With Morgan" not in row
    assert "Questions: not begun" in row
    assert "£110.00, paying privately, not paid yet" in row
    assert (
        "Needs: interpreter, British Sign Language, a way in without steps, help to understand or decide"
        in row
    )


def test_how_far_the_questions_are(mine: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one = booked(kind)
    keep_own_answers(appointment=one, page=later_page(one), given={"miam_last_4_months": "no"}, now=NOW)
    one.party.refresh_from_db()
    answers = answers_on(one.party, at("2026-11-24").date())
    pages = own_answers.later_pages(answers, one.party.questionnaire_version)
    states = [own_answers.state_of(page, answers, one.party.questionnaire_version) for page in pages]
    done = states.count(own_answers.State.DONE)

    assert f"Questions: {done} of {len(pages)} parts answered" in rows(mine)[0]
    assert len(pages) > done


def test_the_code_word_waits_behind_a_word(mine: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one = booked(kind)
    assert "code word" not in rows(mine)[0]
    contact = ContactPreferences.objects.get(party=one.party)
    contact.phrase = "bluebell <1>"
    contact.save()
    page = mine.get(DAY).content.decode()

    assert "Show code word of Alex Winter bluebell &lt;1&gt;" in rows(mine)[0]
    assert '<details class="govuk-details code-word">' in page
    mine.force_login(factories.user("Jo Prior", Role.ADMIN))
    assert "code word" not in rows(mine)[0]


def test_papers_that_wait_and_another_calendar_show_in_a_word(
    mine: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind)
    factories.document(one.party)
    assert "1 paper to check" in rows(mine)[0]
    factories.document(one.party)
    factories.external_calendar(morgan, (one.starts_at + 59 * MINUTE, one.ends_at))
    factories.external_calendar(morgan, (one.ends_at, one.ends_at + HOUR))
    (row,) = rows(mine)

    assert "2 papers to check" in row
    assert row.count("Busy elsewhere") == 1


def test_the_room_opens_from_here_once_the_flags_were_read(
    mine: Client, office: Client, kind: AppointmentType, morgan: Mediator, clock: Any, settings: Any
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    one = booked(kind, **UNREAD)
    clock.move_to(one.starts_at - 10 * MINUTE)
    signed_in(mine, morgan.user)
    page = mine.get(DAY).content.decode()
    assert "Read first, then join" in page
    assert f"{one.reference}/#flags" in page
    assert one.room not in page
    mine.post(
        f"/staff/appointments/{one.reference}/flags/read/",
        {"flag": list(Flag.objects.values_list("pk", flat=True))},
    )
    page = mine.get(DAY).content.decode()
    assert one.room in page
    assert "Join : 1:00pm, Alex Winter" in rows(mine)[0]
    assert "Read first" not in page
    signed_in(office, User.objects.get(name="Jo Prior"))
    assert one.room not in office.get(DAY).content.decode()  # a mediator's own way in


def test_the_next_meeting_stands_out_and_one_that_is_over_asks_how_it_went(
    mine: Client, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    first, _ = booked(kind, "10:00"), booked(kind, "13:00")
    clock.move_to(at("2026-11-24", "11:30"))
    signed_in(mine, morgan.user)
    page = mine.get(DAY).content.decode()

    assert page.count("row--now") == 1
    assert "Say how it went" in rows(mine)[0]
    assert "in 1 hour 30 minutes" in rows(mine)[1]
    assert f"{first.reference}/#outcome" in page
    record_outcome(
        appointment=first, state=AppointmentState.ATTENDED, actor=audit.SYSTEM, now=at("2026-11-24", "11:30")
    )
    assert "Say how it went" not in rows(mine)[0]
    assert "Attended" in rows(mine)[0]


def test_the_office_sees_everybody_or_one_mediator(
    office: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    booked(kind, "10:00")
    assert b"Whose meetings" not in office.get(DAY).content
    factories.works(drew)
    factories.booked(
        kind, at("2026-11-24", "15:00"), answers={**factories.ALEX, "name": "Sam Old"}, mediator=drew
    )
    page = office.get(DAY).content.decode()

    assert len(rows(office)) == 2
    assert f'href="?day=2026-11-24&amp;mediator={drew.pk}">Drew Marsh</a>' in page
    (row,) = rows(office, f"{DAY}&mediator={drew.pk}")
    assert "With Drew Marsh" in row
    assert (
        f"mediator={drew.pk}"
        in office.get(f"{DAY}&mediator={drew.pk}").content.decode().partition("The day after")[0]
    )
    for unknown in ("999999", "x", "-1"):
        assert len(rows(office, f"{DAY}&mediator={unknown}")) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_mediators_day_asks_the_same_few_questions_however_many(
    mine: Client,
    kind: AppointmentType,
    morgan: Mediator,
    count: int,
    django_assert_num_queries: Any,
    clock: Any,
) -> None:
    for number in range(count):
        one = booked(kind, ("10:00", "13:00", "15:00")[number], name=f"Alex {'ABC'[number]}", **UNREAD)
        factories.document(one.party)
        factories.external_calendar(morgan, (one.starts_at, one.ends_at))
        keep_own_answers(appointment=one, page=later_page(one), given={"miam_last_4_months": "no"}, now=NOW)
    clock.move_to(at("2026-11-24", "09:00"))
    signed_in(mine, morgan.user).get("/staff/")
    forget_everything()
    mine.get("/staff/")

    with django_assert_num_queries(
        15
    ):  # five of them for the promise, two for alerts, whatever the day holds
        page = mine.get("/staff/").content.decode()
    assert page.count("MIAM, online") == count


def test_twelve_meetings_and_a_long_name(mine: Client, kind: AppointmentType, morgan: Mediator) -> None:
    AppointmentType.objects.update(buffer_after_min=0, buffer_before_min=0, duration_min=30)
    short = AppointmentType.objects.get()
    for number in range(12):
        start = at("2026-11-24", f"{9 + number // 2:02d}:{number % 2 * 30:02d}")
        factories.booked(short, start, answers={**factories.ALEX, "name": LONG})

    assert len(rows(mine)) == 12
    assert "12 meetings on this day. First at 9:00am, last ends 3:00pm." in mine.get(DAY).content.decode()


# What changed.


def test_what_changed_since_the_last_evening_of_work(
    mine: Client, office: Client, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    """On Tuesday at 9 everything since Monday at 6pm, by person, the latest first."""
    early = booked(kind, "10:00", name="Early Bird")
    evening = at("2026-11-23", "18:00")
    moved, gone, told = (
        booked(kind, "11:30"),
        booked(kind, "13:00", name="Gone Away"),
        booked(kind, "14:30", name="Told All"),
    )
    assert early.pk
    move_appointment(
        appointment=moved, starts_at=at("2026-11-24", "16:00"), actor=audit.CLIENT, now=evening - MINUTE
    )
    cancel_appointment(appointment=gone, actor=audit.CLIENT, now=evening)
    keep_own_answers(
        appointment=told, page=later_page(told), given={"miam_last_4_months": "yes"}, now=evening + HOUR
    )
    audit.record(audit.CLIENT, "document.received", factories.document(told.party), at=evening + 2 * HOUR)
    audit.record(audit.CLIENT, "contact.changed", told.party.contact, at=evening + 2 * HOUR)
    report_unsafe(appointment=told, now=evening + 3 * HOUR)
    clock.move_to(at("2026-11-24", "09:00"))
    signed_in(mine, morgan.user)
    said = changed(mine)

    assert "Since Monday 23 November, 6:00pm" in said
    assert "Early Bird" not in said
    assert "Moved" not in said  # a minute before six
    assert said.index("Told All") < said.index("Gone Away")
    assert "safe" not in said  # screens are shared
    for words in (
        "Told us something urgent: open it now",
        "Answered 1 part of the questions",
        "Sent 1 paper",
        "How we may reach them changed",
        "Cancelled",
    ):
        assert words in said
    signed_in(office, User.objects.get(name="Jo Prior"))
    assert "Told All" in changed(office)


def test_nothing_of_other_mediators_clients_and_nothing_one_did_oneself(
    mine: Client, office: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator, admin: User
) -> None:
    one = booked(kind)
    assert "Alex Winter" in changed(mine)
    assert "Meeting: Tomorrow 1:00pm" in changed(mine)
    cancel_appointment(appointment=one, actor=audit.Actor.of(admin), now=NOW)
    assert "Booked Cancelled" in changed(mine)
    assert "Cancelled" not in changed(office)
    signed_in(mine, drew.user)
    assert "Alex" not in changed(mine)
    assert "Nothing changed since then." in changed(mine)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-11-24T09:00", "Monday 23 November, 6:00pm"),
        ("2026-11-23T09:00", "Friday 20 November, 6:00pm"),
        ("2026-11-21T09:00", "Friday 20 November, 6:00pm"),
        ("2026-11-22T23:59", "Friday 20 November, 6:00pm"),
        ("2026-12-29T09:00", "Thursday 24 December, 6:00pm"),
        ("2026-03-30T09:00", "Friday 27 March, 6:00pm"),
    ],
)
def test_the_last_evening_of_work_is_said(
    mine: Client, morgan: Mediator, clock: Any, now: str, since: str
) -> None:
    for day in ("2026-12-25", "2026-12-28"):
        factories.closure(at(day).date())
    clock.move_to(at(*now.split("T")))
    signed_in(mine, morgan.user)

    assert f"Since {since}" in changed(mine)


def test_many_changes_come_in_parts_and_other_days_show_none(
    mine: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    for number, clock_time in enumerate(("09:00", "10:30", "12:00", "13:30", "15:00")):
        booked(kind, clock_time, name=f"Person {'ABCDE'[number]}")
        booked(kind, clock_time, day="2026-11-25", name=f"Other {'ABCDE'[number]}")

    assert changed(mine).count("Booked") == 6
    assert "Show 4 more" in changed(mine)
    assert changed(mine, "/staff/?changes=all").count("Booked") == 10
    assert b'id="changes"' not in mine.get(DAY).content


def test_a_visits_paper_that_was_kept_counts_once_and_flags_are_counted(
    mine: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, danger_now="unsure")
    paper = factories.document(one.party)
    for verb in ("document.received", "document.kept"):
        audit.record(audit.CLIENT, verb, paper, at=NOW)
    audit.record(audit.CLIENT, "flags.reviewed", one.party, at=NOW, raised=[], ended=2, not_raised_any_more=0)
    said = changed(mine)

    assert "Sent 1 paper" in said
    assert "1 flag was raised" in said
    assert "2 flags have ended" in said


def test_a_mediators_other_calendars_show_their_age(
    mine: Client, office: Client, morgan: Mediator, clock: Any
) -> None:
    factories.external_calendar(morgan, read_at=NOW - 3 * MINUTE)
    factories.external_calendar(morgan, read_at=NOW - 16 * MINUTE, name="Old")
    factories.external_calendar(
        morgan, name="Broken", read_at=NOW - 7 * HOUR, failing_since=NOW - 6 * HOUR, fault="gone", failures=4
    )
    page = words_of(mine.get("/staff/").content.decode())

    assert "Private Read 3 minutes ago Up to date" in page
    assert "Old Read 16 minutes ago Not up to date" in page
    assert "Broken Read 7 hours ago Cannot be read" in page
    assert "Look at these" not in page
    assert b"Your other calendars" not in office.get("/staff/").content


def test_a_mediator_is_told_of_every_meeting_that_another_calendar_shows_something_over(
    mine: Client, office: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    one = booked(kind, "13:00", day="2026-11-27")
    booked(kind, "15:00", day="2026-11-27", name="Other Person")
    factories.works(drew)
    factories.booked(
        kind, at("2026-11-28", "13:00"), answers={**factories.ALEX, "name": "Sam"}, mediator=drew
    )
    factories.external_calendar(morgan, (one.starts_at, one.ends_at), (at("2026-11-28"), at("2026-11-29")))
    page = mine.get("/staff/").content.decode()
    said = words_of(page)

    assert "Look at these: one of your other calendars shows something at the time of a meeting here." in said
    assert f'href="/staff/appointments/{one.reference}/">Friday 27 November 1:00pm</a>' in page
    assert "3:00pm</a>" not in page
    assert "Saturday 28" not in said
    assert "Look at these" not in words_of(office.get("/staff/").content.decode())
