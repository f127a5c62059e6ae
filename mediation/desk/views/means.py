"""One client's page on legal aid: what they told us, the papers, the decisions. Reading it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from intake.document_enums import DocumentFor
from intake.queries.documents import documents_of_party
from legalaid import services
from legalaid.enums import Decision
from legalaid.evidence_rules import SHORT, WORDS
from legalaid.models import Evidence, MeansAssessment
from legalaid.queries import (
    changed_since,
    checklist,
    determinations_of,
    forms_of,
    latest_assessment,
    outcome_of,
)
from legalaid.screening_rows import sections
from mediation.core import audit, times
from mediation.core.models import User
from mediation.desk import paper_words, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import DeterminationForm, EvidenceForm

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


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody has just sent with mistakes in it: about one paper, or a determination."""

    evidence: EvidenceForm | None = None
    about: int = 0  # the paper's line
    determination: DeterminationForm | None = None


@require_safe
@staff_only()
def means(request: StaffRequest, reference: str) -> HttpResponse:
    rows = appointments_visible_to(request.user).select_related("party__case")
    return means_page(request, get_object_or_404(rows, reference=reference), now=timezone.now())


def means_page(
    request: StaffRequest, one: Appointment, *, now: datetime, sent: Sent = Sent()
) -> HttpResponse:
    """What the client told us about their money, and what comes of it."""
    found = latest_assessment(one.party)
    audit.record(audit.Actor.of(request.user), "means.read", found or one.party, at=now)
    context = {
        "party": {"name": one.party.name, "words": f"Case {one.party.case.reference}"},
        "reference": one.reference,
        "assessment": found,
        **(_screening(found, now) if found else {}),
        **_papers(one, sent, now),
        **_decisions(one, request.user, found, sent, now),
        "error_form": sent.evidence or sent.determination,
        "back_url": reverse("desk:appointment", args=[one.reference]),
    }
    return page(request, "means", context, current="legal_aid")


def evidence_form(pk: int, **facts: Any) -> EvidenceForm:
    """The form of one line of the checklist: there are several on the page."""
    return EvidenceForm(auto_id=f"paper{pk}_%s", **facts)


def may_determine(one: Appointment, user: User) -> bool:
    """The mediator of this meeting, if the Legal Aid Agency authorised them."""
    return one.mediator.user_id == user.pk and one.mediator.legal_aid_authorised


def _screening(found: MeansAssessment, now: datetime) -> dict[str, Any]:
    """The answers, and the result as the client saw it; of an unfinished one as it stands now."""
    outcome = found.outcome or outcome_of(found, now=now).kept()
    return {
        "state": words.screening_state(found),
        "outcome": outcome,
        "figures": _in_order(outcome["figures"]),
        "forms": [
            {"name": form.value, "sections": sections} for form, sections in forms_of(found, now=now).items()
        ],
        "groups": _groups(found),
    }


def _groups(found: MeansAssessment) -> list[dict[str, Any]]:
    """The answers, those of plain pages of one part together."""
    groups: list[dict[str, Any]] = []
    for section in sections(found.answers, found.questionnaire_version, for_staff=True):
        key = (section.part, section.heading)
        if not groups or section.heading or (groups[-1]["part"], groups[-1]["heading"]) != key:
            groups.append({"part": section.part, "heading": section.heading, "rows": []})
        groups[-1]["rows"] += section.rows
    return groups


def _papers(one: Appointment, sent: Sent, now: datetime) -> dict[str, Any]:
    """The checklist with its forms, and what the client sent for each line."""
    today = times.local_day(now)
    rows = documents_of_party(one.party).filter(sent_for=DocumentFor.EVIDENCE)
    files = paper_words.files_by_paper(rows, now=now)
    return {
        "papers": [_paper(row, one, today, files, sent) for row in checklist(one.party)],
        "ask_url": reverse("desk:ask_for_papers", args=[one.reference]) if _may_ask(one, now) else "",
        "checklist_url": reverse("desk:checklist", args=[one.reference]),
    }


def _may_ask(one: Appointment, now: datetime) -> bool:
    """Whether the client has something to bring, and something to gain by it."""
    return not one.party.funding.has_nothing_to_pay and services.missing_papers(one.party, now=now)


def _paper(
    row: Evidence, one: Appointment, today: date, files: Mapping[str, list[dict[str, Any]]], sent: Sent
) -> dict[str, Any]:
    said = {"state": row.state, "reason": row.reason, "dated_on": row.dated_on}
    is_sent = sent.evidence is not None and sent.about == row.pk
    return {
        "files": files.get(row.paper, []),
        "words": WORDS[row.item.paper],
        "short": SHORT[row.item.paper],
        "badge": words.evidence_badge(row.state),
        "reason": row.reason,
        "is_too_old": row.item.is_too_old(today),
        "is_open": is_sent,
        "url": reverse("desk:record_evidence", args=[one.reference, row.pk]),
        "form": sent.evidence if is_sent else evidence_form(row.pk, initial=said),
    }


def _decisions(
    one: Appointment, user: User, found: MeansAssessment | None, sent: Sent, now: datetime
) -> dict[str, Any]:
    """Every determination, and the form of the next one."""
    decided = determinations_of(one.party)
    return {
        "has_changed": bool(decided and found and changed_since(found, decided[0])),
        "determinations": [
            {
                "words": f"{words.DECISIONS[Decision(row.decision)]} by {row.decided_by}",
                "when": words.since(row.decided_at, now=now),
                "reasons": row.reasons,
                "because": row.without_papers_because,
                "table": row.thresholds_version,
                "figures": _in_order(row.figures),
            }
            for row in decided
        ],
        "determine_url": reverse("desk:determine", args=[one.reference]) if may_determine(one, user) else "",
        "determination_form": sent.determination or DeterminationForm(),
    }


def _in_order(figures: dict[str, str | None]) -> list[tuple[str, str]]:
    """The figures in the order of the official form, ready for copying."""
    known = [(label, figures.get(name)) for name, label in FIGURES.items()]
    return [(label, words.pounds(amount)) for label, amount in known if amount is not None]
