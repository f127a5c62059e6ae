"""One case: the files of its parties and what belongs to neither alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, cases_visible_to
from mediation.core import audit, times
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only

from .case_links import case_links
from .frame import page


@require_safe
@staff_only()
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """The case's meetings, as far as this colleague may see them. Reading it is recorded."""
    now = timezone.now()
    one = get_object_or_404(cases_visible_to(request.user), reference=reference)
    audit.record(audit.Actor.of(request.user), "case.read", one, at=now)
    meetings = appointments_visible_to(request.user).filter(party__case=one).order_by("starts_at", "pk")
    context = {
        "case": {"reference": one.reference, "opened": times.day_name(times.local_day(one.opened_at))},
        "meetings": [_meeting_row(meeting) for meeting in meetings],
        **case_links(one, request.user),
    }
    return page(request, "case", context, current="today")


def _meeting_row(one: Appointment) -> dict[str, Any]:
    return {
        "who": one.party.name,
        "when": times.full_when(one.starts_at, one.ends_at),
        "what": one.appointment_type.name,
        "badge": words.appointment_badge(one.state),
        "url": reverse("desk:appointment", args=[one.reference]),
    }
