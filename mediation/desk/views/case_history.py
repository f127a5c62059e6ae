"""Who read and changed a case, for managers: on the case page in short, and on a page of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.queries import cases_visible_to
from intake.models import Case
from mediation.core import audit
from mediation.core.models import User
from mediation.desk import words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.case_history import CaseHistory, Entry

from .frame import PER_PAGE, page

SHOWN = 8
KINDS = (("", "All"), ("read", "Who read it"), ("change", "Who changed it"))


def history_panel(case: Case, user: User, *, now: datetime) -> dict[str, Any]:
    """The latest of it for the case page; nothing for whoever is no manager."""
    if user.role not in MANAGERS:
        return {}
    found = CaseHistory(case)
    return {
        "history_entries": [_row(one, now) for one in found.told(found.moments[:SHOWN])],
        "history_more": max(len(found.moments) - SHOWN, 0),
        "history_url": reverse("desk:case_history", args=[case.reference]),
    }


@require_safe
@staff_only(roles=MANAGERS)
def history(request: StaffRequest, reference: str) -> HttpResponse:
    """All of it, in parts. Reading it is recorded."""
    now, kind = timezone.now(), request.GET.get("show", "")
    one = get_object_or_404(cases_visible_to(request.user), reference=reference)
    audit.record(audit.Actor.of(request.user), "case.history", one, at=now)
    found = CaseHistory(one, kind=kind if kind in {"read", "change"} else "")
    part = Paginator(found.moments, PER_PAGE).get_page(request.GET.get("page"))
    case_url = reverse("desk:case", args=[one.reference])
    here = reverse("desk:case_history", args=[one.reference])
    context = {
        "case": {"reference": one.reference, "url": case_url},
        "page_obj": part,
        "rows": [_row(entry, now) for entry in found.told(list(part.object_list))],
        "kinds": [
            {"words": label, "url": f"{here}?show={name}" if name else here, "is_current": name == kind}
            for name, label in KINDS
        ],
    }
    return page(request, "case_history", context, current="people")


def _row(entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "when": words.since(entry.at, now=now),
        "who": entry.who,
        "words": entry.words,
        "is_read": entry.is_read,
        "items": entry.items,
    }
