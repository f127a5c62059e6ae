"""The clock of a complaint, and the words of its parts. PURE.

The Family Mediation Standards Board's rules: raised within 3 months, acknowledged within 10 working days,
answered within 30 working days of coming in; then the person has 3 months to go to the Board. Clients, people
who asked us for something, and invited people may complain; that somebody was or was not invited is nothing
that the Board looks at. Days are UK days; the day on which a complaint comes in does not count.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mediation.core.times import months_later
from mediation.core.working_time import is_working_day, working_day_after

ACKNOWLEDGE_DAYS, ANSWER_DAYS, WARN_DAYS = 10, 30, 2  # working days
RAISE_MONTHS = BOARD_MONTHS = 3
FARTHEST = timedelta(days=90)  # 30 working days end well before, whatever is closed in between


class CameFrom(StrEnum):
    CLIENT = "client"
    PROSPECTIVE = "prospective"
    INVITED = "invited"
    OTHER = "other"


class About(StrEnum):
    MEDIATOR = "mediator"
    OFFICE = "office"
    WAITING = "waiting"
    MONEY = "money"
    ACCESS = "access"
    DATA = "data"
    INVITING = "inviting"
    OTHER = "other"


class ComplaintOutcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    OUTSIDE = "outside"
    WITHDRAWN = "withdrawn"


class ComplaintState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Clock:
    """The last days for both steps."""

    acknowledge_by: date
    answer_by: date


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is due next, and how near it is."""

    step: ComplaintState
    by: date
    is_late: bool
    is_near: bool


def clock(received_on: date, *, closed: Collection[date]) -> Clock:
    """`closed`: the practice's closures and bank holidays from `received_on` to `FARTHEST` after it."""
    return Clock(
        working_day_after(received_on, ACKNOWLEDGE_DAYS, closed=closed),
        working_day_after(received_on, ANSWER_DAYS, closed=closed),
    )


def state_of(
    *, acknowledged_on: date | None, answered_on: date | None, closed_on: date | None
) -> ComplaintState:
    if closed_on:
        return ComplaintState.CLOSED
    if answered_on:
        return ComplaintState.ANSWERED
    return ComplaintState.ACKNOWLEDGED if acknowledged_on else ComplaintState.OPEN


def next_step(state: ComplaintState, due: Clock, *, today: date, closed: Collection[date]) -> NextStep | None:
    """What has to be done by when; None once it was answered. An answer is not put off by what came first:
    it is the next step of a complaint that was acknowledged."""
    if state in {ComplaintState.ANSWERED, ComplaintState.CLOSED}:
        return None
    step = ComplaintState.ACKNOWLEDGED if state is ComplaintState.OPEN else ComplaintState.ANSWERED
    by = due.acknowledge_by if state is ComplaintState.OPEN else due.answer_by
    return NextStep(step, by, is_late=today > by, is_near=warn_on(by, closed=closed) <= today <= by)


def warn_on(by: date, *, closed: Collection[date]) -> date:
    """Two working days before the last day."""
    day, left = by, WARN_DAYS
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed=closed)
    return day


def is_raised_late(happened_on: date | None, received_on: date) -> bool:
    """More than three months after it happened: it need not be looked at, and may be."""
    return happened_on is not None and received_on > months_later(happened_on, RAISE_MONTHS)


def board_until(answered_on: date) -> date:
    """The last day on which the person can go to the Standards Board."""
    return months_later(answered_on, BOARD_MONTHS)
