"""A request for a call becomes a booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import queries
from bookings.errors import SlotTaken
from bookings.visitor import go_on_with
from intake.enums import Answer
from intake.errors import CallbackError
from intake.models import CallbackRequest
from intake.queries.callbacks import request_visible_to
from mediation.core import times
from mediation.desk import conversion
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.booking_times import days_of, gender_in, kind_in, links_to, nearest, start_of, time_button
from mediation.desk.call_card import is_mine
from mediation.desk.remote_meetings import in_person_first

from .frame import page


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
    kind, starts_at = kind_in(request.POST), start_of(request.POST.get("start", ""))
    if kind is None or starts_at is None:
        return redirect("desk:book_callback", reference=reference)
    try:
        draft = conversion.begin_booking(
            request=one,
            user=request.user,
            kind=kind,
            starts_at=starts_at,
            wants_gender=gender_in(request.POST),
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
    kind, gender = kind_in(_given(request)), gender_in(_given(request))
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
            "kinds": links_to(kind, gender, by_kind=True),
            "people": links_to(kind, gender, by_kind=False),
            "alternatives": nearest(kind, lost, now=now, wants_gender=gender),
            "days": days_of(free, kind, now),
            "in_person": in_person_first(kind, now=now),
            "has_hearing": one.hearing_soon == Answer.YES,
            "earliest": time_button(free[0], kind, today=times.local_day(now)) if free else None,
        }
    response = page(request, "callback_book", context, current="callbacks")
    response.status_code = 409 if lost else 200
    return response


def _given(request: StaffRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET
