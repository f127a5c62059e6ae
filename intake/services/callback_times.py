"""Another time for a call: chosen by staff, or changed by the person who asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.callbacks import is_safe, promise_for_window, safe_windows
from intake.enums import CallbackAgain, CallbackEventKind, CallbackState, CallbackWhen
from intake.errors import ManagersOnly, NoLongerOpen, NotInQueue, NotSafeThen
from intake.models import CallbackRequest, CallbackWindow
from intake.queries import preferences_of
from intake.safe_times import as_stored, from_stored
from mediation.core import alerts, outbox
from mediation.core.audit import CLIENT, Actor
from mediation.core.models import User
from mediation.core.periods import Period
from mediation.core.practice import practice

from . import callback_messages, callback_record
from .callback_attempts import close, put_into
from .callback_claims import MANAGERS, TO_CLAIM, check_free, locked
from .callback_windows import (
    give_back_unit,
    lock_windows,
    take_beyond_capacity,
    take_unit,
    take_unit_for_staff,
)

Kind = CallbackEventKind
CHANGEABLE = (*TO_CLAIM, CallbackState.CLAIMED)
CANCELLABLE = (*CHANGEABLE, CallbackState.UNSAFE)


@transaction.atomic
def choose_time(
    *,
    request: CallbackRequest,
    window: CallbackWindow,
    user: User,
    now: datetime,
    note: str = "",
    over_capacity_because: str = "",
) -> CallbackRequest:
    """Staff read a time out of somebody's own words, or agreed one with them (`note` says how they know).

    The window becomes one of their safe times. A manager may put one more into a full window, with a reason.
    Raises NotSafeThen, WindowFull, ManagersOnly, ClaimedByOther, NotInQueue.
    """
    row = locked(request)
    _check_choosable(row, user, now)
    if window.ends_at <= now:
        raise NotSafeThen
    lock_windows(row.window_id, window.pk)
    if row.window_id != window.pk:
        give_back_unit(row.window_id, now=now)
        window = _take(row, window, user, now, over_capacity_because)
    _make_safe(row, window, note, now=now)
    put_into(row, window)
    _promise_anew(row, window)
    row.save()
    callback_record.record(
        row, Kind.TIME_CHOSEN, at=now, actor=Actor.of(user), note=note, window=window.pk, because="staff"
    )
    alerts.lift_alerts(row, (callback_record.NEEDS_TIME,), at=now)
    _confirm_anew(row, now=now)
    return row


def _check_choosable(row: CallbackRequest, user: User, now: datetime) -> None:
    if row.state not in CHANGEABLE:
        raise NotInQueue
    if row.state == CallbackState.CLAIMED and row.claimed_by_id != user.pk:
        check_free(row, now)


def _take(
    row: CallbackRequest, window: CallbackWindow, user: User, now: datetime, because: str
) -> CallbackWindow:
    if not because:
        return take_unit_for_staff(window, now=now)
    if user.role not in MANAGERS:
        raise ManagersOnly
    callback_record.record(
        row, Kind.CAPACITY_OVERRIDDEN, at=now, actor=Actor.of(user), note=because, window=window.pk
    )
    return take_beyond_capacity(window)


def _make_safe(row: CallbackRequest, window: CallbackWindow, note: str, *, now: datetime) -> None:
    """Own words are what staff read them to mean; for anybody else a new time needs words on how we know."""
    chosen = Period(window.starts_at, window.ends_at)
    if is_safe(chosen, preferences_of(row.contact)):
        return
    own_words = row.when == CallbackWhen.OWN_WORDS and row.state == CallbackState.NEEDS_TIME
    if not (note.strip() or own_words):
        raise NotSafeThen
    _add_safe_time(row, chosen, now=now, keep=True)
    if not is_safe(chosen, preferences_of(row.contact)):
        raise NotSafeThen


def _add_safe_time(row: CallbackRequest, chosen: Period, *, now: datetime, keep: bool) -> None:
    contact = row.contact
    kept = from_stored(contact.safe_windows) if keep else ()
    contact.safe_windows = as_stored([*kept, *safe_windows(chosen, CallbackAgain(row.again))])
    contact.version += 1
    contact.updated_at = now
    contact.save(update_fields=["safe_windows", "version", "updated_at"])


def _promise_anew(row: CallbackRequest, window: CallbackWindow) -> None:
    """Another time is another promise; what the first one was stays in the events."""
    if row.first_attempt_at is None:
        row.sla_warn_at, row.sla_due_at = promise_for_window(
            Period(window.starts_at, window.ends_at), warn_min=practice().callback_sla_warn_minutes
        )


def _confirm_anew(row: CallbackRequest, *, now: datetime) -> None:
    """What was not sent yet about the old time is not sent any more."""
    version = outbox.minute_of(now)
    outbox.skip_planned(row, reason="the time was changed", before_version=version)
    outbox.plan(callback_messages.confirmation(row, now=now, version=version), now=now)


@transaction.atomic
def change_time_by_client(*, request: CallbackRequest, window_id: int, now: datetime) -> CallbackRequest:
    """The client chooses another window, which takes the place of every safe time so far.

    A number that is unsafe stays so, and nobody rings; whoever holds the link learns nothing of it. Raises
    WindowFull with the next three, or NoLongerOpen; the old time stays then.
    """
    row = locked(request)
    if row.state not in CANCELLABLE:
        raise NoLongerOpen
    if row.window_id == window_id and row.open_until:
        return row
    lock_windows(row.window_id, window_id)
    window = take_unit(window_id, now=now)
    give_back_unit(row.window_id, now=now)
    _add_safe_time(row, Period(window.starts_at, window.ends_at), now=now, keep=False)
    is_unsafe = row.state == CallbackState.UNSAFE
    put_into(row, window)
    if is_unsafe:
        row.state = CallbackState.UNSAFE
    row.when = CallbackWhen.WINDOW
    _promise_anew(row, window)
    row.save()
    callback_record.record(row, Kind.CHANGED_BY_CLIENT, at=now, actor=CLIENT, window=window.pk)
    alerts.lift_alerts(row, (callback_record.NEEDS_TIME, *callback_record.PROMISES), at=now)
    _confirm_anew(row, now=now)
    return row


@transaction.atomic
def cancel_by_client(*, request: CallbackRequest, now: datetime) -> CallbackRequest:
    """They need no call any more, also while somebody has it open. Cancelling twice changes nothing."""
    row = locked(request)
    if row.state not in CANCELLABLE:
        return row
    give_back_unit(row.window_id, now=now)
    callback_record.record(row, Kind.CANCELLED_BY_CLIENT, at=now, actor=CLIENT)
    close(row, "cancelled by the client", now=now)
    row.save()
    return row
