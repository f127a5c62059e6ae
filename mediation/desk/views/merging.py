"""Two cases of one person become one: what would happen, asking for it, and doing it."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries import cases_visible_to
from bookings.services.merging import merge_cases
from intake.errors import MergeRefused
from intake.models import Case
from intake.services.matches import MERGE_ASKED
from mediation.core import audit
from mediation.core.alerts import raise_alert
from mediation.core.enums import Severity
from mediation.desk import merge_preview
from mediation.desk.access import MANAGERS, OFFICE, StaffRequest, staff_only

from .frame import page


@require_safe
@staff_only(roles=OFFICE)
def merge(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """What moves, whose setting counts, and what stays behind. Looking changes nothing, and is recorded."""
    kept, other = both_cases(request, reference, gone)
    now = timezone.now()
    audit.record(audit.Actor.of(request.user), "merge.read", kept, at=now, gone=other.reference)
    context = {
        "kept": kept.reference,
        "gone": other.reference,
        "preview": merge_preview.preview(kept, other, now=now),
        "is_manager": request.user.role in MANAGERS,
        "now_url": reverse("desk:merge_now", args=[kept.reference, other.reference]),
        "ask_url": reverse("desk:ask_for_merge", args=[kept.reference, other.reference]),
        "swap_url": reverse("desk:merge", args=[other.reference, kept.reference]),
        "join_url": reverse("desk:join", args=[kept.reference, other.reference]),
        "back_url": reverse("desk:matches", args=[kept.reference]),
    }
    return page(request, "merge", context, current="people")


@require_POST
@staff_only(roles=OFFICE)
def ask_for_merge(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """An admin proposes it: a manager finds it among the alerts."""
    return ask_a_manager(
        request,
        *both_cases(request, reference, gone),
        kind=MERGE_ASKED,
        verb="case.merge_asked",
        to="merge them",
    )


def ask_a_manager(
    request: StaffRequest, kept: Case, other: Case, *, kind: str, verb: str, to: str
) -> HttpResponse:
    """Put on the desk what a colleague asks to do with these two cases, and go back to the first."""
    now = timezone.now()
    text = f"Cases {kept.reference} and {other.reference}: a colleague asks to {to}. Compare the files."
    raise_alert(kind, text, severity=Severity.TODO, at=now, about=kept, key=other.reference)
    audit.record(audit.Actor.of(request.user), verb, kept, at=now, gone=other.reference)
    flash.success(request, "A manager finds it among the alerts.")
    return redirect("desk:case", reference=kept.reference)


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def merge_now(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """It is done, or refused with the reason; it is not undone."""
    kept, other = both_cases(request, reference, gone)
    try:
        merge_cases(kept=kept, gone=other, user=request.user, now=timezone.now())
    except MergeRefused as refusal:
        flash.error(request, refusal.message)
        return redirect("desk:merge", reference=kept.reference, gone=other.reference)
    flash.success(request, f"Case {other.reference} is part of this one now.")
    return redirect("desk:case", reference=kept.reference)


def both_cases(request: StaffRequest, reference: str, gone: str) -> tuple[Case, Case]:
    """Two different cases that this colleague may see; else 404."""
    rows = cases_visible_to(request.user)
    kept, other = (get_object_or_404(rows, reference=one) for one in (reference, gone))
    if kept.pk == other.pk:
        raise Http404
    return kept, other
