"""The page that asks for a call. Nothing of it is kept before it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import asked as asked_before
from intake import document_visit
from intake.callback_form import CallbackForm
from intake.callback_questions import CALL
from intake.callbacks import Asked
from intake.errors import WindowFull
from intake.queries.callbacks import call_times
from intake.services.callbacks import request_callback
from intake.ways_in import SOURCES
from mediation.core import rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.models import Notice
from mediation.core.practice import notices_in_force

from . import visit

HOUR = timedelta(hours=1)
PER_NETWORK, PER_NUMBER = 20, 5  # in an hour; one network may be a whole advice centre
KEY_LENGTH = 64


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Ask for a call. Sent twice, it is still one request."""
    now = timezone.now()
    notices = {kind: one for kind, one in notices_in_force(at=now).items() if kind in CALL.notices}
    form = _form(request, notices, now=now)
    if request.method == "POST" and form.is_valid():
        asked = form.asked(source_page=_source(request), form_key=_form_key(request))
        try:
            _spend(request, asked, now=now)
            found = request_callback(asked=asked, visit=document_visit.brought(request), now=now)
            visit.remember_asked(request, found)
        except TooManyAttempts:
            return too_many(request)
        except WindowFull:
            form = _form(request, notices, now=now)
            form.say_taken()
        else:
            response = redirect("intake:done")
            asked_before.forget(response)
            return response
    elif form.is_gone:
        form.say_taken()
    context = {
        "form": form,
        "form_key": _form_key(request),
        "notices": notices,
        "back_url": SOURCES.get(_source(request), "/"),
    }
    return render(request, "intake/call.html", context)


def _form(request: HttpRequest, notices: Mapping[str, Notice], *, now: datetime) -> CallbackForm:
    return CallbackForm(
        data=request.POST if request.method == "POST" else None,
        question=asked_before.handed_on(request),
        times=call_times(now=now),
        now=now,
        notices={kind: one.version for kind, one in notices.items()},
    )


def _source(request: HttpRequest) -> str:
    named = request.GET.get("from", "")
    return named if named in SOURCES else ""


def _form_key(request: HttpRequest) -> str:
    """The random value of this page: new where it is opened, the same when it comes back."""
    return request.POST.get("form_key", "")[:KEY_LENGTH] or secrets.token_urlsafe(24)


def _spend(request: HttpRequest, asked: Asked, *, now: datetime) -> None:
    """Count this try. A number is counted for each network alone: nobody may learn from our refusal that
    somebody else asked for a call to it. Raises TooManyAttempts."""
    network = rate_limits.network_of(request.META["REMOTE_ADDR"])
    rate_limits.spend("call by network", network, limit=PER_NETWORK, window=HOUR, now=now)
    rate_limits.spend("call to number", f"{network} {asked.phone}", limit=PER_NUMBER, window=HOUR, now=now)
