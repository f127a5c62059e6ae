"""Applications for legal aid: who is next, the papers, and the mediator's determination."""

from __future__ import annotations

from collections.abc import Mapping
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
from intake.document_enums import DocumentFor
from intake.queries.documents import documents_of_party
from legalaid import services
from legalaid.enums import Decision, EvidenceState
from legalaid.errors import LegalAidError
from legalaid.evidence_rules import SHORT, WORDS
from legalaid.models import Evidence
from legalaid.queries import changed_since, checklist, determinations_of, latest_assessment
from mediation.core import audit, times
from mediation.core.models import User
from mediation.desk import applications, paper_words, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import DeterminationForm, EvidenceForm
from mediation.desk.remote_meetings import remote_panel

from .frame import page

FIGURES = {
    "property_capital": "Capital in property",
    "other_capital": "Other capital",
    "smod_disregard": "Left out: subject matter of dispute",
    "main_home_disregard": "Left out: main home",
    "pensioner_disregard": "Disregard at 60 or over",
    "capital": "Disposable capital",
    "capital_limit": "Limit of capital",
    "gross_income": "Gross income a month",
    "gross_income_limit": "Limit of gross income",
    "employment_allowance": "Employment allowance",
    "partner_allowance": "Partner’s allowance",
    "dependants_allowance": "Dependants’ allowance",
    "housing_costs_allowed": "Housing costs allowed",
    "childcare_allowed": "Childcare allowed",
    "disposable_income": "Disposable income a month",
    "disposable_income_limit": "Limit of disposable income",
}


@require_safe
@staff_only()
def legal_aid(request: StaffRequest) -> HttpResponse:
    """Everybody who waits for a determination, the most urgent first."""
    now = timezone.now()
    rows = [_row(one, now) for one in applications.waiting(request.user, now=now)]
    return page(request, "legal_aid", {"rows": rows, "remote": remote_panel(now=now)})


def _row(one: applications.Waiting, now: datetime) -> dict[str, Any]:
    days = one.urgency.days_to_hearing(times.local_day(now))
    badges = [] if days is None else [{"text": words.hearing_in(days), "tone": "red"}]
    if days is not None and not (one.papers and one.accepted == one.papers):
        badges.append({"text": "Check papers today", "tone": "amber"})
    if one.urgency.is_call_first:
        badges.append({"text": "Call first", "tone": "red"})
    return {
        "name": one.appointment.party.name,
        "when": words.since(one.appointment.starts_at, now=now),
        "reference": one.appointment.reference,
        "screening": words.screening_state(one.assessment) if one.assessment else "Not begun",
        "papers": f"{one.accepted} of {one.papers} papers accepted" if one.papers else "No checklist yet",
        "badges": badges,
        "url": reverse("desk:means", args=[one.appointment.reference]),
    }


def papers_and_decision(one: Appointment, user: User, now: datetime) -> dict[str, Any]:
    """The checklist with its forms, and the determinations; what the page of a screening adds."""
    today = times.local_day(now)
    decided, screening = determinations_of(one.party), latest_assessment(one.party)
    sent = documents_of_party(one.party).filter(sent_for=DocumentFor.EVIDENCE)
    files = paper_words.files_by_paper(sent, now=now)
    return {
        "has_changed": bool(decided and screening and changed_since(screening, decided[0])),
        "papers": [_paper(row, one, today, files) for row in checklist(one.party)],
        "ask_url": reverse("desk:ask_for_papers", args=[one.reference]) if _may_ask(one, now) else "",
        "checklist_url": reverse("desk:checklist", args=[one.reference]),
        "determinations": [
            {
                "words": f"{words.DECISIONS[Decision(row.decision)]} by {row.decided_by}",
                "when": words.since(row.decided_at, now=now),
                "reasons": row.reasons,
                "because": row.without_papers_because,
                "table": row.thresholds_version,
                "figures": figures_in_order(row.figures),
            }
            for row in decided
        ],
        "determine_url": reverse("desk:determine", args=[one.reference]) if may_determine(one, user) else "",
        "determination_form": DeterminationForm(),
    }


def _may_ask(one: Appointment, now: datetime) -> bool:
    """Whether the client has something to bring, and something to gain by it."""
    return not one.party.funding.has_nothing_to_pay and services.missing_papers(one.party, now=now)


def _paper(
    row: Evidence, one: Appointment, today: Any, files: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    return {
        "files": files.get(row.paper, []),
        "words": WORDS[row.item.paper],
        "short": SHORT[row.item.paper],
        "badge": words.evidence_badge(row.state),
        "reason": row.reason,
        "is_too_old": row.item.is_too_old(today),
        "url": reverse("desk:record_evidence", args=[one.reference, row.pk]),
        "form": EvidenceForm(
            initial={"state": row.state, "reason": row.reason, "dated_on": row.dated_on},
            auto_id=f"paper{row.pk}_%s",
        ),
    }


def figures_in_order(figures: dict[str, str | None]) -> list[tuple[str, str]]:
    """The figures in the order of the official form, ready for copying."""
    known = [(label, figures.get(name)) for name, label in FIGURES.items()]
    return [(label, words.pounds(amount)) for label, amount in known if amount is not None]


def may_determine(one: Appointment, user: User) -> bool:
    """The mediator of this meeting, if the Legal Aid Agency authorised them."""
    return one.mediator.user_id == user.pk and one.mediator.legal_aid_authorised


def _one(request: StaffRequest, reference: str) -> Appointment:
    rows = appointments_visible_to(request.user).select_related("party__case")
    return get_object_or_404(rows, reference=reference)


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
    evidence = get_object_or_404(Evidence, pk=pk, party=_one(request, reference).party)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        flash.error(request, "; ".join(link.message for link in form.error_summary))
        return redirect("desk:means", reference=reference)
    try:
        services.record_evidence(
            evidence=evidence,
            state=EvidenceState(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
            dated_on=form.cleaned_data["dated_on"],
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        )
    except LegalAidError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, "Recorded.")
    return redirect("desk:means", reference=reference)


@require_POST
@staff_only()
def determine(request: StaffRequest, reference: str) -> HttpResponse:
    """The mediator's decision; it is never changed, only followed by another."""
    one = _one(request, reference)
    if not may_determine(one, request.user):
        raise PermissionDenied
    form = DeterminationForm(request.POST)
    if not form.is_valid():
        flash.error(request, "; ".join(link.message for link in form.error_summary))
        return redirect("desk:means", reference=reference)
    try:
        services.determine(
            party=one.party,
            decision=Decision(form.cleaned_data["decision"]),
            reasons=form.cleaned_data["reasons"],
            without_papers_because=form.cleaned_data["without_papers_because"],
            mediator=request.user,
            now=timezone.now(),
        )
    except LegalAidError as error:
        flash.error(request, error.message)
    else:
        flash.success(
            request, "The determination is recorded. It cannot be changed, only followed by another."
        )
    return redirect("desk:means", reference=reference)
