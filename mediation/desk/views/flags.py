"""People on whose file a flag stands: who is to be talked with, what is to be read, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from bookings.queries.flags import flagged
from bookings.services import flags as services
from intake.errors import FlagError
from intake.models import Flag
from intake.services import flags as intake_flags
from mediation.core.forms import PracticeForm
from mediation.desk import flag_card, flag_words, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.forms import ClearForm, TalkForm

from .frame import page


@require_safe
@staff_only()
def flags(request: StaffRequest) -> HttpResponse:
    """Whom to talk with first, then what their mediator has not read, then what is still to be decided."""
    now = timezone.now()
    groups: dict[str, list[dict[str, Any]]] = {"call": [], "read": [], "decide": []}
    for one in flagged(request.user, now=now):
        groups[_group(one, now)].append(_row(one, now))
    return page(request, "flags", groups)


def _group(one: Any, now: datetime) -> str:
    if one.ends_at <= now or not one.is_confirmed:
        return "decide"
    if one.is_unreached:
        return "call"
    return "read" if one.is_unread else "decide"


def _row(one: Appointment, now: datetime) -> dict[str, Any]:
    talks = one.party.talks  # type: ignore[attr-defined]
    return {
        "name": one.party.name,
        "reference": one.reference,
        "when": words.since(one.starts_at, now=now),
        "mediator": one.mediator.name,
        "badges": [*words.appointment_badges(one), *flag_card.count_badges(one.party.flags_to_read)],  # type: ignore[attr-defined]
        "talk": flag_words.talk_line(talks[0], now=now) if talks else "",
        "url": reverse("desk:appointment", args=[one.reference]) + "#flagged",
    }


@require_POST
@staff_only()
def read_flags(request: StaffRequest, reference: str) -> HttpResponse:
    """The mediator of the meeting has read what their page showed."""
    one, now = _one(request, reference), timezone.now()
    pks = [int(pk) for pk in request.POST.getlist("flag") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    return _done(
        request,
        one,
        "It is recorded that you have read these.",
        lambda: services.acknowledge_flags(appointment=one, pks=pks, user=request.user, now=now),
    )


@require_POST
@staff_only()
def record_talk(request: StaffRequest, reference: str) -> HttpResponse:
    """Somebody talked with the client, or tried to."""
    one, now, form = _one(request, reference), timezone.now(), TalkForm(request.POST)
    if not form.is_valid():
        return _refused(request, one, form)
    said = form.cleaned_data
    return _done(
        request,
        one,
        "The call is recorded.",
        lambda: services.record_talk(
            appointment=one,
            user=request.user,
            was_reached=said["was_reached"] == "yes",
            note=said["note"],
            now=now,
        ),
    )


@require_POST
@staff_only()
def note_conflict(request: StaffRequest, reference: str) -> HttpResponse:
    """Somebody here knows one of the two outside this case."""
    one, now = _one(request, reference), timezone.now()
    return _done(
        request,
        one,
        "The conflict is noted, for staff only. Give the meeting to a colleague.",
        lambda: intake_flags.note_conflict(party=one.party, user=request.user, now=now),
    )


@require_POST
@staff_only()
def clear_flag(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """A person answers for it that one flag is over."""
    one, now, form = _one(request, reference), timezone.now(), ClearForm(request.POST)
    flag = get_object_or_404(Flag, pk=pk, party=one.party_id)
    if not form.is_valid():
        return _refused(request, one, form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        one,
        "The flag is cleared. It stays on the file, with your reason.",
        lambda: services.clear_flag(appointment=one, flag=flag, user=request.user, reason=reason, now=now),
    )


def _one(request: StaffRequest, reference: str) -> Appointment:
    return get_object_or_404(appointments_visible_to(request.user), reference=reference)


def _done(request: StaffRequest, one: Appointment, words: str, act: Callable[[], object]) -> HttpResponse:
    """Do it, or say why not."""
    try:
        act()
    except FlagError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, words)
    return _back(one)


def _refused(request: StaffRequest, one: Appointment, form: PracticeForm) -> HttpResponse:
    flash.error(request, "; ".join(str(text) for texts in form.errors.values() for text in texts))
    return _back(one)


def _back(one: Appointment) -> HttpResponse:
    return redirect(reverse("desk:appointment", args=[one.reference]) + "#flagged")
