"""Starting many things at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from bookings.errors import BookingError
from intake.errors import CallbackError
from mediation.core.errors import ChangedMeanwhile

REFUSALS = (BookingError, CallbackError, ChangedMeanwhile)


def together(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every action in its own thread, released at once; returns what each gave, in order.

    A refusal (see REFUSALS) is an answer and comes back as itself; any other error is raised here, so that a
    test fails when one escapes.
    """
    gate = threading.Barrier(len(actions), timeout=30)

    def run(action: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gate.wait()
            return action()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(actions)) as threads:
        return [one.result(timeout=60) for one in [threads.submit(run, action) for action in actions]]


def won(outcomes: Sequence[Any]) -> list[Any]:
    """What was given to those who were not refused."""
    return [one for one in outcomes if not isinstance(one, REFUSALS)]


def refusals(outcomes: Sequence[Any]) -> set[type]:
    """The kinds of refusal that the others met."""
    return {type(one) for one in outcomes if isinstance(one, REFUSALS)}
