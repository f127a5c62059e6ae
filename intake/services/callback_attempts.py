"""After an attempt: another window, or the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from intake.callbacks import next_attempt_windows
from intake.enums import CallbackAgain, CallbackEventKind, CallbackState
from intake.errors import NotSafeThen, WindowFull
from intake.models import CallbackRequest, CallbackWindow
from intake.queries import preferences_of
from mediation.core import alerts, outbox
from mediation.core.audit import SYSTEM
from mediation.core.periods import Period
from mediation.core.practice import practice
from mediation.core.retention import ClassKey
from mediation.core.retention_terms import terms
from mediation.core.times import local_day

from . import callback_messages, callback_record
from .callback_windows import take_unit_for_staff

ATTEMPTS = (CallbackEventKind.NO_ANSWER, CallbackEventKind.VOICEMAIL_LEFT)
NOT_REACHED = "could not be reached"
NO_OTHER_TIME = "could not be reached, and no other time is safe"
NOBODY_RANG = "nobody rang in the time they chose. Choose another that is safe."
NO_WINDOW = "could not be reached. No free window is safe: choose a time."


def try_again(row: CallbackRequest, *, now: datetime, window: CallbackWindow | None = None) -> None:
    """Nobody was reached: give it another window, or end it. `window` is the one that staff prefer.

    Raises NotSafeThen or WindowFull for a preferred window; nothing is written then. Saves nothing itself
    beyond what it takes and sends: the caller saves the row.
    """
    if row.attempts >= practice().callback_attempts:
        give_up(row, NOT_REACHED, now=now)
    elif window is not None:
        if not another_windows(row, [window], now=now):
            raise NotSafeThen
        put_into(row, take_unit_for_staff(window, now=now))
        _record_choice(row, now, "again")
    elif take_another(row, now=now):
        _record_choice(row, now, "again")
    elif row.again == CallbackAgain.NEVER:
        give_up(row, NO_OTHER_TIME, now=now)
    else:
        wait_for_a_choice(row, NO_WINDOW, now=now)


def move_on(row: CallbackRequest, *, now: datetime) -> None:
    """Their time passed and nobody rang: another safe window, of which they hear, or a person chooses one."""
    if take_another(row, now=now):
        _record_choice(row, now, "missed")
        version = outbox.minute_of(now)
        outbox.plan(callback_messages.confirmation(row, now=now, version=version), now=now)
    else:
        wait_for_a_choice(row, NOBODY_RANG, now=now)


def take_another(row: CallbackRequest, *, now: datetime) -> bool:
    """A unit of the best window that is left; one that fills at this moment is passed over."""
    with_room = CallbackWindow.objects.filter(is_open=True, used__lt=F("capacity"), starts_at__gte=now)
    for option in another_windows(row, with_room, now=now):
        try:
            put_into(row, take_unit_for_staff(option, now=now))
        except WindowFull:
            continue
        return True
    return False


def another_windows(
    row: CallbackRequest,
    windows: Iterable[CallbackWindow],
    *,
    now: datetime,
    also_tried: Iterable[datetime] = (),
) -> list[CallbackWindow]:
    """Which of these another attempt may use, the best first. `also_tried` are tries not recorded yet."""
    tried = [*row.events.filter(kind__in=ATTEMPTS).values_list("at", flat=True), *also_tried]
    by_period = {Period(one.starts_at, one.ends_at): one for one in windows}
    like = row.window.starts_at if row.window and row.open_until else row.first_attempt_at or row.created_at
    found = next_attempt_windows(
        by_period,
        again=CallbackAgain(row.again),
        like=like,
        tried=tried,
        preferences=preferences_of(row.contact),
        now=now,
    )
    return [by_period[one] for one in found if by_period[one].pk != row.window_id]


def put_into(row: CallbackRequest, window: CallbackWindow) -> None:
    """The attempt that is due is in this window, of which a unit was taken."""
    row.window = window
    row.open_from, row.open_until = window.starts_at, window.ends_at
    row.state = CallbackState.WAITING
    row.claimed_by = row.lease_until = None


def _record_choice(row: CallbackRequest, now: datetime, because: str) -> None:
    callback_record.record(row, CallbackEventKind.TIME_CHOSEN, at=now, window=row.window_id, because=because)


def wait_for_a_choice(row: CallbackRequest, words: str, *, now: datetime) -> None:
    row.state = CallbackState.NEEDS_TIME
    row.window = row.open_from = row.open_until = row.claimed_by = row.lease_until = None
    callback_record.tell_staff_to_choose(row, words, now=now)


def give_up(row: CallbackRequest, because: str, *, now: datetime) -> None:
    """Say so where a message is safe, and close it."""
    outbox.plan(callback_messages.could_not_reach(row, now=now), now=now)
    close(row, because, now=now)


def close(row: CallbackRequest, because: str, *, now: datetime) -> None:
    settle(row, CallbackState.CLOSED, now=now, because=because)
    callback_record.record(row, CallbackEventKind.CLOSED, at=now, actor=SYSTEM, because=because)


def settle(row: CallbackRequest, state: CallbackState, *, now: datetime, because: str) -> None:
    """The request is over: nobody has it, its alerts are closed, and the day on which it is deleted is set:
    90 days from now, unless the practice chose another period."""
    row.state = state
    row.claimed_by = row.lease_until = None
    row.closed_at = now
    row.closed_because = because
    row.purge_on = terms()[ClassKey.CALLBACK].last_day(local_day(now))
    alerts.lift_alerts(row, callback_record.OVER_WHEN_SETTLED, at=now)
