"""The list of all settings: each page with its last change, mediators with what ends soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from bookings.models import AppointmentType, Mediator, TimeLabel
from mediation.core import settings_history, times
from mediation.core.enums import NoticeKind

from .settings_groups import CALL_HOURS, PRACTICE
from .settings_texts import TITLES, page_of
from .settings_words import fmca_badge
from .words import Badge, since


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    title: str
    lead: str = ""
    badge: Badge | None = None
    url: str = ""


def sections(*, now: datetime) -> list[dict[str, Any]]:
    """Four queries."""
    latest = settings_history.latest_changes()
    today = times.local_day(now)

    def section(title: str, rows: Iterable[Row], new: str = "") -> dict[str, Any]:
        new_url = reverse("desk:setting_form", args=[new]) if new else ""
        return {"title": title, "rows": [_drawn(row, latest, now) for row in rows], "new_url": new_url}

    return [
        section("The practice", [Row(one.slug, one.title, one.lead) for one in (*PRACTICE, CALL_HOURS)]),
        section("Texts", [_text(kind) for kind in NoticeKind]),
        section("Kinds of meeting", [_kind(one) for one in AppointmentType.objects.all()], "meeting-new"),
        section(
            "Mediators",
            [_mediator(one, today) for one in Mediator.objects.order_by("-is_active", "name")],
            "mediator-new",
        ),
        section(
            "Words for times of day",
            [Row(f"label-{one.pk}", one.name) for one in TimeLabel.objects.all()],
            "label-new",
        ),
    ]


def _text(kind: NoticeKind) -> Row:
    return Row(page_of(kind), TITLES[kind], url=reverse("desk:texts", args=[kind]))


def _kind(one: AppointmentType) -> Row:
    lead = f"£{one.fee}, {one.duration_min} minutes" + ("" if one.is_offered else ". Not offered")
    return Row(f"meeting-{one.pk}", one.name, lead)


def _mediator(one: Mediator, today: Any) -> Row:
    if not one.is_active:
        return Row(f"mediator-{one.pk}", one.name, "No longer with us")
    return Row(f"mediator-{one.pk}", one.name, badge=fmca_badge(one, today=today))


def _drawn(row: Row, latest: dict[str, Any], now: datetime) -> dict[str, Any]:
    change = latest.get(row.key)
    return {
        "title": row.title,
        "lead": row.lead,
        "badge": row.badge,
        "url": row.url or reverse("desk:setting", args=[row.key]),
        "last": f"Changed {since(change.at, now=now)} by {change.actor}" if change else "",
    }
