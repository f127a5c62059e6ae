"""What needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.core import alerts as core_alerts
from mediation.core import audit
from mediation.core.enums import Severity
from mediation.core.models import Alert
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.people import Subject, Subjects
from mediation.desk.record_finder import alerts_seen_by

from .frame import page, part_of


@require_safe
@staff_only()
def alerts(request: StaffRequest) -> HttpResponse:
    """What needs a person, the most urgent first; closed ones on request."""
    is_closed = request.GET.get("state") == "closed"
    rows = core_alerts.closed_alerts() if is_closed else core_alerts.open_alerts()
    shown = part_of(alerts_seen_by(request.user, rows), request)
    shown.object_list = alert_rows(shown.object_list, now=timezone.now())
    context = {
        "page_obj": shown,
        "state": "closed" if is_closed else "open",
        "open_url": reverse("desk:alerts"),
        "closed_url": reverse("desk:alerts") + "?state=closed",
    }
    return page(request, "alerts", context)


def alert_rows(found: Iterable[Alert], *, now: datetime) -> list[dict[str, Any]]:
    """Alerts as a page draws them, each with the way to what it is about."""
    rows = list(found)
    subjects = Subjects(rows)
    return [_row(one, subjects.of(one), now=now) for one in rows]


def _row(one: Alert, about: Subject, *, now: datetime) -> dict[str, Any]:
    who = f"Closed by {one.closed_by}" if one.closed_by else "Closed by itself"
    return {
        "title": words.ALERTS.get(one.kind, one.kind),
        "text": _without(about.reference, one.text),
        "reference": about.reference,
        "url": about.url,
        "since": words.since(one.raised_at, now=now),
        "badge": words.severity_badge(Severity(one.severity)),
        "done_url": reverse("desk:close_alert", args=[one.pk]) if one.closed_at is None else "",
        "closed_note": f"{who}, {words.since(one.closed_at, now=now)}" if one.closed_at else "",
    }


def _without(reference: str, text: str) -> str:
    """The text of an alert beside a link that already gives the reference with which it begins."""
    rest = text.removeprefix(f"{reference}: ") if reference else text
    return rest[:1].upper() + rest[1:]


@require_POST
@staff_only()
def close_alert(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has dealt with it."""
    actor, seen = audit.Actor.of(request.user), alerts_seen_by(request.user, Alert.objects.all())
    core_alerts.close_alert(get_object_or_404(seen, pk=pk), actor=actor, at=timezone.now())
    flash.success(request, "The alert is closed.")
    return redirect("desk:alerts")
