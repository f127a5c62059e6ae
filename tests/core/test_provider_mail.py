"""E-mail through a provider's API (Mailgun's, played by a real server), by anymail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from mediation import env
from mediation.core import outbox
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, MessageState, Purpose
from mediation.core.models import Alert, Message
from mediation.core.outbox import Outgoing, Plan, Skip, message_handler
from tests.factories import NOW
from tests.mail_server import send_due
from tests.provider import HANG_UP, Provider

KIND = "test.provider_mail"


@pytest.fixture
def mailgun(provider: Provider, settings: Any, practice: Any) -> Iterator[Provider]:
    chosen = env.mail(provider.mailgun)
    settings.EMAIL_BACKEND = chosen.backend
    settings.ANYMAIL = chosen.settings["ANYMAIL"]
    clearance = Clearance.granted(
        "alex@example.org", Channel.EMAIL, Purpose.BOOKING, reason="", sentence="", neutral_only=True
    )

    @message_handler(KIND)
    def handler(message: Message, now: datetime) -> Outgoing | Skip:
        return Outgoing("code", clearance, {"code": "123456"})

    plan = Plan(KIND, practice, "party:1", NOW, Purpose.BOOKING)
    outbox.plan([plan], now=NOW)
    yield provider

    @message_handler(KIND)
    def over(message: Message, now: datetime) -> Outgoing | Skip:
        return Skip("the test is over")


def after(now: datetime = NOW) -> Message:
    send_due(now)
    return Message.objects.get()


def test_the_provider_gets_it_and_its_own_id_is_kept(mailgun):
    message = after()

    assert (message.state, message.provider_id) == (MessageState.SENT, "text-1")
    assert mailgun.only().path == "/v3/mg.example.org/messages"
    assert mailgun.only().form["to"] == "alex@example.org"


@pytest.mark.parametrize("answer", [401, 403, 404, 429, 500, 503, HANG_UP])
def test_what_may_pass_is_tried_again_with_the_same_message_id(mailgun, answer):
    mailgun.will_answer(answer)
    message = after()
    assert message.state == MessageState.PLANNED

    message = after(NOW + timedelta(hours=2))

    first, second = mailgun.received
    assert message.state == MessageState.SENT
    assert first.form["h:Message-Id"] == second.form["h:Message-Id"]
    assert first.form["h:Message-Id"].endswith("@example.org>")


@pytest.mark.parametrize("status", [400, 422])
def test_a_lasting_refusal_ends_it_and_names_nobody(mailgun, status, caplog):
    mailgun.will_answer(status)

    message = after()

    assert (message.state, message.reason) == (MessageState.FAILED, f"mail provider said {status}")
    assert "alex" not in message.reason + Alert.objects.get().text + caplog.text


def test_a_provider_that_is_down_is_tried_again(mailgun, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"MAILGUN_API_URL": "http://127.0.0.1:1/v3"}

    message = after()

    assert message.state == MessageState.PLANNED
    assert message.reason.startswith("mail provider not reached (")
