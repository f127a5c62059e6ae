"""Cancelling a meeting for a client, or because we have to."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.enums import AskedBy, CancelReason
from bookings.errors import BookingError
from bookings.models import Appointment
from bookings.services import cancel_appointment
from mediation.core import audit
from mediation.desk import move_words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.move_forms import CancelForm

from .frame import page
from .moves import changeable, may_change, too_late


@require_safe
@staff_only()
def cancel(request: StaffRequest, reference: str) -> HttpResponse:
    """Who asks, why, and what it costs; nothing is cancelled by looking."""
    one, now = changeable(request, reference), timezone.now()
    if not may_change(one, now=now):
        return too_late(request, one)
    return _page(request, one, CancelForm(), now)


@require_POST
@staff_only()
def cancel_now(request: StaffRequest, reference: str) -> HttpResponse:
    one, now = changeable(request, reference), timezone.now()
    if not may_change(one, now=now):
        return too_late(request, one)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, now, status=422)
    asked_by = AskedBy(form.cleaned_data["asked_by"])
    fee, write = move_words.fee_words(one, asked_by, now=now), move_words.we_write(one, now=now)
    try:
        cancel_appointment(
            appointment=one,
            actor=audit.Actor.of(request.user),
            now=now,
            because=CancelReason(form.cleaned_data["because"]),
            asked_by=asked_by,
        )
    except BookingError:
        return too_late(request, one)
    flash.success(request, f"The meeting is cancelled and its time is free again. {fee} {write}")
    return redirect("desk:appointment", reference=reference)


def _page(
    request: StaffRequest, one: Appointment, form: CancelForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    context = {
        "meeting": move_words.facts_of(one),
        "form": form,
        "if_client": move_words.fee_words(one, AskedBy.CLIENT, now=now),
        "if_practice": move_words.fee_words(one, AskedBy.PRACTICE, now=now),
        "write_words": move_words.we_write(one, now=now),
        "do_url": reverse("desk:cancel_now", args=[one.reference]),
        "move_url": reverse("desk:move", args=[one.reference]),
        "back_url": reverse("desk:appointment", args=[one.reference]),
    }
    response = page(request, "cancel", context, current="calendar")
    response.status_code = status
    return response
