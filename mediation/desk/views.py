"""Today, messages and alerts: the plain desk that the rest will stand on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, on_day
from intake import answers as answered
from intake.enums import Stage
from legalaid.enums import FundingState
from legalaid.services import record_funding
from mediation.core import alerts as core_alerts
from mediation.core import audit, times
from mediation.core.enums import Severity
from mediation.core.models import Alert, AuditEntry, Message, User

from . import people, previews, words
from .access import OFFICE, staff_only
from .forms import FeeForm

PAGE = 50
YEARS = range(2000, 2200)
# An e-mail may style itself and nothing else: no script, no picture, no form, no address of its own.
PREVIEW_POLICY = {
    "default-src": [NONE],
    "img-src": [NONE],
    "frame-src": [NONE],
    "form-action": [NONE],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [SELF],
    "sandbox": True,
}


def _nav(user: User, current: str) -> list[dict[str, Any]]:
    counts = Alert.objects.aggregate(open=Count("pk", filter=Q(closed_at__isnull=True)))
    items = [("today", "Today", 0)]
    if user.role in OFFICE:
        items += [("messages", "Messages", 0), ("alerts", "Alerts", counts["open"])]
    return [
        {
            "label": label,
            "url": reverse(f"desk:{name}"),
            "is_current": name == current,
            "count": count,
            "count_words": "open",
        }
        for name, label, count in items
    ]


def _page(request: HttpRequest, template: str, current: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/{template}.html", {"desk_nav": _nav(request.user, current), **context})  # type: ignore[arg-type]


@require_safe
@staff_only()
def today(request: HttpRequest) -> HttpResponse:
    """The day's meetings in order; mediators see their own."""
    now = timezone.now()
    day = _day_of(request) or times.local_day(now)
    start = datetime(day.year, day.month, day.day, tzinfo=times.UK)
    rows = list(on_day(appointments_visible_to(request.user), start=start))
    standing = [one for one in rows if one.is_confirmed]
    coming = next((one for one in standing if one.ends_at > now), None)
    open_alerts = core_alerts.open_alerts()[:5] if request.user.role in OFFICE else []
    context = {
        "day": times.day_name(day),
        "summary": _summary(standing, is_today=day == times.local_day(now)),
        "meetings": [_meeting_row(one, now=now, is_main=one is coming) for one in rows],
        "previous_url": f"?day={day - timedelta(days=1)}",
        "next_url": f"?day={day + timedelta(days=1)}",
        "alerts": [_alert_row(one, now=now) | {"url": reverse("desk:alerts")} for one in open_alerts],
        "alerts_url": reverse("desk:alerts"),
        "shows_alerts": request.user.role in OFFICE,
    }
    return _page(request, "today", "today", context)


def _day_of(request: HttpRequest) -> date | None:
    """The day in the address; None for anything that is no day of ours."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _summary(rows: list[Appointment], *, is_today: bool) -> str:
    on = "today" if is_today else "on this day"
    if not rows:
        return f"No meetings {on}."
    count = "1 meeting" if len(rows) == 1 else f"{len(rows)} meetings"
    ends = max(one.ends_at for one in rows)
    return f"{count} {on}. First at {times.clock(rows[0].starts_at)}, last ends {times.clock(ends)}."


def _meeting_row(one: Appointment, *, now: datetime, is_main: bool) -> dict[str, Any]:
    return {
        "starts_label": times.clock(one.starts_at),
        "starts_iso": one.starts_at.isoformat(),
        "when_note": words.when_note(one, now=now) if one.is_confirmed else "",
        "is_now": is_main,
        "is_off": not one.is_confirmed,
        "who": one.party.name,
        "what": one.appointment_type.name,
        "lines": [f"With {one.mediator.name}", words.funding_line(one.party.funding)],
        "badges": words.appointment_badges(one),
        "url": reverse("desk:appointment", args=[one.reference]),
        "is_main": is_main,
    }


@require_safe
@staff_only()
def appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting and the person whose it is. Reading it is recorded."""
    now = timezone.now()
    rows = appointments_visible_to(request.user).select_related("party__contact", "party__case", "claim")
    one = get_object_or_404(rows, reference=reference)
    audit.record(audit.Actor.of(request.user), "appointment.read", one, at=now)
    return _page(request, "appointment", "today", _appointment_context(one, now, request.user))


def _appointment_context(one: Appointment, now: datetime, user: User) -> dict[str, Any]:
    sent = Message.objects.filter(subject_type="appointment", subject_id=one.pk).order_by("pk")
    entries = AuditEntry.objects.filter(subject_type="appointment", subject_id=one.pk).select_related("actor")
    rows = answered.rows(one.party.answers, Stage.BEFORE, version=one.party.questionnaire_version)
    return {
        "appointment": {
            "reference": one.reference,
            "when": times.full_when(one.starts_at, one.ends_at),
            "mediator": one.mediator.name,
            "because": one.claim.assigned_because,
            "what": one.appointment_type.name,
            "badge": words.appointment_badge(one.state),
            "price": words.funding_line(one.party.funding),
        },
        "party": {
            "name": one.party.name,
            "words": f"Case {one.party.case.reference}",
            "channels": people.channels(one.party.contact, now=now),
        },
        "badges": words.appointment_badges(one),
        "room_url": people.host_room(one, now=now),
        "answers": [{"question": row.question, "answer": "\n".join(row.lines)} for row in rows],
        "history": [
            {"when": words.since(entry.at, now=now), "text": people.history_line(entry)}
            for entry in entries.exclude(verb="appointment.read").order_by("pk")
        ],
        "messages_for": [
            {
                "what": words.KINDS.get(row.kind, row.kind),
                "when": words.since(row.sent_at or row.due_at, now=now),
                "badge": words.message_badge(row.state),
                "url": reverse("desk:message", args=[row.pk]) if user.role in OFFICE else "",
            }
            for row in sent
        ],
        "fee_url": reverse("desk:record_fee", args=[one.reference]) if user.role in OFFICE else "",
        "fee_form": FeeForm(initial={"state": one.party.funding.state}),
        "back_url": reverse("desk:today") + f"?day={times.local_day(one.starts_at)}",
    }


@require_POST
@staff_only(roles=OFFICE)
def record_fee(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened to the fee; nothing is taken here."""
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    form = FeeForm(request.POST)
    if form.is_valid():
        record_funding(
            funding=one.party.funding,
            state=FundingState(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        )
        flash.success(request, "The fee is recorded.")
    else:
        flash.error(request, "Choose what happened to the fee.")
    return redirect("desk:appointment", reference=reference)


@require_safe
@staff_only(roles=OFFICE)
def messages(request: HttpRequest) -> HttpResponse:
    """Everything that went out, waits, or was held back and why. Addresses stay out of the list."""
    now = timezone.now()
    page = Paginator(Message.objects.order_by("-pk").defer("sent_copy"), PAGE).get_page(
        request.GET.get("page")
    )
    references = people.references_of(page.object_list)
    page.object_list = [_message_row(row, references, now=now) for row in page.object_list]
    return _page(request, "messages", "messages", {"page_obj": page})


def _message_row(row: Message, references: dict[tuple[str, int], str], *, now: datetime) -> dict[str, Any]:
    return {
        "what": words.KINDS.get(row.kind, row.kind),
        "reference": references.get((row.subject_type, row.subject_id), row.recipient),
        "to": row.recipient.replace(":", " "),
        "channel": "E-mail" if row.channel == "email" else "Text message",
        "when": words.since(row.sent_at or row.due_at, now=now),
        "badge": words.message_badge(row.state),
        "note": words.REASONS.get(row.reason, row.reason),
        "url": reverse("desk:message", args=[row.pk]),
    }


@require_safe
@staff_only(roles=OFFICE)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as its reader sees it: as sent, or as it would read now. Secret links are masked."""
    now = timezone.now()
    row = get_object_or_404(Message, pk=pk)
    shown = previews.of(row, now=now)
    audit.record(audit.Actor.of(request.user), "message.read", row, at=now)
    context = {
        "message": _message_row(row, people.references_of([row]), now=now) | shown,
        "preview_url": reverse("desk:message_preview", args=[pk]) if shown.get("html") else "",
        "list_url": reverse("desk:messages"),
    }
    return _page(request, "message", "messages", context)


@require_safe
@staff_only(roles=OFFICE)
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)
def message_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, in a sandbox that runs and loads nothing."""
    row = get_object_or_404(Message, pk=pk)
    return HttpResponse(previews.of(row, now=timezone.now()).get("html", ""))


@require_safe
@staff_only(roles=OFFICE)
def alerts(request: HttpRequest) -> HttpResponse:
    """What needs a person, the most urgent first; closed ones on request."""
    now = timezone.now()
    is_closed = request.GET.get("state") == "closed"
    rows = (
        Alert.objects.filter(closed_at__isnull=False).order_by("-closed_at").select_related("closed_by")
        if is_closed
        else core_alerts.open_alerts()
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = [_alert_row(row, now=now) for row in page.object_list]
    context = {
        "page_obj": page,
        "state": "closed" if is_closed else "open",
        "open_url": reverse("desk:alerts"),
        "closed_url": reverse("desk:alerts") + "?state=closed",
    }
    return _page(request, "alerts", "alerts", context)


def _alert_row(row: Alert, *, now: datetime) -> dict[str, Any]:
    is_open = row.closed_at is None
    who = "" if is_open else f"Closed by {row.closed_by}" if row.closed_by_id else "Closed by itself"
    return {
        "title": words.ALERTS.get(row.kind, row.kind),
        "text": row.text,
        "since": words.since(row.raised_at, now=now),
        "badge": words.severity_badge(Severity(row.severity)),
        "done_url": reverse("desk:close_alert", args=[row.pk]) if is_open else "",
        "closed_note": f"{who}, {words.since(row.closed_at, now=now)}" if row.closed_at else "",
    }


@require_POST
@staff_only(roles=OFFICE)
def close_alert(request: HttpRequest, pk: int) -> HttpResponse:
    core_alerts.close_alert(
        get_object_or_404(Alert, pk=pk), actor=audit.Actor.of(request.user), at=timezone.now()
    )
    flash.success(request, "Closed.")
    return redirect("desk:alerts")
