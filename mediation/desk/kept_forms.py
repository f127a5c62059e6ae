"""What somebody was sending when we asked who they are: sealed, kept in the session, and sent on afterwards.

allauth would keep it in the clear; a form of ours may hold anything that a client told us.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.account.internal.flows.reauthentication import stash_and_reauthenticate
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY, logout
from django.contrib.messages import info
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse

from mediation.core import encryption

from .staff_sessions import is_background

KEPT = "kept_form"
KEPT_FOR = 60 * 60  # seconds
WHERE = "session.kept_form"  # what the sealed text is bound to
RESUME = "mediation.desk.kept_forms.resume"
SIGNED_OUT = "You were signed out because nothing happened for a while. Sign in to go on where you were."


def ask_again(request: HttpRequest) -> HttpResponse:
    """Before something that matters: to the page that asks who they are, and then on with what they sent.

    What they sent bears the address to which that very page leads. Somebody who thought better of it, and is
    asked again later because of something else, does not send it after all.
    """
    target = request.get_full_path()
    if request.method == "POST":
        target = f"{reverse('desk:today')}?kept={secrets.token_urlsafe(9)}"
        stash_and_reauthenticate(request, {"sealed": _seal(request), "next": target}, RESUME)
    return _with_next("account_reauthenticate", target)


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The session is over. What they were sending waits for the same colleague, for an hour."""
    if is_background(request):
        logout(request)
        return HttpResponse(status=401)
    kept, target = None, request.get_full_path()
    if request.method == "POST" and _is_a_form_of_the_desk(request):
        until = time.time() + KEPT_FOR
        kept = {"user": request.session[SESSION_KEY], "sealed": _seal(request), "until": until}
        target = reverse("account_kept_form")
    logout(request)
    if kept:
        request.session[KEPT] = kept
    info(request, SIGNED_OUT)
    return _with_next("account_login", target)


def has_kept(request: HttpRequest) -> bool:
    """Whether something of this colleague's own waits; whatever else was kept is forgotten."""
    kept = request.session.get(KEPT)
    if not kept:
        return False
    if kept["user"] == request.session.get(SESSION_KEY) and time.time() < kept["until"]:
        return True
    forget(request)
    return False


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def send_kept(request: HttpRequest) -> HttpResponseBase:
    return _send(request, request.session.pop(KEPT)["sealed"])


def resume(request: HttpRequest, state: dict[str, Any]) -> HttpResponseBase:
    """They have shown who they are (allauth calls this, once): on with what they sent, or, where they were
    asked because of something else, with that."""
    target = get_next_redirect_url(request)
    if target != state.get("next"):
        return redirect(target or "desk:today")
    return _send(request, state["sealed"])


def _send(request: HttpRequest, sealed: str) -> HttpResponseBase:
    """Answer what was kept as if it had been sent now. It passed the check against forgery when it came."""
    kept = deserialize_request(encryption.decrypt(sealed, where=WHERE), request)
    found = kept.resolver_match = resolve(kept.path_info)
    response: HttpResponseBase = found.func(kept, *found.args, **found.kwargs)
    return response


def _seal(request: HttpRequest) -> str:
    return encryption.encrypt(serialize_request(request), where=WHERE)


def _is_a_form_of_the_desk(request: HttpRequest) -> bool:
    return not request.path_info.startswith(reverse("account_login").rsplit("/", 2)[0])


def _with_next(name: str, target: str) -> HttpResponseRedirect:
    query = QueryDict(mutable=True)
    query[REDIRECT_FIELD_NAME] = target
    return redirect(f"{reverse(name)}?{query.urlencode(safe='/')}")
