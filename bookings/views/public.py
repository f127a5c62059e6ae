"""What anybody may see: the home page and the free times."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from bookings import queries, times_page, visitor
from bookings.earliest import earliest_offer
from bookings.manage_links import RESUME
from bookings.services import claims
from intake import asked, document_visit
from intake.services import forget_draft
from intake.ways_in import call_url
from legalaid.screening import SESSION_KEY
from legalaid.services import forget_unless_kept
from mediation.core import links, times
from mediation.core.models.practice import DEFAULT_EXIT
from mediation.core.practice import practice

from .hold import hold_words


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What a MIAM is, and the real next free time."""
    now = timezone.now()
    wish = times_page.wish_of(request)
    context: dict[str, object] = {
        "book_url": reverse("bookings:times"),
        "chips_url": "",
        "callback_url": call_url("home"),
        "legal_aid_url": reverse("legalaid:start"),
        "who_is_involved_url": reverse("intake:who"),
    }
    if wish is not None:
        soonest = times_page.listed(wish, now=now)
        first = soonest.first or soonest.first_after
        context |= {
            "next_free": times.short_when(first, today=times.local_day(now)) if first else "",
            "next_is_later": soonest.first is None,
            "fee": times_page.pounds(times_page.type_of(wish).fee),
            "chips_url": wish.href(when="lunch-break") if first else "",
        }
    return render(request, "bookings/home.html", context)


@require_safe
def free_times(request: HttpRequest) -> HttpResponse:
    """Real free times; somebody who holds one sees their own as well.

    `soon` (a day in court is near) puts the earliest time of all first; `place` (legal aid may pay) lists the
    times in person first, where there is a place. Neither word tells anything to who reads the address.
    """
    now = timezone.now()
    wish = times_page.wish_of(request)
    if wish is None:
        nothing = {"fragment": "", "callback_url": call_url("times")}
        return render(request, "bookings/times.html", nothing)
    place = queries.place_to_meet() if "place" in request.GET and "type" not in request.GET else None
    if place is not None:
        wish = replace(wish, type_slug=place.slug)
    key = visitor.holder_key(request)
    held = claims.current(key) if key else None
    listed = times_page.build(wish, now=now, viewer=key) if held else times_page.listed(wish, now=now)
    context = {
        "action": reverse("bookings:hold"),
        "wish": wish,
        "fragment": mark_safe(listed.html),  # noqa: S308  (rendered by our own template)
        "back_url": reverse("bookings:home"),
        "earliest": earliest_offer(now=now, viewer=key if held else None) if "soon" in request.GET else None,
        "is_place_first": place is not None,
        "held": held
        and hold_words(held, now=now, back_to="")
        and {
            "label": times.short_when(held.starts_at, today=times.local_day(now)),
            "url": reverse("bookings:go_on"),
        },
    }
    return render(request, "bookings/times.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Exit this page: end the session, free the time, forget what nobody could come back to, and go away.

    It works by a plain link, so it answers to GET; all it can do is end this visitor's own session. Back then
    shows nothing, because no page of ours may be stored.
    """
    try:
        _end_visit(request)
        url = practice().exit_url
    except (OperationalError, InterfaceError):
        # The way out stays open while the database is away; the hold runs out by itself.
        request.session = SessionStore()
        url = DEFAULT_EXIT
    response = redirect(url)  # without Clear-Site-Data: see docs/decisions/leaving-is-quick.md
    asked.forget(response)
    return response


def _end_visit(request: HttpRequest) -> None:
    key = visitor.holder_key(request)
    if key:
        claims.release(holder_key=key)
    draft = visitor.draft(request, now=timezone.now())
    if draft is not None and draft.appointment_id is None and not links.exists(RESUME, draft):
        forget_draft(draft)
    forget_unless_kept(request.session.get(SESSION_KEY, ""), now=timezone.now())
    document_visit.end(request, now=timezone.now())
