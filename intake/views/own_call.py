"""The call somebody asked for: in the session that asked, and by secret link. GET shows, POST changes.

A link opens when we ring and no more; what was told stays behind a code to the safe channel. In the session
the same pages have addresses without a secret, so that none stays in the browser's history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from intake import callback_links, callback_words
from intake.callback_form import WhenForm
from intake.callback_questions import TITLE
from intake.contact_safety import Purpose, may_contact
from intake.enums import Answer
from intake.errors import CallbackError, WindowFull
from intake.models import CallbackRequest
from intake.queries import preferences_of
from intake.queries.callbacks import call_times
from intake.services import callback_messages
from intake.services.callbacks import cancel_by_client, change_time_by_client
from mediation.core import code_pages
from mediation.core.clearance import Clearance
from mediation.core.models import SecretLink
from mediation.core.practice import practice

from . import visit

DETAILS = "See what you told us"


@dataclass(frozen=True)
class Own:
    """The request, and how the visitor got to it: by `link` with its `token`, or in the session."""

    asked: CallbackRequest
    token: str = ""
    link: SecretLink | None = None

    def url(self, page: str = "") -> str:
        """Of this request's page: "" (the first one), "time", "cancel" or "details"."""
        name = ("own" if self.token else "done") + (f"_{page}" if page else "")
        return reverse(f"intake:{name}", args=[self.token] if self.token else [])


OwnView = Callable[[HttpRequest, Own, datetime], HttpResponse]


def with_own_call(view: OwnView) -> Any:
    """Give the view the visitor's request; unknown, used up and expired links look alike.

    Who asked for somebody else gets only the page that says thank you.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str = "") -> HttpResponse:
        now = timezone.now()
        if token:
            found = callback_links.request_of(token, now=now)
            if found is None:
                return render(request, "intake/call_gone.html", status=404)
            return view(request, Own(found[1], token, found[0]), now)
        asked = visit.asked_here(request)
        if asked is None:
            return redirect("intake:call")
        if _is_for_someone_else(asked):
            return render(request, "intake/call_done.html", {"is_for_someone_else": True})
        return view(request, Own(asked), now)

    return wrapped


def _is_for_someone_else(asked: CallbackRequest) -> bool:
    return bool(asked.asked_by_name or asked.asked_by_relationship)


@require_safe
@with_own_call
def done(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    """The call is asked for: when, from which number, what we say and what we do not."""
    words = callback_words.call_words(own.asked, now=now)
    if not words.is_open:
        return show(request, own, now)
    message = _message_to(own.asked, now)
    context = {
        "call": words,
        "says": callback_words.what_we_do(
            own.asked,
            rules=practice(),
            writes_by=message.channel if message else None,
            has_link=message is not None and callback_links.may_carry_link(message),
        ),
        "may_not_be_safe": own.asked.safe_to_talk == Answer.NO,
        "has_hearing_soon": own.asked.hearing_soon == Answer.YES,
        **_ways(own),
    }
    return render(request, "intake/call_done.html", context)


def _message_to(asked: CallbackRequest, now: datetime) -> Clearance | None:
    """How this person is told when we ring; None where nothing is sent.

    That somebody else answered this number before does not show: whoever types a number learns nothing of it.
    """
    preferences = replace(preferences_of(asked.contact), number_is_unsafe=False)
    channel = callback_messages.writes_by(preferences, now=now)
    return may_contact(preferences, channel, Purpose.CALLBACK, now) if channel else None


def show(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    opened = own.link is not None and code_pages.has_opened(request, own.link.pk, now=now)
    context = {
        "call": callback_words.call_words(own.asked, now=now),
        "rows": callback_words.what_they_told(own.asked) if opened else [],
        "details_url": own.url("details") if own.link and not opened else "",
        **_ways(own),
    }
    return render(request, "intake/call_own.html", context)


own_call = require_safe(with_own_call(show))


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_call
def change_time(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    """Another time; the old one is kept until the new one is theirs."""
    words = callback_words.call_words(own.asked, now=now)
    if not words.is_open:
        return redirect(own.url())
    form = _when_form(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            change_time_by_client(request=own.asked, window_id=form.window_id or 0, now=now)
        except WindowFull:
            form = _when_form(request, now)
            form.say_taken()
        except CallbackError:
            flash.warning(request, "We could not change the time here. Please ring us.")
            return redirect(own.url())
        else:
            flash.success(request, "The time of your call is changed.")
            return redirect(own.url())
    elif form.is_gone:
        form.say_taken()
    context = {"form": form, "call": words, "keep_url": own.url()}
    return render(request, "intake/call_time.html", context)


def _when_form(request: HttpRequest, now: datetime) -> WhenForm:
    return WhenForm(
        data=request.POST if request.method == "POST" else None, times=call_times(now=now), now=now
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_call
def cancel(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    """No call after all. No reason is asked for."""
    words = callback_words.call_words(own.asked, now=now)
    if not words.is_open:
        return redirect(own.url())
    if request.method != "POST":
        context = {"call": words, "keep_url": own.url(), "time_url": own.url("time")}
        return render(request, "intake/call_cancel.html", context)
    try:
        cancel_by_client(request=own.asked, now=now)
    except CallbackError:
        return redirect(own.url())
    return render(request, "intake/call_cancelled.html")


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_call
def details(request: HttpRequest, own: Own, now: datetime) -> HttpResponse:
    """Ask for the code that opens what was told; GET sends nothing."""
    if own.link is None:
        return redirect(own.url())
    clearance = callback_links.best_code_channel(own.link, now=now)
    if request.method != "POST":
        return code_pages.ask_page(
            request, clearance=clearance, title=TITLE, heading=DETAILS, back_url=own.url()
        )
    asked = code_pages.take_code(request, own.link, clearance=clearance, title=TITLE, now=now)
    return asked or redirect(own.url())


def _ways(own: Own) -> dict[str, str]:
    return {"time_url": own.url("time"), "cancel_url": own.url("cancel")}
