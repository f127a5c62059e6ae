"""The desk's list of flagged people, and what can be done on the page of an appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services.flags import judge_answers
from intake.flags import CODES
from intake.models import Flag, FlagTalk
from intake.queries.flags import may_contact_other_party
from intake.services.flag_comparisons import compare_files
from mediation.core import audit
from mediation.core.models import Alert, User
from mediation.desk import flag_words
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LIST = "/staff/flags/"
DANGER, SHARED = {"danger_now": "unsure"}, {"device_private": "no"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get("/staff/")
    return client


@pytest.fixture
def mediators_desk(other_client: Client, morgan: Mediator) -> Client:
    assert morgan.user
    other_client.force_login(morgan.user)
    return other_client


def booked(kind: AppointmentType, clock: str, **answers: Any) -> Appointment:
    facts = {**factories.ALEX, **answers}
    return factories.booked(kind, factories.at("2026-11-24", clock), answers=facts)


def flagged(one: Appointment, code: str, severity: str = "amber", **fields: Any) -> Flag:
    return Flag.objects.create(
        party=one.party, code=code, severity=severity, rule_version="1", raised_at=NOW, **fields
    )


def path(one: Appointment) -> str:
    return f"/staff/appointments/{one.reference}/"


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        booked(kind, ("10:00", "13:00", "15:00")[number], **DANGER)
    desk.get(LIST)

    with django_assert_num_queries(8):
        page = text(desk.get(LIST))

    assert page.count("Nobody has talked with them yet.") == count


def test_red_comes_first_then_what_is_unread_then_what_is_to_be_cleared(
    desk: Client, mediators_desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    booked(kind, "10:00", name="Al Amber", **SHARED)
    booked(kind, "11:30", name="Bo Calm")
    booked(kind, "13:00", name="Cy Red", **DANGER)
    done = booked(kind, "15:00", name="Di Done", **DANGER)
    mediators_desk.post(path(done) + "flags/read/", {"flag": [one.pk for one in done.party.flags.all()]})
    mediators_desk.post(path(done) + "flags/talk/", {"was_reached": "yes"})
    page = text(desk.get(LIST))

    order = [
        "Talk with them first",
        "Cy Red",
        "For the mediator to read",
        "Al Amber",
        "Red, and still",
        "Di Done",
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "Bo Calm" not in page
    assert "Morgan Ellis talked with them, today 9:00am" in page
    assert 'Flags <span class="count">2<' in page


def test_an_empty_list_says_so(desk: Client) -> None:
    page = text(desk.get(LIST))

    for words in (
        "Nobody waits for a call.",
        "Everything to come has been read.",
        "No other red flag stands.",
    ):
        assert words in page


def test_a_mediator_sees_only_their_own(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    one = booked(kind, "10:00", **DANGER)
    assert drew.user
    client.force_login(drew.user)

    assert "Alex Winter" not in text(client.get(LIST))
    for what in ("read", "talk", f"{one.party.flags.get().pk}/clear"):
        assert client.post(f"{path(one)}flags/{what}/", {"was_reached": "yes"}).status_code == 404


def test_a_flag_of_somebody_else_is_not_there(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one, other = booked(kind, "10:00", **DANGER), booked(kind, "13:00", **DANGER)

    response = desk.post(f"{path(one)}flags/{other.party.flags.get().pk}/clear/", {"reason": "x"})
    assert response.status_code == 404


def test_the_page_says_what_stands_why_and_by_which_rules(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    page = text(desk.get(path(booked(kind, "10:00", adjustments=["bsl"], **DANGER))))

    for words in (
        "May be in danger now",
        "Ask first if they and the children are safe.",
        "They said: In danger now: not sure.",
        "Raised Today 9:00am, rules 1.",
        "Reach them by a safe channel only. Nothing goes to the other person.",
        "The mediator of this meeting has not read these yet.",
        "Only a mediator whose FMCA is current can clear this: it is about safety.",
        "To know (1)",
        "Book a registered interpreter for British Sign Language.",
    ):
        assert words in page


def test_today_shows_a_word_for_what_stands(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    booked(kind, "10:00", **DANGER)
    booked(kind, "13:00", **SHARED)
    page = text(desk.get("/staff/?day=2026-11-24"))

    assert (page.count("Call first"), page.count("Read first")) == (1, 2)
    assert "danger" not in page


def test_the_mediator_reads_first_and_then_joins(
    desk: Client, mediators_desk: Client, kind: AppointmentType, morgan: Mediator, clock: Any, settings: Any
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    one = booked(kind, "13:00", **SHARED)
    clock.move_to(one.starts_at - timedelta(minutes=10))
    assert morgan.user
    mediators_desk.force_login(morgan.user)
    page = text(mediators_desk.get(path(one)))
    assert "Read the flags first, and say so." in page
    assert one.room not in page

    shown = {"flag": [one.party.flags.get().pk, "x", "-1", "9" * 40]}
    page = text(mediators_desk.post(path(one) + "flags/read/", shown, follow=True))
    assert "It is recorded that you have read these." in page
    assert "Read by Morgan Ellis, Tomorrow" not in page
    assert one.room in page
    assert "The mediator of this meeting has read these." in page


def test_nobody_reads_for_the_mediator(desk: Client, kind: AppointmentType, morgan: Mediator) -> None:
    one = booked(kind, "13:00", **SHARED)
    page = text(desk.post(path(one) + "flags/read/", {"flag": [one.party.flags.get().pk]}, follow=True))

    assert "Only the mediator of this meeting can say that they have read this." in page
    assert Flag.objects.get().acknowledged_at is None


def test_what_another_mediator_read_is_to_be_read_again_by_a_new_one(
    desk: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    one = booked(kind, "13:00", **SHARED)
    Flag.objects.update(acknowledged_at=NOW, acknowledged_by=morgan.user)
    assert "Read first" not in text(desk.get("/staff/?day=2026-11-24"))
    Appointment.objects.update(mediator=drew)

    assert "Read first" in text(desk.get("/staff/?day=2026-11-24"))
    assert "has not read these yet" in text(desk.get(path(one)))


@pytest.mark.parametrize(
    ("was_reached", "line", "is_open"),
    [
        ("yes", "Jo Prior talked with them, today 9:00am", 0),
        ("no", "Jo Prior tried, and did not reach them, today 9:00am", 1),
    ],
)
def test_a_call_is_recorded_in_two_clicks(
    desk: Client, kind: AppointmentType, morgan: Mediator, was_reached: str, line: str, is_open: int
) -> None:
    one = booked(kind, "13:00", **DANGER)
    said = {"was_reached": was_reached, "note": "At work\nuntil 5"}
    page = text(desk.post(path(one) + "flags/talk/", said, follow=True))

    assert line in page
    assert "At work<br>until 5" in page
    assert Alert.objects.filter(kind="safety.call_first", closed_at__isnull=True).count() == is_open
    assert line in text(desk.get(LIST))


@pytest.mark.parametrize("said", [{}, {"was_reached": "perhaps"}, {"was_reached": "yes", "note": "x" * 2001}])
def test_a_call_that_makes_no_sense_is_not_recorded(
    desk: Client, kind: AppointmentType, morgan: Mediator, said: dict[str, str]
) -> None:
    one = booked(kind, "13:00", **DANGER)

    assert "notice--take-care" in text(desk.post(path(one) + "flags/talk/", said, follow=True))
    assert not FlagTalk.objects.exists()


def test_timing_is_cleared_in_one_tap_by_anybody_and_stays_on_the_page(
    desk: Client, admin: User, appointment: Appointment
) -> None:
    flag = flagged(appointment, "CT-HEARING", answers={"hearing_on": "2026-11-30"})
    page = text(desk.get(path(appointment)))
    assert "Clear: Timing, not safety" in page
    assert "They said: Hearing: Monday 30 November 2026." in page

    page = text(desk.post(f"{path(appointment)}flags/{flag.pk}/clear/", follow=True))
    assert "Cleared by Jo Prior, Today 9:00am" in page
    assert "Timing, not safety" in page
    assert "A flag was cleared by Jo Prior" in page


def test_the_office_cannot_clear_what_is_red_and_reads_why(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "13:00", **DANGER)
    flag = Flag.objects.get()
    page = text(desk.post(f"{path(one)}flags/{flag.pk}/clear/", {"reason": "Fine"}, follow=True))

    assert "Only a mediator whose FMCA is current can clear this" in page
    assert Flag.objects.get().is_open


def test_a_mediator_clears_what_is_red_with_a_reason(
    mediators_desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = booked(kind, "13:00", **DANGER)
    url = f"{path(one)}flags/{Flag.objects.get().pk}/clear/"
    assert "Write why this can be cleared." in text(mediators_desk.post(url, {"reason": " "}, follow=True))

    page = text(mediators_desk.post(url, {"reason": "<b>They are safe</b>"}, follow=True))
    assert "The flag is cleared. It stays on the file, with your reason." in page
    assert "&lt;b&gt;They are safe&lt;/b&gt;" in page
    assert "Call first" not in text(mediators_desk.get("/staff/?day=2026-11-24"))


def test_an_answer_that_was_taken_back_is_told_to_the_reader(desk: Client, appointment: Appointment) -> None:
    flagged(appointment, "SF-ORDER", "red", not_raised_since=NOW)

    assert "They have changed this answer since." in text(desk.get(path(appointment)))


def test_reasons_to_talk_through_are_offered_with_a_miam_all_the_same(
    desk: Client, appointment: Appointment
) -> None:
    flagged(appointment, "SS-S47", "red")
    page = text(desk.get(path(appointment)))

    assert "Reasons to talk through (1)" in page
    assert "P1: The council is making a section 47 enquiry now." in page
    assert "a MIAM is still offered" in page


def test_a_red_flag_stays_on_the_list_for_two_weeks_after_the_meeting(
    desk: Client, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    booked(kind, "13:00", **DANGER)
    for days, is_there in ((13, True), (16, False)):
        clock.move_to(NOW + timedelta(days=days))
        desk.force_login(User.objects.get(name="Jo Prior"))
        assert ("Alex Winter" in text(desk.get(LIST))) is is_there


def test_a_conflict_that_somebody_notes_stands_once_and_stays_whatever_is_judged(
    desk: Client, appointment: Appointment
) -> None:
    for _ in range(2):
        page = text(desk.post(path(appointment) + "flags/conflict/", follow=True))
    judge_answers(party=appointment.party, actor=audit.CLIENT, now=NOW)
    compare_files(now=NOW)

    flag = Flag.objects.get(code="PT-CONFLICT")
    assert (flag.noted_by, flag.staff_only, flag.not_raised_since) == (
        User.objects.get(name="Jo Prior"),
        True,
        None,
    )
    assert "Never tell either of the two." in page
    assert "A conflict was noted by Jo Prior" in page
    assert "Note a conflict" not in page
    assert not may_contact_other_party(appointment.party)


def test_every_flag_has_a_name_for_staff() -> None:
    assert set(flag_words.TITLES) == CODES - {"AG-NONE"}
    assert flag_words.title("OLD-CODE") == "OLD-CODE"


def test_a_code_that_the_rules_do_not_know_any_more_is_still_shown(
    desk: Client, appointment: Appointment
) -> None:
    flagged(appointment, "OLD-CODE", "amber", answers={"gone": ["a_b", None]})

    assert "They said: gone: a b, not answered." in text(desk.get(path(appointment)))
