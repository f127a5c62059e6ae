"""Talks with the PPC and safeguarding referrals of one case: for its mediators and managers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import services
from bookings.enums import LogKind
from bookings.queries import cases_visible_to
from bookings.queries.records import log_visible_to
from intake.models import Case
from mediation.core import audit, times
from mediation.core.enums import Role
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.meeting_forms import LogForm

from .frame import page

READERS = frozenset({Role.MEDIATOR, Role.MANAGER, Role.OWNER})
REFUSED = 422
BADGES = {
    LogKind.PPC: {"text": "PPC", "tone": "info"},
    LogKind.SAFEGUARDING: {"text": "Referral", "tone": "red"},
}


@require_safe
@staff_only(roles=READERS)
def case_log(request: StaffRequest, reference: str) -> HttpResponse:
    """What was logged. Reading it is recorded."""
    return _page(request, _case(request, reference), timezone.now())


def _case(request: StaffRequest, reference: str) -> Case:
    return get_object_or_404(cases_visible_to(request.user), reference=reference)


def _page(
    request: StaffRequest, one: Case, now: datetime, *, form: LogForm | None = None, status: int = 200
) -> HttpResponse:
    audit.record(audit.Actor.of(request.user), "log.read", one, at=now)
    context = {
        "case": {"reference": one.reference},
        "entries": [_row(entry, now) for entry in log_visible_to(request.user, one)],
        "form": form or LogForm(),
        "add_url": reverse("desk:add_to_log", args=[one.reference]),
        "back_url": reverse("desk:case", args=[one.reference]),
    }
    response = page(request, "case_log", context, current="people")
    response.status_code = status
    return response


def _row(entry: Any, now: datetime) -> dict[str, Any]:
    return {
        "badge": BADGES[LogKind(entry.kind)],
        "day": times.day_name(entry.happened_on),
        "with_whom": entry.with_whom,
        "words": entry.words,
        "decided": entry.decided,
        "by": f"{entry.recorded_by}, {words.since(entry.recorded_at, now=now)}",
    }


@require_POST
@staff_only(roles=READERS)
def add_to_log(request: StaffRequest, reference: str) -> HttpResponse:
    """It is sent to nobody."""
    one, now = _case(request, reference), timezone.now()
    form = LogForm(request.POST, today=times.local_day(now))
    if not form.is_valid():
        return _page(request, one, now, form=form, status=REFUSED)
    typed = form.cleaned_data | {"kind": LogKind(form.cleaned_data["kind"])}
    services.log_on_case(case=one, user=request.user, now=now, **typed)
    flash.success(request, "It is on the log. Nobody was written to.")
    return redirect("desk:case_log", reference=reference)
