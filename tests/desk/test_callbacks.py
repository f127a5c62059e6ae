"""The queue of callbacks: who can be rung now, who holds what, and what each list asks the database."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from intake.enums import Answer, CallbackAgain, CallbackState, CallbackTopic, CallbackWhen
from intake.models import CallbackRequest
from intake.services import callback_queue
from intake.services.callbacks import request_callback
from mediation.core.enums import Role
from mediation.core.models import User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
QUEUE = "/staff/callbacks/"
SECTIONS = ("ready", "later", "needs-time", "claimed", "unsafe")
NOON = NOW + timedelta(hours=3)
LONG = "Maximiliana-Konstantina " * 4 + "Ó"


@pytest.fixture(autouse=True)
def clock(practice: Any) -> Any:
    """Monday, 9am; we ring people back from 9 to 5."""
    factories.callback_hours()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get(QUEUE)
    return client


def wants_call(name: str, starts_at: datetime | None = None, **answers: Any) -> CallbackRequest:
    window = factories.callback_window(starts_at) if starts_at else None
    return request_callback(asked=factories.asked(window, name=name, **answers), now=NOW - timedelta(hours=3))


def sections(client: Client) -> dict[str, list[str]]:
    """The names in each part of the queue, in order."""
    page = client.get(QUEUE).content.decode()
    found = {}
    for name in SECTIONS:
        part = re.search(rf'aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
        found[name] = re.findall(r'<strong class="anywhere">([^<]*)<', part[1]) if part else []
    return found


def everybody_of(client: Client, **expected: list[str]) -> None:
    wanted = {name: expected.get(name.replace("-", "_"), []) for name in SECTIONS}
    assert sections(client) == wanted


def test_whoever_can_be_rung_now_comes_first_the_most_urgent_on_top(desk: Client) -> None:
    wants_call("General")
    wants_call("Legal", topic=CallbackTopic.LEGAL_AID)
    wants_call("Urgent", hearing_soon=Answer.YES)
    wants_call("At noon", NOON)

    everybody_of(desk, ready=["Urgent", "Legal", "General"], later=["At noon"])


def test_later_ones_stand_in_order_of_time_whatever_their_urgency(desk: Client) -> None:
    wants_call("Urgent at one", NOON + timedelta(hours=1), hearing_soon=Answer.YES)
    wants_call("At noon", NOON)

    everybody_of(desk, later=["At noon", "Urgent at one"])
    assert "12:00pm" in desk.get(QUEUE).content.decode()


def test_a_time_in_own_words_waits_for_somebody_to_choose(desk: Client) -> None:
    wants_call("Words", when=CallbackWhen.OWN_WORDS, own_time="When he is at work, mornings")
    page = desk.get(QUEUE).content.decode()

    everybody_of(desk, needs_time=["Words"])
    assert "“When he is at work, mornings”" in page


def test_a_window_that_passed_without_a_call_needs_a_time(desk: Client, clock: Any) -> None:
    wants_call("Missed", NOW)
    clock.move_to(NOW + timedelta(minutes=30))

    everybody_of(desk, needs_time=["Missed"])
    assert "Nobody rang at their time" in desk.get(QUEUE).content.decode()


def test_who_holds_what_is_seen_with_the_time_until_when(desk: Client, admin: User) -> None:
    callback_queue.claim(request=wants_call("Mine"), user=admin, now=NOW)
    kim = factories.user("Kim Vale", Role.ADMIN)
    callback_queue.claim(request=wants_call("Theirs"), user=kim, now=NOW)
    page = desk.get(QUEUE).content.decode()

    everybody_of(desk, claimed=["Mine", "Theirs"])
    assert "You have it until 9:10am" in page
    assert "Kim Vale has it until 9:10am" in page


def test_a_lease_that_ran_out_is_free_again_before_the_sweep(desk: Client, admin: User, clock: Any) -> None:
    callback_queue.claim(request=wants_call("Mine"), user=admin, now=NOW)
    clock.move_to(NOW + timedelta(minutes=10))
    desk.force_login(admin)

    everybody_of(desk, ready=["Mine"])


def test_a_number_that_somebody_else_answered_is_apart(desk: Client, admin: User) -> None:
    one = callback_queue.claim(request=wants_call("Wrong"), user=admin, now=NOW)
    callback_queue.record_outcome(request=one, outcome=callback_queue.OUTCOMES[3], user=admin, now=NOW)

    everybody_of(desk, unsafe=["Wrong"])


def test_finished_requests_are_a_page_of_their_own(desk: Client, admin: User) -> None:
    one = callback_queue.claim(request=wants_call("Done"), user=admin, now=NOW)
    callback_queue.record_outcome(request=one, outcome=callback_queue.OUTCOMES[0], user=admin, now=NOW)
    wants_call("Waiting")
    page = desk.get(QUEUE + "?state=finished").content.decode()

    everybody_of(desk, ready=["Waiting"])
    assert "Done" in page
    assert "Reached" in page
    assert "Waiting</strong>" not in page


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_queue_asks_the_same_few_questions_however_many(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        wants_call(f"Robin {number}", phone=f"+4477009001{number:02}")

    with django_assert_num_queries(8):
        page = desk.get(QUEUE).content.decode()

    assert page.count('<strong class="anywhere">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_alerts_about_requests_lead_there_in_one_query(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = [wants_call(f"Robin {number}", hearing_soon=Answer.YES) for number in range(count)]

    with django_assert_num_queries(8):
        page = desk.get("/staff/alerts/").content.decode()

    assert all(f'href="/staff/callbacks/{one.reference}/"' in page for one in found)
    assert page.count("Urgent: asked for a call") >= count


def test_the_navigation_counts_those_who_wait(desk: Client, admin: User) -> None:
    wants_call("One")
    wants_call("Two", when=CallbackWhen.OWN_WORDS, own_time="mornings")
    callback_queue.claim(request=wants_call("Three"), user=admin, now=NOW)
    page = desk.get("/staff/").content.decode()

    assert '<span class="count">2<span class="govuk-visually-hidden"> waiting</span></span>' in page


def test_an_empty_queue_says_so(desk: Client) -> None:
    page = desk.get(QUEUE).content.decode()

    for words in (
        "Nobody can be rung now.",
        "Nobody can be rung at this moment.",
        "No calls are agreed for later.",
        "Everybody has a time.",
        "Nobody has a request open.",
    ):
        assert words in page
    assert "Take next" not in page
    assert "Nothing is finished yet." in desk.get(QUEUE + "?state=finished").content.decode()


def test_as_soon_as_you_can_is_not_now_while_we_are_closed(desk: Client, clock: Any) -> None:
    wants_call("Robin")
    assert "Now" in desk.get(QUEUE).content.decode()

    clock.move_to(NOW - timedelta(hours=1))
    page = desk.get(QUEUE).content.decode()
    everybody_of(desk, later=["Robin"])
    assert '<span class="row__when">Soonest<small>when we open</small></span>' in page
    assert '<span class="row__when">Now' not in page


def test_several_requests_for_one_number_are_seen_as_such(desk: Client) -> None:
    wants_call("Robin")
    wants_call("Alex", NOON)
    assert desk.get(QUEUE).content.decode().count("2 requests for this number") == 2

    wants_call("Drew", phone="+447700900457")
    assert desk.get(QUEUE).content.decode().count("requests for this number") == 2


def test_take_next_takes_the_most_urgent_and_opens_it(desk: Client, admin: User) -> None:
    wants_call("General")
    urgent = wants_call("Urgent", hearing_soon=Answer.YES)

    assert desk.post(QUEUE + "next/")["Location"] == f"{QUEUE}{urgent.reference}/"
    urgent.refresh_from_db()
    assert (urgent.state, urgent.claimed_by) == (CallbackState.CLAIMED, admin)


def test_take_next_says_when_nobody_can_be_rung(desk: Client) -> None:
    wants_call("At noon", NOON)

    page = desk.post(QUEUE + "next/", follow=True).content.decode()

    assert "Nobody can be rung at this moment." in page


def test_names_and_own_words_are_escaped_however_long(desk: Client) -> None:
    one = wants_call(f"<b>{LONG}", when=CallbackWhen.OWN_WORDS, own_time="<i>noon</i>")

    for path in (QUEUE, f"{QUEUE}{one.reference}/"):
        page = desk.get(path).content.decode()
        assert f"&lt;b&gt;{LONG}" in page
        assert "<b>" not in page
        assert "<i>" not in page


def test_the_card_says_when_we_may_try_again(desk: Client) -> None:
    one = wants_call("Robin", NOON, again=CallbackAgain.SAME_TIME)

    assert "Yes, at the same time of day." in desk.get(f"{QUEUE}{one.reference}/").content.decode()


def test_today_shows_the_first_who_can_be_rung(desk: Client) -> None:
    for number in range(4):
        wants_call(f"Robin {number}", phone=f"+4477009001{number:02}")
    page = desk.get("/staff/").content.decode()

    assert page.count('<strong class="anywhere">') == 3
    assert 'href="/staff/callbacks/">All 4</a>' in page


def test_a_mediator_hears_nothing_of_callbacks(client: Client, morgan: Any) -> None:
    wants_call("Robin")
    client.force_login(morgan.user)
    page = client.get("/staff/").content.decode()

    assert "Robin" not in page
    assert "Callbacks" not in page
