"""The nudge: after a commit, ask the queue to look at the outbox now rather than at its next sweep.

It must never cost the person who waits anything: one background thread per process does the publishing, many
nudges become one, and after a failure it rests. Losing a nudge loses nothing; the sweep finds the row.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import cache, partial

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST_SECONDS = 15.0
EXPIRES_SECONDS = 60  # a nudge that waited longer is one that a sweep has overtaken
TASK = "core.sweep_outbox"
AWAY = (KombuError, RedisError, OSError)


def publish(task: str = TASK) -> None:
    """Put this task on the queue. Raises one of AWAY when the broker cannot be reached.

    It tries twice: a connection kept from before the broker was restarted fails, and a new one works.
    """
    from mediation.celery import app  # the queue's code loads at first use, not with the web process

    try:
        app.send_task(task, retry=False, expires=EXPIRES_SECONDS)
    except AWAY:
        app.send_task(task, retry=False, expires=EXPIRES_SECONDS)


class Nudger:
    """One thread that publishes when asked; requests only set a flag."""

    def __init__(self, publish: Callable[[], None], *, rest: float = REST_SECONDS) -> None:
        self._publish = publish
        self._rest = rest
        self._asked = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Returns at once. Asked again while it publishes or rests, it publishes once more afterwards."""
        self._asked.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # a fork has none either
                self._thread = threading.Thread(target=self._run, name="outbox-nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            try:
                self._publish()
            except AWAY as error:
                logger.warning("The queue is away (%s); the sweep will send.", type(error).__name__)
                threading.Event().wait(self._rest)


@cache
def _nudger(task: str) -> Nudger:
    return Nudger(partial(publish, task))


def soon(task: str) -> None:
    """Ask for a task without arguments; returns at once whether or not the queue is there."""
    _nudger(task).ask()


def sweep_soon() -> None:
    """Ask for a sweep of the outbox."""
    soon(TASK)
