"""What every page of the desk stands in."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bookings.queries.flags import flags_waiting
from mediation.core import alerts
from mediation.core.models import User
from mediation.desk.access import OFFICE, StaffRequest
from mediation.desk.callback_list import requests_waiting

PER_PAGE = 50


def page(request: StaffRequest, template: str, context: dict[str, Any], *, current: str = "") -> HttpResponse:
    """A page of the desk with its navigation; `current` is the entry under which it stands."""
    nav = _navigation(request.user, current or template)
    return render(request, f"desk/{template}.html", {"desk_nav": nav, **context})


def part_of(rows: QuerySet[Any] | list[Any], request: StaffRequest, *, count: int | None = None) -> Page[Any]:
    """The part of a long list that the address asks for; the nearest one where there is none such.

    `count` is how many rows there are, where the page knows already.
    """
    paginator = Paginator(rows, PER_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def _navigation(user: User, current: str) -> list[dict[str, Any]]:
    waiting = flags_waiting(user, now=timezone.now()).count()
    entries = [
        ("today", "Today", "", 0),
        ("flags", "Flags", "waiting", waiting),
        ("people", "People", "", 0),
        ("papers", "Papers", "", 0),
        ("legal_aid", "Legal aid", "", 0),
        ("invitations", "Invitations", "", 0),
    ]
    if user.role in OFFICE:
        entries += [
            ("callbacks", "Callbacks", "waiting", requests_waiting().count()),
            ("messages", "Messages", "", 0),
            ("alerts", "Alerts", "open", alerts.open_alerts().count()),
        ]
    return [
        {
            "label": label,
            "url": reverse(f"desk:{name}"),
            "is_current": name == current,
            "count": count,
            "count_words": count_words,
        }
        for name, label, count_words, count in entries
    ]
