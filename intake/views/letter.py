"""Adding a letter before any booking: it lives in the visit, for a day, and goes with whoever leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import document_visit, who_visit
from intake.document_enums import DocumentFor
from intake.document_form import PapersForm, cards, said
from intake.document_words import COURT_NOTICE, NOT_CHECKED
from intake.models import Document
from intake.queries.documents import documents_of_visitor
from intake.questions_involved import LETTER_PAGES
from intake.services.documents import Owner, remove
from intake.ways_in import call_url
from mediation.core import audit, rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.uploads import takes_files

HOUR = timedelta(hours=1)
PER_NETWORK = 60  # times in an hour that papers are sent; one network may be a whole advice centre


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Add a letter, see what it looks like, take it away again."""
    now = timezone.now()
    if "remove" in request.POST:
        _remove(request, now)
        return redirect(request.get_full_path())
    form = PapersForm(asks_what=False)
    if request.method == "POST":
        form = PapersForm(request.POST, request.FILES, asks_what=False)
        try:
            if kept := _take(request, form, now):
                flash.success(request, said(kept, is_all=not form.errors))
        except TooManyAttempts:
            return too_many(request)
        if not form.errors:
            return redirect(request.get_full_path())
    booking_url = _booking_url(request)
    context = {
        "form": form,
        "papers": cards(documents_of_visitor(document_visit.papers_key(request), now=now)),
        "notice": COURT_NOTICE,
        "not_checked": NOT_CHECKED,
        "booking_url": booking_url,
        "back_url": booking_url
        or reverse("intake:who_answer" if who_visit.answers(request) else "intake:who"),
        "call_url": call_url("who"),
    }
    return render(request, "intake/letter.html", context)


def _booking_url(request: HttpRequest) -> str:
    """Back to the question that led here, in the middle of a booking; empty for anybody else."""
    slug = request.GET.get(document_visit.BACK_TO)
    return reverse("bookings:question", args=[slug]) if slug in LETTER_PAGES else ""


def _take(request: HttpRequest, form: PapersForm, now: datetime) -> list[Document]:
    """Those that were kept. Raises TooManyAttempts."""
    if not form.is_valid():
        return []
    network = rate_limits.network_of(request.META["REMOTE_ADDR"])
    rate_limits.spend("papers by network", network, limit=PER_NETWORK, window=HOUR, now=now)
    owner = Owner(visitor=document_visit.make_papers_key(request))
    return form.take(owner, sent_for=DocumentFor.LETTER, now=now)


def _remove(request: HttpRequest, now: datetime) -> None:
    """One of their own; a key of anybody else's finds nothing."""
    own = documents_of_visitor(document_visit.papers_key(request), now=now)
    found = own.filter(key=request.POST["remove"]).first()
    if found is not None:
        remove(found, actor=audit.CLIENT, now=now)
        flash.success(request, "It is deleted.")
