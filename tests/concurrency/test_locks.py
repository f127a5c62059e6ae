"""What happens when PostgreSQL asks to try again: real deadlocks, real lock time-outs."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, transaction

from bookings.errors import BookingError, SlotTaken
from bookings.models import Mediator
from bookings.services import locks
from tests.concurrency.races import together
from tests.factories import mediator

pytestmark = pytest.mark.concurrency


@pytest.fixture
def two(transactional_db) -> tuple[Mediator, Mediator]:
    return mediator("Morgan Ellis", user=None), mediator("Drew Marsh", user=None)


def test_the_loser_of_a_real_deadlock_tries_again_and_gets_through(two, caplog):
    """Two transactions take two rows in opposite order, each holding one before it asks for the other.

    The loser waits until the winner is through: on a busy machine it would else be there first once more.
    """
    both_hold_one = threading.Barrier(2, timeout=10)
    one_is_through = threading.Event()
    runs: list[str] = []

    def crossing(name: str, first: Mediator, second: Mediator):
        @transaction.atomic
        def work() -> str:
            again = name in runs
            runs.append(name)
            if again:
                assert one_is_through.wait(10)
            Mediator.objects.filter(pk=first.pk).update(bio=name)
            if not again:
                both_hold_one.wait()
            Mediator.objects.filter(pk=second.pk).update(bio=name)
            return name

        def run() -> str:
            name = locks.retrying(work)
            one_is_through.set()
            return name

        return run

    outcomes = together([crossing("one", *two), crossing("two", *reversed(two))])

    assert outcomes == ["one", "two"]
    assert len(runs) == 3
    assert caplog.text.count("A booking met DeadlockDetected; 2 tries left.") == 1
    assert {one.bio for one in Mediator.objects.all()} == {runs[-1]}


def test_a_serialization_failure_tries_again(two, caplog):
    row, _ = two
    both_have_read = threading.Barrier(2, timeout=10)
    runs: list[str] = []

    def adding(name: str):
        @transaction.atomic
        def work() -> None:
            again = name in runs
            runs.append(name)
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            seen = Mediator.objects.get(pk=row.pk).bio
            if not again:
                both_have_read.wait()
            Mediator.objects.filter(pk=row.pk).update(bio=seen + name)

        return lambda: locks.retrying(work)

    together([adding("a"), adding("b")])

    row.refresh_from_db()
    assert sorted(row.bio) == ["a", "b"]  # neither overwrote the other
    assert "SerializationFailure" in caplog.text


@pytest.mark.parametrize("refusal", [SlotTaken, BookingError])
def test_when_every_try_fails_it_is_a_polite_refusal(transactional_db, refusal):
    tries = []

    @transaction.atomic
    def always_in_a_deadlock() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(refusal) as caught:
        locks.retrying(always_in_a_deadlock, refusal=refusal)

    assert type(caught.value) is refusal
    assert len(tries) == locks.TRIES


def test_any_other_failure_of_the_database_surfaces_at_once(transactional_db):
    tries = []

    def broken() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'disk' USING ERRCODE = '53100'; END $$")

    with pytest.raises(OperationalError, match="disk"):
        locks.retrying(broken)

    assert len(tries) == 1


@pytest.mark.parametrize("family", ["mediator", "visitor"])
def test_a_lock_that_is_not_to_be_had_is_a_polite_refusal(two, family):
    """Somebody keeps it for longer than anybody waits, which is three seconds."""
    kept, done = threading.Event(), threading.Event()

    def take() -> None:
        if family == "mediator":
            locks.lock_mediators([two[0].pk])
        else:
            locks.lock_visitor(7)

    def keep() -> str:
        with transaction.atomic():
            take()
            kept.set()
            done.wait(timeout=20)
        return "kept"

    def want() -> object:
        kept.wait(timeout=10)
        try:
            return locks.retrying(transaction.atomic(take))
        finally:
            done.set()

    outcomes = together([keep, want])

    assert outcomes[0] == "kept"
    assert type(outcomes[1]) is SlotTaken


def test_locks_of_different_mediators_do_not_wait_for_each_other(two):
    both_inside = threading.Barrier(2, timeout=5)

    def work(who: Mediator):
        @transaction.atomic
        def inside() -> bool:
            locks.lock_mediators([who.pk])
            both_inside.wait()
            return True

        return inside

    assert together([work(two[0]), work(two[1])]) == [True, True]


def test_locks_of_the_same_mediators_in_any_order_queue(two, caplog):
    first, second = two

    def work(ids: list[int]):
        @transaction.atomic
        def inside() -> bool:
            locks.lock_mediators(ids)
            return True

        return lambda: locks.retrying(inside)

    actions = [work([first.pk, second.pk] if n % 2 else [second.pk, first.pk]) for n in range(20)]

    assert all(together(actions))
    assert "A booking met" not in caplog.text
