"""One request for a call: how to ring, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from intake.enums import Answer, CallbackEventKind
from intake.errors import CallbackError
from intake.models import CallbackRequest
from intake.queries.callbacks import callback_events, request_visible_to
from intake.queries.documents import documents_of_call
from intake.services import callback_queue
from mediation.core import audit, times
from mediation.core.forms import PracticeForm
from mediation.core.models import User
from mediation.desk import call_card, callback_words, next_tries
from mediation.desk.access import MANAGERS, OFFICE, StaffRequest, staff_only
from mediation.desk.call_card import is_mine
from mediation.desk.callback_forms import CloseForm, NumberForm, OutcomeForm, TimeForm
from mediation.desk.callback_list import is_claimed, others_for_number
from mediation.desk.paper_words import paper_rows

from .frame import page

Forms = dict[str, PracticeForm]
Address = Callable[[str], str]


@require_safe
@staff_only(roles=OFFICE)
def callback(request: StaffRequest, reference: str) -> HttpResponse:
    """What somebody needs who is about to ring. Reading it is recorded."""
    return _card(request, _found(request, reference), {}, now=timezone.now())


@require_POST
@staff_only(roles=OFFICE)
def record_outcome(request: StaffRequest, reference: str) -> HttpResponse:
    """What happened on the phone, and what follows."""
    one, now = _found(request, reference), timezone.now()
    form = _outcome_form(one, now=now, data=request.POST)
    if not form.is_valid():
        return _card(request, one, {"form": form}, now=now)
    try:
        done = callback_queue.record_outcome(
            request=one,
            outcome=CallbackEventKind(form.cleaned_data["outcome"]),
            user=request.user,
            now=now,
            note=form.cleaned_data["note"],
            window=form.chosen_window,
        )
    except CallbackError as refusal:
        form.add_error(None, str(refusal))
        return _card(request, _found(request, reference), {"form": form}, now=now)
    flash.success(request, callback_words.what_follows(done, now=now))
    return redirect("desk:callbacks")


@require_POST
@staff_only(roles=OFFICE)
def choose_time(request: StaffRequest, reference: str) -> HttpResponse:
    """Another time, out of their own words or agreed with them."""
    one, now = _found(request, reference), timezone.now()
    form = _time_form(request.user, now=now, data=request.POST)
    if not form.is_valid():
        return _card(request, one, {"time_form": form}, now=now)
    try:
        done = callback_queue.choose_time(
            request=one,
            window=form.chosen_window,
            user=request.user,
            now=now,
            note=form.cleaned_data["note"],
            over_capacity_because=form.cleaned_data.get("over_capacity_because", ""),
        )
    except CallbackError as refusal:
        form.add_error(None, str(refusal))
        return _card(request, _found(request, reference), {"time_form": form}, now=now)
    flash.success(request, callback_words.what_follows(done, now=now))
    return redirect("desk:callbacks")


@require_POST
@staff_only(roles=OFFICE)
def confirm_number(request: StaffRequest, reference: str) -> HttpResponse:
    """They told us in another way that the number is theirs."""
    one, now = _found(request, reference), timezone.now()
    form = NumberForm(request.POST, auto_id="number_%s")
    if not form.is_valid():
        return _card(request, one, {"number_form": form}, now=now)
    try:
        callback_queue.confirm_number(request=one, user=request.user, now=now, note=form.cleaned_data["note"])
    except CallbackError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, "The number is confirmed.")
    return redirect("desk:callback", reference=reference)


@require_POST
@staff_only(roles=OFFICE)
def close_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """It is over without a call."""
    one, now = _found(request, reference), timezone.now()
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _card(request, one, {"close_form": form}, now=now)
    try:
        callback_queue.close_request(
            request=one, user=request.user, now=now, because=form.cleaned_data["because"]
        )
    except CallbackError as refusal:
        flash.error(request, str(refusal))
        return redirect("desk:callback", reference=reference)
    flash.success(request, "The request is closed.")
    return redirect("desk:callbacks")


def _found(request: StaffRequest, reference: str) -> CallbackRequest:
    return get_object_or_404(request_visible_to(request.user), reference=reference)


def _card(request: StaffRequest, one: CallbackRequest, bound: Forms, *, now: datetime) -> HttpResponse:
    """The page; `bound` holds a form that came back with mistakes."""
    user = request.user
    audit.record(audit.Actor.of(user), "callback.read", one, at=now)
    context = {
        "name": one.name,
        "reference": one.reference,
        "topic": callback_words.topic(one),
        "state": callback_words.state_badge(one),
        "badges": callback_words.badges(one, now=now),
        "first": call_card.FIRST,
        **_same_number(one),
        "number": call_card.number(one, user, now=now),
        "speak": call_card.how_to_speak(one, now=now),
        "about": [*call_card.about(one, now=now), *call_card.writing(one, user, now=now)],
        "events": [callback_words.event(each, now=now) for each in callback_events(one)],
        "ending": callback_words.ending(one, now=now),
        "paper_rows": paper_rows(documents_of_call(one), now=now),
        "list_url": reverse("desk:callbacks"),
        **_who_has_it(one, user, now),
        **_booked(one),
        **_forms(one, user, now),
    }
    return page(request, "callback", context | bound, current="callbacks")


def _url(one: CallbackRequest, name: str) -> str:
    return reverse(f"desk:{name}", args=[one.reference])


def _same_number(one: CallbackRequest) -> dict[str, Any]:
    others = others_for_number(one)
    links = [{"reference": other.reference, "url": _url(other, "callback")} for other in others]
    may_ring = not callback_words.is_unsafe(one)
    return {"same_number": callback_words.same_number(len(others), may_ring=may_ring), "others": links}


def _who_has_it(one: CallbackRequest, user: User, now: datetime) -> dict[str, Any]:
    """Yours until, somebody's until, or free to take."""
    if not is_claimed(one, now=now):
        return {"claim_url": _url(one, "claim_callback")} if callback_words.is_waiting(one) else {}
    until = times.clock(one.lease_until) if one.lease_until else ""
    if is_mine(one, user, now=now):
        mine = {
            "until": until,
            "renew_url": _url(one, "renew_callback"),
            "renew_every": max(int(settings.CALLBACK_LEASE.total_seconds()) // 3, 1),
            "put_back_url": _url(one, "put_back_callback"),
        }
        return {"mine": mine, "book_url": _url(one, "book_callback")}
    may = user.role in MANAGERS
    return {
        "holder": str(one.claimed_by),
        "until": until,
        "take_over_url": _url(one, "take_over_callback") if may else "",
    }


def _booked(one: CallbackRequest) -> dict[str, Any]:
    found = Appointment.objects.filter(pk=one.appointment_id).first() if one.appointment_id else None
    if found is None:
        return {}
    url = reverse("desk:appointment", args=[found.reference])
    return {"appointment": {"reference": found.reference, "url": url}}


def _forms(one: CallbackRequest, user: User, now: datetime) -> dict[str, Any]:
    """What this person may do with it now."""
    mine = is_mine(one, user, now=now)
    found: dict[str, Any] = {}
    if mine:
        found |= {
            "form": _outcome_form(one, now=now),
            "outcome_url": _url(one, "record_callback_outcome"),
            "last_try": next_tries.last_try_words(one),
        }
    if mine or callback_words.needs_time(one):
        found |= {"time_form": _time_form(user, now=now), "time_url": _url(one, "choose_callback_time")}
    if callback_words.is_unsafe(one) and one.contact.number_unsafe_since is not None:
        found |= {
            "number_form": NumberForm(auto_id="number_%s"),
            "number_url": _url(one, "confirm_callback_number"),
        }
    if mine or callback_words.needs_time(one) or callback_words.is_unsafe(one):
        found |= {"close_form": CloseForm(auto_id="close_%s"), "close_url": _url(one, "close_callback")}
    return found


def _outcome_form(one: CallbackRequest, *, now: datetime, data: Any = None) -> OutcomeForm:
    return OutcomeForm(
        data,
        may_not_be_safe=one.safe_to_talk in {Answer.NO, Answer.UNSURE},
        may_leave_voicemail=call_card.may_leave_voicemail(one, now=now),
        windows=next_tries.windows_for(one, now=now),
        now=now,
    )


def _time_form(user: User, *, now: datetime, data: Any = None) -> TimeForm:
    return TimeForm(
        data,
        windows=next_tries.windows_to_come(now=now),
        may_overfill=user.role in MANAGERS,
        now=now,
        auto_id="time_%s",
    )
