"""Stop here and come back: a link and a code to the safe channel, or else only this session."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from intake import document_visit
from intake.enums import Answer
from intake.ways_in import call_url
from legalaid import queries, services, visitor
from legalaid.forms import WayBackForm
from legalaid.models import MeansAssessment
from mediation.core import code_pages, links, rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.models import SecretLink

from .public import WINDOW
from .steps import with_assessment

LINKS = 3
TITLE = "Questions"  # stays in the browser's history


@require_http_methods(["GET", "HEAD", "POST"])
@with_assessment
def save(request: HttpRequest, assessment: MeansAssessment, now: datetime) -> HttpResponse:
    """Ask where the way back may be sent. A party comes back by the link of their booking."""
    context: dict[str, object] = {"back_url": reverse("legalaid:go_on")}
    if assessment.party_id is not None:
        return render(request, "legalaid/save.html", {**context, "is_booked": True})
    form = WayBackForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "legalaid/save.html", {**context, "form": form})
    try:
        rate_limits.spend("costs link", assessment.key, limit=LINKS, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    email, is_private = form.cleaned_data["email"], Answer(form.cleaned_data["is_private"])
    if not services.keep_for_later(assessment=assessment, email=email, is_private=is_private, now=now):
        return render(
            request, "legalaid/save.html", {**context, "cannot": True, "call_url": call_url("costs")}
        )
    document_visit.end(request, now=now)
    return redirect("legalaid:saved")


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What was begun is kept; the way back is in the message."""
    return render(request, "legalaid/saved.html")


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, token: str) -> HttpResponse:
    """Back to what was begun: the link asks for a code, the code opens the answers."""
    now = timezone.now()
    found = _found(token, now)
    if found is None:
        return render(request, "bookings/resume.html", {"is_gone": True}, status=404)
    link, assessment = found
    clearance = services.best_code_channel(link, now=now)
    if request.method != "POST":
        start_url = reverse("legalaid:start")
        return code_pages.ask_page(
            request,
            clearance=clearance,
            title=TITLE,
            heading="Carry on where you stopped",
            back_url=start_url,
        )
    asked = code_pages.take_code(request, link, clearance=clearance, title=TITLE, now=now)
    if asked is None:
        visitor.remember(request, assessment)
    return asked or redirect("legalaid:go_on")


def _found(token: str, now: datetime) -> tuple[SecretLink, MeansAssessment] | None:
    link = links.find(services.BACK_SCOPE, token, now=now)
    assessment = queries.live_assessment_by_id(link.subject_id, now=now) if link else None
    if link is None or assessment is None or assessment.party_id is not None:
        return None
    return link, assessment
