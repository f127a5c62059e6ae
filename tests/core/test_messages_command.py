"""`manage.py messages`: what somebody at a terminal reads and may do."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from bookings.services import cancel_appointment, messages
from intake.models import Party
from mediation.core import audit, outbox
from mediation.core.enums import Channel, Delivery, MessageState
from mediation.core.models import AuditEntry, Message
from tests import factories
from tests.factories import ALEX, NOW
from tests.mail_server import send_due

pytestmark = pytest.mark.usefixtures("_at_nine")


@pytest.fixture
def _at_nine() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def said(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command("messages", *arguments, stdout=out, **options)
    return out.getvalue()


def failed(message: Message) -> Message:
    begun = outbox.begin(*outbox.claim_due(now=NOW)[0], now=NOW)
    assert begun
    outbox.give_up(begun, MessageState.FAILED, "recipient refused (550)", now=NOW)
    message.refresh_from_db()
    return message


@pytest.fixture
def message(appointment: Any) -> Message:
    return Message.objects.get(kind=messages.CONFIRMATION)


class TestList:
    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ([], True),
            (["--state", "planned"], True),
            (["--state", "failed"], False),
            (["--kind", "appointment."], True),
            (["--kind", "link."], False),
            (["--channel", "email"], True),
            (["--channel", "sms"], False),
            (["--since", "2026-11-23"], True),
            (["--since", "2026-11-23T09:01"], False),
            (["--limit", "0"], False),
        ],
        ids=str,
    )
    def test_it_shows_what_is_asked_for(self, message, options, found):
        assert (messages.CONFIRMATION in said("list", *options)) is found
        assert ("No message." in said("list", *options)) is not found

    def test_it_shows_references_and_no_address(self, message):
        text = said("list")

        assert message.recipient in text
        assert "@" not in text
        assert "Winter" not in text

    @pytest.mark.parametrize("given", ["yesterday", "2026-13-01"])
    def test_a_wrong_time_is_refused(self, message, given):
        with pytest.raises(CommandError, match="2026-11-24T13:00"):
            said("list", "--since", given)


class TestExplain:
    def test_it_tells_what_it_is_and_what_happens_next(self, message):
        text = said("explain", message.pk)

        assert f"is the e-mail “appointment.confirmation” to party:{Party.objects.get().pk}" in text
        assert "It was due at 2026-11-23 9:00am, and is of use until 2026-11-24 2:00pm." in text
        assert "It waits; it has not been tried yet." in text
        assert "Next: It is due and goes out with the next sweep, within a minute." in text
        assert "Contact safety says yes now, in full words: They said that this is safe." in text
        assert "@" not in text

    def test_a_sent_one_is_over(self, message, post):
        send_due(NOW)
        Message.objects.update(delivery=Delivery.BOUNCED, delivery_at=NOW)

        text = said("explain", message.pk)

        assert "on attempt 1" in text
        assert "It is never sent again." in text
        assert "The provider says that it did not arrive." in text

    def test_a_failed_one_says_why(self, message):
        text = said("explain", failed(message).pk)

        assert "It could not be sent: recipient refused (550). It has been tried once." in text
        assert "Try again, if it should be sent after all." in text

    def test_one_that_a_worker_has_says_until_when(self, message):
        outbox.claim_due(now=NOW)
        assert "A worker has it" in said("explain", message.pk)

        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            assert "A worker had it, and has vanished" in said("explain", message.pk)

    def test_a_text_in_doubt_says_what_to_do_first(self, message):
        Message.objects.update(channel=Channel.SMS, state=MessageState.FAILED, handed_over_at=NOW)

        assert "ask the person before you try again" in said("explain", message.pk)

    def test_what_is_no_longer_true_is_said(self, message, appointment):
        cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)

        assert "it would be left out: the appointment is cancelled." in said("explain", message.pk)

    def test_what_is_not_safe_is_said(self, kind, morgan):
        factories.booked(kind, answers={**ALEX, "email_private": "no"})
        message = Message.objects.get(kind=messages.CONFIRMATION)

        assert "Contact safety says no now: They said that this is not safe." in said("explain", message.pk)

    def test_a_kind_that_nobody_writes_any_more_is_said(self, message):
        Message.objects.update(kind="test.gone")

        assert "Nobody writes messages of this kind" in said("explain", message.pk)


class TestRetry:
    def test_it_is_due_now_and_the_trail_knows(self, message):
        assert said("retry", failed(message).pk) == f"Message {message.pk} is due now.\n"

        message.refresh_from_db()
        assert message.state == MessageState.PLANNED
        assert AuditEntry.objects.get(verb="message.retried").actor_kind == "system"

    def test_one_that_waits_is_refused(self, message):
        with pytest.raises(CommandError, match="This one is planned"):
            said("retry", message.pk)

    def test_a_text_that_may_have_gone_needs_a_word(self, message):
        Message.objects.update(channel=Channel.SMS, state=MessageState.FAILED, handed_over_at=NOW)

        with pytest.raises(CommandError, match="--although-it-may-have-gone"):
            said("retry", message.pk)
        said("retry", message.pk, "--although-it-may-have-gone")

        message.refresh_from_db()
        assert message.state == MessageState.PLANNED

    def test_one_that_is_not_there_is_said(self, practice):
        with pytest.raises(CommandError, match="There is no message 404"):
            said("retry", 404)
