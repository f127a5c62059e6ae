"""What anybody may see: where the screening begins, and the quick check."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake.ways_in import call_url
from legalaid import services, visitor
from legalaid.forms import QuickCheckForm
from legalaid.quick_check import QUESTIONS, idea_of
from mediation.core import rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts

WINDOW, PER_ADDRESS = timedelta(minutes=10), 60  # many phones share one address


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What legal aid pays, and the way in. Nothing is kept until the button is pressed."""
    now = timezone.now()
    begun = visitor.assessment(request, now=now)
    if request.method != "POST":
        context = {
            "has_begun": begun is not None,
            "is_booked": begun is not None and begun.party_id is not None,
            "call_url": call_url("costs"),
        }
        return render(request, "legalaid/start.html", context)
    if begun is not None and request.POST.get("again") != "yes":
        return redirect("legalaid:go_on")
    try:
        network = rate_limits.network_of(request.META["REMOTE_ADDR"])
        rate_limits.spend("costs by address", network, limit=PER_ADDRESS, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    if begun is not None and begun.party_id is None:
        services.forget(begun)
    party = begun.party if begun is not None else None
    visitor.remember(request, services.start_assessment(now=now, party=party))
    return redirect("legalaid:go_on")


@require_http_methods(["GET", "HEAD", "POST"])
def quick_check(request: HttpRequest) -> HttpResponse:
    """Four questions; the answers are in the page that is sent and nowhere else."""
    form = QuickCheckForm(request.POST if request.method == "POST" else None)
    idea = None
    if form.is_bound and form.is_valid():
        idea = idea_of({question.key: form.cleaned_data[question.key] for question in QUESTIONS})
    context = {
        "form": form,
        "idea": idea.value if idea else "",
        "back_url": reverse("legalaid:start"),
        "quick_url": reverse("legalaid:quick_check"),
        "call_url": call_url("costs"),
    }
    return render(request, "legalaid/idea.html" if idea else "legalaid/quick_check.html", context)
