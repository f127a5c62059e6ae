"""Danger now: 999 first, and nothing that was typed stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import visitor
from intake import services as intake_services
from intake.enums import Answer
from intake.models import CallbackRequest, Draft
from intake.queries.invitations import open_invitation
from intake.ways_in import call_url


def leave_for_danger(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Nothing of what was typed is kept; the time is, and so is the way on."""
    intake_services.forget_draft(draft)
    request.session.pop(visitor.DRAFT, None)
    request.session["danger_wish"] = {
        **draft.wish,
        "callback": draft.callback_id,
        "invitation": draft.invitation_id,
    }
    return redirect("bookings:danger")


@require_http_methods(["GET", "HEAD", "POST"])
def danger(request: HttpRequest) -> HttpResponse:
    """999 first. "I am safe enough to go on" goes on, as somebody who may be in danger, never as a no."""
    now = timezone.now()
    wish, key = request.session.get("danger_wish"), visitor.holder_key(request)
    if request.method == "POST" and wish and key:
        callback = CallbackRequest.objects.filter(pk=wish.pop("callback", None)).first()
        invitation = open_invitation(wish.pop("invitation", None))
        draft = intake_services.start_draft(
            wish=wish, hold_key=key, now=now, callback=callback, invitation=invitation
        )
        intake_services.save_answers(draft=draft, answers={"danger_now": Answer.UNSURE.value}, now=now)
        visitor.remember_draft(request, draft)
        del request.session["danger_wish"]
        return redirect("bookings:go_on")
    safe_url = reverse("bookings:danger") if wish and key else ""
    context = {"safe_url": safe_url, "call_me_url": call_url("help")}
    return render(request, "bookings/danger.html", context)
