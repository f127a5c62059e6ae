"""Who pays for one party, and what they told us about their money. Reading that is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from legalaid.enums import FundingSource
from legalaid.models import MeansAssessment
from legalaid.queries import forms_of, latest_assessment, outcome_of
from legalaid.screening_rows import sections
from legalaid.services import cover_by_other_party, uncover
from mediation.core import audit
from mediation.core.models import User
from mediation.desk import words
from mediation.desk.access import OFFICE, StaffRequest, staff_only

from .frame import page
from .legal_aid import figures_in_order, papers_and_decision


def who_pays_panel(one: Appointment, user: User) -> dict[str, Any]:
    """What the appointment's page says of who pays: a state, never a figure."""
    found = latest_assessment(one.party)
    return {
        "who_pays": {
            "is_covered": one.party.funding.source == FundingSource.OTHER_PARTY,
            "url": reverse("desk:who_pays", args=[one.reference]) if user.role in OFFICE else "",
            "screening": words.screening_state(found) if found else "Not begun",
            "screening_url": reverse("desk:means", args=[one.reference]),
        }
    }


@require_POST
@staff_only(roles=OFFICE)
def who_pays(request: StaffRequest, reference: str) -> HttpResponse:
    """The other party was found eligible: this one has nothing to pay; or that is taken back."""
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    change = uncover if request.POST.get("covered") == "no" else cover_by_other_party
    change(funding=one.party.funding, actor=audit.Actor.of(request.user), now=timezone.now())
    flash.success(request, "Who pays is recorded. The client only reads if there is something to pay.")
    return redirect("desk:appointment", reference=reference)


@require_safe
@staff_only()
def means(request: StaffRequest, reference: str) -> HttpResponse:
    """What the client told us about their money, and what comes of it."""
    now = timezone.now()
    rows = appointments_visible_to(request.user).select_related("party__case")
    one = get_object_or_404(rows, reference=reference)
    found = latest_assessment(one.party)
    audit.record(audit.Actor.of(request.user), "means.read", found or one.party, at=now)
    context = {
        "party": {"name": one.party.name, "words": f"Case {one.party.case.reference}"},
        "reference": one.reference,
        "assessment": found,
        **(_screening(found, now) if found else {}),
        **papers_and_decision(one, request.user, now),
        "back_url": reverse("desk:appointment", args=[reference]),
    }
    return page(request, "means", context, current="legal_aid")


def _screening(found: MeansAssessment, now: datetime) -> dict[str, Any]:
    """The answers, and the result as the client saw it; of an unfinished one as it stands now."""
    outcome = found.outcome or outcome_of(found, now=now).kept()
    return {
        "state": words.screening_state(found),
        "outcome": outcome,
        "figures": figures_in_order(outcome["figures"]),
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
