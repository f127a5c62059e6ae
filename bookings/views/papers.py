"""The client's own papers, behind the secret link and a code, or in the visit that has just booked.

Nothing that was sent can be opened here: whoever picks up the phone finds names and explanations, no letters.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, visitor
from bookings.models import Appointment
from bookings.queries import is_evidence_missing
from intake.document_enums import DocumentFor
from intake.document_form import PapersForm, cards, said
from intake.document_words import COURT_NOTICE, NOT_CHECKED
from intake.models import Document, Party
from intake.queries.documents import documents_of_party
from intake.services.documents import Owner, remove
from legalaid.client_papers import OF_NEARLY_EVERYBODY, lines, number_of, paper_numbered
from legalaid.enums import Paper
from legalaid.evidence_rules import WORDS
from legalaid.services import receive_paper
from mediation.core import audit, rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.models import SecretLink
from mediation.core.uploads import takes_files

from .codes import ask_for_code, code_ask_page
from .manage import with_appointment

HEADING = "Your papers"
NOT_SENT = "We need a code first. Your file was not sent."
HOUR = timedelta(hours=1)
PER_PERSON = 60


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def papers(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Only after a code; a file sent without one is not kept."""
    back_url = reverse("bookings:manage", args=[token])
    if not visitor.has_opened(request, link.pk, now=now):
        if {"add", "remove"} & set(request.POST):
            return code_ask_page(request, link, heading=HEADING, back_url=back_url, now=now, problem=NOT_SENT)
        asked = ask_for_code(request, link, heading=HEADING, back_url=back_url, now=now)
        return asked or redirect(request.get_full_path())
    costs_url = reverse("bookings:costs", args=[token])
    return _papers(request, appointment.party, back_url=back_url, costs_url=costs_url, now=now)


@require_safe
def from_message(request: HttpRequest, token: str) -> HttpResponse:
    """The address that stands in messages: it does not even say that it is about papers."""
    return redirect("bookings:papers", token=token)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def after_booking(request: HttpRequest) -> HttpResponse:
    """In the session that has just booked, for half an hour, or that a code opened."""
    now = timezone.now()
    appointment = visitor.confirmed(request)
    if appointment is not None and visitor.has_just_booked(request, appointment, now):
        back_url, costs_url = reverse("bookings:confirmed"), reverse("bookings:costs_after_booking")
        return _papers(request, appointment.party, back_url=back_url, costs_url=costs_url, now=now)
    opened = appointment or manage_links.opened_appointment(request.session, now=now)
    if opened is None:
        return redirect("bookings:home")
    return redirect("bookings:papers", token=manage_links.manage_token(opened))


def _papers(
    request: HttpRequest, party: Party, *, back_url: str, costs_url: str, now: datetime
) -> HttpResponse:
    here = request.path
    if "remove" in request.POST:
        _remove(request, party, now)
        return redirect(here)
    paper = paper_numbered(party, request.GET.get("for", ""))
    form = PapersForm(asks_what=paper is None)
    if request.method == "POST":
        form = PapersForm(request.POST, request.FILES, asks_what=paper is None)
        try:
            if kept := _take(form, party, paper, now):
                flash.success(request, said(kept, is_all=not form.errors))
        except TooManyAttempts:
            return too_many(request)
        if not form.errors:
            return redirect(here)
    evidence = _evidence(party, here, now)
    asks_first = not evidence and is_evidence_missing(party.funding)
    context = {
        "form": form,
        "papers": cards(documents_of_party(party)),
        "evidence": evidence,
        "have_ready": [WORDS[one] for one in OF_NEARLY_EVERYBODY] if asks_first else [],
        "costs_url": costs_url,
        "adding": WORDS[paper] if paper else "",
        "here": here,
        "notice": COURT_NOTICE,
        "not_checked": NOT_CHECKED,
        "back_url": here if paper else back_url,
    }
    return render(request, "bookings/papers.html", context)


def _evidence(party: Party, here: str, now: datetime) -> list[dict[str, Any]]:
    """The checklist for legal aid, each line with what became of it and the way to send it."""
    return [
        {
            "words": WORDS[line.paper],
            "state": line.state,
            "reason": line.reason,
            "url": f"{here}?for={number_of(line.paper)}#add" if line.may_send else "",
            "link": "Send another page" if line.is_here else "Send this",
        }
        for line in lines(party, now=now)
    ]


def _take(form: PapersForm, party: Party, paper: Paper | None, now: datetime) -> list[Document]:
    """Those that were kept. Raises TooManyAttempts."""
    if not form.is_valid():
        return []
    rate_limits.spend("papers by person", str(party.pk), limit=PER_PERSON, window=HOUR, now=now)
    owner = Owner(party=party)
    if paper is None:
        return form.take(owner, now=now)
    kept = form.take(owner, sent_for=DocumentFor.EVIDENCE, paper=paper.value, now=now)
    if kept:
        receive_paper(party=party, paper=paper, actor=audit.CLIENT, now=now)
    return kept


def _remove(request: HttpRequest, party: Party, now: datetime) -> None:
    """One of their own that nobody has decided about; a key of anybody else's finds nothing."""
    own = documents_of_party(party).filter(key=request.POST["remove"], confirmed_at=None)
    found = own.exclude(sent_for=DocumentFor.EVIDENCE).first()
    if found is not None:
        remove(found, actor=audit.CLIENT, now=now)
        flash.success(request, "It is deleted.")
