"""How one meeting went, said by its mediator or the office, and that its document is ready."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings.enums import OUTCOMES, AppointmentState
from bookings.errors import BookingError
from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from bookings.services import mark_certificate_ready, record_outcome
from mediation.core import audit
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import OutcomeForm


def outcome_panel(one: Appointment, *, now: datetime) -> dict[str, Any]:
    """What the appointment's page needs to ask how it went; nothing before it begins, nor once cancelled."""
    if now < one.starts_at or one.state == AppointmentState.CANCELLED:
        return {}
    said = one.state if one.state in OUTCOMES else ""
    is_attended = one.state == AppointmentState.ATTENDED
    ready_at = one.certificate_ready_at
    return {
        "outcome_url": "" if ready_at else reverse("desk:record_outcome", args=[one.reference]),
        "outcome_form": OutcomeForm(initial={"outcome": said}),
        "ready_url": reverse("desk:mark_ready", args=[one.reference]) if is_attended and not ready_at else "",
        "ready_when": words.since(ready_at, now=now) if ready_at else "",
    }


@require_POST
@staff_only()
def say_outcome(request: StaffRequest, reference: str) -> HttpResponse:
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        flash.error(request, "Choose how the meeting went.")
        return redirect("desk:appointment", reference=reference)
    state, actor = AppointmentState(form.cleaned_data["outcome"]), audit.Actor.of(request.user)
    try:
        record_outcome(appointment=one, state=state, actor=actor, now=timezone.now())
    except BookingError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, "It is recorded how the meeting went.")
    return redirect("desk:appointment", reference=reference)


@require_POST
@staff_only()
def mark_ready(request: StaffRequest, reference: str) -> HttpResponse:
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    try:
        mark_certificate_ready(appointment=one, actor=audit.Actor.of(request.user), now=timezone.now())
    except BookingError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, "The document is marked as ready. We tell them if we may.")
    return redirect("desk:appointment", reference=reference)
