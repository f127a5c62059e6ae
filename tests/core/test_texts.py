"""Text messages over real HTTP: what the provider gets, and what becomes of the row."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mediation import env
from mediation.core import outbox, sending
from mediation.core.channels import opened
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, MessageState, Purpose
from mediation.core.errors import NoClearance
from mediation.core.models import Alert, Message
from mediation.core.outbox import Outgoing, Plan, Skip, message_handler
from tests.factories import NOW
from tests.mail_server import send_due
from tests.provider import (
    DRIP_BODY,
    DRIP_HEAD,
    DRIPS,
    HANG_UP,
    KEY,
    ODD_ID,
    RUBBISH,
    SID,
    STALL,
    TOKEN,
    Provider,
    running_provider,
)

KIND = "test.text"
NUMBER = "07700 900123"
DUE = timedelta(hours=2)  # later than any first wait


def cleared(number: str = NUMBER, channel: Channel = Channel.SMS) -> Clearance:
    return Clearance.granted(number, channel, Purpose.REMINDER, reason="ok", sentence="", neutral_only=True)


@pytest.fixture
def says() -> Iterator[Any]:
    """`says(this)` decides what the test's texts say; a code until then."""

    def decide(content: Outgoing | Skip) -> None:
        @message_handler(KIND)
        def handler(message: Message, now: datetime) -> Outgoing | Skip:
            return content

    decide(Outgoing("code", cleared(), {"code": "123456"}))
    yield decide
    decide(Skip("the test is over"))


@pytest.fixture(params=["twilio", "generic"])
def texts(request: pytest.FixtureRequest, provider: Provider, settings: Any, says: Any) -> Provider:
    """Each kind of provider in turn."""
    settings.TEXTS = env.texts(getattr(provider, request.param))
    return provider


def plan(subject: Any, **fields: Any) -> Message:
    given = {"kind": KIND, "subject": subject, "recipient": "party:1", "purpose": Purpose.REMINDER}
    given |= {"due_at": NOW, "channel": Channel.SMS, **fields}
    outbox.plan([Plan(**given)], now=NOW)
    return Message.objects.latest("pk")


def after(message: Message, now: datetime = NOW) -> Message:
    send_due(now)
    message.refresh_from_db()
    return message


def test_a_due_text_is_handed_over_once_and_its_row_keeps_what_was_said(practice, texts):
    message = after(plan(practice))

    assert (message.state, message.attempts, message.handed_over_at) == (MessageState.SENT, 1, None)
    assert message.provider_id in {"text-1", f"SM{1:032}"}
    assert message.sent_copy["text"].endswith("Your code: 123456")
    assert "123456" in texts.only().body.decode()


def test_twilio_is_asked_as_its_documentation_says(practice, provider, settings, says):
    settings.TEXTS = env.texts(provider.twilio)
    after(plan(practice))

    request = provider.only()
    assert request.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
    assert request.form["To"] == "+447700900123"
    assert request.form["From"] == "+447700900999"
    assert request.form["StatusCallback"] == "https://testserver/hooks/texts/twilio/"


def test_a_messaging_service_of_twilio_may_stand_for_the_number(practice, provider, settings, says):
    settings.TEXTS = env.texts(provider.twilio.replace("%2B447700900999", "MG123"))
    after(plan(practice))

    assert provider.only().form["MessagingServiceSid"] == "MG123"
    assert "From" not in provider.only().form


def test_a_generic_provider_gets_json_and_a_key_that_is_the_same_on_every_try(
    practice, provider, settings, says
):
    settings.TEXTS = env.texts(provider.generic)
    provider.will_answer(503)
    message = after(plan(practice))
    after(message, NOW + DUE)

    first, second = provider.received
    assert first.path == "/texts"
    assert first.headers["Authorization"] == f"Bearer {KEY}"
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == first.json["reference"]
    assert (first.json["to"], first.json["from"]) == ("+447700900123", "Appointments")


def test_different_texts_have_different_keys(practice, provider, settings, says):
    settings.TEXTS = env.texts(provider.generic)
    for version in (1, 2):
        plan(practice, version=version)
    send_due(NOW)

    first, second = provider.received
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_passing_refusal_is_tried_again(practice, texts, status):
    texts.will_answer(status)
    message = after(plan(practice))
    assert (message.state, message.handed_over_at) == (MessageState.PLANNED, None)
    assert message.reason.startswith(f"provider said {status}")

    after(message, NOW + DUE)

    assert (message.state, message.attempts) == (MessageState.SENT, 2)
    assert not Alert.objects.exists()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 301])
def test_a_lasting_refusal_ends_it_at_once_and_staff_are_told(practice, texts, status):
    texts.will_answer(status)

    message = after(plan(practice))

    assert (message.state, len(texts.received)) == (MessageState.FAILED, 1)
    assert str(status) in message.reason
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject_id) == ("message.not_sent", message.pk)
    assert "7700" not in message.reason + alert.text


@pytest.mark.parametrize("answer", [HANG_UP, STALL, DRIP_HEAD, 502, 504])
def test_a_text_that_may_have_gone_is_not_sent_again_but_raised_to_staff(
    practice, texts, settings, answer, says
):
    settings.TEXTS = env.texts(texts.twilio + "&timeout=0.2")
    texts.will_answer(answer)

    message = after(plan(practice))

    assert message.state == MessageState.FAILED
    assert message.reason.startswith("may have been sent, and we do not send it twice")
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject_id) == ("message.in_doubt", message.pk)
    assert "may have been sent" in alert.text
    after(message, NOW + timedelta(days=1))
    assert len(texts.received) == 1


def test_a_provider_that_is_down_is_tried_again(practice, texts, settings):
    up = settings.TEXTS
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    settings.TEXTS = env.texts(f"sms+http://key@127.0.0.1:{port}/?from=A")
    message = after(plan(practice))
    assert (message.state, message.reason) == (
        MessageState.PLANNED,
        "provider not reached (ConnectionRefusedError)",
    )

    settings.TEXTS = up

    assert after(message, NOW + DUE).state == MessageState.SENT


def test_a_provider_that_has_no_address_is_tried_again(practice, says, settings):
    settings.TEXTS = env.texts("sms+https://key@nowhere.invalid/?from=A")

    message = after(plan(practice))

    assert (message.state, message.reason) == (MessageState.PLANNED, "provider not reached (gaierror)")


def test_a_provider_that_stays_away_is_given_up_loudly(practice, texts):
    texts.will_answer(*[503] * outbox.MAX_ATTEMPTS)
    message, now = plan(practice), NOW
    while message.state == MessageState.PLANNED:
        now = message.due_at
        after(message, now)

    assert (message.state, message.attempts) == (MessageState.FAILED, outbox.MAX_ATTEMPTS)
    assert Alert.objects.get().kind == "message.not_sent"


def test_a_yes_without_an_id_is_a_yes(practice, provider, settings, says):
    settings.TEXTS = env.texts(provider.generic)
    provider.will_answer(204)  # its body is not JSON that a client reads

    assert after(plan(practice)).state == MessageState.SENT


@pytest.mark.parametrize("answer", [RUBBISH, ODD_ID, DRIP_BODY])
def test_a_yes_whose_words_cannot_be_read_is_a_yes(practice, texts, settings, answer):
    """And nobody waits for the end of words that never come."""
    settings.TEXTS = replace(settings.TEXTS, seconds=1.5)
    texts.will_answer(answer)

    message = after(plan(practice))

    assert (message.state, message.provider_id, len(texts.received)) == (MessageState.SENT, "", 1)
    assert texts.dripped < DRIPS
    assert not Alert.objects.exists()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_follows_a_provider_to_another_address(practice, texts, status):
    with running_provider() as other:
        texts.elsewhere = f"http://127.0.0.1:{other.port}/texts"
        texts.will_answer(status)

        message = after(plan(practice))

        assert other.received == []
    assert (message.state, len(texts.received)) == (MessageState.FAILED, 1)
    assert message.reason == f"provider said {status}"


@pytest.mark.parametrize("number", ["", "nobody", "0", "+4477009001234567890"])
def test_what_is_no_number_gets_nothing_and_staff_are_told(practice, texts, says, number):
    says(Outgoing("code", cleared(number or "x"), {"code": "123456"}))

    message = after(plan(practice))

    assert texts.received == []
    assert (message.state, message.reason) == (MessageState.FAILED, "not a phone number")


def test_leave_to_write_an_e_mail_is_no_leave_to_text(practice, texts, says, caplog):
    says(Outgoing("code", cleared("alex@example.org", Channel.EMAIL), {"code": "123456"}))

    message = after(plan(practice))

    assert texts.received == []
    assert message.reason == "cannot be written (NoClearance)"


def test_a_carrier_itself_asks_for_leave(practice, texts, says):
    message = plan(practice)
    letter = sending.letter_of(message, Outgoing("code", cleared(), {"code": "1"}))
    without = type(letter)(letter.key, cleared("alex@example.org", Channel.EMAIL), "words")

    with opened() as carriers:
        carrier = carriers.of(Channel.SMS)
        assert carrier
        with pytest.raises(NoClearance):
            carrier.send(without)
    assert texts.received == []


class TestWithoutAProvider:
    def test_a_text_is_skipped_with_its_reason(self, practice, says, settings):
        settings.TEXTS = env.texts("")

        message = after(plan(practice))

        assert (message.state, message.reason) == (MessageState.SKIPPED, sending.NO_TEXTS)
        assert not Alert.objects.exists()

    @pytest.mark.parametrize(("url", "available"), [("", False), ("console:", True)])
    def test_callers_can_ask(self, settings, url, available):
        settings.TEXTS = env.texts(url)

        assert outbox.sms_is_available() is available


class TestCrashes:
    def test_a_text_whose_worker_died_after_handing_it_over_is_raised_and_not_repeated(
        self, practice, texts, settings
    ):
        message = plan(practice)
        ((pk, attempts),) = outbox.claim_due(now=NOW)
        begun = outbox.begin(pk, attempts, now=NOW)
        assert begun
        assert outbox.hand_over(begun, now=NOW)

        after(message, NOW + settings.OUTBOX_LEASE)

        assert (message.state, texts.received) == (MessageState.FAILED, [])
        assert message.handed_over_at == NOW
        assert Alert.objects.get().kind == "message.in_doubt"

    def test_a_text_whose_worker_died_before_that_goes_out(self, practice, texts, settings):
        message = plan(practice)
        outbox.begin(*outbox.claim_due(now=NOW)[0], now=NOW)

        after(message, NOW + settings.OUTBOX_LEASE)

        assert (message.state, len(texts.received)) == (MessageState.SENT, 1)

    def test_who_lost_the_lease_hands_nothing_over(self, practice, texts, settings):
        plan(practice)
        slow = outbox.begin(*outbox.claim_due(now=NOW)[0], now=NOW)
        later = NOW + settings.OUTBOX_LEASE
        outbox.begin(*outbox.claim_due(now=later)[0], now=later)

        assert slow
        assert not outbox.hand_over(slow, now=later)

    def test_a_task_that_is_delivered_three_times_asks_the_provider_once(self, practice, texts):
        for version in (1, 2):
            plan(practice, version=version)
        claims = outbox.claim_due(now=NOW)

        for _ in range(3):
            sending.deliver_batch(claims, clock=lambda: NOW)

        assert len(texts.received) == 2


def test_for_the_demo_a_text_becomes_a_file(practice, says, settings, tmp_path):
    settings.TEXTS = env.texts(f"file://{quote(str(tmp_path / 'texts'))}")

    message = after(plan(practice))

    (kept,) = Path(tmp_path, "texts").iterdir()
    assert kept.read_text().startswith("To: +447700900123\n\nIt works once")
    assert message.provider_id == kept.stem


def test_a_text_may_be_printed(practice, says, settings, capsys):
    settings.TEXTS = env.texts("console:")

    assert after(plan(practice)).state == MessageState.SENT
    assert "Text message to +447700900123:" in capsys.readouterr().out
