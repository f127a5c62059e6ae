"""Staff are warned before a promised call is late and told when it is; each once."""

from __future__ import annotations

import re

import pytest
import time_machine

from intake.enums import Answer, CallbackEventKind, CallbackState
from intake.models import CallbackRequest, ContactPreferences
from intake.services import callback_queue as queue
from intake.services.callbacks import cancel_by_client, change_time_by_client
from intake.tasks import watch_callbacks
from mediation.core.enums import Channel
from mediation.core.models import Alert, Message
from mediation.core.samples import sample_of
from mediation.core.sending import words_of
from tests.factories import NOW, TOMORROW_1PM, callback_hours, callback_window
from tests.intake.callback_stories import (
    DAY,
    HOUR,
    MINUTE,
    alert_kinds,
    ask,
    ask_in_own_words,
    kinds,
    message_kinds,
    ring,
)
from tests.mail_server import send_due

pytestmark = pytest.mark.django_db
# Asked at 9 on Monday with four working hours to ring: warned at 12:30, late at 13:00.
WARNED, LATE = NOW + 210 * MINUTE, NOW + 240 * MINUTE


@pytest.fixture
def hours(practice):
    callback_hours()


def test_before_the_warning_nothing_is_said(hours):
    ask()

    assert queue.watch_sla(now=WARNED - MINUTE) == 0
    assert alert_kinds() == []


def test_a_promise_that_is_near_is_on_the_desk_and_in_the_post_once(hours):
    request = ask(email="")

    assert [queue.watch_sla(now=now) for now in (WARNED, WARNED, WARNED + 29 * MINUTE)] == [1, 0, 0]

    assert alert_kinds() == ["callback.due"]
    assert message_kinds() == ["desk.callback_due"]
    assert kinds(request) == ["asked", "sla_warned"]
    assert request.reference in Alert.objects.get().text


def test_a_late_one_is_told_once_more_and_once_only(hours):
    request = ask(email="")
    queue.watch_sla(now=WARNED)

    assert [queue.watch_sla(now=now) for now in (LATE, LATE + HOUR, LATE + DAY)] == [1, 0, 0]

    assert alert_kinds() == ["callback.due", "callback.late"]
    assert message_kinds() == ["desk.callback_due", "desk.callback_late"]
    assert kinds(request) == ["asked", "sla_warned", "sla_missed"]


def test_a_clock_that_stood_still_tells_of_what_is_late_and_not_of_what_was_near(hours):
    request = ask(email="")

    assert queue.watch_sla(now=LATE) == 1
    assert kinds(request) == ["asked", "sla_missed"]


def test_an_alert_that_somebody_closed_does_not_come_back(hours):
    ask()
    queue.watch_sla(now=WARNED)
    Alert.objects.update(closed_at=WARNED)

    queue.watch_sla(now=WARNED + MINUTE)

    assert alert_kinds() == []


@pytest.mark.parametrize("outcome", [CallbackEventKind.NO_ANSWER, CallbackEventKind.REACHED])
def test_whoever_was_rung_is_watched_no_more_and_the_alert_goes(hours, admin, outcome):
    request = ask()
    queue.watch_sla(now=WARNED)

    ring(request, outcome, admin, WARNED + MINUTE)

    assert queue.watch_sla(now=LATE) == 0
    assert "callback.due" not in alert_kinds()


def test_a_claim_does_not_keep_the_promise(hours, admin):
    request = ask()
    queue.claim(request=request, user=admin, now=LATE)

    assert queue.watch_sla(now=LATE) == 1


@pytest.mark.parametrize("state", [CallbackState.UNSAFE, CallbackState.CLOSED, CallbackState.CONVERTED])
def test_whom_nobody_is_to_ring_is_not_late(hours, state):
    request = ask()
    CallbackRequest.objects.filter(pk=request.pk).update(state=state)

    assert queue.watch_sla(now=LATE) == 0


def test_own_words_are_watched_until_somebody_chose_a_time(hours, admin):
    request = ask_in_own_words()
    assert queue.watch_sla(now=WARNED) == 1

    queue.choose_time(request=request, window=callback_window(TOMORROW_1PM), user=admin, now=WARNED)

    assert queue.watch_sla(now=LATE) == 0
    assert queue.watch_sla(now=TOMORROW_1PM) == 1  # the new promise, at its own time


def test_another_time_is_another_promise(hours):
    first, second = callback_window(TOMORROW_1PM), callback_window(TOMORROW_1PM + DAY)
    request = ask(first)
    queue.watch_sla(now=TOMORROW_1PM)

    change_time_by_client(request=request, window_id=second.pk, now=TOMORROW_1PM + MINUTE)

    assert alert_kinds() == []
    assert queue.watch_sla(now=first.ends_at) == 0
    assert queue.watch_sla(now=second.ends_at) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_watching_takes_as_many_queries_for_one_as_for_three_that_were_told(
    hours, count, django_assert_num_queries
):
    for number in range(count):
        ask(phone=f"+447700900{number:03}")
    queue.watch_sla(now=LATE)

    with django_assert_num_queries(7):  # two steps: savepoint, rows, events; nothing to write
        assert queue.watch_sla(now=LATE) == 0


def test_the_clock_does_all_three_things(hours, admin):
    lost, missed = ask(), ask(callback_window(TOMORROW_1PM), phone="+447700900001")
    queue.claim(request=lost, user=admin, now=NOW)

    with time_machine.travel(TOMORROW_1PM + HOUR, tick=False):
        watch_callbacks()

    assert kinds(lost) == ["asked", "claimed", "lease_ended", "sla_missed"]
    assert kinds(missed) == ["asked", "sla_missed"]
    missed.refresh_from_db()
    assert missed.state == CallbackState.NEEDS_TIME


# What the messages say.


def test_the_office_reads_a_reference_and_no_name(hours, practice, post):
    request = ask(email="")
    queue.watch_sla(now=WARNED)

    send_due(WARNED)

    mail = post.only()
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == practice.email
    assert mail["Subject"] == "A call is due"
    assert f"{request.reference}, promised by Monday 23 November 1:00pm, UK time." in text
    assert "/staff/callbacks/" in text
    assert not any(word in mail.as_string() for word in ("Robin", "447700900456", "07700 900456"))


def test_the_office_is_not_written_to_once_somebody_has_rung(hours, admin, post):
    request = ask(email="")
    queue.watch_sla(now=WARNED)
    ring(request, CallbackEventKind.REACHED, admin, WARNED + MINUTE)

    send_due(WARNED + MINUTE)

    assert not post.arrived
    assert Message.objects.get(kind="desk.callback_due").reason == "somebody has rung meanwhile"


WHEN = "Tuesday 24 November, 1:00pm to 1:30pm, UK time"
# What would tell somebody who reads along what this is about, or who we are.
REVEALING = ("mediat", "miam", "famil", "northgate", "0113", "robin", "ring", "call", "1:00pm")


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def test_who_is_safe_to_write_to_reads_when_we_ring_and_from_where(hours, post):
    ask(callback_window(TOMORROW_1PM))

    send_due(NOW)

    mail = post.only()
    assert (mail["Subject"], mail["To"]) == ("Your call", "robin@example.org")
    assert WHEN in text_of(mail)
    assert "The call comes from 0113 496 0000." in text_of(mail)
    assert "Then we say who we are." in text_of(mail)
    assert "/call/" in text_of(mail)  # the way to change or cancel it
    assert "Robin" not in mail.as_string().replace("robin@", "")


def test_who_gave_a_number_that_is_not_safe_reads_the_same_and_learns_nothing(hours, post):
    first = ask(callback_window(TOMORROW_1PM), email="alex@example.org")
    send_due(NOW)
    ContactPreferences.objects.filter(pk=first.contact_id).update(number_unsafe_since=NOW)

    second = ask(first.window, name="Robin again")
    send_due(NOW)

    assert second.state == CallbackState.UNSAFE
    before, now = (re.sub(r"/call/\S+", "", text_of(mail)) for mail in post.arrived)
    assert before == now


@pytest.mark.parametrize(
    ("number", "words"),
    [("0113 496 0001", "The call comes from 0113 496 0001."), ("Withheld", "Our number does not show")],
)
def test_the_number_that_shows_is_the_practices_choice(hours, practice, post, number, words):
    practice.calls_from = number
    practice.save()
    ask(callback_window(TOMORROW_1PM), say_who=Answer.NO)

    send_due(NOW)

    assert words in text_of(post.only())
    assert "We do not say who we are until you tell us that it is safe." in text_of(post.only())


def test_as_soon_as_we_can_is_said_as_such(hours, post):
    ask()

    send_due(NOW)

    assert "as soon as we can" in text_of(post.only())


def test_who_may_not_be_alone_reads_nothing_that_tells(hours, post):
    ask(callback_window(TOMORROW_1PM), email_private=Answer.UNSURE)

    send_due(NOW)

    mail = post.only()
    said = (mail["Subject"] + text_of(mail) + mail.get_body(("html",)).get_content()).lower()
    visible = re.sub(r"<[^>]*>|https?://\S+", " ", said)  # addresses of pages are neutral by themselves
    assert [word for word in REVEALING if word in visible] == []


def test_an_e_mail_that_may_be_read_by_others_has_no_link_and_does_not_speak_of_one(hours, post):
    ask(callback_window(TOMORROW_1PM), email_private=Answer.UNSURE)

    send_due(NOW)

    mail = post.only()
    html = mail.get_body(("html",)).get_content()
    assert "href" not in html
    for said in (text_of(mail), html):
        assert "We have your request. There is nothing more to do." in said
        assert "link" not in said
        assert "http" not in said


def test_what_staff_look_at_as_the_neutral_words_is_what_the_reader_gets(hours, post):
    ask(callback_window(TOMORROW_1PM), email_private=Answer.UNSURE)
    sample = sample_of("callback_confirmed")
    assert sample

    send_due(NOW)

    shown = words_of(sample.template, Channel.EMAIL, sample.context, neutral=True)
    mail = post.only()
    html = mail.get_body(("html",)).get_content()
    assert shown["subject"] == mail["Subject"]
    assert shown["text"].split() == text_of(mail).split()
    assert shown["html"].split() == html.split()


def test_a_request_that_changed_state_meanwhile_is_not_confirmed(hours, post):
    request = ask(callback_window(TOMORROW_1PM))
    cancel_by_client(request=request, now=NOW)

    send_due(NOW)

    assert not post.arrived
    assert Message.objects.get().reason == "the request is closed"


def test_who_could_not_be_reached_is_told_that_they_may_ask_again(hours, admin, post):
    ring(ask(callback_window(TOMORROW_1PM)), CallbackEventKind.NO_ANSWER, admin)

    send_due(TOMORROW_1PM)

    assert "We rang you and could not reach you." in text_of(post.arrived[-1])


def test_a_message_about_a_request_that_is_forgotten_is_skipped(hours, admin, post):
    ring(ask(callback_window(TOMORROW_1PM)), CallbackEventKind.NO_ANSWER, admin)
    queue.purge_callbacks(now=NOW + 100 * DAY)

    send_due(TOMORROW_1PM)

    assert not post.arrived
    assert set(Message.objects.values_list("reason", flat=True)) == {"the file was deleted"}
