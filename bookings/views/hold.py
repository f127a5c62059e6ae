"""Taking a time and keeping it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bookings import on_behalf, queries, times_page, visitor
from bookings.errors import HoldEnded, SlotTaken
from bookings.models import AppointmentType, SlotClaim
from bookings.services import claims
from intake import services as intake_services
from intake.models import Draft
from intake.ways_in import call_url
from mediation.core import rate_limits, times
from mediation.core.encryption import blind_index
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts

WINDOW = timedelta(minutes=10)
YEARS = range(2000, 2200)
PER_ADDRESS, PER_VISITOR = 60, 20  # many phones share one address; one person tries a few times


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the chosen time and go on with the questions; an earlier choice is let go, its answers stay."""
    now = timezone.now()
    wish = times_page.wish_of(request)
    starts_at = read_start(request.POST.get("start", ""))
    if wish is None or starts_at is None:
        return redirect("bookings:times")
    key = visitor.make_holder_key(request)
    draft = visitor.draft(request, now=now)
    try:
        spend_hold(request, key, draft=draft, now=now)
        claim = take(
            request,
            key,
            times_page.type_of(wish),
            starts_at,
            wants_gender=wish.wants_gender,
            draft=draft,
            now=now,
        )
    except TooManyAttempts:
        return too_many(request)
    except SlotTaken:
        return lost_race(
            request, times_page.type_of(wish), starts_at, wish.wants_gender, draft=draft, now=now
        )
    keep_draft(request, claim, wants_gender=wish.wants_gender, now=now)
    return redirect("bookings:go_on")


def take(
    request: HttpRequest,
    key: str,
    kind: AppointmentType,
    starts_at: datetime,
    *,
    wants_gender: str,
    draft: Draft | None,
    now: datetime,
) -> SlotClaim:
    """The visitor's hold on this time: the one they have, renewed, or a new one.

    One of a colleague's names no network, so that it counts against no visitor. Raises SlotTaken, or
    TooManyAttempts.
    """
    mine = claims.current(key)
    if mine is not None and (mine.starts_at, mine.appointment_type_id) == (starts_at, kind.pk):
        try:
            return claims.renew(holder_key=key, now=now)
        except HoldEnded:
            pass  # needed elsewhere this very moment: ask for it like anybody else
    is_staff = on_behalf.colleague(request, draft) is not None
    return claims.hold(
        holder_key=key,
        appointment_type=kind,
        starts_at=starts_at,
        now=now,
        wants_gender=wants_gender,
        network="" if is_staff else _fingerprint(_network(request)),
        for_staff=is_staff,
    )


def spend_hold(request: HttpRequest, key: str, *, draft: Draft | None, now: datetime) -> None:
    """Count this try, so that holds cannot starve the calendar; a colleague's do not count.

    Raises TooManyAttempts.
    """
    if on_behalf.colleague(request, draft):
        return
    rate_limits.spend("hold by address", _network(request), limit=PER_ADDRESS, window=WINDOW, now=now)
    rate_limits.spend("hold by visitor", key, limit=PER_VISITOR, window=WINDOW, now=now)


def _network(request: HttpRequest) -> str:
    return rate_limits.network_of(request.META["REMOTE_ADDR"])


def _fingerprint(network: str) -> str:
    return blind_index(network, purpose="network") if network else ""


def keep_draft(request: HttpRequest, claim: SlotClaim, *, wants_gender: str, now: datetime) -> Draft:
    """The visitor's draft, now for this time; begun where there is none."""
    wish = claims.wish_of(claim, wants_gender=wants_gender) | visitor.wish_for_free(request)
    draft = visitor.draft(request, now=now)
    if draft is None or draft.appointment_id is not None:
        draft = intake_services.start_draft(
            wish=wish, hold_key=claim.holder_key, now=now, invitation=visitor.invitation(request)
        )
        visitor.remember_draft(request, draft)
    else:
        intake_services.change_wish(draft=draft, wish=wish, now=now)
    return draft


def read_start(typed: str) -> datetime | None:
    """The start that a time button sends, e.g. 2026-11-24T13:00Z; None for anything else, also for a year
    that no calendar here reaches, with which nobody can reckon."""
    try:
        found = datetime.strptime(typed, "%Y-%m-%dT%H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def lost_race(
    request: HttpRequest,
    kind: AppointmentType,
    starts_at: datetime,
    wants_gender: str,
    *,
    draft: Draft | None,
    now: datetime,
    action: str = "",
) -> HttpResponse:
    """The time is gone, whatever the reason: three others, the answers kept."""
    free = queries.alternatives(
        kind, starts_at, now=now, viewer=visitor.holder_key(request), wants_gender=wants_gender
    )
    today = times.local_day(now)
    context = {
        "alternatives": [
            times_page.time_button(at, at + kind.duration)
            | {"label": f"{times.short_when(at, today=today)} to {times.clock(at + kind.duration)}"}
            for at in free
        ],
        "action": action or reverse("bookings:hold"),
        "type_slug": kind.slug,
        "wants_gender": wants_gender,
        "on_behalf": on_behalf.banner(request, draft),
        "has_answers": draft is not None and bool(draft.answers),
        "times_url": action or reverse("bookings:times"),
        "callback_url": call_url("taken"),
    }
    return render(request, "bookings/lost_race.html", context, status=409)


def hold_words(claim: SlotClaim | None, *, now: datetime, back_to: str) -> dict[str, object] | None:
    """What a page says of the hold; nothing once it is over."""
    if claim is None or claim.expires_at is None or claim.expires_at <= now:
        return None
    today = times.local_day(now)
    return {
        "label": times.short_when(claim.starts_at, today=today),
        "until": times.clock(claim.expires_at),
        "seconds_left": int((claim.expires_at - now).total_seconds()),
        "extend_url": f"{reverse('bookings:extend')}?next={back_to}",
    }


@require_POST
def extend(request: HttpRequest) -> HttpResponse:
    """Keep the time longer, from the warning two minutes before the end."""
    now = timezone.now()
    key = visitor.holder_key(request) or ""
    wants_json = "application/json" in request.headers.get("Accept", "")
    back = request.GET.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("bookings:go_on")
    try:
        words = hold_words(claims.renew(holder_key=key, now=now), now=now, back_to=back)
    except HoldEnded:
        words = None
    if not wants_json:
        return redirect(back)
    if words is None:
        return JsonResponse({"until": None, "seconds_left": 0}, status=409)
    return JsonResponse({"until": words["until"], "seconds_left": words["seconds_left"]})
