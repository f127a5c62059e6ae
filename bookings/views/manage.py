"""The client's own booking, by secret link: GET shows, POST changes."""

from __future__ import annotations

from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, policy, times_page, video, visitor
from bookings.enums import CLOSED, AppointmentState, Mode
from bookings.errors import BookingError, NoVideo, SlotTaken
from bookings.models import Appointment
from bookings.queries import may_have_calendar
from bookings.queries.earlier import may_wait, open_offer, request_of
from bookings.queries.missed import should_ring_first
from bookings.services import (
    cancel_appointment,
    charge_for_cancelling,
    is_in_time,
    move_appointment,
    report_unsafe,
)
from intake.contact_safety import Channel, Purpose, may_contact
from intake.queries import preferences_of
from legalaid.enums import FundingSource
from mediation.core import audit, times
from mediation.core.models import SecretLink
from mediation.core.models.practice import tel
from mediation.core.practice import practice

from .codes import ask_for_code
from .confirmed import booking_words, calendar_response
from .hold import lost_race, read_start

CANCELLED = frozenset({"cancelled", "cannot_come"})


class LinkView(Protocol):
    def __call__(
        self, request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
    ) -> HttpResponse: ...


def with_appointment(view: LinkView) -> Any:
    """Give the view what this link opens; unknown, used up and expired links look alike."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        found = manage_links.appointment_of(token, now=now)
        if found is None:
            return render(request, "bookings/link_gone.html", status=404)
        return view(request, token, *found, now)

    return wrapped


def _url(name: str, token: str) -> str:
    return reverse(f"bookings:{name}", args=[token])


def _sent_to(appointment: Appointment, now: datetime) -> str:
    preferences = preferences_of(appointment.party.contact)
    return "e-mail" if may_contact(preferences, Channel.EMAIL, Purpose.BOOKING, now).allowed else ""


@require_safe
@with_appointment
def manage(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """The time, and what can be done; the details only after a code."""
    opened = visitor.has_opened(request, link.pk, now=now)
    in_time = is_in_time(appointment, now)
    words = booking_words(appointment, now=now)
    context = {
        "appointment": {**words, "state": _state_shown(appointment, now)},
        "details": opened,
        "can_change": in_time,
        "cutoff": _in_words(practice().change_cutoff_minutes),
        "move_url": _url("move", token),
        "cancel_url": _url("cancel", token),
        "cannot_come_url": _url("cancel", token),
        "unsafe_url": _url("unsafe", token),
        "join_url": _url("join", token) if words["is_online"] else "",
        "details_url": "" if opened else _url("details", token),
        "calendar_url": _url("manage_calendar", token)
        if opened and may_have_calendar(appointment, now=now)
        else "",
        "contact_url": _url("contact", token) if opened else "",
        "papers_url": _url("papers", token) if opened else "",
        "price": times_page.pounds(appointment.fee.fee),  # as agreed, or as a colleague wrote since
        "nothing_to_pay": appointment.fee.has_nothing_to_pay,
        "costs_url": _url("costs", token),
        "questions_url": _url("questions", token),
        **_after(appointment),
        **_earlier(appointment, token, now),
    }
    return render(request, "bookings/manage.html", context)


def _after(appointment: Appointment) -> dict[str, object]:
    """What they read after a meeting that they missed: what they pay for it, and how they get another."""
    if appointment.state != AppointmentState.NOT_ATTENDED:
        return {}
    due = charge_for_cancelling(appointment, now=appointment.starts_at)
    return {
        "missed_charge": f"By the terms that you agreed to, you pay {times_page.pounds(due)} for it."
        if due
        else "There is nothing to pay for it.",
        "ring_first": should_ring_first(appointment),
    }


def _earlier(appointment: Appointment, token: str, now: datetime) -> dict[str, object]:
    """The way to the list for an earlier time, and what is on offer from it."""
    waits = request_of(appointment) if appointment.is_confirmed else None
    offer = open_offer(waits, now=now) if waits else None
    return {
        "earlier_url": _url("earlier", token) if waits or may_wait(appointment, now=now) else "",
        "is_waiting": waits is not None,
        "offer": offer and {"when": times.full_when(offer.starts_at, offer.ends_at)},
    }


def _state_shown(appointment: Appointment, now: datetime) -> str:
    if appointment.state == AppointmentState.CANCELLED:
        return "cancelled"
    if appointment.state == AppointmentState.NOT_ATTENDED:
        return "over"
    return "begun" if now >= appointment.starts_at else "confirmed"


def _in_words(minutes: int) -> str:
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def details(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Ask for the code that opens the details; GET sends nothing."""
    heading, back_url = "See the details of your booking", _url("manage", token)
    asked = ask_for_code(request, link, heading=heading, back_url=back_url, now=now)
    then = "costs" if request.GET.get("then") == "costs" else "manage"
    return asked or redirect(f"bookings:{then}", token=token)


@require_safe
@with_appointment
def manage_calendar(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    if not visitor.has_opened(request, link.pk, now=now):
        return redirect("bookings:details", token=token)
    if not may_have_calendar(appointment, now=now):
        raise Http404
    return calendar_response(appointment)


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def move(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Choose another time, see old and new side by side, and move."""
    if not appointment.is_confirmed or not is_in_time(appointment, now):
        return redirect("bookings:manage", token=token)
    starts_at = read_start(request.POST.get("start", ""))
    if starts_at is None:
        return _choose_new_time(request, token, appointment, now)
    if request.POST.get("confirm") != "yes":
        return _ask_before_moving(request, token, appointment, starts_at, now)
    try:
        moved = move_appointment(appointment=appointment, starts_at=starts_at, actor=audit.CLIENT, now=now)
    except SlotTaken:
        kind, gender = appointment.appointment_type, appointment.wants_gender
        return lost_race(request, kind, starts_at, gender, draft=None, now=now, action=_url("move", token))
    except BookingError:
        return redirect("bookings:manage", token=token)
    return show_done(request, token, moved, "moved", now)


def _choose_new_time(
    request: HttpRequest, token: str, appointment: Appointment, now: datetime
) -> HttpResponse:
    wish = times_page.Wish(
        type_slug=appointment.appointment_type.slug,
        when=times_page.known_label(request.GET.get("when", "")),
        wants_gender=appointment.wants_gender,
        later=request.GET.get("later") == "1",
        base=_url("move", token),
    )
    listed = times_page.build(wish, now=now)
    when = str(booking_words(appointment, now=now)["when"])
    context = {
        "action": _url("move", token),
        "fragment": mark_safe(listed.html),  # noqa: S308  (rendered by our own template)
        "move_note": f"Your meeting is {times.mid_sentence(when)}. You keep it until you have a new time.",
        "back_url": _url("manage", token),
    }
    return render(request, "bookings/times.html", context)


def _ask_before_moving(
    request: HttpRequest, token: str, appointment: Appointment, starts_at: datetime, now: datetime
) -> HttpResponse:
    length = appointment.ends_at - appointment.starts_at
    context = {
        "appointment": booking_words(appointment, now=now),
        "new_when": times.full_when(starts_at, starts_at + length),
        "start": request.POST["start"],
        "back_url": _url("move", token),
        "keep_url": _url("manage", token),
    }
    return render(request, "bookings/manage_move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def cancel(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Cancel; inside the cut-off, say that you cannot come. No reason is asked for."""
    if not appointment.is_confirmed or now >= appointment.starts_at:
        return redirect("bookings:manage", token=token)
    late = not is_in_time(appointment, now)
    if request.method != "POST":
        context = {
            "appointment": booking_words(appointment, now=now),
            "is_late": late,
            "charge": _charge(appointment, now),
            "unsafe_url": _url("unsafe", token),
            "move_url": "" if late else _url("move", token),
            "keep_url": _url("manage", token),
            "back_url": _url("manage", token),
        }
        return render(request, "bookings/manage_cancel.html", context)
    try:
        cancelled = cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=now)
    except BookingError:
        return redirect("bookings:manage", token=token)
    return show_done(request, token, cancelled, "cannot_come" if late else "cancelled", now)


def _charge(appointment: Appointment, now: datetime, *, is_cancelled: bool = False) -> str:
    due = charge_for_cancelling(appointment, now=now)
    if not due:
        return "There is nothing to pay."
    charge = f"You pay {times_page.pounds(due)}" + ("" if is_cancelled else " if you cancel now")
    may_have_legal_aid = appointment.fee.source != FundingSource.PRIVATE
    return f"{charge}, or nothing if you get legal aid." if may_have_legal_aid else f"{charge}."


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def unsafe(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """ "I do not feel safe" goes straight to a person, and to nobody else."""
    if request.method != "POST":
        context = {"keeps_meeting": True, "back_url": _url("manage", token)}
        return render(request, "bookings/manage_unsafe.html", context)
    report_unsafe(appointment=appointment, now=now)
    return show_done(request, token, appointment, "unsafe", now)


def show_done(
    request: HttpRequest, token: str, appointment: Appointment, outcome: str, now: datetime
) -> HttpResponse:
    """What has just been changed."""
    context = {
        "outcome": outcome,
        "charge": _charge(appointment, now, is_cancelled=True) if outcome in CANCELLED else "",
        "appointment": booking_words(appointment, now=now),
        "sent_to": "" if outcome == "unsafe" else _sent_to(appointment, now),
        "manage_url": manage_links.manage_url(appointment) if outcome in {"moved", "unsafe"} else "",
    }
    return render(request, "bookings/manage_done.html", context)


@require_safe
@with_appointment
def join(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """The way into the meeting, from 15 minutes before. The room's address is on the page only then."""
    if appointment.state in CLOSED or appointment.mode != Mode.ONLINE:
        return redirect("bookings:manage", token=token)
    minutes = practice().join_opens_minutes
    is_open = policy.may_join(
        starts_at=appointment.starts_at, ends_at=appointment.ends_at, now=now, minutes_before=minutes
    )
    context = {
        "appointment": booking_words(appointment, now=now),
        "details": is_open or visitor.has_opened(request, link.pk, now=now),
        "has_lobby": video.is_guarded(),
        "is_open": is_open,
        "opens_at": booking_words(appointment, now=now)["opens_at"],
        "room_url": _room_url(appointment) if is_open else "",
        "phone": practice().join_phone or practice().phone,
        "phone_tel": tel(practice().join_phone or practice().phone),
        "join_code": appointment.reference,
        "manage_url": _url("manage", token),
    }
    return render(request, "bookings/join.html", context)


def _room_url(appointment: Appointment) -> str:
    try:
        return video.provider().address(
            appointment.room, video.Guest(appointment.party.name), ends_at=appointment.ends_at
        )
    except NoVideo:
        return ""
