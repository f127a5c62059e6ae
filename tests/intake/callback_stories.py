"""What the tests of requests for a call share: windows of tomorrow, and short ways to ask and to ring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from intake.enums import CallbackEventKind, CallbackWhen
from intake.models import CallbackRequest, CallbackWindow
from intake.services import callback_queue
from intake.services.callbacks import request_callback
from mediation.core.models import Alert, Message, User
from tests.factories import NOW, TOMORROW_1PM, asked, at

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ask(window: CallbackWindow | None = None, *, now: datetime = NOW, **answers: Any) -> CallbackRequest:
    return request_callback(asked=asked(window, **answers), now=now)


def ask_in_own_words(**answers: Any) -> CallbackRequest:
    return ask(when=CallbackWhen.OWN_WORDS, own_time="Thursday mornings", **answers)


def ring(
    request: CallbackRequest,
    outcome: CallbackEventKind,
    user: User,
    now: datetime = TOMORROW_1PM,
    **more: Any,
) -> CallbackRequest:
    """Take it and say what came of the call."""
    callback_queue.claim(request=request, user=user, now=now)
    return callback_queue.record_outcome(request=request, outcome=outcome, user=user, now=now, **more)


def kinds(request: CallbackRequest) -> list[str]:
    return list(request.events.order_by("pk").values_list("kind", flat=True))


def used(window: CallbackWindow) -> int:
    return CallbackWindow.objects.get(pk=window.pk).used


def alert_kinds() -> list[str]:
    return list(Alert.objects.filter(closed_at=None).order_by("kind").values_list("kind", flat=True))


def message_kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def at_time(clock: str, *, day: str = "2026-11-24") -> datetime:
    return at(day, clock)
