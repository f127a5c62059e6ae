"""The desk of messages: its parts, how many are in each, and what each message says of itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import Appointment
from bookings.services import cancel_appointment
from intake.contact_safety import Reason
from mediation.core import audit
from mediation.core.alerts import raise_alert
from mediation.core.enums import Channel, Delivery, MessageState, Severity
from mediation.core.models import AuditEntry, Message, User
from mediation.core.samples import sample_of, samples
from mediation.core.sending import words_of
from mediation.desk import message_facts, words
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LIST = "/staff/messages/"
SOON = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    client.get(LIST)
    return client


def message(number: int, state: MessageState = MessageState.SENT, **fields: Any) -> Message:
    """One of a kind that nobody handles, about nothing that exists."""
    if state == MessageState.SENDING:
        fields |= {"lease_until": NOW}
    given = {"kind": "test.letter", "subject_type": "party", "recipient": "party:1", "due_at": NOW}
    return Message.objects.create(**{**given, "subject_id": number, "state": state, **fields})


def one_of_each() -> None:
    for number, state in enumerate(MessageState):
        message(number, state)
    message(10, channel=Channel.SMS)
    message(11, delivery=Delivery.BOUNCED)
    message(12, delivery=Delivery.DELIVERED)


def listed(client: Client, query: str = "") -> int:
    return client.get(LIST + query).content.decode().count('role="rowheader"')


def filters(client: Client, query: str = "") -> dict[str, str]:
    """Every filter by its words, with its address."""
    page = client.get(LIST + query).content.decode()
    navs = "".join(re.findall(r'<nav class="filters".*?</nav>', page, re.DOTALL))
    return {words: url for url, words in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', navs)}


def test_the_filters_say_how_many_and_lead_there(desk: Client) -> None:
    one_of_each()

    assert filters(desk) == {
        "All 9": "?",
        "2 waiting": "?state=waiting",
        "4 sent": "?state=sent",
        "1 came back": "?state=came_back",
        "1 not sent": "?state=not_sent",
        "1 too late": "?state=too_late",
        "1 failed": "?state=failed",
        "E-mails and texts": "?",
        "8 e-mails": "?channel=email",
        "1 text message": "?channel=sms",
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 9),
        ("?state=waiting", 2),
        ("?state=sent", 4),
        ("?state=came_back", 1),
        ("?state=not_sent", 1),
        ("?state=too_late", 1),
        ("?state=failed", 1),
        ("?channel=sms", 1),
        ("?channel=email&state=sent", 3),
        ("?channel=sms&state=failed", 0),
        ("?channel=pigeon&state=eaten", 9),
    ],
)
def test_each_filter_shows_its_own(desk: Client, query: str, count: int) -> None:
    one_of_each()

    assert listed(desk, query) == count


def test_a_filter_keeps_the_other_one_and_its_counts(desk: Client) -> None:
    one_of_each()
    found = filters(desk, "?channel=sms&state=sent")

    assert found["1 sent"] == "?state=sent&amp;channel=sms"
    assert found["None failed"] == "?state=failed&amp;channel=sms"
    assert found["3 e-mails"] == "?state=sent&amp;channel=email"
    assert found["E-mails and texts"] == "?state=sent"


def test_pages_keep_the_filters(desk: Client) -> None:
    for number in range(51):
        message(number, MessageState.FAILED)
    message(51)
    page = desk.get(LIST + "?state=failed").content.decode()

    assert "Page 1 of 2" in page
    assert 'href="?state=failed&amp;page=2"' in page
    assert listed(desk, "?state=failed&page=2") == 1


def test_a_part_without_messages_leads_back_to_all(desk: Client) -> None:
    message(1)
    page = desk.get(LIST + "?state=failed").content.decode()

    assert "There are no such messages." in page
    assert 'href="/staff/messages/">See all messages' in page


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        message(number, reason=Reason.NEVER)

    with django_assert_num_queries(7):
        assert listed(desk) == count


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_every_reason_of_contact_safety_has_words(reason: Reason, channel: Channel) -> None:
    said = words.reason(reason, channel)

    assert said.endswith(".")
    assert " " in said
    assert "_" not in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("reason", "channel", "said"),
    [
        ("never", Channel.EMAIL, "They said that e-mail is not safe."),
        ("never", Channel.SMS, "They said that a text message is not safe."),
        ("mail server said 451", Channel.EMAIL, "Mail server said 451."),
        ("{odd}", Channel.EMAIL, "{odd}."),
        ("", Channel.EMAIL, ""),
    ],
)
def test_a_reason_is_a_sentence_about_its_channel(reason: str, channel: Channel, said: str) -> None:
    assert words.reason(reason, channel) == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("appointment.moved", "Booking moved"),
        ("appointment.moved:60", "Booking moved, 1 hour before"),
        ("appointment.moved:1440", "Booking moved, 24 hours before"),
        ("appointment.moved:30", "Booking moved, 30 minutes before"),
        ("appointment.moved:last_call", "Booking moved, last call"),
        ("nobody.knows", "nobody.knows"),
    ],
)
def test_a_kind_says_how_long_before(kind: str, said: str) -> None:
    assert words.kind(kind) == said


def test_a_bounce_is_seen_in_the_list_and_on_the_message(desk: Client) -> None:
    one = message(1, delivery=Delivery.BOUNCED, delivery_at=NOW)

    assert 'class="badge badge--red">Came back<' in desk.get(LIST).content.decode()
    assert "Came back, today 9:00am." in desk.get(f"{LIST}{one.pk}/").content.decode()


OVER = "Nothing more happens by itself. Try again, if it should be sent after all."


def story(state: MessageState, **fields: Any) -> dict[str, str]:
    return dict(message_facts.facts(message(1, state, **fields), now=NOW))


@pytest.mark.parametrize(
    ("state", "due_at", "sentence"),
    [
        (MessageState.PLANNED, NOW, "It is due and goes out with the next sweep, within a minute."),
        (MessageState.PLANNED, SOON, "It goes out today 10:00am."),
        (
            MessageState.SENDING,
            NOW,
            "It is being sent now. If it has not ended by today 9:00am, it is looked at again.",
        ),
        (MessageState.SKIPPED, NOW, OVER),
        (MessageState.MISSED, NOW, OVER),
        (MessageState.FAILED, NOW, OVER),
    ],
)
def test_a_message_says_what_happens_next(state: MessageState, due_at: datetime, sentence: str) -> None:
    assert story(state, due_at=due_at)["Next"] == sentence


def test_a_message_that_is_tried_again_says_why_and_when(practice: Any) -> None:
    said = story(MessageState.PLANNED, attempts=2, due_at=SOON, reason="mail server said 451", not_after=SOON)

    assert said == {
        "Why": "Mail server said 451.",
        "Tries": "2 tries, 8 at most.",
        "Next": "It goes out today 10:00am.",
        "Of use until": "Today 10:00am. After that it would only confuse.",
    }


def test_a_sent_message_says_no_more_than_that(practice: Any) -> None:
    assert story(MessageState.SENT, attempts=1, not_after=SOON) == {"Tries": "1 try, 8 at most."}


def test_a_message_says_whether_it_may_go_now(desk: Client, appointment: Appointment) -> None:
    path = f"{LIST}{Message.objects.get().pk}/"
    before = desk.get(path).content.decode()
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)

    assert "Yes. They said that this is safe." in before
    assert "It would not go out now: the appointment is cancelled." in desk.get(path).content.decode()


def test_a_message_to_an_unsafe_address_says_no(desk: Client, kind: Any, morgan: Any) -> None:
    factories.booked(kind, answers={**factories.ALEX, "email_private": "no"})
    page = desk.get(f"{LIST}{Message.objects.get().pk}/").content.decode()

    assert "No. They said that this is not safe." in page
    assert "alex@example.org" not in page


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.MISSED, MessageState.SKIPPED])
def test_what_ended_unsent_is_tried_again_in_somebodys_name(
    desk: Client, admin: User, state: MessageState
) -> None:
    one = message(1, state, attempts=8, reason="mail server said 451")
    path = f"{LIST}{one.pk}/"
    assert "Try again" in desk.get(path).content.decode()
    page = desk.post(path + "retry/", follow=True).content.decode()
    one.refresh_from_db()

    assert "It is tried again now." in page
    assert (one.state, one.attempts, one.reason) == (MessageState.PLANNED, 0, "")
    assert AuditEntry.objects.get(verb="message.retried").actor == admin


@pytest.mark.parametrize("state", [MessageState.PLANNED, MessageState.SENDING, MessageState.SENT])
def test_what_waits_or_went_is_not_tried_again(desk: Client, state: MessageState) -> None:
    one = message(1, state)
    path = f"{LIST}{one.pk}/"

    assert "Try again" not in desk.get(path).content.decode()
    assert "Only a message that ended unsent" in desk.post(path + "retry/", follow=True).content.decode()


def test_a_text_that_may_have_gone_is_sent_again_only_after_asking(desk: Client) -> None:
    one = message(1, MessageState.FAILED, channel=Channel.SMS, handed_over_at=NOW)
    path = f"{LIST}{one.pk}/"
    assert "I asked the person: it did not arrive" in desk.get(path).content.decode()
    refused = desk.post(path + "retry/", follow=True).content.decode()
    one.refresh_from_db()
    assert "This text may have been sent already." in refused
    assert one.state == MessageState.FAILED
    desk.post(path + "retry/", {"asked": "yes"})
    one.refresh_from_db()

    assert one.state == MessageState.PLANNED


def test_an_alert_about_a_message_leads_to_it(desk: Client) -> None:
    one = message(1, MessageState.FAILED)
    raise_alert("message.not_sent", "It was not sent", severity=Severity.TODO, at=NOW, about=one)

    assert f'href="{LIST}{one.pk}/">Message {one.pk}<' in desk.get("/staff/alerts/").content.decode()


def test_an_alert_about_many_messages_leads_to_their_list(desk: Client) -> None:
    raise_alert("message.missed", "Messages came too late", severity=Severity.TODO, at=NOW)

    assert 'href="/staff/messages/?state=too_late">See which<' in desk.get("/staff/alerts/").content.decode()


def test_a_text_in_doubt_says_what_to_do_first(practice: Any) -> None:
    said = story(MessageState.FAILED, channel=Channel.SMS, handed_over_at=NOW)

    assert "ask the person before you try again" in said["Next"]


WAYS = [
    (one.template, channel, words)
    for one in samples()
    for channel in one.channels
    for words in ("full", "neutral")
]


def test_everything_that_we_send_is_listed(desk: Client) -> None:
    page = desk.get(f"{LIST}what-we-send/").content.decode()

    assert samples()
    for template, channel, variant in WAYS:
        assert f'href="{LIST}what-we-send/{template}/?channel={channel}&amp;words={variant}"' in page


@pytest.mark.parametrize(("template", "channel", "variant"), WAYS)
def test_each_template_is_seen_as_its_reader_sees_it(
    desk: Client, template: str, channel: Channel, variant: str
) -> None:
    path, query = f"{LIST}what-we-send/{template}/", {"channel": channel.value, "words": variant}
    sample = sample_of(template)
    assert sample
    said = words_of(template, channel, sample.context, neutral=variant == "neutral")
    page = desk.get(path, query).content.decode()

    assert "This is exactly what the reader will see." in page
    assert escape(said["text"].strip().splitlines()[0]) in page
    if channel is Channel.SMS:
        assert f"{len(said['text'])} characters of 160" in page
    else:
        assert f"<strong>{escape(said['subject'])}</strong>" in page
        assert f'src="{path}preview/?channel=email&amp;words={variant}" sandbox' in page
        preview = desk.get(path + "preview/", query)
        assert preview.content.decode() == said["html"]
        assert "sandbox" in preview.headers["Content-Security-Policy"]


def test_the_first_line_beside_the_subject_is_told(desk: Client) -> None:
    page = desk.get(f"{LIST}what-we-send/code/").content.decode()

    assert "<dt>First line</dt><dd>Your code is inside." in page


@pytest.mark.parametrize("query", ["?channel=pigeon", "?words=rude", "?channel=call&words="])
def test_a_way_that_is_none_shows_the_first(desk: Client, query: str) -> None:
    page = desk.get(f"{LIST}what-we-send/code/{query}").content.decode()

    assert '?channel=email&amp;words=full" aria-current="true"' in page


def test_a_template_that_is_none_is_not_found(desk: Client) -> None:
    assert desk.get(f"{LIST}what-we-send/nothing/").status_code == 404
