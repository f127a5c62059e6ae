"""Delivering over a real SMTP conversation: what arrives, and what becomes of the row."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection

from mediation.core import channels, outbox, sending
from mediation.core.channels import NotSent
from mediation.core.channels.mail import MailCarrier
from mediation.core.clearance import Clearance, Purpose
from mediation.core.enums import Channel, MessageState
from mediation.core.errors import NoClearance
from mediation.core.models import Alert, Message
from mediation.core.outbox import CalendarPart, Outgoing, Plan, Skip, message_handler, message_teller
from tests.factories import NOW
from tests.mail_server import HANG_UP, MailServer, send_due

KIND = "test.letter"
LATER = timedelta(days=2)
Says = Callable[[Message, datetime], Outgoing | Skip]


def cleared(address: str = "alex@example.org", **fields: Any) -> Clearance:
    return Clearance.granted(
        address,
        Channel.EMAIL,
        Purpose.BOOKING,
        **{"reason": "ok", "sentence": "", "neutral_only": False, **fields},
    )


def letter(clearance: Clearance | None = None, **fields: Any) -> Outgoing:
    return Outgoing("code", clearance or cleared(), {"code": "123456"}, **fields)


@pytest.fixture
def says() -> Iterator[Callable[[Outgoing | Skip | Says], None]]:
    """`says(this)` decides what the test's messages say, or who decides; a plain letter until then."""

    def decide(content: Outgoing | Skip | Says) -> None:
        @message_handler(KIND)
        def handler(message: Message, now: datetime) -> Outgoing | Skip:
            return content(message, now) if callable(content) else content

    decide(letter())
    yield decide
    decide(Skip("the test is over"))


def plan(subject: Any, **fields: Any) -> Message:
    given = {"kind": KIND, "subject": subject, "recipient": "party:1", "purpose": Purpose.BOOKING}
    given |= {"due_at": NOW, **fields}
    outbox.plan([Plan(**given)], now=NOW)
    return Message.objects.latest("pk")


def after(message: Message, now: datetime = NOW) -> Message:
    """The row after one round of sending."""
    send_due(now)
    message.refresh_from_db()
    return message


def test_a_due_message_arrives_and_its_row_keeps_what_was_said(practice, post, says):
    message = after(plan(practice))

    assert post.recipients == [["alex@example.org"]]
    assert post.only()["To"] == "alex@example.org"
    assert post.only()["Subject"] == "Your code"
    assert "123456" in post.only().get_body(("plain",)).get_content()
    assert "123456" in post.only().get_body(("html",)).get_content()
    assert message.state == MessageState.SENT
    assert message.sent_at is not None
    assert message.provider_id == post.only()["Message-ID"]
    assert message.sent_copy["subject"] == "Your code"
    assert message.lease_until is None


def test_what_was_said_is_unreadable_in_the_database(practice, post, says):
    after(plan(practice))

    with connection.cursor() as cursor:
        cursor.execute("SELECT sent_copy FROM core_message")
        assert "123456" not in cursor.fetchone()[0]


def test_content_is_made_when_it_is_sent(practice, post, says):
    plan(practice)
    says(Outgoing("code", cleared("new@example.org"), {"code": "654321"}))

    send_due(NOW)

    assert post.only()["To"] == "new@example.org"
    assert "654321" in post.only().get_body(("plain",)).get_content()


def test_the_sender_is_neutral(practice, post, says):
    after(plan(practice))

    assert post.only()["From"] == "Appointments <appointments@example.org>"
    assert practice.name not in post.raw[0].decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Termine, Büro", "Termine, Büro"),
        ('Dates "and" times', 'Dates "and" times'),
        ("Two\r\nBcc: robin@example.org", "Two Bcc: robin@example.org"),
    ],
)
def test_an_odd_sender_name_stays_one_name(practice, post, says, name, shown):
    practice.sender_name = name
    practice.save()

    after(plan(practice))

    (sender,) = post.only()["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (shown, "appointments@example.org")
    assert post.only()["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "alex@example.org\r\nBcc: robin@example.org",
        "alex@example.org\nBcc: robin@example.org",
        "alex@example.org, robin@example.org",
        "alex@example.org;robin@example.org",
        "Alex <alex@example.org>",
        "alex",
        "alex@",
        "al\u2028ex@example.org",
        "älex@example.org",  # no server of ours could deliver it
    ],
)
def test_what_is_not_one_address_gets_nothing_and_staff_are_told(practice, post, says, address):
    says(letter(cleared(address)))

    message = after(plan(practice))

    assert post.arrived == []
    assert (message.state, message.reason) == (MessageState.FAILED, "not an e-mail address")
    assert "@" not in Alert.objects.get().text


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("o'brien+x@example.org", "o'brien+x@example.org"),
        ("alex@bücher.example", "alex@xn--bcher-kva.example"),
    ],
)
def test_unusual_addresses_are_reached(practice, post, says, address, on_the_wire):
    says(letter(cleared(address)))

    assert after(plan(practice)).state == MessageState.SENT
    assert post.recipients == [[on_the_wire]]


def test_a_subject_is_one_line(practice):
    assert sending.render(letter())["subject"] == "Your code"


def test_a_subject_of_two_lines_never_becomes_two_headers(practice, post):
    """Even if a template made one: whoever writes the words does not choose who gets a copy."""
    made = sending.letter_of(plan(practice), letter())
    with channels.opened() as carriers:
        carrier = carriers.of(Channel.EMAIL)
        assert carrier
        for end in ("\n", "\r", "\r\n"):
            with pytest.raises(NotSent, match="cannot be made into an e-mail"):
                carrier.send(replace(made, subject=f"Your code{end}Bcc: robin@example.org"))

    assert post.arrived == []


@pytest.mark.parametrize("ending", ["\r.\r", "\n.\n", "\r\n.\r\n"], ids=repr)
def test_no_words_of_a_client_end_the_message_early(practice, post, says, ending):
    words = f"1{ending}MAIL FROM:<robin@example.org>"
    says(Outgoing("code", cleared(), {"code": words}))

    after(plan(practice))

    text = post.only().get_body(("plain",)).get_content()
    assert "\r\n.\r\nMAIL FROM:<robin@example.org>" in text
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", post.raw[0])


def test_a_calendar_file_travels_unharmed(practice, post, says):
    content = b"BEGIN:VCALENDAR\r\nX-NOTE:" + "é".encode() * 20 + b"\r\n \tfolded=\r\nEND:VCALENDAR\r\n"
    says(letter(calendar=CalendarPart("REQUEST", content)))

    message = after(plan(practice))

    outer = post.only()
    assert [part.get_content_type() for part in outer.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    *_, calendar, attached = outer.walk()
    assert calendar.get_all("Content-Type") == ['text/calendar; method="REQUEST"; charset="utf-8"']
    assert calendar.get_payload(decode=True) == content
    assert attached.get_payload(decode=True) == content
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_disposition() == "attachment"
    assert message.sent_copy["calendar"] == "REQUEST"


def test_without_a_calendar_file_there_are_two_alternatives(practice, post, says):
    after(plan(practice))

    assert [part.get_content_type() for part in post.only().walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_no_machine_answers_it_and_no_line_is_too_long(practice, post, says):
    after(plan(practice))

    assert post.only()["Auto-Submitted"] == "auto-generated"
    assert max(len(line) for line in post.raw[0].splitlines()) <= 998


class TestRefusals:
    def test_a_refusal_of_contact_safety_is_recorded_with_its_reason(self, practice, post, says):
        says(letter(Clearance.refused(Channel.EMAIL, Purpose.BOOKING, reason="never", sentence="")))

        message = after(plan(practice))

        assert (message.state, message.reason) == (MessageState.SKIPPED, "never")
        assert post.arrived == []
        assert not Alert.objects.exists()

    @pytest.mark.parametrize(
        ("useful_for", "state"),
        [(timedelta(hours=2), "missed"), (timedelta(hours=3), "planned"), (timedelta(hours=4), "planned")],
    )
    def test_a_no_for_now_waits_for_the_next_safe_time_while_that_is_of_use(
        self, practice, post, says, useful_for, state
    ):
        safe_at = NOW + timedelta(hours=3)
        refusal = Clearance.refused(
            Channel.EMAIL, Purpose.BOOKING, reason="outside_safe_time", sentence="", retry_at=safe_at
        )
        says(lambda _message, now: letter(refusal if now < safe_at else cleared()))

        message = after(plan(practice, not_after=NOW + useful_for))

        assert message.state == state
        if state == "planned":
            assert (message.due_at, message.reason) == (safe_at, "outside_safe_time")
            assert after(message, safe_at).state == MessageState.SENT
        else:
            assert Alert.objects.get().kind == "message.missed"

    def test_waiting_for_a_safe_time_costs_no_attempt(self, practice, post, says):
        """An hour of failures before the night, and in the morning the server is well again."""
        message = plan(practice)
        Message.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
        morning = NOW + timedelta(hours=11)
        refusal = Clearance.refused(
            Channel.EMAIL, Purpose.BOOKING, reason="quiet_hours", sentence="", retry_at=morning
        )
        says(letter(refusal))
        after(message)
        says(letter())

        after(message, morning)

        assert (message.state, message.attempts) == (MessageState.SENT, outbox.MAX_ATTEMPTS)

    def test_nothing_leaves_without_a_clearance(self, practice, post, says, caplog):
        class Pretender:
            allowed = True
            address = "alex@example.org"
            channel = Channel.EMAIL

        says(letter(Pretender()))  # type: ignore[arg-type]

        message = after(plan(practice))

        assert post.arrived == []
        assert message.reason == "cannot be written (NoClearance)"

    def test_leave_to_ring_is_no_leave_to_write(self, practice):
        by_phone = Clearance.granted(
            "07700900123", Channel.CALL, Purpose.BOOKING, reason="ok", sentence="", neutral_only=False
        )
        with pytest.raises(NoClearance):
            sending.letter_of(plan(practice), letter(by_phone))

    def test_a_refusal_makes_no_email(self, practice):
        refused = Clearance.refused(Channel.EMAIL, Purpose.BOOKING, reason="never", sentence="")
        with pytest.raises(NoClearance):
            sending.letter_of(plan(practice), letter(refused))


def test_what_is_no_longer_true_is_skipped_with_its_reason(practice, post, says):
    says(Skip("the meeting was moved"))

    message = after(plan(practice))

    assert (message.state, message.reason) == (MessageState.SKIPPED, "the meeting was moved")


@pytest.mark.parametrize(("seconds", "state"), [(-1, "sent"), (0, "sent"), (1, "missed")])
def test_after_its_time_a_message_is_missed_and_staff_are_told(practice, post, says, seconds, state):
    message = plan(practice, not_after=NOW + timedelta(hours=1))

    after(message, NOW + timedelta(hours=1, seconds=seconds))

    assert message.state == state
    assert Alert.objects.count() == (state == "missed")


class TestBatches:
    @pytest.fixture
    def batch(self, practice: Any, says: Any) -> list[Message]:
        return [plan(practice, version=version, due_at=NOW) for version in range(4)]

    def states(self, batch: list[Message]) -> list[str]:
        return list(Message.objects.filter(pk__in=[one.pk for one in batch]).values_list("state", flat=True))

    def test_a_batch_is_one_conversation(self, batch, post):
        send_due(NOW)

        assert (len(post.arrived), len(post.conversations)) == (4, 1)

    @pytest.mark.parametrize(
        ("command", "answer", "state"),
        [
            ("MAIL", "451 Later", "planned"),
            ("MAIL", "421 Too many for one conversation", "planned"),
            ("RCPT", "550 Nobody", "failed"),
            ("DATA", "554 No", "failed"),
            ("MAIL", HANG_UP, "planned"),
            ("RCPT", HANG_UP, "planned"),
        ],
    )
    def test_a_message_that_fails_harms_no_other(self, batch, post, command, answer, state):
        post.will_answer(command, "250 OK", answer)

        send_due(NOW)

        assert sorted(self.states(batch)) == sorted(["sent", state, "sent", "sent"])
        assert len(post.arrived) == 3
        assert len(post.conversations) == 2

    def test_a_message_without_an_address_harms_no_other(self, batch, post, says):
        says(
            lambda message, _now: letter(
                cleared("nobody" if message.subject_version == 1 else "a@example.org")
            )
        )

        send_due(NOW)

        assert self.states(batch).count("sent") == 3

    def test_only_what_is_tried_counts_as_an_attempt(self, batch, practice):
        """A worker that dies in the middle of a batch uses up no attempt of those behind."""
        claims = outbox.claim_due(now=NOW)
        outbox.begin(*claims[0], now=NOW)

        assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1]

    def test_each_message_has_its_own_lease(self, batch, post, settings):
        """The last of a slow batch is begun as long after the claim as it took."""
        claims = outbox.claim_due(now=NOW)
        ticks = iter(NOW + timedelta(minutes=minutes) for minutes in range(4))

        sending.deliver_batch(claims, clock=lambda: next(ticks))

        assert set(self.states(batch)) == {"sent"}


class World:
    """What the messages of TOLD are told from; counts how often it is read, and for how many."""

    def __init__(self) -> None:
        self.word = "123456"
        self.read_for: list[int] = []
        self.trouble: Callable[[Sequence[Message]], None] = lambda _: None

    def read(self, messages: Sequence[Message]) -> dict[int, str]:
        self.read_for.append(len(messages))
        self.trouble(messages)
        return {message.pk: self.word for message in messages}


class TestReadingTogether:
    TOLD = "test.told"

    @pytest.fixture
    def world(self) -> World:
        world = World()

        @message_teller(self.TOLD, reads=world.read)
        def told(message: Message, word: str, now: datetime) -> Outgoing:
            return Outgoing("code", cleared(), {"code": word})

        return world

    def due(self, practice: Any, count: int) -> list[tuple[int, int]]:
        for version in range(count):
            plan(practice, kind=f"{self.TOLD}:{version}", version=version)
        return outbox.claim_due(now=NOW)

    def codes(self, post: MailServer) -> list[str]:
        texts = [mail.get_body(("plain",)).get_content() for mail in post.arrived]
        return [found for text in texts for found in re.findall(r"\d{6}", text)]

    def test_the_world_is_read_once_for_several(self, practice, post, world):
        claims = self.due(practice, sending.READ_TOGETHER + 3)

        sending.deliver_batch(claims, clock=lambda: NOW)

        assert world.read_for == [sending.READ_TOGETHER, 3]
        assert len(self.codes(post)) == sending.READ_TOGETHER + 3

    @pytest.mark.parametrize(
        ("waited", "said"), [(sending.FRESH, "123456"), (sending.FRESH + timedelta.resolution, "654321")]
    )
    def test_what_changes_while_a_batch_is_sent_slowly_is_seen(self, practice, post, world, waited, said):
        claims = self.due(practice, 2)
        ticks = iter([NOW, NOW + waited])

        def clock() -> datetime:
            now = next(ticks)
            if now > NOW:
                world.word = "654321"
            return now

        sending.deliver_batch(claims, clock=clock)

        assert self.codes(post) == ["123456", said]

    def test_one_that_cannot_be_read_harms_no_other(self, practice, post, world, caplog):
        claims = self.due(practice, 3)
        bad = claims[1][0]

        def trouble(messages: Sequence[Message]) -> None:
            if any(message.pk == bad for message in messages):
                raise DatabaseError

        world.trouble = trouble
        sending.deliver_batch(claims, clock=lambda: NOW)

        assert len(post.arrived) == 2
        assert Message.objects.get(pk=bad).reason == "cannot be written (DatabaseError)"
        assert Message.objects.filter(state=MessageState.SENT).count() == 2


class TestTroubleWithTheServer:
    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    def test_a_passing_refusal_is_tried_again(self, practice, post, says, command):
        post.will_answer(command, "451 Try again later")
        message = after(plan(practice))
        assert message.state == MessageState.PLANNED
        assert "451" in message.reason

        after(message, NOW + LATER)

        assert (message.state, message.attempts, message.reason) == (MessageState.SENT, 2, "")
        assert len(post.arrived) == 1

    @pytest.mark.parametrize("command", ["RCPT", "DATA"])
    def test_a_lasting_refusal_ends_it_and_staff_are_told(self, practice, post, says, command):
        post.will_answer(command, "550 alex@example.org is unknown here")

        message = after(plan(practice))

        assert message.state == MessageState.FAILED
        assert "550" in message.reason
        alert = Alert.objects.get()
        assert (alert.kind, alert.subject_id) == ("message.not_sent", message.pk)
        assert "@" not in message.reason + alert.text

    def test_a_refused_sender_is_our_own_mistake_and_loses_nothing(self, practice, post, says):
        post.will_answer("MAIL", "553 You may not send from here")

        message = after(plan(practice))

        assert message.state == MessageState.PLANNED

    @pytest.mark.parametrize("command", ["MAIL", "RCPT"])
    def test_a_server_that_hangs_up_is_tried_again(self, practice, post, says, command):
        post.will_answer(command, HANG_UP)

        assert after(plan(practice)).state == MessageState.PLANNED

    def test_a_server_that_is_down_is_tried_again(self, practice, post, says, settings):
        settings.EMAIL_PORT = a_closed_port()
        message = after(plan(practice))
        assert (message.state, message.reason) == (
            MessageState.PLANNED,
            "mail server not reached (ConnectionRefusedError)",
        )

        settings.EMAIL_PORT = post.port

        assert after(message, NOW + LATER).state == MessageState.SENT

    def test_a_server_that_never_answers_is_given_up_after_the_timeout(self, practice, says, post, settings):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.2

            message = after(plan(practice))

        assert message.state == MessageState.PLANNED

    def test_waits_double_with_some_jitter_up_to_an_hour(self, practice, post, says, settings):
        settings.EMAIL_PORT = a_closed_port()
        message, now, waits = plan(practice), NOW, []

        while message.state == MessageState.PLANNED:
            now = message.due_at
            after(message, now)
            waits.append((message.due_at - now).total_seconds())

        expected = [30, 60, 120, 240, 480, 960, 1920]
        assert message.attempts == outbox.MAX_ATTEMPTS == len(waits)
        for wait, usual in zip(waits, expected, strict=False):
            assert usual * 0.8 <= wait <= usual * 1.2
        assert message.state == MessageState.FAILED
        assert Alert.objects.get().subject_id == message.pk

    def test_no_wait_is_longer_than_an_hour_and_its_jitter(self, practice, post, says, settings):
        settings.OUTBOX_FIRST_WAIT = timedelta(hours=5)
        settings.EMAIL_PORT = a_closed_port()

        message = after(plan(practice))

        assert timedelta(minutes=48) <= message.due_at - NOW <= timedelta(minutes=72)


class TestCrashes:
    def test_a_message_that_was_accepted_but_not_recorded_goes_out_again_with_the_same_id(
        self, practice, post, says, settings
    ):
        """The server took it, and we fell before the commit: what `outbox-guarantees.md` says of e-mail."""
        message = plan(practice)
        ((pk, attempts),) = outbox.claim_due(now=NOW)
        begun = outbox.begin(pk, attempts, now=NOW)
        assert begun is not None
        carrier = MailCarrier()
        carrier.send(sending.letter_of(begun, letter()))
        carrier.close()

        after(message, NOW + settings.OUTBOX_LEASE)

        first, second = post.arrived
        assert first["Message-ID"] == second["Message-ID"]
        assert (message.state, message.attempts) == (MessageState.SENT, 2)

    def test_an_answer_that_is_lost_after_the_server_accepted_repeats_the_same_id(self, practice, post, says):
        post.will_answer("DATA", HANG_UP)
        message = after(plan(practice))
        assert message.state == MessageState.PLANNED

        after(message, NOW + LATER)

        first, second = post.arrived
        assert first["Message-ID"] == second["Message-ID"]
        assert message.state == MessageState.SENT

    def test_different_messages_have_different_ids(self, practice, post, says):
        for version in (1, 2):
            plan(practice, version=version)
        send_due(NOW)

        first, second = post.arrived
        assert first["Message-ID"] != second["Message-ID"]

    def test_a_message_whose_workers_always_die_ends_on_the_desk(self, practice, post, says, settings):
        message, now = plan(practice), NOW
        for _ in range(outbox.MAX_ATTEMPTS):
            ((pk, attempts),) = outbox.claim_due(now=now)
            outbox.begin(pk, attempts, now=now)
            now += settings.OUTBOX_LEASE

        after(message, now)

        assert (message.state, message.reason) == (
            MessageState.FAILED,
            "tried too often without an answer",
        )
        assert Alert.objects.exists()

    def test_a_task_that_is_delivered_three_times_sends_once(self, practice, post, says):
        plan(practice)
        ((pk, attempts),) = outbox.claim_due(now=NOW)

        for _ in range(3):
            sending.deliver(pk, attempts, now=NOW)

        assert len(post.arrived) == 1


class TestBrokenHandlers:
    def broken(self, message: Message, now: datetime) -> Outgoing:
        return Outgoing("there_is_no_such_template", cleared())

    def test_a_template_error_is_logged_and_tried_again(self, practice, post, says, caplog):
        says(self.broken)

        message = after(plan(practice))

        assert (message.state, message.reason) == (
            MessageState.PLANNED,
            "cannot be written (TemplateDoesNotExist)",
        )
        (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
        assert record.exc_info is not None

    @time_machine.travel(NOW, tick=False)
    def test_it_does_not_hold_up_other_messages(self, practice, post, says, caplog):
        says(lambda message, now: letter() if message.subject_version else self.broken(message, now))
        for version in (0, 1, 2):
            plan(practice, version=version)

        call_command("send_due_messages", stdout=StringIO())

        assert len(post.arrived) == 2

    def test_it_ends_on_the_desk(self, practice, post, says, caplog):
        says(self.broken)
        message = plan(practice)

        while message.state == MessageState.PLANNED:
            after(message, message.due_at)

        assert (message.state, message.attempts) == (MessageState.FAILED, outbox.MAX_ATTEMPTS)
        assert Alert.objects.get().subject_id == message.pk

    def test_a_kind_that_nobody_handles_is_a_mistake_too(self, practice, post, caplog):
        message = after(plan(practice, kind="test.nobody"))

        assert message.reason == "cannot be written (UnknownKind)"

    def test_what_a_broken_handler_wrote_is_taken_back(self, practice, post, says, caplog):
        def writes_and_breaks(message: Message, now: datetime) -> Outgoing:
            practice.name = "changed"
            practice.save()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM there_is_no_such_table")
            raise AssertionError

        says(writes_and_breaks)

        message = after(plan(practice))

        practice.refresh_from_db()
        assert practice.name != "changed"
        assert message.reason == "cannot be written (ProgrammingError)"
        assert issubclass(caplog.records[-1].exc_info[0], DatabaseError)


@time_machine.travel(NOW, tick=False)
def test_the_command_says_how_many_were_due(practice, post, says, capsys):
    for version in (1, 2):
        plan(practice, version=version)
    plan(practice, version=3, due_at=datetime.max.replace(tzinfo=NOW.tzinfo))

    call_command("send_due_messages")

    assert capsys.readouterr().out == "2 due.\n"
    assert len(post.arrived) == 2


def a_closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        return int(briefly.getsockname()[1])


def test_the_mail_server_itself_is_real(post):
    """The other tests mean nothing if this one is not true."""
    assert isinstance(post, MailServer)
    with socket.create_connection(("127.0.0.1", post.port), timeout=5) as line:
        assert line.recv(3) == b"220"
