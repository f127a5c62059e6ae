"""What came of a call, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.contact_safety import may_contact
from intake.enums import CallbackEventKind, CallbackState, ContactSafety
from intake.errors import NotInQueue, VoicemailNotAllowed, WordsNeeded
from intake.models import CallbackRequest, CallbackWindow, ContactPreferences
from intake.queries import preferences_of
from mediation.core import alerts
from mediation.core.audit import Actor
from mediation.core.enums import Channel, Purpose
from mediation.core.models import User

from . import callback_record
from .callback_attempts import close, settle, try_again, wait_for_a_choice
from .callback_claims import TO_CLAIM, check_free, locked
from .callback_windows import give_back_unit

Kind = CallbackEventKind
# What staff can say of a call; a booking is recorded by `mark_converted`.
OUTCOMES = (
    Kind.REACHED,
    Kind.NO_ANSWER,
    Kind.VOICEMAIL_LEFT,
    Kind.WRONG_PERSON,
    Kind.ASKED_NOT_TO_CALL,
    Kind.UNSAFE,
)
STILL_OPEN = (*TO_CLAIM, CallbackState.CLAIMED, CallbackState.UNSAFE)


@transaction.atomic
def record_outcome(
    *,
    request: CallbackRequest,
    outcome: CallbackEventKind,
    user: User,
    now: datetime,
    note: str = "",
    window: CallbackWindow | None = None,
) -> CallbackRequest:
    """Write down what happened on the phone, and what follows. `window`: for another attempt, if they prefer.

    Every call is an attempt and counts. Raises ClaimedByOther or NotInQueue for whoever does not have it (an
    own lease that just ran out does not count), VoicemailNotAllowed, NotSafeThen, WindowFull; nothing is
    written then. Raises ValueError for what is no outcome of a call.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome} is no outcome of a call.")
    _lock_same_number(request)
    row = locked(request)
    _check_theirs(row, user, now)
    if outcome is Kind.VOICEMAIL_LEFT:
        _check_voicemail(row, now)
    if outcome is not Kind.UNSAFE:
        _count_attempt(row, now)
    callback_record.record(
        row, outcome, at=now, actor=Actor.of(user), note=note, attempt=row.attempts, window=row.window_id
    )
    _follow(row, outcome, now, window)
    row.save()
    return row


def _follow(
    row: CallbackRequest, outcome: CallbackEventKind, now: datetime, window: CallbackWindow | None
) -> None:
    if outcome is Kind.REACHED:
        row.reached_at = now
        settle(row, CallbackState.REACHED, now=now, because="reached")
    elif outcome is Kind.WRONG_PERSON:
        _mark_number_unsafe(row, now)
    elif outcome is Kind.ASKED_NOT_TO_CALL:
        never_ring(row.contact, now=now)
        close(row, "asked not to be called", now=now)
    elif outcome is Kind.UNSAFE:
        never_ring(row.contact, now=now)
        _set_unsafe(row)
        callback_record.tell_staff_is_unsafe(row, now=now)
    else:
        try_again(row, now=now, window=window)


def _check_theirs(row: CallbackRequest, user: User, now: datetime) -> None:
    """A lease that ran out while they talked must not lose what happened, as long as nobody else has it."""
    if row.state == CallbackState.CLAIMED and row.claimed_by_id == user.pk:
        return
    last = row.events.order_by("-pk").first()
    ended = last is not None and last.kind == Kind.LEASE_ENDED and last.details.get("had_it") == user.pk
    if row.state in TO_CLAIM and ended:
        return
    check_free(row, now)
    raise NotInQueue


def _check_voicemail(row: CallbackRequest, now: datetime) -> None:
    if not may_contact(preferences_of(row.contact), Channel.CALL, Purpose.VOICEMAIL, now).allowed:
        raise VoicemailNotAllowed


def _count_attempt(row: CallbackRequest, now: datetime) -> None:
    row.attempts += 1
    row.first_attempt_at = row.first_attempt_at or now
    alerts.lift_alerts(row, callback_record.OVER_WITH_AN_ATTEMPT, at=now)


def never_ring(contact: ContactPreferences, *, now: datetime) -> None:
    contact.call_safety = contact.sms_safety = ContactSafety.NEVER
    contact.version += 1
    contact.updated_at = now
    contact.save(update_fields=["call_safety", "sms_safety", "version", "updated_at"])


def _lock_same_number(request: CallbackRequest) -> None:
    """Every open request for this number, in one order, so that two outcomes do not wait in a ring."""
    rows = CallbackRequest.objects.select_for_update(of=("self",)).filter(
        contact__number_index=request.contact.number_index, state__in=STILL_OPEN
    )
    list(rows.order_by("pk").values_list("pk"))


def _mark_number_unsafe(row: CallbackRequest, now: datetime) -> None:
    """Somebody else answered: nobody rings or texts this number, for whichever request or booking."""
    same = ContactPreferences.objects.filter(number_index=row.contact.number_index)
    same.filter(number_unsafe_since=None).update(number_unsafe_since=now)
    row.contact.refresh_from_db()
    _set_unsafe(row)
    callback_record.tell_staff_number_is_unsafe(row, now=now)
    others = CallbackRequest.objects.filter(contact__in=same, state__in=STILL_OPEN).exclude(pk=row.pk)
    for other in others.exclude(state=CallbackState.UNSAFE):
        give_back_unit(other.window_id, now=now)
        _set_unsafe(other)
        other.save()
        callback_record.record(other, Kind.UNSAFE, at=now, because=Kind.WRONG_PERSON)
        callback_record.tell_staff_number_is_unsafe(other, now=now)


def _set_unsafe(row: CallbackRequest) -> None:
    row.state = CallbackState.UNSAFE
    row.window = row.open_from = row.open_until = row.claimed_by = row.lease_until = None


@transaction.atomic
def confirm_number(*, request: CallbackRequest, user: User, now: datetime, note: str) -> CallbackRequest:
    """They told us in another way that the number is theirs and safe; `note` says how. Raises WordsNeeded,
    or NotInQueue where the number is not known to be unsafe."""
    if not note.strip():
        raise WordsNeeded
    row = locked(request)
    if row.state != CallbackState.UNSAFE or row.contact.number_unsafe_since is None:
        raise NotInQueue
    row.contact.number_unsafe_since = None
    row.contact.version += 1
    row.contact.updated_at = now
    row.contact.save(update_fields=["number_unsafe_since", "version", "updated_at"])
    callback_record.record(row, Kind.NUMBER_CONFIRMED, at=now, actor=Actor.of(user), note=note)
    alerts.lift_alerts(row, (callback_record.NUMBER_UNSAFE,), at=now)
    if row.open_from and (row.open_until is None or row.open_until > now):
        row.state = CallbackState.WAITING
    else:
        wait_for_a_choice(row, "the number is confirmed. Choose a time for the call.", now=now)
    row.save()
    return row


@transaction.atomic
def mark_converted(
    *, request: CallbackRequest, appointment_id: int, actor: Actor, now: datetime
) -> CallbackRequest:
    """It became this booking. Twice is once; a finished request is marked too, as the booking is real."""
    row = locked(request)
    if row.state == CallbackState.CONVERTED:
        return row
    if row.state in STILL_OPEN:
        give_back_unit(row.window_id, now=now)
    settle(row, CallbackState.CONVERTED, now=now, because="became a booking")
    row.appointment_id = appointment_id
    row.reached_at = row.reached_at or now
    row.save()
    callback_record.record(row, Kind.CONVERTED, at=now, actor=actor, appointment=appointment_id)
    return row


@transaction.atomic
def close_request(*, request: CallbackRequest, user: User, now: datetime, because: str) -> CallbackRequest:
    """Staff end it, for instance one that nobody may ring. Raises WordsNeeded, ClaimedByOther, NotInQueue."""
    if not because.strip():
        raise WordsNeeded
    row = locked(request)
    if row.state not in STILL_OPEN:
        raise NotInQueue
    if row.state == CallbackState.CLAIMED and row.claimed_by_id != user.pk:
        check_free(row, now)
    give_back_unit(row.window_id, now=now)
    settle(row, CallbackState.CLOSED, now=now, because="closed by staff")
    row.save()
    callback_record.record(row, Kind.CLOSED, at=now, actor=Actor.of(user), note=because, because="staff")
    return row
