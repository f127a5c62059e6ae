"""Which times are left for a request: for another try, and for staff to choose from."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from intake.enums import CallbackAgain
from intake.models import CallbackRequest, CallbackWindow
from intake.services.callback_attempts import another_windows
from mediation.core.practice import practice


def windows_to_come(*, now: datetime) -> QuerySet[CallbackWindow]:
    """Every open window that has not ended, full ones as well."""
    return CallbackWindow.objects.filter(is_open=True, ends_at__gt=now).order_by("starts_at")


def windows_for(one: CallbackRequest, *, now: datetime) -> list[CallbackWindow]:
    """The windows for another try if nobody answers now, the one that would be taken first.

    None after the last try, or where they said never again.
    """
    if is_last_try(one):
        return []
    with_room = windows_to_come(now=now).filter(used__lt=F("capacity"), starts_at__gte=now)
    return another_windows(one, with_room, now=now, also_tried=[now])


def is_last_try(one: CallbackRequest) -> bool:
    return one.attempts + 1 >= practice().callback_attempts or one.again == CallbackAgain.NEVER


def last_try_words(one: CallbackRequest) -> str:
    """What follows if nobody answers now; empty where there is another try."""
    if not is_last_try(one):
        return ""
    why = "They asked for one try only." if one.again == CallbackAgain.NEVER else "This is the last try."
    return f"{why} If nobody answers, we write to them where that is safe, and the request is closed."
