"""Comparing the people of a case with everybody else's files. The office alone: it names other clients."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries import cases_visible_to, parties_visible_to
from intake.enums import MatchDecision, MatchKind
from intake.models import Case
from intake.services.matches import settle_match
from mediation.core import audit
from mediation.desk import case_matches
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.people_forms import SettleForm

from .frame import page

NOTED = "Recorded. The conflict stands on the file, for staff only: give the meeting to a colleague."


@require_safe
@staff_only(roles=OFFICE)
def matches(request: StaffRequest, reference: str) -> HttpResponse:
    """Who else may be meant by a name here, and why we think so. Reading it is recorded."""
    one, now = _case(request, reference), timezone.now()
    audit.record(audit.Actor.of(request.user), "matches.read", one, at=now)
    context = {
        "case": one.reference,
        "blocks": case_matches.blocks(one, now=now),
        "settle_url": reverse("desk:settle_match", args=[one.reference]),
        "back_url": reverse("desk:case", args=[one.reference]),
    }
    return page(request, "matches", context, current="people")


@require_POST
@staff_only(roles=OFFICE)
def settle(request: StaffRequest, reference: str) -> HttpResponse:
    """A person says whether two are the same; nothing else decides it."""
    one, form = _case(request, reference), SettleForm(request.POST)
    files = parties_visible_to(request.user).select_related("case")
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    party, other = (get_object_or_404(files, pk=said[name]) for name in ("party", "other"))
    if one.pk not in {party.case_id, other.case_id} or party.case_id == other.case_id:
        raise Http404
    kind, decision = MatchKind(said["kind"]), MatchDecision(said["decision"])
    settle_match(
        party=party, other=other, kind=kind, decision=decision, user=request.user, now=timezone.now()
    )
    is_conflict = (kind, decision) == (MatchKind.CONFLICT, MatchDecision.SAME)
    flash.success(request, NOTED if is_conflict else "Recorded.")
    return redirect("desk:matches", reference=one.reference)


def _case(request: StaffRequest, reference: str) -> Case:
    return get_object_or_404(cases_visible_to(request.user), reference=reference)
