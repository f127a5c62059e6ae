"""Planning, claiming and ending messages. Nothing is sent here: see test_sending."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from mediation.core import outbox
from mediation.core.enums import MessageState, Purpose
from mediation.core.models import Alert, Message, PracticeSettings
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
