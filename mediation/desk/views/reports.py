"""Reports for managers: a page for each, with a period that the address carries, and each table as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.queries.remote_cap import remote_cap
from mediation.core import audit, times
from mediation.core.practice import practice
from mediation.desk import report_files
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.report_forms import PeriodForm
from mediation.desk.report_periods import Preset, Span, presets
from mediation.desk.report_tables import Report
from mediation.desk.reports import BY_SLUG, KINDS, Kind

from .frame import page

DATED = ("Week from", "Month")


@require_safe
@staff_only(roles=MANAGERS)
def reports(request: StaffRequest) -> HttpResponse:
    rows = [
        {"title": kind.title, "lead": kind.lead, "url": reverse("desk:report", args=[kind.slug])}
        for kind in KINDS
    ]
    return page(request, "reports", {"rows": rows})


@require_safe
@staff_only(roles=MANAGERS)
def report(request: StaffRequest, slug: str) -> HttpResponse:
    """Without a period in the address, last month."""
    kind, now = _kind(slug), timezone.now()
    usual = _presets(now)
    form = PeriodForm(
        request.GET if "first" in request.GET or "last" in request.GET else _as_asked(usual[0].span)
    )
    is_valid = form.is_valid()
    span = form.span if is_valid else usual[0].span
    found = kind.build(span, now=now)
    shown = span.whole_months if found.whole_months else span
    context = {
        "kind": kind,
        "form": form,
        "period": shown.words,
        "was_widened": shown != span,
        "tables": [_drawn(kind, one, shown) for one in found.tables],
        "presets": [_preset(kind, one, span) for one in usual],
        "list_url": reverse("desk:reports"),
    }
    response = page(request, "report", context, current="reports")
    response.status_code = 200 if is_valid else 422
    return response


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def report_file(request: StaffRequest, slug: str, table: str) -> HttpResponse:
    """One table as CSV. That somebody took it is recorded."""
    kind, form, now = _kind(slug), PeriodForm(request.GET), timezone.now()
    if not form.is_valid():
        return redirect("desk:report", slug=slug)
    found: Report = kind.build(form.span, now=now)
    one = next((each for each in found.tables if each.key == table), None)
    if one is None:
        raise Http404
    span = form.span.whole_months if found.whole_months else form.span
    days = {"first": str(span.first), "last": str(span.last)}
    actor = audit.Actor.of(request.user)
    audit.record(actor, "report.exported", practice(), at=now, report=slug, table=table, **days)
    response = HttpResponse(report_files.as_csv(one), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{report_files.file_name(span)}"'
    return response


def _kind(slug: str) -> Kind:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _presets(now: datetime) -> list[Preset]:
    today, cap = times.local_day(now), remote_cap()
    return presets(today, cap.year_of(today) if cap else None)


def _as_asked(span: Span) -> dict[str, str]:
    return {"first": str(span.first), "last": str(span.last)}


def _preset(kind: Kind, one: Preset, span: Span) -> dict[str, Any]:
    url = reverse("desk:report", args=[kind.slug]) + "?" + urlencode(_as_asked(one.span))
    return {"words": one.words, "url": url, "is_current": one.span == span}


def _line(table: Any, row: Any) -> dict[str, Any]:
    """A row with the heading beside each number, for a phone, where the headings' line has no room."""
    return {"label": row.label, "cells": list(zip(table.headings[1:], row.cells, strict=True))}


def _drawn(kind: Kind, table: Any, span: Span) -> dict[str, Any]:
    rows = [_line(table, row) for row in table.rows]
    url = reverse("desk:report_file", args=[kind.slug, table.key])
    return {
        "table": table,
        "lines": rows[:-1] if table.has_totals else rows,
        "total": rows[-1] if table.has_totals else None,
        "is_dated": table.headings[0] in DATED,
        "file_url": f"{url}?{urlencode(_as_asked(span))}",
    }
