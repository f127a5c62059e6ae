"""Time off of one mediator, and the days on which the whole practice is closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Mediator, TimeOff
from bookings.services import change_closures
from bookings.services.hours import time_off_of
from mediation.core import audit, times
from mediation.core.enums import ClosureKind
from mediation.core.models import Closure
from mediation.desk import hours_words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.hours_forms import ClosureForm, TimeOffForm

from .frame import page
from .hours import form_page, mediator_of, people_links, row_of, save_or_ask, team_of

SHOWN = 366


@require_safe
@staff_only()
def time_off(request: StaffRequest) -> HttpResponse:
    """New time off, or one that is there."""
    mediator = mediator_of(request)
    row = row_of(mediator, TimeOff, request.GET.get("row", ""))
    known = _known(row, mediator) if row else {}
    return _page(request, mediator, _form(mediator, initial=known), row)


@require_POST
@staff_only()
def save_time_off(request: StaffRequest) -> HttpResponse:
    """Over meetings that stand it asks first, and lists them."""
    mediator = mediator_of(request)
    row = row_of(mediator, TimeOff, request.POST.get("row", ""))
    form = _form(mediator, data=request.POST)
    if not form.is_valid():
        return _page(request, mediator, form, row, status=422)
    found = form.cleaned_data
    start, end = time_off_of(mediator, found["first"], found["last"], start=found["start"], end=found["end"])
    changed = row or TimeOff()
    changed.span, changed.reason = DateTimeTZRange(start, end, "[)"), found["reason"]
    back = f"{reverse('desk:time_off')}?mediator={mediator.pk}" + (f"&row={row.pk}" if row else "")
    return save_or_ask(request, mediator, save=[changed], back_url=back, done="The time off is saved.")


def _form(mediator: Mediator, **given: Any) -> TimeOffForm:
    return TimeOffForm(**given, zone=mediator.zone, now=timezone.now())


def _known(row: TimeOff, mediator: Mediator) -> dict[str, Any]:
    zone = ZoneInfo(mediator.zone)
    start, end = row.span.lower.astimezone(zone), row.span.upper.astimezone(zone)
    if hours_words.is_whole_days(start, end):
        return {"first": start.date(), "last": end.date() - timedelta(days=1), "reason": row.reason}
    return {
        "first": start.date(),
        "last": end.date(),
        "start": start.time(),
        "end": end.time(),
        "reason": row.reason,
    }


def _page(
    request: StaffRequest, mediator: Mediator, form: TimeOffForm, row: TimeOff | None, **more: Any
) -> HttpResponse:
    return form_page(
        request,
        mediator,
        form,
        heading="Change time off" if row else "Add time off",
        save_url=reverse("desk:save_time_off"),
        row=row.pk if row else "",
        delete_kind="off" if row else "",
        hint="It beats all other hours. Where meetings are booked in it, we list them before it is saved.",
        people=[] if row else people_links(team_of(request), mediator),
        **more,
    )


@require_safe
@staff_only(roles=MANAGERS)
def closures(request: StaffRequest) -> HttpResponse:
    """Bank holidays, and the practice's own days."""
    return _closures(request, ClosureForm(today=_today()))


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def add_closure(request: StaffRequest) -> HttpResponse:
    taken = Closure.objects.filter(kind=ClosureKind.PRACTICE).values_list("on", flat=True)
    form = ClosureForm(request.POST, today=_today(), taken=taken)
    if not form.is_valid():
        return _closures(request, form, status=422)
    return _changed(request, form.row(), done="The practice is closed on that day.")


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def change_closure(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a bank holiday all the same, or close it again; delete a day of our own."""
    row = get_object_or_404(Closure, pk=pk, on__gte=_today())
    if request.POST.get("then") == "delete" and row.kind == ClosureKind.PRACTICE:
        return _changed(request, row, done="That day is an ordinary day again.", is_deleted=True)
    row.is_open = request.POST.get("then") == "open"
    words = "The practice works on that day." if row.is_open else "The practice is closed on that day."
    return _changed(request, row, done=words)


def _changed(request: StaffRequest, row: Closure, *, done: str, is_deleted: bool = False) -> HttpResponse:
    actor, day = audit.Actor.of(request.user), row.on
    change = {"delete": [row]} if is_deleted else {"save": [row]}
    outside = change_closures(**change, actor=actor, now=timezone.now())
    flash.success(request, done)
    if any(times.local_day(one.starts_at) == day for one in outside):
        return redirect("desk:outside_hours")
    return redirect("desk:closures")


def _today() -> date:
    return times.local_day(timezone.now())


def _closures(request: StaffRequest, form: ClosureForm, *, status: int = 200) -> HttpResponse:
    first = _today()
    rows = Closure.objects.filter(on__range=(first, first + timedelta(days=SHOWN)))
    context = {
        "rows": [
            {
                "day": hours_words.day_words(row.on),
                "reason": row.reason,
                "is_open": row.is_open,
                "is_ours": row.kind == ClosureKind.PRACTICE,
                "url": reverse("desk:change_closure", args=[row.pk]),
            }
            for row in rows
        ],
        "form": form,
        "save_url": reverse("desk:add_closure"),
        "back_url": reverse("desk:hours"),
    }
    response = page(request, "closures", context, current="calendar")
    response.status_code = status
    return response
