"""What every page of the desk stands in."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bookings.queries.flags import flags_waiting
from mediation.core import alerts
from mediation.core.models import User
from mediation.desk.access import MANAGERS, OFFICE, StaffRequest
from mediation.desk.callback_list import requests_waiting
from mediation.desk.record_finder import alerts_seen_by

PER_PAGE = 50
# Of each entry of the menu: the page's name, its label, the word beside its number, and the number.
Entries: TypeAlias = list[tuple[str, str, str, int]]


def page(request: StaffRequest, template: str, context: dict[str, Any], *, current: str = "") -> HttpResponse:
    """A page of the desk with its navigation; `current` is the entry under which it stands."""
    nav = _navigation(request.user, current or template)
    waiting = sum(entry["count"] for group in nav for entry in group["entries"])
    return render(request, f"desk/{template}.html", {"desk_nav": nav, "desk_waiting": waiting, **context})


def part_of(rows: QuerySet[Any] | list[Any], request: StaffRequest, *, count: int | None = None) -> Page[Any]:
    """The part of a long list that the address asks for; the nearest one where there is none such.

    `count` is how many rows there are, where the page knows already.
    """
    paginator = Paginator(rows, PER_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def _navigation(user: User, current: str) -> list[dict[str, Any]]:
    """The groups of the menu with their entries, as far as this colleague's role goes."""
    waiting = flags_waiting(user, now=timezone.now()).count()
    open_alerts = alerts_seen_by(user, alerts.open_alerts()).count()
    alert_entry = ("alerts", "Alerts", "open", open_alerts)
    day: Entries = [
        ("today", "Today", "", 0),
        ("calendar", "Calendar", "", 0),
        ("flags", "Flags", "waiting", waiting),
        ("people", "People", "", 0),
        ("papers", "Papers", "", 0),
        ("legal_aid", "Legal aid", "", 0),
        ("invitations", "Invitations", "", 0),
    ]
    office: Entries = []
    if user.role in OFFICE:
        office += [
            ("callbacks", "Callbacks", "waiting", requests_waiting().count()),
            ("promise", "The promise", "", 0),
            ("earlier", "Earlier times", "", 0),
            ("messages", "Messages", "", 0),
            alert_entry,
        ]
    else:
        day.append(alert_entry)
    practice: Entries = []
    if user.role in MANAGERS:
        practice += [
            ("reports", "Reports", "", 0),
            ("settings", "Settings", "", 0),
            ("records", "Records", "", 0),
            ("colleagues", "Colleagues", "", 0),
        ]
    groups = (("", day), ("Office", office), ("Practice", practice))
    return [{"label": label, "entries": _entries(rows, current)} for label, rows in groups if rows]


def _entries(rows: Entries, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(f"desk:{name}"),
            "is_current": name == current,
            "count": count,
            "count_words": count_words,
        }
        for name, label, count_words, count in rows
    ]
