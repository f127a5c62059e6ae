"""Applications for legal aid: who is next, the papers, and the mediator's determination."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from legalaid import services
from legalaid.enums import Decision, EvidenceState
from legalaid.errors import DateMissing, DateToCome, NotReady, ReasonMissing
from legalaid.models import Evidence
from mediation.core import audit, times
from mediation.desk import applications, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import DeterminationForm
from mediation.desk.remote_meetings import remote_panel

from .frame import page, part_of
from .means import Sent, evidence_form, may_determine, means_page

NOT_TOLD = "The client reads it on their page. To write to them, ask for what is missing."
RECORDED = "The determination is recorded. It cannot be changed, only followed by another."


@require_safe
@staff_only()
def legal_aid(request: StaffRequest) -> HttpResponse:
    """Everybody who waits for a determination, the most urgent first."""
    now = timezone.now()
    shown = part_of(applications.waiting(request.user, now=now), request)
    found = applications.with_papers(request.user, list(shown.object_list), now=now)
    rows = [_row(one, now) for one in found]
    context = {"page_obj": shown, "rows": rows, "remote": remote_panel(now=now)}
    return page(request, "legal_aid", context)


def _row(one: applications.Waiting, now: datetime) -> dict[str, Any]:
    days = one.urgency.days_to_hearing(times.local_day(now))
    badges = [] if days is None else [{"text": words.hearing_in(days), "tone": "red"}]
    if days is not None and not one.papers.are_accepted:
        badges.append({"text": "Check papers today", "tone": "amber"})
    if one.urgency.is_call_first:
        badges.append({"text": "Call first", "tone": "red"})
    if one.is_changed:
        badges.append({"text": "Answers changed: look again", "tone": "amber"})
    return {
        "name": one.appointment.party.name,
        "when": words.since(one.appointment.starts_at, now=now),
        "reference": one.appointment.reference,
        "screening": words.screening_state(one.assessment) if one.assessment else "Not begun",
        "papers": _how_far(one.papers),
        "badges": badges,
        "url": reverse("desk:means", args=[one.appointment.reference]),
    }


def _one(request: StaffRequest, reference: str) -> Appointment:
    rows = appointments_visible_to(request.user).select_related("party__case")
    return get_object_or_404(rows, reference=reference)


def _how_far(papers: applications.Papers) -> str:
    if not papers.listed:
        return "No checklist yet"
    to_check = f", {papers.to_check} to check" if papers.to_check else ""
    return f"{papers.accepted} of {papers.listed} papers accepted{to_check}"


@require_POST
@staff_only()
def make_checklist(request: StaffRequest, reference: str) -> HttpResponse:
    """A checklist for somebody who has not finished a screening here, or a fresh one."""
    services.list_evidence(party=_one(request, reference).party, now=timezone.now())
    return redirect("desk:means", reference=reference)


@require_POST
@staff_only()
def ask_for_papers(request: StaffRequest, reference: str) -> HttpResponse:
    """Write to the client about what is missing, in neutral words and only where contact safety allows it."""
    one = _one(request, reference)
    services.ask_for_papers(party=one.party, actor=audit.Actor.of(request.user), now=timezone.now())
    flash.success(request, "We write to them now, if their e-mail is safe. Messages shows what became of it.")
    return redirect("desk:means", reference=reference)


@require_POST
@staff_only()
def record_evidence(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What became of one paper."""
    now, one = timezone.now(), _one(request, reference)
    evidence = get_object_or_404(Evidence, pk=pk, party=one.party)
    form = evidence_form(pk, data=request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.record_evidence(
                evidence=evidence,
                state=EvidenceState(said["state"]),
                reason=said["reason"],
                dated_on=said["dated_on"],
                actor=audit.Actor.of(request.user),
                now=now,
            )
        except ReasonMissing as error:
            form.add_error("reason", error.message)
        except (DateMissing, DateToCome) as error:
            form.add_error("dated_on", error.message)
        else:
            is_rejected = said["state"] == EvidenceState.REJECTED
            flash.success(request, f"Recorded. {NOT_TOLD}" if is_rejected else "Recorded.")
            return redirect("desk:means", reference=reference)
    return means_page(request, one, now=now, sent=Sent(evidence=form, about=pk))


@require_POST
@staff_only(recent=True)
def determine(request: StaffRequest, reference: str) -> HttpResponse:
    """The mediator's decision; it is never changed, only followed by another."""
    now, one = timezone.now(), _one(request, reference)
    if not may_determine(one, request.user):
        raise PermissionDenied
    form = DeterminationForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.determine(
                party=one.party,
                decision=Decision(said["decision"]),
                reasons=said["reasons"],
                without_papers_because=said["without_papers_because"],
                mediator=request.user,
                now=now,
            )
        except NotReady as error:
            form.add_error("without_papers_because", error.message)
        else:
            flash.success(request, RECORDED)
            return redirect("desk:means", reference=reference)
    return means_page(request, one, now=now, sent=Sent(determination=form))
