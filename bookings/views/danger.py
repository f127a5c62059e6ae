"""Somebody is in danger now: 999 first, nothing they typed is kept, and they are never thrown out."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import visitor
from bookings.queries.stand_ins import stand_in_of
from bookings.services.stand_ins import stand_in
from intake import services as intake_services
from intake.enums import Answer
from intake.models import CallbackRequest, Draft, Party
from intake.queries.invitations import open_invitation
from intake.ways_in import call_url
from mediation.core.models import User

BEGAN_WITH = frozenset({"callback", "invitation", "stand_in"})
WISH = "danger_wish"  # in the session: the time that is kept for them


def forget_all(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Nothing of what was typed is kept; the time is, and so is the way on."""
    stands_in = stand_in_of(draft)
    intake_services.forget_draft(draft)
    request.session.pop(visitor.DRAFT, None)
    request.session[WISH] = {
        **draft.wish,
        "callback": draft.callback_id,
        "invitation": draft.invitation_id,
        "stand_in": {"party": stands_in.party_id} if stands_in else None,
    }
    return redirect("bookings:danger")


@require_http_methods(["GET", "HEAD", "POST"])
def danger(request: HttpRequest) -> HttpResponse:
    """999 first. "I am safe enough to go on" goes on, as somebody who may be in danger, never as a no.

    Pressed twice, or after Back, it goes on with the same booking.
    """
    now = timezone.now()
    may_go_on = _may_begin_again(request) or visitor.draft(request, now=now) is not None
    if request.method == "POST" and may_go_on:
        if _may_begin_again(request):
            _begin_again(request, now=now)
        return redirect("bookings:go_on")
    safe_url = reverse("bookings:danger") if may_go_on else ""
    return render(request, "bookings/danger.html", {"safe_url": safe_url, "call_me_url": call_url("help")})


def _may_begin_again(request: HttpRequest) -> bool:
    return WISH in request.session and visitor.holder_key(request) is not None


def _begin_again(request: HttpRequest, *, now: datetime) -> None:
    """A new draft of the same time, which knows only that they may be in danger."""
    wish = request.session.pop(WISH)
    draft = intake_services.start_draft(
        wish={key: value for key, value in wish.items() if key not in BEGAN_WITH},
        hold_key=visitor.make_holder_key(request),
        now=now,
        callback=CallbackRequest.objects.filter(pk=wish.get("callback")).first(),
        invitation=open_invitation(wish.get("invitation")),
    )
    if wish.get("stand_in") and isinstance(request.user, User):
        party = Party.objects.filter(pk=wish["stand_in"]["party"]).first()
        stand_in(draft=draft, user=request.user, party=party)
    intake_services.save_answers(draft=draft, answers={"danger_now": Answer.UNSURE.value}, now=now)
    visitor.remember_draft(request, draft)
