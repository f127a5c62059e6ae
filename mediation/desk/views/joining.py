"""The two sides of one dispute, booked apart: what would happen, asking for it, and doing it."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.services.joining import join_cases
from intake.enums import JoinReason
from intake.errors import JoinRefused
from intake.models import Case
from intake.services.matches import JOIN_ASKED
from mediation.core import audit
from mediation.desk import join_preview
from mediation.desk.access import MANAGERS, OFFICE, StaffRequest, staff_only
from mediation.desk.people_forms import JoinForm

from .frame import page
from .merging import ask_a_manager, both_cases


@require_safe
@staff_only(roles=OFFICE)
def join(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """What speaks for it, what changes and what does not. Looking changes nothing, and is recorded."""
    kept, other = both_cases(request, reference, gone)
    return _page(request, kept, other, JoinForm())


def _page(request: StaffRequest, kept: Case, other: Case, form: JoinForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    audit.record(audit.Actor.of(request.user), "join.read", kept, at=now, gone=other.reference)
    context = {
        "kept": kept.reference,
        "gone": other.reference,
        "preview": join_preview.preview(kept, other, now=now),
        "form": form,
        "is_manager": request.user.role in MANAGERS,
        "now_url": reverse("desk:join_now", args=[kept.reference, other.reference]),
        "ask_url": reverse("desk:ask_for_join", args=[kept.reference, other.reference]),
        "swap_url": reverse("desk:join", args=[other.reference, kept.reference]),
        "back_url": reverse("desk:matches", args=[kept.reference]),
    }
    response = page(request, "join", context, current="people")
    response.status_code = status
    return response


@require_POST
@staff_only(roles=OFFICE)
def ask_for_join(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """An admin proposes it: a manager finds it among the alerts."""
    both = both_cases(request, reference, gone)
    return ask_a_manager(
        request, *both, kind=JOIN_ASKED, verb="case.join_asked", to="put both sides on one case"
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def join_now(request: StaffRequest, reference: str, gone: str) -> HttpResponse:
    """It is done, or refused with the reason; it is not undone."""
    kept, other = both_cases(request, reference, gone)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, other, form, 422)
    reason = JoinReason(form.cleaned_data["reason"])
    try:
        join_cases(kept=kept, gone=other, reason=reason, user=request.user, now=timezone.now())
    except JoinRefused as refusal:
        flash.error(request, refusal.message)
        return redirect("desk:join", reference=kept.reference, gone=other.reference)
    flash.success(request, f"Both sides are in this case now. Case {other.reference} leads here.")
    return redirect("desk:case", reference=kept.reference)
