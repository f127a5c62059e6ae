"""The lock of a mediator's time, and what to do when PostgreSQL asks to try again.

The exclusion constraint on `SlotClaim` is the guarantee; the advisory lock is the calm: without it many
clients on overlapping hours deadlock, with it they queue. Everything that takes or frees a mediator's time,
or changes the rules of it, takes this lock first, in one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from bookings.errors import BookingError, SlotTaken

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
MEDIATOR_LOCKS = 0x4D45  # the first key of the two-key advisory locks
VISITOR_LOCKS = 0x5649
LOCK_TIMEOUT = "3s"
TRIES = 3


def lock_mediators(mediator_ids: Iterable[int]) -> None:
    """Hold these mediators' time until the transaction ends; in order of id, so that nobody waits in a ring.

    Waits three seconds at most; then PostgreSQL raises, which `retrying` turns into SlotTaken.
    """
    _lock(MEDIATOR_LOCKS, sorted(set(mediator_ids)))


def lock_visitor(fingerprint: int) -> None:
    """Let one visitor's parallel requests follow each other. `fingerprint` is any 32-bit signed number.

    Taken before any mediator's lock, and waits as long.
    """
    _lock(VISITOR_LOCKS, [fingerprint])


def _lock(family: int, keys: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [family, key])


def retrying(action: Callable[[], Result], *, refusal: type[BookingError] = SlotTaken) -> Result:
    """Run a whole transaction, again after a deadlock or serialization failure, three times at most.

    Raises `refusal` when the lock is not to be had or the tries are used up: the visitor then gets
    other times instead of an error page.
    """
    for left in reversed(range(TRIES)):
        try:
            return action()
        except OperationalError as error:
            cause = error.__cause__
            if isinstance(cause, LockNotAvailable):
                raise refusal from error
            if not isinstance(cause, DeadlockDetected | SerializationFailure):
                raise
            logger.warning("A booking met %s; %s tries left.", type(cause).__name__, left)
    raise refusal
