"""The queue of people who asked for a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from intake.models import CallbackRequest
from intake.queries.callbacks import requests_in_queue
from intake.services.callback_queue import take_next
from mediation.core import times
from mediation.core.models import User
from mediation.desk import call_card
from mediation.desk import callback_words as words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.callback_list import can_be_rung, count_by_number, finished_requests, sorted_out

from .frame import page, part_of


@require_safe
@staff_only(roles=OFFICE)
def callbacks(request: StaffRequest) -> HttpResponse:
    """Who can be rung now comes first, then what has a time to come, and what waits for a decision."""
    if request.GET.get("state") == "finished":
        return _finished(request)
    now = timezone.now()
    found = list(requests_in_queue(now))
    queue, same = sorted_out(found, now=now), count_by_number(found)
    context = {
        "ready": callback_rows(queue.ready, request.user, now=now, same=same),
        "later": callback_rows(queue.later, request.user, now=now, same=same),
        "needs_time": callback_rows(queue.needs_time, request.user, now=now, same=same),
        "claimed": callback_rows(queue.claimed, request.user, now=now, same=same),
        "unsafe": callback_rows(queue.unsafe, request.user, now=now, same=same),
        "summary": _summary(len(queue.ready), len(queue.later), len(queue.needs_time)),
        "next_url": reverse("desk:next_callback"),
        "finished_url": "?state=finished",
    }
    return page(request, "callbacks", context)


def _finished(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    shown = part_of(finished_requests(), request)
    shown.object_list = callback_rows(shown.object_list, request.user, now=now)
    context = {"page_obj": shown, "queue_url": reverse("desk:callbacks")}
    return page(request, "callbacks_finished", context, current="callbacks")


def _summary(ready: int, later: int, needs_time: int) -> str:
    """Nobody can be rung now. 3 have a time to come, 1 needs a time."""
    can = {0: "Nobody can be rung now.", 1: "1 person can be rung now."}.get(
        ready, f"{ready} people can be rung now."
    )
    more = [f"{later} {'has' if later == 1 else 'have'} a time to come"] if later else []
    more += [f"{needs_time} {'needs' if needs_time == 1 else 'need'} a time"] if needs_time else []
    return f"{can} {', '.join(more)}." if more else can


def callback_rows(
    found: Iterable[CallbackRequest], user: User, *, now: datetime, same: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """`same`: how many open requests there are for each number, where that is to be shown."""
    return [_row(one, user, (same or {}).get(one.contact.number_index, 0), now=now) for one in found]


def _row(one: CallbackRequest, user: User, same: int, *, now: datetime) -> dict[str, Any]:
    starts, starts_note = words.starts(one, can_be_rung=can_be_rung(one, now=now), now=now)
    badges = words.badges(one, now=now)
    return {
        "starts": starts,
        "starts_note": starts_note,
        "name": one.name,
        "reference": one.reference,
        "topic": words.topic(one),
        "when": words.window(one, now=now),
        "own_time": one.own_time,
        "speak": call_card.in_short(one, now=now),
        "badges": [*badges, words.same_number_badge(same)] if same > 1 else badges,
        "state": words.state_badge(one),
        "is_mine": one.claimed_by_id == user.pk,
        "holder": str(one.claimed_by or ""),
        "until": times.clock(one.lease_until) if one.lease_until else "",
        "url": reverse("desk:callback", args=[one.reference]),
        "take_url": reverse("desk:claim_callback", args=[one.reference]),
    }


@require_POST
@staff_only(roles=OFFICE)
def next_callback(request: StaffRequest) -> HttpResponse:
    """Take the most urgent one that may be rung at this moment."""
    taken = take_next(user=request.user, now=timezone.now())
    if taken is None:
        flash.info(request, "Nobody can be rung at this moment.")
        return redirect("desk:callbacks")
    return redirect("desk:callback", reference=taken.reference)
