"""Once the booking is made: its page, its calendar file, and the way back to an unfinished one."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, policy, times_page, visitor
from bookings.calendar_files import calendar_file
from bookings.enums import Mode
from bookings.models import Appointment
from bookings.queries import may_have_calendar
from bookings.queries.earlier import may_wait
from bookings.services import messages
from intake import document_visit
from intake import services as intake_services
from intake.contact_safety import Channel, Purpose, may_contact
from intake.miam_exemptions import TOLD_TO_THE_CLIENT
from intake.models import Draft
from intake.queries import assessment_of, live_draft_by_id, preferences_of
from intake.second_look import words_after_booking
from legalaid.enums import FundingSource
from legalaid.urgency import days_to_hearing
from mediation.core import links, times
from mediation.core.code_pages import SENT_TO, CodeForm
from mediation.core.models import SecretLink
from mediation.core.practice import practice

from .codes import code_page, send_code


@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    """Reference, date and time in words, and what happens next; only in the session that booked."""
    appointment = visitor.confirmed(request)
    if appointment is None:
        return redirect("bookings:home")
    now = timezone.now()
    may_write = _may_write(appointment, now)
    token = manage_links.manage_token(appointment)
    manage_url = manage_links.address_of(token)
    context = {
        "appointment": booking_words(appointment, now=now),
        "sent_to": "e-mail" if may_write else "",
        "price": times_page.pounds(appointment.appointment_type.fee),
        **_what_it_means(appointment, now),
        "calendar_url": reverse("bookings:calendar") if may_have_calendar(appointment, now=now) else "",
        "manage_url": manage_url,
        "earlier_url": reverse("bookings:earlier", args=[token]) if may_wait(appointment, now=now) else "",
        "contact_url": reverse("bookings:contact", args=[token]),
        "papers_url": reverse("bookings:papers_after_booking"),
        "manage_link": "" if may_write else manage_url,
        "join_url": "",
        "intake_url": reverse("bookings:questions", args=[token]),
        "costs_url": reverse("bookings:costs_after_booking"),
        "may_have_legal_aid": appointment.fee.source != FundingSource.PRIVATE,
        "is_court_date_near": days_to_hearing(appointment.party.answers, times.local_day(now)) is not None,
    }
    return render(request, "bookings/confirmed.html", context)


def _what_it_means(appointment: Appointment, now: datetime) -> dict[str, object]:
    """What their answers mean for them, and the guide to the reasons where they may not need a MIAM."""
    found = assessment_of(appointment.party, now=now)
    may_not_need = any(flag.code in TOLD_TO_THE_CLIENT for flag in found.flags)
    return {
        "what_it_means": words_after_booking(found),
        "exceptions_url": reverse("intake:guide", args=["exceptions"]) if may_not_need else "",
    }


def booking_words(appointment: Appointment, *, now: datetime) -> dict[str, object]:
    """The appointment as pages say it, always in UK time."""
    today, day = times.local_day(now), times.local_day(appointment.starts_at)
    opens = policy.join_opens_at(
        starts_at=appointment.starts_at, minutes_before=practice().join_opens_minutes
    )
    hours = times.span(appointment.starts_at, appointment.ends_at)
    return {
        "when": f"{times.day_heading(day, today=today)}, {hours}",
        "mediator": appointment.mediator.name,
        "reference": appointment.reference,
        "how": times_page.how_of(appointment.mode, appointment.place),
        "is_online": appointment.mode == Mode.ONLINE,
        "opens_at": times.short_when(opens, today=today),
    }


def _may_write(appointment: Appointment, now: datetime) -> bool:
    preferences = preferences_of(appointment.party.contact)
    return may_contact(preferences, Channel.EMAIL, Purpose.BOOKING, now).allowed


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The neutral calendar file, for whoever chooses to take it."""
    appointment = visitor.confirmed(request)
    if appointment is None or not may_have_calendar(appointment, now=timezone.now()):
        raise Http404
    return calendar_response(appointment)


def calendar_response(appointment: Appointment) -> HttpResponse:
    content = calendar_file(appointment, attendee="", sender_name=practice().sender_name)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What was begun is kept; the way back is in the message."""
    context = {
        "is_text": request.GET.get("by") == "phone",
        "had_papers": request.GET.get("letter") == "kept",
    }
    return render(request, "bookings/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Back to an unfinished booking: the link asks for a code, the code opens the answers."""
    now = timezone.now()
    found = _draft_of(token, now=now)
    if found is None:
        return render(request, "bookings/resume.html", {"is_gone": True}, status=404)
    link, draft = found
    if request.method != "POST":
        sent_to = manage_links.best_code_channel(link, now=now)
        return render(request, "bookings/resume.html", {"sent_to": SENT_TO[sent_to.channel]})
    if "code" not in request.POST:
        return send_code(request, link, now=now)
    form = CodeForm(request.POST)
    if not form.is_right(link, now=now):
        return code_page(request, form, messages.channel_of_code(link))
    if not visitor.goes_on_with(request, draft):
        document_visit.end(request, now=now)  # somebody else may have been here before, in this browser
    request.session.cycle_key()
    visitor.remember_draft(request, draft)
    document_visit.come_back_with(request, draft.wish.get(document_visit.PAPERS, ""))
    intake_services.ask_again_if_safe(draft=draft, now=now)
    return redirect("bookings:go_on")


def _draft_of(token: str, *, now: datetime) -> tuple[SecretLink, Draft] | None:
    link = links.find(manage_links.RESUME, token, now=now)
    draft = live_draft_by_id(link.subject_id, now=now) if link else None
    if link is None or draft is None or draft.appointment_id is not None:
        return None
    return link, draft
