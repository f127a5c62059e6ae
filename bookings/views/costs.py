"""From a booking to the client's screening for legal aid, which then belongs to their file."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import manage_links, queries, visitor
from bookings.enums import Mode
from bookings.models import Appointment
from intake.ways_in import call_url
from legalaid.enums import FundingSource
from legalaid.queries import has_hearing_near, latest_assessment, live_assessment
from legalaid.screening import SESSION_KEY
from legalaid.services import open_for_party, start_assessment
from mediation.core.models import SecretLink

from .manage import with_appointment


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def by_link(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """By the secret link, with a code on top as for all details."""
    if not visitor.has_opened(request, link.pk, now=now):
        return redirect(reverse("bookings:details", args=[token]) + "?then=costs")
    return _open(request, appointment, now, back_url=reverse("bookings:manage", args=[token]))


@require_http_methods(["GET", "HEAD", "POST"])
def after_booking(request: HttpRequest) -> HttpResponse:
    """In the session that has just booked, without a code; but what this browser did not write itself asks
    for one. See docs/decisions/legal-aid-screening.md."""
    appointment = visitor.confirmed(request)
    if appointment is None:
        return redirect("bookings:home")
    own = latest_assessment(appointment.party)
    if own is not None and own.key != _key(request):
        return redirect("bookings:costs", token=manage_links.manage_token(appointment))
    return _open(request, appointment, timezone.now(), back_url=reverse("bookings:confirmed"))


def _open(request: HttpRequest, appointment: Appointment, now: datetime, *, back_url: str) -> HttpResponse:
    """GET shows what it is about; POST begins, goes on (to the result, if there is one), or begins again."""
    party = appointment.party
    if request.method != "POST":
        context = {
            "is_booked": True,
            "back_url": back_url,
            "has_begun": (latest_assessment(party) or live_assessment(_key(request), now=now)) is not None,
            "nothing_to_pay": party.funding.has_nothing_to_pay,
            "is_court_date_near": has_hearing_near(party, now=now),
            "place": _place_instead_of_video(appointment),
            "call_url": call_url("costs"),
        }
        return render(request, "legalaid/start.html", context)
    if request.POST.get("again") == "yes":
        found = start_assessment(now=now, party=party)
    else:
        found = open_for_party(party=party, key=_key(request), now=now)
    request.session[SESSION_KEY] = found.key
    return redirect("legalaid:go_on" if found.finished_at is None else "legalaid:result")


def _place_instead_of_video(appointment: Appointment) -> str:
    """Where somebody who may get legal aid could be met in person; empty where nothing is to be offered."""
    place, funding = queries.place_to_meet(), appointment.party.funding
    may_apply = funding.source == FundingSource.LEGAL_AID and not funding.has_nothing_to_pay
    return place.place if place and may_apply and appointment.mode == Mode.ONLINE else ""


def _key(request: HttpRequest) -> str:
    """Of the screening that this browser is in; empty where it is in none."""
    return str(request.session.get(SESSION_KEY, ""))
