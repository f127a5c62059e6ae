"""The call card: the number only for who may ring now, how to speak, and what came of the call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from intake.enums import Answer, CallbackAgain, CallbackEventKind, CallbackState, CallbackTopic, CallbackWhen
from intake.models import CallbackRequest, CallbackWindow
from intake.services import callback_queue
from intake.services.callbacks import make_windows, request_callback
from mediation.core.enums import Role
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from mediation.core.times import local_day
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
NUMBER, TEL = "07700 900456", 'href="tel:+447700900456"'
Card = Callable[..., str]


@pytest.fixture(autouse=True)
def clock(practice: Any) -> Any:
    """Monday, 9am; we ring people back from 9 to 5, and the windows of the week are there."""
    factories.callback_hours()
    make_windows(today=local_day(NOW))
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def kim(practice: Any) -> User:
    return factories.user("Kim Vale", Role.ADMIN)


def wants_call(starts_at: datetime | None = None, **answers: Any) -> CallbackRequest:
    window = CallbackWindow.objects.get(starts_at=starts_at) if starts_at else None
    return request_callback(asked=factories.asked(window, **answers), now=NOW - timedelta(hours=3))


def taken(user: User, starts_at: datetime | None = None, **answers: Any) -> CallbackRequest:
    return callback_queue.claim(request=wants_call(starts_at, **answers), user=user, now=NOW)


def path_of(one: CallbackRequest) -> str:
    return f"/staff/callbacks/{one.reference}/"


def card_of(client: Client, one: CallbackRequest) -> str:
    response = client.get(path_of(one))
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_holds_it_sees_the_number_and_how_to_begin(desk: Client, admin: User) -> None:
    card = card_of(desk, taken(admin))

    assert TEL in card
    assert NUMBER in card
    assert "anybody can type somebody’s number" in card
    assert 'Yours until <span class="nowrap" data-lease-until>9:10am</span>' in card


def test_nobody_else_sees_the_number(desk: Client, kim: User) -> None:
    for one in (wants_call(), taken(kim, phone="+447700900457")):
        card = card_of(desk, one)
        assert "07700" not in card
        assert "tel:" not in card
        assert "The number is shown to whoever takes this request." in card


def test_outside_the_safe_time_the_holder_sees_why_not_and_from_when(desk: Client, admin: User) -> None:
    card = card_of(desk, taken(admin, NOW + timedelta(hours=3)))

    assert NUMBER not in card
    assert "Do not ring now. This is not one of the times they said are safe." in card
    assert "You can ring from today 12:00pm." in card


def test_a_number_that_is_not_safe_is_not_shown_to_anybody(desk: Client, admin: User) -> None:
    one = taken(admin)
    say(desk, one, CallbackEventKind.WRONG_PERSON)
    card = card_of(desk, one)

    assert NUMBER not in card
    assert "Do not ring now. Somebody else answered this number." in card


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"say_who": Answer.YES}, "Yes, once they confirm that they asked for a call."),
        ({"say_who": Answer.NO}, "No. Give your first name only, and ask for Robin."),
        ({"say_who": Answer.UNSURE}, "No. Give your first name only, and ask for Robin."),
        ({"voicemail": Answer.NO}, "No. Hang up without a word."),
        ({"voicemail": Answer.UNSURE}, "No. Hang up without a word."),
        (
            {"voicemail": Answer.YES, "name": "Robin Field"},
            "“Message for Robin, please call 0113 496 0000.”",
        ),
        ({"phrase": "blue kettle"}, "“blue kettle”"),
        (
            {"asked_by_name": "Jules", "asked_by_relationship": "sister"},
            "Jules (sister) asked for them. Tell Jules nothing afterwards.",
        ),
        ({"safe_to_talk": Answer.NO}, "Somebody may listen"),
        ({"safe_to_talk": Answer.NO}, "First ask if they can talk."),
        ({"safe_to_talk": Answer.NO}, "“wrong number” or hang up, do not ring straight back."),
        ({"safe_to_talk": Answer.UNSURE}, "“wrong number” or hang up, do not ring straight back."),
        ({"safe_to_talk": None}, "They did not say."),
        ({"recording_objection": True}, "No. They object: turn the recording off first."),
        ({"recording_objection": False}, "Yes. They were told, and did not object."),
        ({"topic": CallbackTopic.LEGAL_AID}, "Legal aid"),
        ({"hearing_soon": Answer.YES}, "Yes, soon"),
        ({"again": CallbackAgain.NEVER}, "If we miss them, we do not ring again."),
    ],
)
def test_the_card_says_how_to_speak(desk: Client, admin: User, answers: dict[str, Any], words: str) -> None:
    assert words in card_of(desk, taken(admin, **answers))


@pytest.mark.parametrize(
    ("safe_to_talk", "has_words"),
    [(Answer.NO, True), (Answer.UNSURE, True), (Answer.YES, False), (None, False)],
)
def test_who_was_told_to_say_wrong_number_does_not_lose_their_number(
    desk: Client, admin: User, safe_to_talk: Answer | None, has_words: bool
) -> None:
    one = taken(admin, NOW, safe_to_talk=safe_to_talk, again=CallbackAgain.SAME_TIME)

    assert ("No answer, or they could not talk" in card_of(desk, one)) is has_words
    say(desk, one, CallbackEventKind.NO_ANSWER)
    one.refresh_from_db()
    assert one.state == CallbackState.WAITING
    assert one.contact.number_unsafe_since is None
    assert one.open_from is not None
    assert one.open_from >= NOW + timedelta(hours=23)


def test_other_requests_for_the_number_are_told_to_staff(desk: Client, admin: User) -> None:
    """Anybody can type a number, from many networks: whoever rings must see that it was asked for before."""
    one, other = taken(admin), wants_call(name="Alex")
    callback_queue.claim(request=other, user=admin, now=NOW)
    apart = wants_call(phone="+447700900457")

    card = card_of(desk, one)
    assert "There is one other open request for this number." in card
    assert f'href="{path_of(other)}"' in card
    assert "for this number" not in card_of(desk, apart)
    say(desk, one, CallbackEventKind.WRONG_PERSON)
    assert "Ring once for all of them." in card
    assert "Ring once for all of them." not in card_of(desk, one)
    callback_queue.close_request(request=other, user=admin, now=NOW, because="the same person")
    assert "for this number" not in card_of(desk, one)


def test_whoever_works_on_it_sees_whether_they_may_write(desk: Client, admin: User, kim: User) -> None:
    assert "robin@example.org" in card_of(desk, taken(admin))
    unsure = card_of(desk, taken(admin, email_private=Answer.UNSURE))
    assert "robin@example.org. Do not say what it is about." in unsure
    never = card_of(desk, taken(admin, email_private=Answer.NO))
    assert "robin@example.org" not in never
    assert "Do not write." in never
    assert "robin@example.org" not in card_of(desk, taken(kim))


def test_what_may_be_said_later_is_read_for_the_time_of_the_call(desk: Client, admin: User) -> None:
    card = card_of(desk, taken(admin, NOW + timedelta(hours=3), say_who=Answer.YES))

    assert "Yes, once they confirm that they asked for a call." in card


def test_a_message_on_voicemail_is_offered_only_where_it_is_allowed(desk: Client, admin: User) -> None:
    may, may_not = taken(admin, voicemail=Answer.YES), taken(admin, phone="+447700900457")

    assert "I left the message on their voicemail" in card_of(desk, may)
    assert "I left the message on their voicemail" not in card_of(desk, may_not)
    assert say(desk, may_not, CallbackEventKind.VOICEMAIL_LEFT).status_code == 200
    may_not.refresh_from_db()
    assert may_not.attempts == 0


def test_somebody_elses_request_is_readable_and_not_workable(desk: Client, kim: User) -> None:
    one = taken(kim)
    card = card_of(desk, one)
    response = say(desk, one, CallbackEventKind.REACHED)

    assert "Kim Vale has this request until 9:10am." in card
    assert "Take it over" not in card
    assert 'name="outcome"' not in card
    assert "Kim Vale has this request open." in response.content.decode()
    assert CallbackRequest.objects.get().state == CallbackState.CLAIMED


def test_a_manager_takes_it_over(client: Client, manager: User, kim: User) -> None:
    one = taken(kim)
    client.force_login(manager)

    assert "Take it over" in card_of(client, one)
    client.post(path_of(one) + "take-over/")
    one.refresh_from_db()
    assert one.claimed_by == manager


def test_an_admin_does_not_take_over(desk: Client, kim: User) -> None:
    one = taken(kim)

    page = desk.post(path_of(one) + "take-over/", follow=True).content.decode()

    assert "Only a manager may do this." in page
    one.refresh_from_db()
    assert one.claimed_by == kim


def test_reading_a_request_is_recorded_each_time(desk: Client, admin: User) -> None:
    one = wants_call()
    for _ in range(2):
        card_of(desk, one)
    entries = AuditEntry.objects.filter(verb="callback.read")

    assert [(entry.actor, entry.subject_id) for entry in entries] == [(admin, one.pk)] * 2


def say(client: Client, one: CallbackRequest, outcome: str, **fields: Any) -> Any:
    return client.post(path_of(one) + "outcome/", {"outcome": outcome, "note": "", **fields})


@pytest.mark.parametrize(
    ("outcome", "state", "words"),
    [
        (CallbackEventKind.REACHED, CallbackState.REACHED, "The request is finished."),
        (CallbackEventKind.WRONG_PERSON, CallbackState.UNSAFE, "Nobody rings this number from now on."),
        (CallbackEventKind.ASKED_NOT_TO_CALL, CallbackState.CLOSED, "asked not to be called"),
        (CallbackEventKind.UNSAFE, CallbackState.UNSAFE, "Nobody rings this number from now on."),
    ],
)
def test_each_outcome_is_recorded_with_its_note_and_what_follows(
    desk: Client, admin: User, outcome: CallbackEventKind, state: CallbackState, words: str
) -> None:
    one = taken(admin)
    response = say(desk, one, outcome, note="Rang for a long time")
    one.refresh_from_db()
    event = one.events.get(kind=outcome)

    assert response["Location"] == "/staff/callbacks/"
    assert words in desk.get("/staff/callbacks/").content.decode()
    assert (one.state, event.actor, event.note) == (state, admin, "Rang for a long time")


def test_no_answer_goes_to_the_proposed_time_at_once(desk: Client, admin: User) -> None:
    one = taken(admin, NOW, again=CallbackAgain.SAME_TIME)
    card = card_of(desk, one)
    say(desk, one, CallbackEventKind.NO_ANSWER)
    one.refresh_from_db()

    assert ">At the next safe time: tomorrow 9:00am to 9:30am</option>" in card
    assert (one.state, one.open_from) == (CallbackState.WAITING, NOW + timedelta(days=1))
    assert "The next try is tomorrow 9:00am to 9:30am." in desk.get("/staff/callbacks/").content.decode()


def test_staff_choose_another_of_the_safe_times(desk: Client, admin: User) -> None:
    one = taken(admin, again=CallbackAgain.ANY_TIME)
    wednesday = CallbackWindow.objects.get(starts_at=NOW + timedelta(days=2))
    say(desk, one, CallbackEventKind.NO_ANSWER, window=wednesday.pk)
    one.refresh_from_db()

    assert one.window == wednesday


def test_the_last_try_says_so_and_offers_no_other_time(desk: Client, admin: User, practice: Any) -> None:
    practice.callback_attempts = 1
    practice.save()
    forget_everything()
    card = card_of(desk, taken(admin, NOW, again=CallbackAgain.SAME_TIME))

    assert "This is the last try." in card
    assert "If you did not reach them, try again" not in card


def test_an_outcome_that_is_missing_or_unknown_keeps_what_was_typed(desk: Client, admin: User) -> None:
    one = taken(admin)
    for outcome, words in (("", "Choose what came of the call"), ("eaten", "Choose one of the answers")):
        page = say(desk, one, outcome, note="Rang twice").content.decode()
        assert words in page
        assert "Rang twice</textarea>" in page
        assert 'href="#id_outcome_0"' in page
    one.refresh_from_db()
    assert one.state == CallbackState.CLAIMED


def test_the_page_keeps_the_request_while_it_is_open(
    desk: Client, admin: User, kim: User, clock: Any
) -> None:
    one = taken(admin)
    clock.move_to(NOW + timedelta(minutes=5))
    desk.force_login(admin)
    kept = desk.post(path_of(one) + "renew/", headers={"accept": "application/json"})
    assert kept.json() == {"until": "9:15am"}
    clock.move_to(NOW + timedelta(minutes=16))
    callback_queue.claim(request=one, user=kim, now=NOW + timedelta(minutes=16))
    lost = desk.post(path_of(one) + "renew/", headers={"accept": "application/json"})

    assert lost.status_code == 409
    assert lost.json() == {"until": None, "words": "Kim Vale has this request until 9:26am."}


def test_without_a_script_keeping_it_is_a_button(desk: Client, admin: User) -> None:
    one = taken(admin)

    assert desk.post(path_of(one) + "renew/")["Location"] == path_of(one)


def test_putting_it_back_leaves_it_to_the_others(desk: Client, admin: User) -> None:
    one = taken(admin)

    assert desk.post(path_of(one) + "put-back/")["Location"] == "/staff/callbacks/"
    one.refresh_from_db()
    assert (one.state, one.claimed_by) == (CallbackState.WAITING, None)
    assert "Put back by Jo Prior" in card_of(desk, one)


def test_two_colleagues_who_take_the_same_one_are_told(desk: Client, kim: User) -> None:
    one = taken(kim)

    page = desk.post(path_of(one) + "claim/", follow=True).content.decode()

    assert "Kim Vale has this request until 9:10am." in page


def test_own_words_become_a_time_without_taking_the_request(desk: Client) -> None:
    one = wants_call(when=CallbackWhen.OWN_WORDS, own_time="Wednesday mornings")
    card = card_of(desk, one)
    wednesday = CallbackWindow.objects.get(starts_at=NOW + timedelta(days=2))
    desk.post(path_of(one) + "time/", {"window": wednesday.pk, "note": ""})
    one.refresh_from_db()

    assert "“Wednesday mornings”" in card
    assert '<optgroup label="Wednesday 25 November">' in card
    assert (one.state, one.window) == (CallbackState.WAITING, wednesday)


def test_another_time_needs_words_on_how_we_know(desk: Client, admin: User) -> None:
    one = taken(admin, NOW)
    wednesday = CallbackWindow.objects.get(starts_at=NOW + timedelta(days=2))
    refused = desk.post(path_of(one) + "time/", {"window": wednesday.pk, "note": ""})
    desk.post(path_of(one) + "time/", {"window": wednesday.pk, "note": "They said so on the phone"})
    one.refresh_from_db()

    assert "write how you know" in refused.content.decode()
    assert one.window == wednesday


def test_a_full_time_is_for_managers_with_a_reason(client: Client, admin: User, manager: User) -> None:
    full = CallbackWindow.objects.get(starts_at=NOW + timedelta(days=2))
    CallbackWindow.objects.filter(pk=full.pk).update(used=full.capacity)
    one = wants_call(when=CallbackWhen.OWN_WORDS, own_time="Wednesday mornings")
    chosen = {"window": full.pk, "note": "", "over_capacity_because": "Hearing on Thursday"}
    client.force_login(admin)
    assert "(full)" not in card_of(client, one)
    assert client.post(path_of(one) + "time/", chosen).status_code == 200
    client.force_login(manager)
    assert "(full)" in card_of(client, one)
    client.post(path_of(one) + "time/", chosen)
    one.refresh_from_db()

    assert one.window == full


def test_a_number_is_confirmed_in_words(desk: Client, admin: User) -> None:
    one = taken(admin)
    say(desk, one, CallbackEventKind.WRONG_PERSON)
    refused = desk.post(path_of(one) + "number/", {"note": " "})
    desk.post(path_of(one) + "number/", {"note": "By e-mail"})
    one.refresh_from_db()

    assert "Write a few words" in refused.content.decode()
    assert one.contact.number_unsafe_since is None
    assert "Number confirmed in another way by Jo Prior" in card_of(desk, one)


def test_a_request_is_closed_with_a_reason(desk: Client, admin: User) -> None:
    one = taken(admin)
    assert "Write a few words" in desk.post(path_of(one) + "close/", {"because": ""}).content.decode()
    desk.post(path_of(one) + "close/", {"because": "They wrote that all is settled"})
    one.refresh_from_db()
    card = card_of(desk, one)

    assert one.state == CallbackState.CLOSED
    assert "They wrote that all is settled" in card
    assert NUMBER not in card
    assert 'name="outcome"' not in card


@pytest.mark.parametrize("events", [1, 3])
def test_a_card_asks_the_same_few_questions(
    desk: Client, admin: User, events: int, django_assert_num_queries: Any
) -> None:
    one = taken(admin)
    for _ in range(events):
        callback_queue.put_back(request=one, user=admin, now=NOW)
        callback_queue.claim(request=one, user=admin, now=NOW)
    card_of(desk, one)

    with django_assert_num_queries(11):
        card_of(desk, one)
