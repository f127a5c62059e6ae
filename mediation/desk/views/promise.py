"""The 48-hour promise: how it was kept, and where it will not be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings import queries
from bookings.models import AppointmentType
from bookings.promise_share import WEEK, Held, by_week, monday_of, share
from bookings.queries.promise import (
    best_to_ask,
    coverage,
    extra_hours_for,
    meetings_held,
    samples,
    standing,
)
from bookings.services.promise import gap_of
from mediation.core import times
from mediation.core.models import User
from mediation.desk import promise_charts, promise_words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.extra_hours import extra_hours_url

from .frame import page

WEEKS = 12


@require_safe
@staff_only(roles=OFFICE)
def promise(request: StaffRequest) -> HttpResponse:
    """How far the earliest free time was and is, which moments to come find none, and why."""
    now, kind, days = timezone.now(), _kind(request), _days(request)
    context: dict[str, Any] = {"kind": kind, "kinds": _kinds(kind, days)}
    if kind is not None:
        context |= _to_come(kind, now) | _so_far(kind, days, now)
        context["periods"] = [
            {"words": f"{number} days", "url": _query(kind, number), "is_current": number == days}
            for number in promise_charts.PERIODS
        ]
    return page(request, "promise", context)


@require_safe
@staff_only(roles=OFFICE)
def open_extra_hours(request: StaffRequest) -> HttpResponse:
    """From an alert straight to the form, filled in for the stretch that it is about; without one, or where
    that is mended, for the first that is not kept; to the page where there is none any more."""
    now = timezone.now()
    own = gap_of(request.GET.get("gap", ""), now=now)
    if own and (best := extra_hours_for(*own)):
        return redirect(extra_hours_url(*best))
    for kind in queries.offered_types():
        for gap in coverage(kind, now=now).gaps:
            if best := best_to_ask(gap):
                return redirect(extra_hours_url(*best))
    return redirect("desk:promise")


def promise_panel(user: User, now: datetime) -> dict[str, str] | None:
    """The promise in two sentences, for a page that has other things to say; a way to the reasons for those
    who may see them. None where nothing can be booked online."""
    kinds = queries.offered_types()
    if not kinds:
        return None
    found = standing(kinds[0], now=now)
    url = reverse("desk:promise") if user.role in OFFICE else ""
    return {"text": f"{promise_words.earliest(found)} {promise_words.covered(found)}", "url": url}


def _kind(request: StaffRequest) -> AppointmentType | None:
    kinds = queries.offered_types()
    asked = request.GET.get("type", "")
    return next((one for one in kinds if one.slug == asked), kinds[0] if kinds else None)


def _days(request: StaffRequest) -> int:
    asked = request.GET.get("days", "")
    return next((number for number in promise_charts.PERIODS if str(number) == asked), 7)


def _query(kind: AppointmentType, days: int) -> str:
    return f"?type={kind.slug}&days={days}"


def _kinds(current: AppointmentType | None, days: int) -> list[dict[str, object]]:
    kinds = queries.offered_types()
    if len(kinds) < 2:
        return []
    return [{"words": one.name, "url": _query(one, days), "is_current": one == current} for one in kinds]


def _to_come(kind: AppointmentType, now: datetime) -> dict[str, Any]:
    found = coverage(kind, now=now)
    return {
        "earliest": promise_words.earliest(found),
        "covered": promise_words.covered(found),
        "is_kept_now": found.is_kept_now,
        "kept_for_somebody": promise_words.kept_for_somebody(found),
        "strip": promise_words.strip(found),
        "gaps": promise_words.gap_rows(found),
    }


def _so_far(kind: AppointmentType, days: int, now: datetime) -> dict[str, Any]:
    hours, today = kind.horizon_hours, times.local_day(now)
    step: Literal["hour", "day"] = "hour" if promise_charts.PERIODS[days] < 24 else "day"
    measured = samples(kind, since=now - timedelta(days=days + 1), step=step)
    first = monday_of(today) - (WEEKS - 1) * WEEK
    held = meetings_held(kind, since=_start_of(first), now=now)
    promised = timedelta(hours=hours)
    weeks = by_week(held, first=first, weeks=WEEKS, promise=promised)
    whole = share(first, held, promise=promised)
    return {
        "earliest_chart": promise_charts.earliest_chart(measured, days=days, now=now, promise_hours=hours),
        "share_chart": promise_charts.share_chart(weeks, promise_hours=hours),
        "share_words": promise_charts.share_words(whole) if held else "",
        "moved_words": _moved(held),
    }


def _moved(held: list[Held]) -> str:
    count = sum(one.was_moved for one in held)
    return (
        f"{count} of them moved after booking, and count by the time at which they were held."
        if count
        else ""
    )


def _start_of(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=times.UK)
