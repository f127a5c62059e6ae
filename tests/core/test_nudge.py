"""The nudge never costs whoever waits anything, whatever the queue does."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from mediation.celery import app
from mediation.core import nudge
from mediation.core.nudge import Nudger

PATIENCE = 10  # seconds; only a failing test waits so long


class Publisher:
    """Counts; fails while `away`; waits while `gate` is shut."""

    def __init__(self) -> None:
        self.times = 0
        self.away: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.called = threading.Semaphore(0)

    def __call__(self) -> None:
        self.gate.wait(PATIENCE)
        self.times += 1
        self.called.release()
        if self.away:
            raise self.away

    def was_called(self) -> bool:
        return self.called.acquire(timeout=PATIENCE)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.gate.set()


def test_a_nudge_is_published(publisher):
    Nudger(publisher).ask()

    assert publisher.was_called()


def test_many_nudges_while_one_is_being_published_become_one_more(publisher):
    nudger = Nudger(publisher)
    publisher.gate.clear()
    for _ in range(50):
        nudger.ask()
    publisher.gate.set()

    assert publisher.was_called()
    assert publisher.times <= 2


def test_asking_does_not_wait_for_a_queue_that_hangs(publisher):
    nudger = Nudger(publisher)
    publisher.gate.clear()

    started = time.perf_counter()
    for _ in range(100):
        nudger.ask()

    assert time.perf_counter() - started < PATIENCE / 2  # a single wait would have taken all of it


@pytest.mark.parametrize("error", [OSError(), TimeoutError(), *(kind() for kind in nudge.AWAY)], ids=repr)
def test_after_a_failure_it_rests_and_then_publishes_what_was_asked_meanwhile(publisher, error, caplog):
    nudger = Nudger(publisher, rest=0.05)
    publisher.away = error
    with caplog.at_level(logging.WARNING):
        nudger.ask()
        assert publisher.was_called()
        publisher.away = None
        nudger.ask()

        assert publisher.was_called()
    assert [one.levelname for one in caplog.records] == ["WARNING"]


def test_while_it_rests_the_queue_is_left_alone(publisher, caplog):
    nudger = Nudger(publisher, rest=PATIENCE)
    publisher.away = OSError()
    nudger.ask()
    assert publisher.was_called()

    for _ in range(50):
        nudger.ask()

    assert publisher.times == 1


@pytest.fixture
def sweeps() -> Iterator[object]:
    """How many sweeps wait in the real queue."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        channel.queue_purge("celery")
        yield lambda: channel._size("celery")
        channel.queue_purge("celery")


def test_it_asks_for_the_sweep_on_the_real_queue(sweeps):
    nudge.publish()

    assert sweeps() == 1


def test_a_kept_connection_that_died_does_not_lose_a_nudge(sweeps):
    nudge.publish()
    with app.connection_for_write() as connection:
        connection.default_channel.client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")

    nudge.publish()

    assert sweeps() == 2
