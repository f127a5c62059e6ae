"""The client's place on the list for an earlier time, by their secret link: GET shows, POST changes.

The link alone is enough, as it is for moving and cancelling: an offer lives for ten minutes, a code takes
some of them, and the page shows nothing but times.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings.earlier_form import WARNINGS, WAYS, EarlierForm
from bookings.errors import BookingError, OfferGone
from bookings.models import Appointment, EarlierRequest, Offer
from bookings.queries import time_labels
from bookings.queries.earlier import may_wait, open_offer, request_of, ways_to_tell
from bookings.services import earlier as services
from mediation.core import audit, times
from mediation.core.enums import Channel
from mediation.core.models import SecretLink

from .confirmed import booking_words
from .manage import show_done, with_appointment

REFUSED, GONE = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def earlier(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """An offer to answer, the place on the list, or the way onto it."""
    if not appointment.is_confirmed or now >= appointment.starts_at:
        return redirect("bookings:manage", token=token)
    waits = request_of(appointment)
    if request.method == "POST" and "offer" in request.POST:
        return _answer(request, token, appointment, now)
    if request.method == "POST" and "leave" in request.POST:
        if waits is not None:
            services.leave_list(request=waits, actor=audit.CLIENT, now=now)
        return redirect("bookings:manage", token=token)
    if waits is None and not may_wait(appointment, now=now):
        return redirect("bookings:manage", token=token)
    if request.method == "POST":
        return _join(request, token, appointment, waits, now)
    return _show(request, token, appointment, waits, now)


def _answer(request: HttpRequest, token: str, appointment: Appointment, now: datetime) -> HttpResponse:
    """Yes or no to the very offer that the page showed, even if another one has come since."""
    typed = request.POST["offer"]
    mine = Offer.objects.filter(request__appointment=appointment)
    offer = mine.filter(pk=typed).first() if typed.isascii() and typed.isdigit() else None
    if offer is None:
        return redirect("bookings:earlier", token=token)
    if request.POST.get("answer") != "yes":
        services.decline_offer(offer=offer, actor=audit.CLIENT, now=now)
        return redirect("bookings:earlier", token=token)
    try:
        moved = services.accept_offer(offer=offer, actor=audit.CLIENT, now=now)
    except OfferGone:
        return _show(request, token, appointment, request_of(appointment), now, is_gone=True)
    return show_done(request, token, moved, "moved", now)


def _join(
    request: HttpRequest, token: str, appointment: Appointment, waits: EarlierRequest | None, now: datetime
) -> HttpResponse:
    form = EarlierForm(request.POST, ways=ways_to_tell(appointment, now=now))
    if not form.is_valid():
        return _show(request, token, appointment, waits, now, form=form)
    try:
        services.join_list(appointment=appointment, actor=audit.CLIENT, now=now, **form.wishes)
    except BookingError:
        return redirect("bookings:manage", token=token)
    return redirect("bookings:earlier", token=token)


def _show(
    request: HttpRequest,
    token: str,
    appointment: Appointment,
    waits: EarlierRequest | None,
    now: datetime,
    *,
    form: EarlierForm | None = None,
    is_gone: bool = False,
) -> HttpResponse:
    ways = ways_to_tell(appointment, now=now)
    offer = open_offer(waits, now=now) if waits and not is_gone else None
    context = {
        "appointment": booking_words(appointment, now=now),
        "is_gone": is_gone,
        "offer": offer and _offer_words(offer),
        "place": waits and _place_words(waits),
        "may_tell": bool(ways),
        "form": form or EarlierForm(ways=ways),
        "move_url": reverse("bookings:move", args=[token]),
        "manage_url": reverse("bookings:manage", args=[token]),
    }
    status = GONE if is_gone else REFUSED if form else 200
    return render(request, "bookings/earlier.html", context, status=status)


def _offer_words(offer: Offer) -> dict[str, object]:
    return {
        "pk": offer.pk,
        "when": times.full_when(offer.starts_at, offer.ends_at),
        "until": times.clock(offer.expires_at),
    }


def _place_words(waits: EarlierRequest) -> dict[str, str]:
    names = [one.name.lower() for one in time_labels() if one.slug in waits.windows]
    return {
        "windows": ", ".join(names) or "any time",
        "warning": WARNINGS[waits.warning_minutes].lower(),
        "way": WAYS[Channel(waits.channel)].lower(),
    }
