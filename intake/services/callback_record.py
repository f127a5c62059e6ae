"""What is written about a request for a call: its events, its alerts, and the people it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intake.contact_preferences import Preferences
from intake.enums import Answer, CallbackEventKind, CallbackPriority, CallbackState
from intake.models import CallbackEvent, CallbackRequest, ContactPreferences
from intake.queries import number_unsafe_since
from mediation.core import alerts
from mediation.core.audit import SYSTEM, Actor
from mediation.core.enums import Severity

from .contact import open_contact

URGENT, NOT_SAFE = "callback.urgent", "safety.callback"
NEEDS_TIME, NUMBER_UNSAFE = "callback.needs_time", "callback.number_unsafe"
DUE, LATE = "callback.due", "callback.late"
UNSAFE = "callback.unsafe"
PROMISES = (DUE, LATE)
OVER_WITH_AN_ATTEMPT = (*PROMISES, URGENT)
OVER_WHEN_SETTLED = (*OVER_WITH_AN_ATTEMPT, NEEDS_TIME, NUMBER_UNSAFE, NOT_SAFE, UNSAFE)


def record(
    request: CallbackRequest,
    kind: CallbackEventKind,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    note: str = "",
    **details: Any,
) -> CallbackEvent:
    """Append one event. `details` takes codes and references; a `note` may hold words and is sealed."""
    return CallbackEvent.objects.create(
        request=request,
        at=at,
        kind=kind,
        actor_kind=actor.kind,
        actor=actor.user,
        details=details,
        note=note,
    )


def contact_from(preferences: Preferences, *, now: datetime) -> ContactPreferences:
    """A row of its own for this request. A number on which somebody else answered before stays unsafe."""
    return open_contact(preferences, number_unsafe_since=number_unsafe_since(preferences.phone), now=now)


def tell_staff_of_new(request: CallbackRequest, *, now: datetime) -> None:
    """What cannot wait for somebody to look at the queue."""
    if request.priority == CallbackPriority.URGENT:
        why = (
            "a hearing within 14 days" if request.hearing_soon == Answer.YES else "it may not be safe to talk"
        )
        _alert(request, URGENT, f"asked for a call, and it is urgent: {why}.", Severity.URGENT, now)
    if request.safe_to_talk == Answer.NO:
        words = (
            "it is not safe to talk. Ring only at their time, and say nothing before you know who answers."
        )
        _alert(request, NOT_SAFE, words, Severity.URGENT, now)
    if request.state == CallbackState.UNSAFE:
        tell_staff_number_is_unsafe(request, now=now)
    elif request.state == CallbackState.NEEDS_TIME:
        tell_staff_to_choose(
            request, "left a safe time in their own words. Choose a time for the call.", now=now
        )


def tell_staff_number_is_unsafe(request: CallbackRequest, *, now: datetime) -> None:
    words = "somebody else answered this number. Do not ring it until they confirm it in another way."
    _alert(request, NUMBER_UNSAFE, words, Severity.TODO, now)


def tell_staff_is_unsafe(request: CallbackRequest, *, now: datetime) -> None:
    words = "a call is not safe. Nobody rings. A manager decides what to do, and closes it."
    _alert(request, UNSAFE, words, Severity.URGENT, now)


def tell_staff_to_choose(request: CallbackRequest, words: str, *, now: datetime) -> None:
    _alert(request, NEEDS_TIME, words, Severity.TODO, now)


def tell_staff_of_promise(request: CallbackRequest, kind: str, *, now: datetime) -> None:
    """Once for each promise: the key is the instant that was promised."""
    words = {DUE: "the promised call is due soon, and nobody has rung.", LATE: "the promised call is late."}
    severity = Severity.TODO if kind == DUE else Severity.URGENT
    _alert(request, kind, words[kind], severity, now, key=request.sla_due_at.isoformat())


def _alert(
    request: CallbackRequest, kind: str, words: str, severity: Severity, now: datetime, *, key: str = ""
) -> None:
    text = f"{request.reference}: {words}"
    alerts.raise_alert(kind, text, severity=severity, at=now, about=request, key=key)
