"""How one meeting went, said by its mediator or the office."""

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
from bookings.models import Appointment, Certificate
from bookings.queries import appointments_visible_to
from bookings.queries.certificates import certificates_of
from bookings.queries.missed import missed_meetings, should_ring_first
from bookings.services import charge_for_cancelling, record_outcome
from mediation.core import audit
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import OutcomeForm


def outcome_panel(one: Appointment, *, now: datetime) -> dict[str, Any]:
    """What the appointment's page needs to ask how it went; nothing before it begins, nor once cancelled."""
    if now < one.starts_at or one.state == AppointmentState.CANCELLED:
        return {}
    said = one.state if one.state in OUTCOMES else ""
    ready_at = one.certificate_ready_at
    issued = list(certificates_of(one))
    is_issued = ready_at is not None or bool(issued)
    return {
        "outcome_url": "" if is_issued else reverse("desk:record_outcome", args=[one.reference]),
        "outcome_form": OutcomeForm(initial={"outcome": said}),
        "is_issued": is_issued,
        "certificates": [_certificate(row) for row in issued],
        "ready_when": words.since(ready_at, now=now) if ready_at else "",
        "missed_words": missed_words(one),
    }


def _certificate(row: Certificate) -> str:
    """Its serial, by which a court or a client asks for it."""
    return f"Certificate {row.serial}" + ("" if row.is_standing else ", replaced since")


def missed_words(one: Appointment) -> str:
    """What follows when somebody does not come: the fee by their terms, and the practice's own rule. Empty of
    somebody whose file was deleted: what they agreed to is gone."""
    if not one.terms_agreed:
        return ""
    due = charge_for_cancelling(one, now=one.starts_at)
    fee = f"{words.pounds(str(due))} of the fee is due by their terms" if due else "nothing is due"
    sentences = [f"If they did not attend, {fee}."]
    missed = missed_meetings(one)
    if missed > (one.state == AppointmentState.NOT_ATTENDED):
        sentences.append(f"Somebody of this name has missed {missed} so far.")
    if should_ring_first(one):
        sentences.append("We ask them to call us before they book again.")
    return " ".join(sentences)


@require_POST
@staff_only()
def say_outcome(request: StaffRequest, reference: str) -> HttpResponse:
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    page_after = "desk:meeting" if request.POST.get("back_to") == "meeting" else "desk:appointment"
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        flash.error(request, "Choose how the meeting went.")
        return redirect(page_after, reference=reference)
    state, actor = AppointmentState(form.cleaned_data["outcome"]), audit.Actor.of(request.user)
    try:
        record_outcome(appointment=one, state=state, actor=actor, now=timezone.now())
    except BookingError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, "It is recorded how the meeting went.")
    return redirect(page_after, reference=reference)
