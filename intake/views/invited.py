"""Pages of somebody we wrote to because another person asked us. GET shows, POST changes.

They say nothing of that other person but what the letter says, and what is answered here is told to nobody
outside the practice. A link and a code that are unknown, too old, stopped or used all look alike.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import document_visit
from intake.errors import NoSuchMove
from intake.invitation_form import BOOK, CALL, REPLIES, LetterCodeForm, ReplyForm
from intake.invitation_handlers import letter_facts
from intake.invitation_links import INVITED, invitation_of
from intake.invitation_states import InvitationState
from intake.models import Invitation
from intake.queries.invitations import invitation_of_code, open_invitation
from intake.services import invitation_replies
from intake.ways_in import call_url
from mediation.core import rate_limits, times
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts

FREE_TIMES = "bookings:times"
HOUR = timedelta(hours=1)
TRIES = 20  # in an hour and a network: a code has 54 bits
WRONG = "This code does not open anything. Look again, or call us"


@dataclass(frozen=True)
class Own:
    """The invitation, and the address of its page: by the link's `token`, or in the session."""

    invitation: Invitation
    token: str = ""

    @property
    def url(self) -> str:
        return reverse("intake:invited", args=[self.token]) if self.token else reverse("intake:invited_here")


InvitedView = Callable[[HttpRequest, Own, datetime], HttpResponse]


def with_invitation(view: InvitedView) -> Any:
    """Give the view the visitor's invitation."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str = "") -> HttpResponse:
        now = timezone.now()
        if not token:
            found = open_invitation(request.session.get(INVITED))
            return view(request, Own(found), now) if found else redirect("intake:invited_code")
        found = invitation_of(token, now=now)
        if found is None:
            return render(request, "intake/invited_gone.html", status=404)
        return view(request, Own(found, token), now)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """For somebody with a letter on paper: the code opens their page."""
    form = LetterCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            network = rate_limits.network_of(request.META["REMOTE_ADDR"])
            rate_limits.spend("invitation code", network, limit=TRIES, window=HOUR, now=timezone.now())
        except TooManyAttempts:
            return too_many(request)
        found = invitation_of_code(form.cleaned_data["code"])
        if found is not None:
            _begin_anew(request, found)
            return redirect("intake:invited_here")
        form.add_error("code", WRONG)
    return render(request, "intake/invited_code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@with_invitation
def invited(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    """The letter, and what they would like to do. Reading it changes nothing."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        said = REPLIES.get(InvitationState(own.invitation.state), "")
        context = {
            **letter_facts(own.invitation),
            **({"reply_by": ""} if said or _is_past(own.invitation, now) else {}),
            "form": form,
            "said": said,
            "is_no": own.invitation.state == InvitationState.DECLINED,
        }
        return render(request, "intake/invited.html", context)
    answer = form.cleaned_data["answer"]
    if answer == BOOK:
        _begin_anew(request, own.invitation)
        return redirect(FREE_TIMES)
    if answer == CALL:
        return redirect(call_url("invited"))
    return _reply(own, InvitationState(answer), now)


def _is_past(invitation: Invitation, now: datetime) -> bool:
    """Whether the last day that the letter named is over: then nobody is asked to keep it."""
    return invitation.reply_by is not None and times.local_day(now) > invitation.reply_by


def _reply(own: Own, answer: InvitationState, now: datetime) -> HttpResponse:
    with suppress(NoSuchMove):  # stopped this very moment: their page then says what every closed one says
        invitation_replies.reply(invitation=own.invitation, answer=answer, now=now)
    return redirect(own.url)


def _begin_anew(request: HttpRequest, found: Invitation) -> None:
    """A session of their own: what somebody else did in this browser before is not theirs to see."""
    document_visit.end(request, now=timezone.now())
    request.session[INVITED] = found.pk
