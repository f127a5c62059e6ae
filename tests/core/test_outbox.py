"""Planning, claiming and ending messages. Nothing is sent here: see test_sending."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from mediation.core import audit, outbox
from mediation.core.enums import Channel, MessageState, Purpose
from mediation.core.errors import CannotRetry, MayBeThere
from mediation.core.models import Alert, AuditEntry, Message, PracticeSettings
from mediation.core.outbox import Plan
from tests.concurrency.races import together
from tests.factories import NOW
from tests.factories import practice as make_practice

SECOND = timedelta(seconds=1)


def a_plan(subject: Any, **fields: Any) -> Plan:
    return Plan(
        **{
            "kind": "test.hello",
            "subject": subject,
            "recipient": "party:1",
            "purpose": Purpose.BOOKING,
            "due_at": NOW,
            "version": 1,
            **fields,
        }
    )


def planned(subject: Any, **fields: Any) -> Message:
    outbox.plan([a_plan(subject, **fields)], now=NOW)
    return Message.objects.latest("pk")


def begun(subject: Any, **fields: Any) -> Message:
    message = planned(subject, **fields)
    (claim,) = outbox.claim_due(now=NOW)
    started = outbox.begin(*claim, now=NOW)
    assert started is not None
    assert started.pk == message.pk
    return started


def test_the_same_thing_is_planned_once(practice):
    for _ in range(3):
        outbox.plan([a_plan(practice)], now=NOW)

    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "difference", [{"version": 2}, {"kind": "test.other"}, {"recipient": "party:2"}], ids=str
)
def test_another_version_kind_or_recipient_is_another_message(practice, difference):
    outbox.plan([a_plan(practice), a_plan(practice, **difference)], now=NOW)

    assert Message.objects.count() == 2


def test_a_message_vanishes_with_the_transaction_that_planned_it(practice):
    with transaction.atomic():
        outbox.plan([a_plan(practice)], now=NOW)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.parametrize(("due_in", "nudges"), [(-SECOND, 1), (timedelta(0), 1), (SECOND, 0)])
def test_the_queue_is_nudged_after_the_commit_if_something_is_due(
    practice, due_in, nudges, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as after_commit:
        outbox.plan([a_plan(practice, due_at=NOW + due_in)], now=NOW)

    assert len(after_commit) == nudges


@pytest.mark.parametrize(("due_in", "claims"), [(-SECOND, 1), (timedelta(0), 1), (SECOND, 0)])
def test_a_message_is_claimed_from_its_due_instant_on(practice, due_in, claims):
    planned(practice, due_at=NOW + due_in)

    assert len(outbox.claim_due(now=NOW)) == claims


@pytest.mark.parametrize(("past_the_lease", "claims"), [(-SECOND, 0), (timedelta(0), 1), (SECOND, 1)])
def test_a_claim_whose_worker_vanished_is_claimed_again_when_its_lease_ends(
    practice, settings, past_the_lease, claims
):
    planned(practice)
    outbox.claim_due(now=NOW)

    assert len(outbox.claim_due(now=NOW + settings.OUTBOX_LEASE + past_the_lease)) == claims


def test_the_longest_due_are_claimed_first_and_only_as_many_as_asked_for(practice):
    for minutes in (1, 3, 2):
        planned(practice, version=minutes, due_at=NOW - timedelta(minutes=minutes))

    ids = [pk for pk, _ in outbox.claim_due(now=NOW, limit=2)]

    versions = [Message.objects.get(pk=pk).subject_version for pk in ids]
    assert versions == [3, 2]


def test_of_two_workers_with_the_same_claim_one_begins(practice):
    planned(practice)
    ((pk, attempts),) = outbox.claim_due(now=NOW)

    first, second = outbox.begin(pk, attempts, now=NOW), outbox.begin(pk, attempts, now=NOW)

    assert first is not None
    assert first.attempts == 1
    assert second is None


def test_waiting_in_the_queue_beyond_the_lease_costs_no_attempt(practice, settings):
    """However often a stuck queue lets leases run out, the attempts are for trying."""
    planned(practice)
    later = NOW
    for _ in range(20):
        ((pk, attempts),) = outbox.claim_due(now=later)
        later += settings.OUTBOX_LEASE

    assert attempts == 0
    assert outbox.begin(pk, attempts, now=later) is not None


def test_beginning_starts_a_lease_of_its_own(practice, settings):
    planned(practice)
    ((pk, attempts),) = outbox.claim_due(now=NOW)
    outbox.begin(pk, attempts, now=NOW + settings.OUTBOX_LEASE - SECOND)

    assert outbox.claim_due(now=NOW + settings.OUTBOX_LEASE) == []


def test_who_lost_the_lease_to_a_new_attempt_cannot_end_the_message(practice, settings):
    slow = begun(practice)
    (again,) = outbox.claim_due(now=NOW + settings.OUTBOX_LEASE)
    quick = outbox.begin(*again, now=NOW + settings.OUTBOX_LEASE)
    assert quick is not None

    assert not outbox.finish(slow, MessageState.FAILED)
    assert outbox.finish(quick, MessageState.SENT)
    assert Message.objects.get().state == MessageState.SENT


def test_a_late_answer_is_taken_while_nobody_else_has_begun(practice, settings):
    slow = begun(practice)
    (again,) = outbox.claim_due(now=NOW + settings.OUTBOX_LEASE)

    assert outbox.finish(slow, MessageState.SENT)
    assert outbox.begin(*again, now=NOW + settings.OUTBOX_LEASE) is None


def test_a_claim_that_reached_no_worker_can_be_given_back(practice):
    planned(practice)
    claims = outbox.claim_due(now=NOW)

    outbox.release(claims)

    assert outbox.claim_due(now=NOW) == claims


def test_giving_back_leaves_a_message_alone_that_a_worker_has_begun(practice):
    planned(practice)
    claims = outbox.claim_due(now=NOW)
    outbox.begin(*claims[0], now=NOW)

    outbox.release(claims)

    assert Message.objects.get().state == MessageState.SENDING


def test_giving_up_puts_the_message_on_the_desk_once(practice):
    message = begun(practice)

    for _ in range(2):
        outbox.give_up(message, MessageState.FAILED, "x" * 500, now=NOW)

    row = Message.objects.get()
    assert (row.state, row.reason) == (MessageState.FAILED, "x" * 300)
    assert Alert.objects.get().subject_id == message.pk


@pytest.mark.parametrize(
    ("end", "how"),
    [(outbox.give_up, [MessageState.FAILED, "because"]), (outbox.raise_doubt, ["because"])],
    ids=["given up", "in doubt"],
)
def test_no_message_ends_unsent_without_its_alert(practice, end, how):
    """A worker that dies in between leaves it to the next one, as here where no alert can be written."""
    message = begun(practice)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_alert RENAME TO core_alert_away")

    with pytest.raises(ProgrammingError):
        end(message, *how, now=NOW)

    message.refresh_from_db()
    assert message.state == MessageState.SENDING


@pytest.mark.parametrize(("version", "state"), [(1, "skipped"), (2, "planned"), (3, "planned")])
def test_messages_about_older_versions_are_skipped(practice, version, state):
    planned(practice, version=version, due_at=NOW + SECOND)

    outbox.skip_planned(practice, reason="moved", before_version=2)

    assert Message.objects.get().state == state


@pytest.mark.parametrize(("seconds", "versions"), [(59, 1), (60, 2), (61, 2)])
def test_asking_again_within_a_minute_is_asking_once(practice, seconds, versions):
    for now in (NOW, NOW + timedelta(seconds=seconds)):
        outbox.plan([a_plan(practice, version=outbox.minute_of(now))], now=now)

    assert Message.objects.count() == versions


@pytest.mark.parametrize("given", ["desk@example.org", "Appointments <desk@example.org>"])
def test_the_sender_is_an_address_alone(settings, given):
    settings.DEFAULT_FROM_EMAIL = given

    assert outbox.sender_address() == "desk@example.org"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_claim_different_messages():
    subject = make_practice()
    outbox.plan([a_plan(subject, version=version) for version in range(40)], now=NOW)

    claims = together([lambda: outbox.claim_due(now=NOW, limit=15)] * 4)

    claimed = [pk for some in claims for pk, _ in some]
    assert len(claimed) == len(set(claimed)) == 40


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_sweep_never_waits_for_a_row_that_another_is_claiming():
    subject = make_practice()
    outbox.plan([a_plan(subject, version=version) for version in (1, 2)], now=NOW)
    first = Message.objects.earliest("pk")

    def elsewhere() -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
        try:
            return outbox.claim_due(now=NOW)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout")

    with transaction.atomic():
        Message.objects.select_for_update().get(pk=first.pk)
        ((claimed,),) = together([elsewhere])

    assert claimed[0] != first.pk


def test_planning_many_is_one_statement(practice, django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.plan([a_plan(practice, version=version) for version in range(3)], now=NOW)


def test_a_subject_is_named_by_its_model(practice):
    assert (planned(practice).subject_type, PracticeSettings.__name__.lower()) == ("practicesettings",) * 2


def ended(subject: Any, state: MessageState, **fields: Any) -> Message:
    """A message that ended so, and its alert where it has one."""
    message = begun(subject, **fields)
    if state in {MessageState.FAILED, MessageState.MISSED}:
        outbox.give_up(message, state, "because", now=NOW)
    else:
        outbox.finish(message, state, reason="because")
    message.refresh_from_db()
    return message


class TestTooLate:
    def test_those_of_one_day_are_one_alert(self, practice):
        for version in range(5):
            ended(practice, MessageState.MISSED, version=version)

        assert Message.objects.filter(state=MessageState.MISSED).count() == 5
        assert Alert.objects.get().kind == "message.missed"

    def test_each_that_failed_has_an_alert_of_its_own(self, practice):
        for version in range(3):
            ended(practice, MessageState.FAILED, version=version)

        assert Alert.objects.filter(kind="message.not_sent").count() == 3

    def test_the_next_day_is_told_anew(self, practice):
        for days, version in ((0, 1), (1, 2)):
            message = begun(practice, version=version)
            outbox.give_up(message, MessageState.MISSED, "because", now=NOW + timedelta(days=days))

        assert Alert.objects.count() == 2


class TestTryingAgain:
    @pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.MISSED, MessageState.SKIPPED])
    def test_what_ended_unsent_goes_back_and_the_trail_says_who(self, practice, admin, state):
        message = ended(practice, state)
        later = NOW + timedelta(hours=1)

        outbox.retry(message, audit.Actor.of(admin), later)

        row = Message.objects.get()
        assert (row.state, row.due_at, row.attempts, row.reason) == (MessageState.PLANNED, later, 0, "")
        assert outbox.claim_due(now=later) == [(row.pk, 0)]
        entry = AuditEntry.objects.get(verb="message.retried")
        assert (entry.actor, entry.subject_id) == (admin, row.pk)
        assert entry.details == {"ended_as": state, "in_doubt": False}

    @pytest.mark.parametrize("state", [MessageState.PLANNED, MessageState.SENDING, MessageState.SENT])
    def test_what_waits_or_was_sent_stays_as_it_is(self, practice, state):
        message = begun(practice)
        if state is not MessageState.SENDING:
            outbox.finish(message, state)

        with pytest.raises(CannotRetry):
            outbox.retry(message, audit.SYSTEM, NOW)

        assert Message.objects.get().state == state
        assert not AuditEntry.objects.exists()

    def test_its_own_alert_is_closed_and_others_stay(self, practice):
        first, _ = (ended(practice, MessageState.FAILED, version=version) for version in (1, 2))

        outbox.retry(first, audit.SYSTEM, NOW)

        open_ones = Alert.objects.filter(closed_at__isnull=True)
        assert [one.subject_id for one in open_ones] != [first.pk]
        assert open_ones.count() == 1

    def test_a_text_that_may_have_gone_needs_somebody_to_say_so(self, practice):
        message = begun(practice, channel=Channel.SMS)
        outbox.hand_over(message, now=NOW)
        outbox.raise_doubt(message, "no answer", now=NOW)
        assert Message.objects.get().state == MessageState.FAILED

        with pytest.raises(MayBeThere):
            outbox.retry(message, audit.SYSTEM, NOW)
        outbox.retry(message, audit.SYSTEM, NOW, although_it_may_have_gone=True)

        row = Message.objects.get()
        assert (row.state, row.handed_over_at) == (MessageState.PLANNED, None)
        assert AuditEntry.objects.get(verb="message.retried").details["in_doubt"] is True

    @pytest.mark.parametrize(("useful_for", "kept"), [(-1, False), (0, False), (1, True)])
    def test_whoever_asks_knows_that_it_is_late(self, practice, useful_for, kept):
        until = NOW + timedelta(seconds=useful_for)
        message = ended(practice, MessageState.MISSED, not_after=until)

        outbox.retry(message, audit.SYSTEM, NOW)

        assert Message.objects.get().not_after == (until if kept else None)

    def test_the_queue_is_nudged_after_the_commit(self, practice, django_capture_on_commit_callbacks):
        message = ended(practice, MessageState.FAILED)

        with django_capture_on_commit_callbacks() as after_commit:
            outbox.retry(message, audit.SYSTEM, NOW)

        assert len(after_commit) == 1


def test_claiming_is_one_statement_and_beginning_another(practice, django_assert_num_queries):
    for version in (1, 2, 3):
        planned(practice, version=version)

    with django_assert_num_queries(1):
        claims = outbox.claim_due(now=NOW)
    row = Message.objects.get(pk=claims[0][0])
    with django_assert_num_queries(1):
        begun = outbox.begin(*claims[0], now=NOW, row=row)
    assert begun is not None
    assert begun.attempts == Message.objects.get(pk=begun.pk).attempts == 1


def test_a_row_that_was_read_before_another_attempt_is_read_again(practice, settings):
    planned(practice)
    ((pk, attempts),) = outbox.claim_due(now=NOW)
    old = Message.objects.get(pk=pk)
    outbox.begin(pk, attempts, now=NOW)
    (again,) = outbox.claim_due(now=NOW + settings.OUTBOX_LEASE)

    begun = outbox.begin(*again, now=NOW + settings.OUTBOX_LEASE, row=old)

    assert begun is not None
    assert begun.attempts == 2


def test_claiming_reads_the_index_of_what_waits(practice):
    """Not the table, which keeps everything that was ever sent."""
    planned(practice)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too small to need an index
        cursor.execute(f"EXPLAIN {outbox.CLAIM}", {"now": NOW, "lease": NOW, "limit": 20})
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "core_message_due" in plan
