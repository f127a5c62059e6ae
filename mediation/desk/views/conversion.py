"""A request for a call becomes a booking."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import queries
from bookings.enums import Gender
from bookings.errors import SlotTaken
from bookings.models import AppointmentType
from bookings.visitor import go_on_with
from intake.enums import Answer
from intake.errors import CallbackError
from intake.models import CallbackRequest
from intake.queries.callbacks import request_visible_to
from mediation.core import times
from mediation.desk import conversion
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.call_card import is_mine
from mediation.desk.remote_meetings import in_person_first

from .frame import page

WITH = {"": "Anybody", Gender.WOMAN.value: "A woman", Gender.MAN.value: "A man"}
YEARS = range(2000, 2200)  # days that can be reckoned with


@require_safe
@staff_only(roles=OFFICE)
def book_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Choose a time with them on the phone."""
    one, now = _found(request, reference), timezone.now()
    if not is_mine(one, request.user, now=now):
        flash.error(request, "Take the request before you book for them.")
        return redirect("desk:callback", reference=reference)
    return _times(request, one, lost=None, now=now)


@require_POST
@staff_only(roles=OFFICE)
def hold_for_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep the time in their name, and go on with the ordinary questions in this browser."""
    one, now = _found(request, reference), timezone.now()
    kind, starts_at = _kind(request), _start(request.POST.get("start", ""))
    if kind is None or starts_at is None:
        return redirect("desk:book_callback", reference=reference)
    try:
        draft = conversion.begin_booking(
            request=one,
            user=request.user,
            kind=kind,
            starts_at=starts_at,
            wants_gender=_gender(request),
            now=now,
        )
    except SlotTaken:
        return _times(request, one, lost=starts_at, now=now)
    except CallbackError as refusal:
        flash.error(request, str(refusal))
        return redirect("desk:callback", reference=reference)
    go_on_with(request, draft)
    return redirect("bookings:go_on")


def _found(request: StaffRequest, reference: str) -> CallbackRequest:
    return get_object_or_404(request_visible_to(request.user), reference=reference)


def _times(
    request: StaffRequest, one: CallbackRequest, *, lost: datetime | None, now: datetime
) -> HttpResponse:
    """Every free time of one kind of meeting; `lost` is one that somebody else has just taken."""
    kind, gender = _kind(request), _gender(request)
    context: dict[str, Any] = {
        "name": one.name,
        "back_url": reverse("desk:callback", args=[one.reference]),
        "hold_url": reverse("desk:hold_for_callback", args=[one.reference]),
        "is_lost": lost is not None,
        "days": [],
    }
    if kind is not None:
        free = queries.free_times(
            kind, now=now, start=now, end=queries.latest_end(kind, now=now), wants_gender=gender
        )
        context |= {
            "kind": {"slug": kind.slug, "name": kind.name},
            "wants_gender": gender,
            "kinds": _links(kind, gender, by_kind=True),
            "people": _links(kind, gender, by_kind=False),
            "alternatives": _alternatives(kind, gender, lost, now),
            "days": _days(free, kind, now),
            "in_person": in_person_first(kind, now=now),
            "has_hearing": one.hearing_soon == Answer.YES,
            "earliest": _button(free[0], kind, today=times.local_day(now)) if free else None,
        }
    response = page(request, "callback_book", context, current="callbacks")
    response.status_code = 409 if lost else 200
    return response


def _days(free: list[datetime], kind: AppointmentType, now: datetime) -> list[dict[str, Any]]:
    today = times.local_day(now)
    return [
        {
            "heading": times.day_heading(day, today=today),
            "times": [_button(at, kind, today=None) for at in group],
        }
        for day, group in groupby(free, key=times.local_day)
    ]


def _alternatives(
    kind: AppointmentType, gender: str, lost: datetime | None, now: datetime
) -> list[dict[str, str]]:
    """The three nearest times after a lost race."""
    if lost is None:
        return []
    found = queries.alternatives(kind, lost, now=now, wants_gender=gender)
    return [_button(at, kind, today=times.local_day(now)) for at in found]


def _button(at: datetime, kind: AppointmentType, *, today: Any) -> dict[str, str]:
    return {
        "value": f"{at:%Y-%m-%dT%H:%MZ}",
        "label": times.short_when(at, today=today) if today else times.clock(at),
        "sentence": f"Book {times.full_when(at, at + kind.duration)}",
    }


def _links(kind: AppointmentType, gender: str, *, by_kind: bool) -> list[dict[str, object]]:
    """The ways to the times of another kind of meeting, or with another mediator; none where there is one."""
    if by_kind:
        rows = [
            {"words": one.name, "url": f"?type={one.slug}&with={gender}", "is_current": one == kind}
            for one in queries.offered_types()
        ]
        return rows if len(rows) > 1 else []
    return [
        {"words": words, "url": f"?type={kind.slug}&with={value}", "is_current": value == gender}
        for value, words in WITH.items()
    ]


def _kind(request: StaffRequest) -> AppointmentType | None:
    """The kind that is asked for, or the first that is offered; None where nothing is."""
    given = request.POST if request.method == "POST" else request.GET
    kinds = queries.offered_types()
    return next((one for one in kinds if one.slug == given.get("type")), kinds[0] if kinds else None)


def _gender(request: StaffRequest) -> str:
    given = request.POST if request.method == "POST" else request.GET
    asked = given.get("with", "")
    return asked if asked in WITH else ""


def _start(typed: str) -> datetime | None:
    """The start that a button sends, e.g. 2026-11-24T13:00Z; None for anything else."""
    try:
        found = datetime.strptime(typed, "%Y-%m-%dT%H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None
