"""From taking a time to the confirmed page, as requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.enums import ClaimState
from bookings.models import Appointment, AppointmentType, Mediator, SlotClaim
from bookings.views.hold import PER_VISITOR
from intake.models import Draft
from mediation.core.models import Alert, Message
from mediation.core.remembered import forget_everything
from tests import factories

from . import visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind", "morgan")]
NUL = "\0"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


def held() -> SlotClaim:
    return SlotClaim.objects.get(state=ClaimState.HELD)


def test_the_plain_path_books(client: Client) -> None:
    assert visits.hold(client)["Location"] == "/book/go-on/"
    visits.answer_all(client)
    assert client.get("/book/go-on/")["Location"] == "/book/check/"
    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    page = client.get("/book/confirmed/").content.decode()

    appointment = Appointment.objects.get()
    assert appointment.starts_at == factories.TOMORROW_1PM
    assert appointment.reference in page
    assert "Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm" in page
    assert "alex@example.org" not in page
    assert "We may send a reminder before the meeting." in page
    assert Message.objects.get().kind == "appointment.confirmation"


def test_confirming_twice_is_one_booking_and_shows_it_again(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    key = Draft.objects.get().confirm_key
    answers = [client.post("/book/check/", {"key": key})["Location"] for _ in range(3)]

    assert answers == ["/book/confirmed/"] * 3
    assert Appointment.objects.count() == Message.objects.count() == 1


def test_the_confirmed_page_is_only_in_the_session_that_booked(client: Client, other_client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)

    assert other_client.get("/book/confirmed/")["Location"] == "/"
    assert other_client.get("/book/appointment.ics").status_code == 404
    assert client.get("/book/appointment.ics").headers["Content-Type"].startswith("text/calendar")


def test_the_session_is_a_new_one_once_the_booking_is_made(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    before = client.session.session_key
    visits.confirm(client)

    assert client.session.session_key != before
    assert set(client.session.keys()) == {"confirmed"}


@pytest.mark.parametrize(
    "start",
    [
        "",
        "soon",
        "2026-11-24",
        "2026-11-24T13:00",
        "2026-11-24T25:00Z",
        "2026-02-30T13:00Z",
        "0001-01-01T00:00Z",
        "9999-12-31T23:59Z",
        "2026-11-24T13:00Z" + NUL,
        "'; DROP TABLE bookings_slotclaim; --",
        "x" * 5000,
    ],
)
def test_a_start_that_is_none_leads_back_to_the_times(client: Client, start: str) -> None:
    response = visits.hold(client, start)

    assert (response.status_code, response["Location"]) == (302, "/book/")
    assert not SlotClaim.objects.exists()


@pytest.mark.parametrize(
    "start",
    [
        "2026-11-24T13:01Z",  # no such time
        "2026-11-24T03:00Z",  # not worked
        "2026-11-23T08:00Z",  # has begun
        "2026-11-20T13:00Z",  # last week
        "2000-01-01T00:00Z",
        "2199-12-31T23:59Z",
        "2026-11-23T09:30Z",  # inside the notice
        "2026-12-24T13:00Z",  # further ahead than anything is offered
    ],
)
def test_a_start_that_is_not_offered_gets_the_ordinary_answer_with_others(client: Client, start: str) -> None:
    response = visits.hold(client, start)

    assert response.status_code == 409
    assert "That time has just been taken" in response.content.decode()
    assert response.content.decode().count('name="start"') == 3
    assert 'href="/call/?from=taken"' in response.content.decode()
    assert not SlotClaim.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "x"},
        {"with": "robot"},
        {"type": NUL, "with": NUL, "when": NUL},
        {"when": "evening"},
        {"id": "1"},
    ],
)
def test_tampered_fields_of_the_hold_change_nothing(client: Client, fields: dict[str, str]) -> None:
    assert visits.hold(client, **fields)["Location"] == "/book/go-on/"
    assert held().starts_at == factories.TOMORROW_1PM


def test_a_lost_race_is_polite_keeps_the_answers_and_offers_three_others(
    client: Client, other_client: Client
) -> None:
    visits.hold(client)
    visits.answer_all(client)
    SlotClaim.objects.update(state=ClaimState.RELEASED)
    visits.hold(other_client)

    response = visits.confirm(client)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Your answers are kept" in page
    assert page.count('name="start"') == 3
    assert not Appointment.objects.exists()
    assert visits.hold(client, visits.TWO_PM)["Location"] == "/book/go-on/"
    assert client.get("/book/go-on/")["Location"] == "/book/check/"
    assert visits.confirm(client)["Location"] == "/book/confirmed/"


def test_an_expired_hold_that_is_still_free_is_honoured(client: Client, clock: Any) -> None:
    visits.hold(client)
    visits.answer_all(client)
    clock.shift(timedelta(minutes=40))

    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    assert Appointment.objects.get().starts_at == factories.TOMORROW_1PM


def test_a_page_sent_after_the_hold_ran_out_keeps_the_time_again(client: Client, clock: Any) -> None:
    visits.hold(client)
    clock.shift(timedelta(minutes=20))

    assert visits.answer(client, "safe").status_code == 302
    assert held().expires_at == factories.NOW + timedelta(minutes=35)


def test_choosing_another_time_lets_the_first_one_go(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe")
    visits.hold(client, visits.TWO_PM)

    assert held().starts_at == factories.at("2026-11-24", "14:30")
    assert Draft.objects.get().answers["danger_now"] == "no"


def test_too_many_holds_are_slowed_down_kindly(client: Client) -> None:
    answers = [visits.hold(client).status_code for _ in range(PER_VISITOR + 1)]

    assert answers == [302] * PER_VISITOR + [429]
    assert "You have done nothing wrong" in visits.hold(client).content.decode()


def test_danger_keeps_nothing_of_what_was_typed_and_says_999_first(client: Client) -> None:
    visits.hold(client)
    response = visits.answer(client, "safe", danger_now="yes", device_private="")

    assert response["Location"] == "/book/help/"
    assert not Draft.objects.exists()
    page = client.get("/book/help/").content.decode()
    assert 'href="tel:999"' in page
    assert held().starts_at == factories.TOMORROW_1PM


def test_danger_is_heard_on_a_page_that_is_otherwise_empty(client: Client) -> None:
    visits.hold(client)

    assert client.post("/book/step/safe/", {"danger_now": "yes"})["Location"] == "/book/help/"


def test_going_on_after_danger_is_never_taken_for_safe(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe", danger_now="yes")
    client.post("/book/help/", {"safe_enough": "yes"})

    assert Draft.objects.get().answers["danger_now"] == "unsure"
    assert client.get("/book/go-on/")["Location"] == "/book/step/safe/"


def test_going_on_after_danger_twice_or_after_back_never_throws_them_out(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe", danger_now="yes")
    for _ in range(2):
        assert client.post("/book/help/", {"safe_enough": "yes"})["Location"] == "/book/go-on/"

    assert b"safe_enough" in client.get("/book/help/").content
    assert Draft.objects.count() == 1


def test_back_from_danger_leads_to_the_way_on_and_not_in_a_circle(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe", danger_now="yes")

    assert client.get("/book/step/safe/")["Location"] == "/book/help/"
    assert client.get("/book/go-on/")["Location"] == "/book/help/"


def test_whoever_must_stop_need_not_finish_the_page(client: Client) -> None:
    visits.hold(client)
    for slug in ("safe", "about", "you"):
        visits.answer(client, slug)
    response = visits.answer(client, "them", shared_devices="", then="save")

    assert response["Location"] == "/book/saved/"
    assert Draft.objects.get().answers["other_name"] == "Robin Field"
    assert "shared_devices" not in Draft.objects.get().answers
    assert Message.objects.get().kind == "draft.resume"


def test_nobody_stops_on_a_half_filled_page_that_says_how_to_reach_them(client: Client) -> None:
    visits.hold(client)
    for slug in ("safe", "about", "you"):
        visits.answer(client, slug)
    page = visits.answer(client, "you", email="alex@", then="save").content.decode()

    assert "There is a problem" in page
    assert not Message.objects.exists()


def test_the_check_says_before_confirming_that_no_e_mail_will_come(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    assert "We will not send you an e-mail" not in client.get("/book/check/").content.decode()
    visits.answer(client, "you", email_private="no")

    assert "We will not send you an e-mail" in client.get("/book/check/").content.decode()


@pytest.mark.parametrize(("start", "is_soon"), [(visits.ONE_PM, False), ("2026-11-23T12:30Z", True)])
def test_the_check_says_when_cancelling_costs_from_the_start(
    client: Client, start: str, is_soon: bool
) -> None:
    visits.hold(client, start)
    visits.answer_all(client)

    assert ("This meeting is soon" in client.get("/book/check/").content.decode()) == is_soon


def test_the_page_for_danger_is_there_for_everybody(client: Client) -> None:
    page = client.get("/book/help/").content.decode()

    assert 'href="tel:999"' in page
    assert "safe_enough" not in page
    assert client.post("/book/help/").status_code == 200


@pytest.mark.parametrize("slug", list(visits.ANSWERS))
def test_without_a_hold_every_question_leads_to_the_times(client: Client, slug: str) -> None:
    assert client.get(f"/book/step/{slug}/")["Location"] == "/book/"
    assert visits.answer(client, slug)["Location"] == "/book/"
    assert not Draft.objects.exists()


def test_a_later_page_cannot_be_jumped_to(client: Client) -> None:
    visits.hold(client)

    assert client.get("/book/step/meeting/")["Location"] == "/book/go-on/"
    assert visits.answer(client, "meeting")["Location"] == "/book/go-on/"
    assert client.get("/book/check/")["Location"] == "/book/go-on/"
    assert client.post("/book/check/", {})["Location"] == "/book/go-on/"
    assert Draft.objects.get().answers == {}


@pytest.mark.parametrize(
    ("slug", "field"), [("you", "name"), ("you", "email"), ("them", "other_name"), ("meeting", "funding")]
)
@pytest.mark.parametrize(
    "text", [NUL, f"A{NUL}lex", "x" * 20_000, "\ud83d", "\u202e\u200b", "<script>1</script>"]
)
def test_odd_text_is_tidied_or_refused_and_never_breaks_anything(
    client: Client, slug: str, field: str, text: str
) -> None:
    visits.hold(client)
    for before in list(visits.ANSWERS)[: list(visits.ANSWERS).index(slug)]:
        visits.answer(client, before)
    text = text.encode("utf-8", "replace").decode()

    response = visits.answer(client, slug, **{field: text})

    assert response.status_code in {200, 302}
    assert "<script>1" not in response.content.decode()
    kept = Draft.objects.get().answers.get(field)
    assert kept is None or (NUL not in kept and len(kept) <= 254)


def test_safety_answers_are_never_shown_again(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)

    for path in ("/book/step/safe/", "/book/step/you/"):
        page = client.get(path).content.decode()
        assert " checked" not in page.split('name="calendar_safe"')[0]
    check = client.get("/book/check/").content.decode()
    assert "Answered" in check
    assert "only I read it" not in check


@pytest.mark.parametrize(
    "way_back",
    [
        "",
        "https://elsewhere.example.org/",
        "//elsewhere.example.org",
        "javascript:alert(1)",
        "nothing",
        "\\\\x",
    ],
)
def test_keeping_a_time_longer_leads_nowhere_else(client: Client, way_back: str) -> None:
    visits.hold(client)

    assert client.post("/book/extend/", query_params={"next": way_back})["Location"] == "/book/go-on/"


def test_keeping_a_time_longer_leads_back_to_the_page(client: Client, clock: Any) -> None:
    visits.hold(client)
    clock.shift(timedelta(minutes=10))
    response = client.post("/book/extend/?next=/book/step/safe/")

    assert response["Location"] == "/book/step/safe/"
    assert held().expires_at == factories.NOW + timedelta(minutes=25)


def test_a_script_that_asks_hears_until_when(client: Client) -> None:
    visits.hold(client)
    response = client.post("/book/extend/", headers={"accept": "application/json"})

    assert response.json() == {"until": "9:15am", "seconds_left": 900}


def test_nothing_is_kept_longer_for_somebody_who_holds_nothing(client: Client) -> None:
    response = client.post("/book/extend/", headers={"accept": "application/json"})

    assert (response.status_code, response.json()["seconds_left"]) == (409, 0)


def test_in_person_says_where(client: Client) -> None:
    AppointmentType.objects.update(mode="in_person", place="1 Mill Lane, Leeds")
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)

    assert "1 Mill Lane, Leeds" in client.get("/book/confirmed/").content.decode()


def test_without_a_safe_e_mail_the_link_is_shown_instead_of_sent(client: Client, morgan: Mediator) -> None:
    visits.hold(client)
    for slug in visits.ANSWERS:
        visits.answer(client, slug, **({"email_private": "no"} if slug == "you" else {}))
    visits.confirm(client)

    page = client.get("/book/confirmed/").content.decode()

    assert visits.manage_path(Appointment.objects.get()) in page
    assert "We show them only once" in page
    assert "reminder" not in page


def test_with_legal_aid_a_meeting_in_person_is_offered_first_and_never_forced(client: Client) -> None:
    factories.appointment_type(
        slug="here", name="In person", mode="in_person", place="1 High Street", position=1
    )
    forget_everything()
    visits.hold(client)
    visits.answer_all(client)
    assert "in person first" not in client.get("/book/check/").content.decode()
    visits.answer(client, "meeting", funding="legal_aid")
    page = client.get("/book/check/").content.decode()

    assert "we offer a meeting in person first, at 1 High Street." in page
    assert 'href="/book/?type=here"' in page
    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    assert Appointment.objects.get().mode == "online"


def test_the_time_that_is_kept_does_not_hide_an_earlier_one_that_meets_it(client: Client) -> None:
    visits.hold(client, "2026-11-23T10:30Z")
    visits.answer_all(client)
    draft = Draft.objects.get()
    draft.answers = {**draft.answers, "hearing_on": "2026-11-29"}
    draft.save()

    assert "today 10:00am" in client.get("/book/check/").content.decode()
    assert "Today 10:00am" in client.get("/book/?soon=1").content.decode()


def test_with_a_court_date_near_the_earliest_time_and_what_to_bring_first_are_said(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.answer(client, "meeting", funding="legal_aid")
    draft = Draft.objects.get()
    assert "court date" not in client.get("/book/check/").content.decode()
    draft.answers = {**draft.answers, "hearing_on": "2026-11-29"}
    draft.save()
    check = client.get("/book/check/").content.decode()
    visits.confirm(client)
    confirmed = client.get("/book/confirmed/").content.decode()

    assert "Your court date is near. The earliest time is <strong>today 10:00am</strong>." in check
    assert 'href="/book/?soon=1"' in check
    assert "Your court date is near" in confirmed
    assert "If some papers are late, come to your meeting all the same." in confirmed
    assert Alert.objects.get().kind == "legal_aid.urgent"


@pytest.mark.parametrize("hearing_on", ["2026-11-22", "2026-12-08", None])
def test_a_court_date_that_is_not_near_changes_nothing(client: Client, hearing_on: str | None) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.answer(client, "meeting", funding="legal_aid")
    draft = Draft.objects.get()
    draft.answers = {**draft.answers, "hearing_on": hearing_on}
    draft.save()

    assert "court date" not in client.get("/book/check/").content.decode()
    visits.confirm(client)
    assert "court date" not in client.get("/book/confirmed/").content.decode()
    assert not Alert.objects.exists()
