"""The calendar: a week or a day, as a list and, with JavaScript, as a picture to drag meetings in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from bookings.models import Mediator
from bookings.queries import keys_outside_hours_of, mediators_visible_to
from mediation.core import times
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.booking_times import YEARS, day_of
from mediation.desk.calendar_page import LONGEST, Part, agenda, events

from .frame import page

WEEK = 7
READABLE = 4  # calendars: of more the list of a week tells one day, and counts the others


@require_safe
@staff_only()
def calendar(request: StaffRequest) -> HttpResponse:
    """What lies in one week or on one day: of one mediator, or of all."""
    now = timezone.now()
    team = list(mediators_visible_to(request.user))
    one = _asked(request)
    day, view = _day(request, now), "day" if request.GET.get("view") == "day" else "week"
    shown = [one] if one else [each for each in team if each.is_active]
    first = day if view == "day" else day - timedelta(days=day.weekday())
    told = day if view == "week" and len(shown) > READABLE else None
    part = Part(shown, first, 1 if view == "day" else WEEK, told)
    found = agenda(part, request.user, now=now)
    context: dict[str, Any] = {
        "has_calendar": bool(team),
        "heading": _heading(part),
        "days": [{**each, "url": _url(one, each["iso"], view)} for each in found.days],
        "picture": _picture(part, found.hours, one, day, now),
        "people": _people(team, one, day, view),
        "views": _views(one, day, view),
        **_other_parts(part, one, view, now),
        "outside": len(keys_outside_hours_of(shown, now=now)),
        "outside_url": reverse("desk:outside_hours") + (f"?mediator={one.pk}" if one else ""),
        "hours_url": reverse("desk:hours") + (f"?mediator={one.pk}" if one else ""),
        "book_url": reverse("desk:book") if request.user.role in OFFICE else "",
    }
    return page(request, "calendar", context)


@require_safe
@staff_only()
def calendar_events(request: StaffRequest) -> HttpResponse:
    """What lies between two instants, for the picture; the same that the list says."""
    start, end = _instant(request.GET.get("start", "")), _instant(request.GET.get("end", ""))
    if start is None or end is None or not timedelta() < end - start <= LONGEST:
        return HttpResponseBadRequest()
    one = _asked(request)
    shown = [one] if one else list(mediators_visible_to(request.user).filter(is_active=True))
    found = events(request.user, shown, start=start, end=end, now=timezone.now())
    return JsonResponse(found, safe=False)


def _instant(typed: str) -> datetime | None:
    """An instant in an address; without an offset it is UK time. None for anything else."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    if found is None or found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=times.UK)


def _asked(request: StaffRequest) -> Mediator | None:
    """The one mediator who is asked for, or who is there; None for all. Raises Http404 for anybody else."""
    rows = mediators_visible_to(request.user)
    asked = request.GET.get("mediator", "")
    if not asked:
        only = list(rows[:2])
        return only[0] if len(only) == 1 else None
    return get_object_or_404(rows, pk=int(asked) if asked.isascii() and asked.isdigit() else 0)


def _day(request: StaffRequest, now: datetime) -> date:
    return day_of(request.GET.get("day", "")) or times.local_day(now)


def _heading(part: Part) -> str:
    last = part.first + timedelta(days=part.days - 1)
    if part.days == 1:
        return times.day_name(part.first)
    start = f"{part.first.day}" if part.first.month == last.month else f"{part.first.day} {part.first:%B}"
    return f"{start} to {last.day} {last:%B %Y}"


def _url(one: Mediator | None, day: date | str, view: str) -> str:
    known = {"mediator": one.pk} if one else {}
    return "?" + urlencode({**known, "day": f"{day}", "view": view})


def _views(one: Mediator | None, day: date, view: str) -> list[dict[str, Any]]:
    return [
        {"words": words, "url": _url(one, day, name), "is_current": name == view}
        for name, words in (("week", "Week"), ("day", "Day"))
    ]


def _people(team: list[Mediator], one: Mediator | None, day: date, view: str) -> list[dict[str, Any]]:
    if len(team) < 2:
        return []
    everybody = {"words": "Everybody", "url": _url(None, day, view), "is_current": one is None}
    return [
        everybody,
        *(
            {"words": each.name, "url": _url(each, day, view), "is_current": each == one}
            for each in team
            if each.is_active or each == one
        ),
    ]


def _other_parts(part: Part, one: Mediator | None, view: str, now: datetime) -> dict[str, str]:
    step = timedelta(days=part.days)
    return {
        "previous_url": _url(one, part.first - step, view),
        "next_url": _url(one, part.first + step, view),
        "today_url": _url(one, times.local_day(now), view),
        "part_words": "day" if view == "day" else "week",
    }


def _picture(
    part: Part, hours: tuple[int, int], one: Mediator | None, day: date, now: datetime
) -> dict[str, Any]:
    """What the script beside the list needs to draw it."""
    url = reverse("desk:calendar_events")
    return {
        "events_url": f"{url}?mediator={one.pk}" if one else url,
        "view": "day" if part.days == 1 else "week",
        "shared": "no" if one else "yes",
        "first": f"{part.first}",
        "day": f"{day}",
        "opens": f"{hours[0]:02}:00:00",
        "closes": f"{hours[1]:02}:00:00",
        "now": now.astimezone(times.UK).isoformat(timespec="seconds"),
        "here": _url(one, day, "day" if part.days == 1 else "week"),
    }
