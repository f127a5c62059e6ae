"""How a client may be reached, changed by the office for somebody who rings."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from bookings.services import change_contact
from intake.contact_answers import changed
from intake.contact_words import what_we_do
from intake.errors import IntakeError
from intake.queries import is_all_private, preferences_of
from mediation.core import audit, outbox
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.contact_forms import DeskContactForm

from .frame import page


@require_safe
@staff_only(roles=OFFICE)
def contact(request: StaffRequest, reference: str) -> HttpResponse:
    """The client's own form, to be read out to them. Opening it is recorded, as it shows their code word."""
    one = _appointment(request, reference)
    now, found = timezone.now(), one.party.contact
    form = DeskContactForm(preferences=preferences_of(found), all_private=is_all_private(found))
    return _page(request, form, one, now)


@require_POST
@staff_only(roles=OFFICE, recent=True)
def change(request: StaffRequest, reference: str) -> HttpResponse:
    """What the client said, and how the office knew that it is them."""
    one, now = _appointment(request, reference), timezone.now()
    found = one.party.contact
    form = DeskContactForm(request.POST, preferences=preferences_of(found), all_private=is_all_private(found))
    if form.is_valid() and _save(form, one, audit.Actor.of(request.user), now):
        flash.success(request, "How we may reach them is saved.")
        return redirect("desk:appointment", reference=reference)
    return _page(request, form, one, now)


def _appointment(request: StaffRequest, reference: str) -> Appointment:
    rows = appointments_visible_to(request.user).select_related("party__contact", "party__case")
    return get_object_or_404(rows, reference=reference)


def _page(request: StaffRequest, form: DeskContactForm, one: Appointment, now: datetime) -> HttpResponse:
    audit.record(audit.Actor.of(request.user), "contact.read", one.party.contact, at=now)
    context = {
        "form": form,
        "party": {"name": one.party.name, "words": f"Case {one.party.case.reference}"},
        "sentences": what_we_do(form.before, now, has_sms=outbox.sms_is_available()),
        "phrase": form.before.phrase,
        "change_url": reverse("desk:change_contact", args=[one.reference]),
        "back_url": reverse("desk:appointment", args=[one.reference]),
    }
    return page(request, "contact", context, current="today")


def _save(form: DeskContactForm, one: Appointment, actor: audit.Actor, now: datetime) -> bool:
    """Keep what the form says; where it may not be kept, the form says why."""
    try:
        change_contact(
            party=one.party,
            preferences=changed(form.before, form.told()),
            actor=actor,
            now=now,
            number_confirmed=form.confirms_number,
            because=form.cleaned_data["how_we_knew"],
        )
    except IntakeError as error:
        form.add_error(None, error.message)
        return False
    return True
