""" "How we may reach you", behind the secret link and a code: GET shows, POST changes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, visitor
from bookings.models import Appointment
from bookings.services import change_contact
from intake.contact_answers import changed
from intake.contact_form import ContactForm
from intake.contact_safety import Channel, Purpose
from intake.contact_words import what_we_do, yes_to
from intake.errors import IntakeError
from intake.queries import is_all_private, preferences_of
from mediation.core import audit, code_pages, outbox
from mediation.core.models import SecretLink

from .codes import ask_for_code, code_ask_page
from .manage import with_appointment

HEADING = "How we may reach you"
NOT_SAVED = "We need a code first. We have not saved your answers."
KEPT = "It took a long time, so we need a new code. Then you see what you typed, and can save it."


@require_http_methods(["GET", "HEAD", "POST"])
@with_appointment
def contact(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Only after a code; a form sent without one changes nothing. One that came too late is shown again."""
    is_form = "email" in request.POST
    if not visitor.has_opened(request, link.pk, now=now):
        return _code_first(request, token, link, is_form=is_form, now=now)
    preferences = preferences_of(appointment.party.contact)
    data = request.POST if is_form else code_pages.take_typed(request, link.pk)
    all_private = is_all_private(appointment.party.contact)
    form = ContactForm(data, preferences=preferences, all_private=all_private)
    if is_form and form.is_valid():
        try:
            change_contact(
                party=appointment.party,
                preferences=changed(preferences, form.told()),
                actor=audit.CLIENT,
                now=now,
                number_confirmed=form.confirms_number,
            )
        except IntakeError as error:
            form.add_error(None, error.message)
        else:
            return _to_done_page(request, appointment, now)
    context = {"form": form, "back_url": reverse("bookings:manage", args=[token])}
    return render(request, "bookings/contact.html", context)


def _code_first(
    request: HttpRequest, token: str, link: SecretLink, *, is_form: bool, now: datetime
) -> HttpResponse:
    back_url = reverse("bookings:manage", args=[token])
    if is_form:
        problem = KEPT if code_pages.keep_typed(request, link.pk) else NOT_SAVED
        return code_ask_page(request, link, heading=HEADING, back_url=back_url, now=now, problem=problem)
    asked = ask_for_code(request, link, heading=HEADING, back_url=back_url, now=now)
    return asked or redirect("bookings:contact", token=token)


def _to_done_page(request: HttpRequest, appointment: Appointment, now: datetime) -> HttpResponse:
    """The link may be a new one: this session goes on with it."""
    token = manage_links.manage_token(appointment)
    found = manage_links.appointment_of(token, now=now)
    if found is not None:
        visitor.remember_opened(request, found[0].pk, now=now)
    return redirect("bookings:contact_done", token=token)


@require_safe
@with_appointment
def contact_done(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """What we do now, in the rule's own words; the link itself for whoever gets no message."""
    if not visitor.has_opened(request, link.pk, now=now):
        return redirect("bookings:contact", token=token)
    preferences = preferences_of(appointment.party.contact)
    may_write = yes_to(preferences, Channel.EMAIL, Purpose.BOOKING, now)
    manage_url = manage_links.manage_url(appointment)
    context = {
        "reference": appointment.reference,
        "sentences": what_we_do(preferences, now, has_sms=outbox.sms_is_available()),
        "manage_link": "" if may_write else manage_url,
        "manage_url": manage_url,
        "contact_url": reverse("bookings:contact", args=[token]),
    }
    return render(request, "bookings/contact_done.html", context)
