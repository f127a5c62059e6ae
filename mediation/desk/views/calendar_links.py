"""Calendar links: a mediator's meetings in their own calendar, and their other calendars here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.enums import FeedStyle
from bookings.models import CalendarFeed, ExternalCalendar, Mediator
from bookings.queries.outside import counted_calendars, live_feeds
from bookings.services import outside_calendars
from bookings.services.feeds import make_feed, revoke_feed
from mediation.core import audit, rate_limits
from mediation.core.encryption import decrypt, encrypt
from mediation.core.errors import OutsideFailed, TooManyAttempts
from mediation.core.models import User
from mediation.desk import calendar_words
from mediation.desk.access import MANAGERS, OFFICE, StaffRequest, staff_only
from mediation.desk.calendar_forms import ExternalCalendarForm, FeedForm

from .frame import page

# The new address waits in the session, sealed, for the one page that shows it.
NEW_LINK, SEALED_IN = "new_feed", "session.new_feed"
ADDED_AN_HOUR = 20


@require_safe
@staff_only()
def calendar_links(request: StaffRequest) -> HttpResponse:
    """A mediator's own links; for the office, how everybody's are."""
    return _page(request, now=timezone.now(), token=_new_token(request))


@require_POST
@staff_only(recent=True)
def make(request: StaffRequest) -> HttpResponse:
    """A new secret address; one from before stops working. The next page shows it, once."""
    mine, now, form = _own(request.user), timezone.now(), FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, now=now, feed_form=form)
    token = make_feed(
        mediator=mine, style=FeedStyle(form.cleaned_data["style"]), actor=_actor(request), now=now
    )
    request.session[NEW_LINK] = encrypt(token, where=SEALED_IN)
    return redirect("desk:calendar_links")


@require_POST
@staff_only()
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own, or as a manager anybody's."""
    rows = live_feeds()
    if request.user.role not in MANAGERS:
        rows = rows.filter(mediator=_own(request.user))
    revoke_feed(feed=get_object_or_404(rows, pk=pk), actor=_actor(request), now=timezone.now())
    flash.success(request, "The link has stopped working.")
    return redirect("desk:calendar_links")


@require_POST
@staff_only(recent=True)
def add(request: StaffRequest) -> HttpResponse:
    """Read it once; only one that can be read is kept."""
    mine, now, form = _own(request.user), timezone.now(), ExternalCalendarForm(request.POST)
    if not (form.is_valid() and _is_added(request, form, mine, now)):
        return _page(request, now=now, add_form=form)
    flash.success(request, "We read your calendar. Its busy times are not offered to clients.")
    return redirect("desk:calendar_links")


def _is_added(request: StaffRequest, form: ExternalCalendarForm, mine: Mediator, now: datetime) -> bool:
    name, url = form.cleaned_data["name"], form.cleaned_data["url"]
    try:
        who, hour = f"user:{request.user.pk}", timedelta(hours=1)
        rate_limits.spend("outside calendar", who, limit=ADDED_AN_HOUR, window=hour, now=now)
        outside_calendars.add_calendar(mediator=mine, name=name, url=url, actor=_actor(request), now=now)
    except TooManyAttempts:
        form.add_error("url", "You have tried this many times. Try again in an hour")
    except OutsideFailed as failure:
        form.add_error("url", calendar_words.FAULTS[failure.fault])
    else:
        return True
    return False


@require_POST
@staff_only()
def read_now(request: StaffRequest, pk: int) -> HttpResponse:
    one = _calendar(request, pk)
    outside_calendars.read_calendar(one.pk, now=timezone.now())
    one.refresh_from_db()
    if one.fault:
        flash.error(request, "We could not read it. What we read before still counts.")
    else:
        flash.success(request, "We have read it again.")
    return redirect("desk:calendar_links")


@require_POST
@staff_only(recent=True)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    one = _calendar(request, pk)
    outside_calendars.remove_calendar(calendar=one, actor=_actor(request), now=timezone.now())
    flash.success(request, "The calendar is removed. Its busy times are free again.")
    return redirect("desk:calendar_links")


def _calendar(request: StaffRequest, pk: int) -> ExternalCalendar:
    return get_object_or_404(ExternalCalendar, pk=pk, mediator=_own(request.user))


def _own(user: User) -> Mediator:
    """Raises PermissionDenied for whoever does not mediate."""
    mine = _mediator_of(user)
    if mine is None:
        raise PermissionDenied
    return mine


def _mediator_of(user: User) -> Mediator | None:
    return Mediator.objects.filter(user=user).first()


def _actor(request: StaffRequest) -> audit.Actor:
    return audit.Actor.of(request.user)


def _new_token(request: StaffRequest) -> str:
    sealed = request.session.pop(NEW_LINK, "")
    return decrypt(sealed, where=SEALED_IN) if sealed else ""


def _page(
    request: StaffRequest,
    *,
    now: datetime,
    token: str = "",
    feed_form: FeedForm | None = None,
    add_form: ExternalCalendarForm | None = None,
) -> HttpResponse:
    mine = _mediator_of(request.user)
    failed = feed_form or add_form
    context: dict[str, Any] = {"form": failed, "mine": mine, **_everybody(request.user, now)}
    if mine is not None:
        feed = live_feeds().filter(mediator=mine).first()
        context |= {
            "new_url": settings.SITE_URL + reverse("bookings:feed", args=[token]) if token else "",
            "feed": _feed_row(feed, now, may_revoke=True) if feed else None,
            "feed_form": feed_form or FeedForm(initial={"style": feed.style if feed else FeedStyle.BUSY}),
            "add_form": add_form or ExternalCalendarForm(),
            "calendars": [
                _calendar_row(one, now) for one in counted_calendars(now=now).filter(mediator=mine)
            ],
        }
    response = page(request, "calendar_links", context, current="today")
    response.status_code = 422 if failed else 200
    return response


def _everybody(user: User, now: datetime) -> dict[str, Any]:
    """How everybody's links are: states and ages, never an address or what a mediator calls a calendar."""
    if user.role not in OFFICE:
        return {}
    feeds = {one.mediator_id: one for one in live_feeds()}
    calendars: dict[int, list[dict[str, Any]]] = {}
    for one in counted_calendars(now=now):
        row = _calendar_row(one, now) | {"name": f"Outside calendar {one.pk}"}
        calendars.setdefault(one.mediator_id, []).append(row)
    return {
        "shows_everybody": True,
        "everybody": [
            {
                "name": one.name,
                "feed": _feed_row(feeds[one.pk], now, may_revoke=user.role in MANAGERS)
                if one.pk in feeds
                else None,
                "calendars": calendars.get(one.pk, []),
            }
            for one in Mediator.objects.filter(is_active=True).order_by("name", "pk")
        ],
    }


def _feed_row(feed: CalendarFeed, now: datetime, *, may_revoke: bool) -> dict[str, Any]:
    url = reverse("desk:revoke_feed", args=[feed.pk]) if may_revoke else ""
    return {"lines": calendar_words.feed_lines(feed, now=now), "revoke_url": url}


def _calendar_row(one: ExternalCalendar, now: datetime) -> dict[str, Any]:
    count: int = one.busy_count  # type: ignore[attr-defined]
    return {
        "name": one.name,
        "lines": calendar_words.calendar_lines(one, now=now, count=count),
        "badge": calendar_words.calendar_badge(one, now=now),
        "read_url": reverse("desk:read_calendar", args=[one.pk]),
        "remove_url": reverse("desk:remove_calendar", args=[one.pk]),
    }
