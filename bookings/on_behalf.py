"""A member of staff who books for somebody that asked for a call: the ordinary pages, in the staff's browser.

Such a draft names the request that it began with, and whoever goes on with it is signed in. A client who
comes back to the same draft by their own link is nobody's stand-in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from intake.models import Draft
from mediation.core import audit
from mediation.core.models import User

DESK_CALLBACK = "desk:callback"


def colleague(request: HttpRequest, draft: Draft | None) -> User | None:
    """Who books here for somebody else; None for a client."""
    if draft is None or draft.callback_id is None or not isinstance(request.user, User):
        return None
    return request.user


def actor_of(request: HttpRequest, draft: Draft) -> audit.Actor:
    """In whose name this draft becomes a booking."""
    user = colleague(request, draft)
    return audit.Actor.of(user) if user else audit.CLIENT


def banner(request: HttpRequest, draft: Draft | None) -> dict[str, str] | None:
    """What the pages say to staff, so that nobody takes somebody else's booking for their own."""
    if draft is None or draft.callback is None or colleague(request, draft) is None:
        return None
    url = reverse(DESK_CALLBACK, args=[draft.callback.reference])
    return {"reference": draft.callback.reference, "url": url}


def back_to_desk(request: HttpRequest, draft: Draft | None) -> HttpResponseRedirect | None:
    """After confirming, staff go on at the desk: the client's own link is not theirs. None for a client."""
    shown = banner(request, draft)
    return redirect(shown["url"]) if shown else None
