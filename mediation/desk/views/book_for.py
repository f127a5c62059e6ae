"""Booking for somebody who rang in, and once more for somebody who has a file: on the client's own pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import queries
from bookings.errors import SlotTaken
from bookings.models import Appointment, AppointmentType
from bookings.queries import appointments_visible_to, mediators_offered
from bookings.visitor import go_on_with
from mediation.core import audit, times
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.booking_times import (
    as_value,
    days_of,
    gender_in,
    kind_in,
    links_to,
    start_of,
    time_button,
)
from mediation.desk.remote_meetings import in_person_first
from mediation.desk.standing_in import begin_booking_for

from .frame import page

SAME = "same"


@require_safe
@staff_only(roles=OFFICE)
def book(request: StaffRequest) -> HttpResponse:
    """Choose a time with somebody who rang in."""
    return _times(request, None, lost=None)


@require_POST
@staff_only(roles=OFFICE)
def hold(request: StaffRequest) -> HttpResponse:
    return _hold(request, None)


@require_safe
@staff_only(roles=OFFICE)
def book_again(request: StaffRequest, reference: str) -> HttpResponse:
    """Choose a time for the person of this meeting."""
    return _times(request, _found(request, reference), lost=None)


@require_POST
@staff_only(roles=OFFICE)
def hold_again(request: StaffRequest, reference: str) -> HttpResponse:
    return _hold(request, _found(request, reference))


def _found(request: StaffRequest, reference: str) -> Appointment:
    """The meeting for whose person is booked; this page and those that follow show what their file says, so
    reading it is recorded."""
    rows = appointments_visible_to(request.user).select_related("party__case")
    one = get_object_or_404(rows, reference=reference)
    audit.record(audit.Actor.of(request.user), "appointment.read", one, at=timezone.now())
    return one


def _hold(request: StaffRequest, one: Appointment | None) -> HttpResponse:
    """Keep the time in their name, and go on with the ordinary questions in this browser."""
    kind, starts_at = kind_in(request.POST), start_of(request.POST.get("start", ""))
    if kind is None or starts_at is None:
        return redirect("desk:book_again", one.reference) if one else redirect("desk:book")
    is_same = one is not None and request.POST.get("with") == SAME
    now = timezone.now()
    try:
        draft = begin_booking_for(
            party=one.party if one else None,
            user=request.user,
            kind=kind,
            starts_at=starts_at,
            wants_gender=gender_in(request.POST),
            mediator_id=one.mediator_id if one and is_same else None,
            now=now,
        )
    except SlotTaken:
        return _times(request, one, lost=starts_at)
    go_on_with(request, draft)
    return redirect("bookings:go_on")


def _times(request: StaffRequest, one: Appointment | None, *, lost: datetime | None) -> HttpResponse:
    """Every free time of one kind of meeting; `lost` is one that somebody else has just taken."""
    given, now = request.POST if request.method == "POST" else request.GET, timezone.now()
    kind, who = kind_in(given), _who(given, one)
    name = "hold_again" if one else "hold_for_caller"
    args = [one.reference] if one else []
    context: dict[str, Any] = {
        "name": one.party.name if one else "somebody who rang",
        "back_words": "Appointment" if one else "Calendar",
        "back_url": reverse("desk:appointment", args=args) if one else reverse("desk:calendar"),
        "hold_url": reverse(f"desk:{name}", args=args),
        "knows_answers": one is not None,
        "is_lost": lost is not None,
        "days": [],
    }
    if kind is not None:
        context |= _offer(kind, who, one, lost, now)
    response = page(request, "callback_book", context, current="calendar")
    response.status_code = 409 if lost else 200
    return response


def _who(given: QueryDict, one: Appointment | None) -> str:
    return SAME if one and given.get("with") == SAME else gender_in(given)


def _offer(
    kind: AppointmentType, who: str, one: Appointment | None, lost: datetime | None, now: datetime
) -> dict[str, Any]:
    """The free times, without the notice that clients are bound by."""
    is_same = one is not None and who == SAME
    among = mediators_offered(wants_gender="" if is_same else who)
    if one is not None and is_same:
        among = among.filter(pk=one.mediator_id)
    free = list(
        queries.free_for_staff(kind, now=now, start=now, end=queries.latest_end(kind, now=now), among=among)
    )
    people = links_to(kind, who, by_kind=False)
    if one is not None:
        same = {"words": one.mediator.name, "url": f"?type={kind.slug}&with={SAME}", "is_current": is_same}
        people.append(same)
    nearest = sorted(sorted(free, key=lambda at: abs(at - lost))[:3]) if lost else []
    return {
        "kind": {"slug": kind.slug, "name": kind.name},
        "wants_gender": who,
        "kinds": links_to(kind, who, by_kind=True),
        "people": people,
        "alternatives": [time_button(at, kind, today=times.local_day(now)) for at in nearest],
        "days": days_of(free, kind, now),
        "in_person": in_person_first(kind, now=now),
        "earliest": time_button(free[0], kind, today=times.local_day(now)) if free else None,
        "lost": as_value(lost) if lost else "",
    }
