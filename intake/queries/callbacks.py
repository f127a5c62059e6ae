"""Reading windows and requests for a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import OperationalError, transaction
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from intake.enums import CallbackState
from intake.models import CallbackEvent, CallbackRequest, CallbackWindow
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.practice import practice
from mediation.core.times import local_day

from .callback_hours import is_worked, wanted_windows

OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OWNER})
UNFINISHED = (CallbackState.NEEDS_TIME, CallbackState.WAITING, CallbackState.CLAIMED, CallbackState.UNSAFE)


@dataclass(frozen=True, slots=True)
class CallTimes:
    """`open`: choose one of `windows`. `full`: there are windows, and none has room. `closed`: we ring nobody
    back in the days ahead. `unknown`: the times could not be loaded, which is not the same as full."""

    state: Literal["open", "full", "unknown", "closed"]
    windows: tuple[CallbackWindow, ...] = ()


def earliest_start(now: datetime) -> datetime:
    """The first start that can still be asked for: `now` and the practice's notice."""
    return now + timedelta(minutes=practice().callback_notice_minutes)


def windows_with_room(*, now: datetime) -> QuerySet[CallbackWindow]:
    """Every window that can be asked for at this moment, in order."""
    found = CallbackWindow.objects.filter(is_open=True, used__lt=F("capacity"))
    return found.filter(starts_at__gte=earliest_start(now)).order_by("starts_at")


def next_windows_with_room(
    *, now: datetime, after: datetime | None = None, limit: int = 3
) -> list[CallbackWindow]:
    """The next windows that can be asked for: after `after`, and earlier ones where those are too few."""
    found = list(windows_with_room(now=now))
    later = [one for one in found if after is None or one.starts_at > after]
    chosen = (later if len(later) >= limit else [*later, *(one for one in found if one not in later)])[:limit]
    return sorted(chosen, key=lambda one: one.starts_at)


def call_times(*, now: datetime) -> CallTimes:
    """What the form can offer."""
    try:
        with transaction.atomic():
            ahead = list(CallbackWindow.objects.filter(starts_at__gte=now).order_by("starts_at"))
    except OperationalError:  # a lock or the server's time limit: the form works without the list
        return CallTimes("unknown")
    earliest = earliest_start(now)
    usable = [one for one in ahead if one.is_open and one.starts_at >= earliest]
    with_room = tuple(one for one in usable if one.used < one.capacity)
    if with_room:
        return CallTimes("open", with_room)
    if usable:
        return CallTimes("full")
    never_made = not ahead and bool(_wanted_ahead(now))
    return CallTimes("unknown" if never_made else "closed")


def _wanted_ahead(now: datetime) -> list[datetime]:
    wanted = wanted_windows(practice(), today=local_day(now))
    return [at for at in wanted if at >= earliest_start(now)]


def request_visible_to(user: User) -> QuerySet[CallbackRequest]:
    """Requests are the office's; a mediator sees none."""
    rows = CallbackRequest.objects.select_related("contact", "window", "claimed_by")
    return rows if user.role in OFFICE else rows.none()


def may_be_rung(now: datetime, *, worked: bool) -> Q:
    """Whose time is open: the window they chose, or, for "as soon as you can", the hours that we work."""
    bounded = Q(open_from__lte=now, open_until__gt=now)
    return bounded | Q(open_from__lte=now, open_until__isnull=True) if worked else bounded


def requests_in_queue(now: datetime) -> QuerySet[CallbackRequest]:
    """Everything unfinished: those whose time is open now first (`is_due`), then by urgency, then by age."""
    is_due = Q(state__in=[CallbackState.WAITING, CallbackState.CLAIMED]) & may_be_rung(
        now, worked=is_worked(now)
    )
    return (
        CallbackRequest.objects.filter(state__in=UNFINISHED)
        .select_related("contact", "window", "claimed_by")
        .annotate(
            is_due=Case(When(is_due, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
        .order_by("-is_due", "priority", "created_at", "pk")
    )


def callback_events(request: CallbackRequest) -> QuerySet[CallbackEvent]:
    """Everything that happened to it, oldest first, with whoever did it."""
    return request.events.select_related("actor").order_by("pk")
