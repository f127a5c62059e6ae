"""The day's meetings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, on_day
from intake.queries.callbacks import requests_in_queue
from mediation.core import alerts as core_alerts
from mediation.core import times
from mediation.desk import words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.callback_list import sorted_out
from mediation.desk.record_finder import alerts_seen_by

from .alerts import alert_rows
from .callbacks import callback_rows
from .frame import page

YEARS = range(2000, 2200)  # days that can be reckoned with
ALERTS_SHOWN, CALLBACKS_SHOWN = 5, 3


@require_safe
@staff_only()
def today(request: StaffRequest) -> HttpResponse:
    """The day's meetings in order; mediators see their own."""
    now = timezone.now()
    day = _day_of(request) or times.local_day(now)
    start = datetime(day.year, day.month, day.day, tzinfo=times.UK)
    rows = list(on_day(appointments_visible_to(request.user), start=start))
    standing = [one for one in rows if one.is_confirmed]
    coming = next((one for one in standing if one.ends_at > now), None)
    context = {
        "day": times.day_name(day),
        "summary": _summary(standing, is_today=day == times.local_day(now)),
        "meetings": [_meeting_row(one, now=now, is_main=one is coming) for one in rows],
        "previous_url": f"?day={day - timedelta(days=1)}",
        "next_url": f"?day={day + timedelta(days=1)}",
        **_callbacks(request, now),
        **_alerts(request, now),
    }
    return page(request, "today", context)


def _callbacks(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """The first of those who can be rung at this moment, for those who ring."""
    if request.user.role not in OFFICE:
        return {}
    ready = sorted_out(requests_in_queue(now), now=now).ready
    return {
        "shows_callbacks": True,
        "callbacks": callback_rows(ready[:CALLBACKS_SHOWN], request.user, now=now),
        "callbacks_words": f"All {len(ready)}" if len(ready) > CALLBACKS_SHOWN else "The queue",
        "callbacks_url": reverse("desk:callbacks"),
    }


def _alerts(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """The most urgent alerts, for those who work on them."""
    if request.user.role not in OFFICE:
        return {}
    shown = alert_rows(alerts_seen_by(request.user, core_alerts.open_alerts())[:ALERTS_SHOWN], now=now)
    url = reverse("desk:alerts")
    return {
        "shows_alerts": True,
        "alerts": [one | {"url": one["url"] or url} for one in shown],
        "alerts_url": url,
    }


def _day_of(request: StaffRequest) -> date | None:
    """The day in the address; None for anything that is no day of ours."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _summary(rows: list[Appointment], *, is_today: bool) -> str:
    on = "today" if is_today else "on this day"
    if not rows:
        return f"No meetings {on}."
    count = "1 meeting" if len(rows) == 1 else f"{len(rows)} meetings"
    ends = max(one.ends_at for one in rows)
    return f"{count} {on}. First at {times.clock(rows[0].starts_at)}, last ends {times.clock(ends)}."


def _meeting_row(one: Appointment, *, now: datetime, is_main: bool) -> dict[str, Any]:
    return {
        "starts_label": times.clock(one.starts_at),
        "starts_iso": one.starts_at.isoformat(),
        "when_note": words.when_note(one, now=now) if one.is_confirmed else "",
        "is_now": is_main,
        "is_off": not one.is_confirmed,
        "who": one.party.name,
        "what": one.appointment_type.name,
        "lines": [f"With {one.mediator.name}", words.funding_line(one.party.funding)],
        "badges": words.appointment_badges(one),
        "url": reverse("desk:appointment", args=[one.reference]),
        "is_main": is_main,
    }
