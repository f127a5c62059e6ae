"""The nudge: after a commit, ask the queue to look at the outbox now rather than at its next sweep.

It must never cost the person who waits anything: one background thread per process does the publishing, many
nudges become one, and after a failure it rests. Losing a nudge loses nothing; the sweep finds the row.
"""

from __future__ import annotations

import logging
import threading
from time import monotonic

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST_SECONDS = 15.0
TASK = "core.sweep_outbox"


def publish() -> None:
    """Put the sweep on the queue, without retrying. Raises when the broker cannot be reached."""
    from mediation.celery import app  # the queue's code loads at first use, not with the web process

    app.send_task(TASK, retry=False, expires=60)


class Nudger:
    """One thread that publishes when asked; requests only set a flag."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        self._asked.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox-nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        resting_until = 0.0
        while True:
            self._asked.wait()
            self._asked.clear()
            if monotonic() < resting_until:
                continue
            try:
                publish()
            except (KombuError, RedisError, OSError) as error:
                resting_until = monotonic() + REST_SECONDS
                logger.warning("The queue is away (%s); the sweep will send.", type(error).__name__)


_nudger = Nudger()


def sweep_soon() -> None:
    """Ask for a sweep; returns at once whether or not the queue is there."""
    _nudger.ask()
