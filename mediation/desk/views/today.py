"""The day's meetings, and what changed since the practice last closed its doors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.queries.outside import counted_calendars, meetings_met
from intake.queries.callbacks import requests_in_queue
from mediation.core import alerts as core_alerts
from mediation.core import times
from mediation.core.models import User
from mediation.desk import calendar_words, words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.callback_list import sorted_out
from mediation.desk.changes import changes_since, last_close, names_of
from mediation.desk.day import meeting_row, meetings_on
from mediation.desk.record_finder import alerts_seen_by

from .alerts import alert_rows
from .callbacks import callback_rows
from .frame import page
from .promise import promise_panel

YEARS = range(2000, 2200)  # days that can be reckoned with
ALERTS_SHOWN, CALLBACKS_SHOWN, CHANGES_SHOWN = 5, 3, 6


@require_safe
@staff_only()
def today(request: StaffRequest) -> HttpResponse:
    """The day's meetings in order; mediators see their own, the office everybody's or one mediator's."""
    now, user = timezone.now(), request.user
    day = _day_of(request) or times.local_day(now)
    is_today = day == times.local_day(now)
    start = datetime(day.year, day.month, day.day, tzinfo=times.UK)
    everybody = list(meetings_on(user, start))
    rows, filters = _of_mediator(request, everybody, day)
    standing = [one for one in rows if one.is_confirmed]
    coming = next((one for one in standing if one.ends_at > now), None)
    context = {
        "day": times.day_name(day),
        "summary": _summary(standing, is_today=is_today),
        "now_iso": now.isoformat(),
        "meetings": [meeting_row(one, user, now=now, is_main=one is coming) for one in rows],
        **filters,
        **(_changes(request, now) if is_today else {}),
        **_own_calendars(user, now),
        "promise": promise_panel(request.user, now),
        **_callbacks(request, now),
        **_alerts(request, now),
    }
    return page(request, "today", context)


def _of_mediator(
    request: StaffRequest, rows: list[Appointment], day: date
) -> tuple[list[Appointment], dict[str, Any]]:
    """The meetings of the mediator in the address, if one of theirs is there, and the ways to the others."""
    people = {str(one.mediator_id): one.mediator.name for one in rows}
    asked = request.GET.get("mediator", "")
    chosen = asked if asked in people else ""
    ways = [("", "Everybody"), *sorted(people.items(), key=lambda one: one[1])] if len(people) > 1 else []
    links = [{"words": name, "url": _url(day, key), "is_current": key == chosen} for key, name in ways]
    around = {
        "previous_url": _url(day - timedelta(days=1), asked if asked.isdigit() else ""),
        "next_url": _url(day + timedelta(days=1), asked if asked.isdigit() else ""),
    }
    shown = [one for one in rows if not chosen or str(one.mediator_id) == chosen]
    return shown, {"mediators": links, **around}


def _url(day: date, mediator: str) -> str:
    return "?" + urlencode({"day": day, **({"mediator": mediator} if mediator else {})})


def _changes(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Since six in the evening of the last working day."""
    since = last_close(now)
    found = changes_since(request.user, since, now=now)
    shown = found if request.GET.get("changes") == "all" else found[:CHANGES_SHOWN]
    names = names_of(shown)
    return {
        "changes_since": f"{times.day_name(times.local_day(since))}, {times.clock(since)}",
        "changes": [
            {
                "when": words.since(one.at, now=now),
                "who": names[one.meeting.party_id],
                "meeting": words.since(one.meeting.starts_at, now=now),
                "lines": one.lines,
                "url": reverse("desk:appointment", args=[one.meeting.reference]),
            }
            for one in shown
        ],
        "shows_changes": True,
        "more_changes": len(found) - len(shown),
    }


def _own_calendars(user: User, now: datetime) -> dict[str, Any]:
    """The reader's other calendars, with their age, and the meetings over which they show something."""
    rows = list(counted_calendars(now=now).filter(mediator__user=user))
    met = list(meetings_met(rows[0].mediator_id, now=now)) if rows else []
    return {
        "clashes": [
            {
                "when": words.since(one.starts_at, now=now),
                "url": reverse("desk:appointment", args=[one.reference]),
            }
            for one in met
        ],
        "calendars": [
            {
                "name": one.name,
                "read": f"Read {calendar_words.ago(one.read_at, now=now)}" if one.read_at else "Not read yet",
                "badge": calendar_words.calendar_badge(one, now=now),
            }
            for one in rows
        ],
        "calendar_links_url": reverse("desk:calendar_links"),
    }


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
    """The most urgent alerts that concern them."""
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
