"""The list for an earlier time."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.enums import EarlierState
from bookings.errors import BookingError, CannotBeTold
from bookings.queries import appointments_visible_to
from bookings.queries.earlier import requests_visible_to
from bookings.services import earlier as services
from mediation.core import audit
from mediation.desk import earlier_words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.earlier_forms import AddForm

from .frame import page, part_of

REFUSED = 422
UNKNOWN = "There is no booking with this reference"
TOO_LATE = "Nothing earlier can be found for this booking: it is over, cancelled or too near"
NOT_SAFE = "We may not write to them in this way: it is not known to be safe, so we could not tell them"


@require_safe
@staff_only(roles=OFFICE)
def earlier(request: StaffRequest) -> HttpResponse:
    """Who waits, the longest first, and what they were offered; or who is on the list no more."""
    return _show(request, AddForm(), status=200)


@require_POST
@staff_only(roles=OFFICE)
def add(request: StaffRequest) -> HttpResponse:
    """Put somebody on the list who asked for it on the phone, or change their wishes."""
    form = AddForm(request.POST)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        problem = _put_on_list(request, reference, form)
        if not problem:
            flash.success(request, f"{reference} is on the list.")
            return redirect("desk:earlier")
        form.add_error("reference", problem)
    return _show(request, form, status=REFUSED)


def _put_on_list(request: StaffRequest, reference: str, form: AddForm) -> str:
    """What stands against it, in words; empty where they are on the list now."""
    rows = appointments_visible_to(request.user).select_related("party__contact")
    appointment = rows.filter(reference=reference).first()
    if appointment is None:
        return UNKNOWN
    actor = audit.Actor.of(request.user)
    try:
        services.join_list(appointment=appointment, actor=actor, now=timezone.now(), **form.wishes)
    except CannotBeTold:
        return NOT_SAFE
    except BookingError:
        return TOO_LATE
    return ""


@require_POST
@staff_only(roles=OFFICE)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take somebody off; what was kept for them is free at once."""
    one = get_object_or_404(requests_visible_to(request.user), pk=pk)
    actor = audit.Actor.of(request.user)
    services.leave_list(request=one, actor=actor, now=timezone.now(), state=EarlierState.REMOVED)
    flash.success(request, f"{one.appointment.reference} is off the list.")
    return redirect("desk:earlier")


def _show(request: StaffRequest, form: AddForm, *, status: int) -> HttpResponse:
    now, finished = timezone.now(), request.GET.get("state") == "finished"
    rows = requests_visible_to(request.user)
    if finished:
        rows = rows.exclude(state=EarlierState.WAITING).order_by("-closed_at", "-pk")
    else:
        rows = rows.filter(state=EarlierState.WAITING).order_by("joined_at", "pk")
    shown = part_of(rows, request)
    shown.object_list = [earlier_words.row(one, now=now) for one in shown.object_list]
    links = [
        {"words": "Waiting", "url": reverse("desk:earlier"), "is_current": not finished},
        {"words": "No longer on it", "url": "?state=finished", "is_current": finished},
    ]
    context = {"page_obj": shown, "filters": links, "is_finished": finished, "form": form}
    response = page(request, "earlier", context)
    response.status_code = status
    return response
