"""Issuing a certificate, giving out a copy, and putting a wrong one right: the meeting's mediator alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import services
from bookings.certificates import Matters, file_name, looks_like_urn, valid_until
from bookings.errors import BookingError, CertificateRefused
from bookings.models import Appointment, Certificate
from bookings.queries.certificates import certificates_of, obstacles_of
from bookings.queries.records import record_of
from bookings.services.certificates import read_certificate
from intake.enums import Matter
from mediation.core import audit, times
from mediation.desk import meeting_words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.meeting_forms import CertificateForm, ReplaceForm

from .frame import page
from .meetings import own_meeting

REFUSED = 422
ABOUT_CHILDREN = {Matter.CHILDREN, Matter.GRANDPARENT}
ODD_URN = "This does not look like a URN (four numbers and a letter, like 0123A). Check it on the register."


@require_safe
@staff_only(recent=True)
def certificate(request: StaffRequest, reference: str) -> HttpResponse:
    """What would stand on it, or what was issued and how to give it out again. Reading it is recorded."""
    return _page(request, own_meeting(request, reference), timezone.now())


def _page(request: StaffRequest, one: Appointment, now: datetime, **bound: Any) -> HttpResponse:
    audit.record(audit.Actor.of(request.user), "meeting.read", one, at=now)
    issued = list(certificates_of(one))
    standing = next((row for row in issued if row.is_standing), None)
    held_on = times.local_day(one.starts_at)
    initial = _initial(one, standing)
    context = {
        "reference": one.reference,
        "party": {"name": one.party.name, "words": f"Case {one.party.case.reference}"},
        "held": meeting_words.day(held_on),
        "until": meeting_words.day(valid_until(held_on)),
        "how": "By video" if one.mode == "online" else "Face to face",
        "mediator": one.mediator.name,
        "urn": one.mediator.urn,
        "odd_urn": "" if looks_like_urn(one.mediator.urn) else ODD_URN,
        "obstacles": [
            meeting_words.OBSTACLES[each] for each in obstacles_of(one, record_of(one), user=request.user)
        ],
        "certificates": meeting_words.certificate_rows(issued, now=now),
        "form": bound.get("form") or CertificateForm(initial=initial),
        "replace_form": bound.get("replace_form") or ReplaceForm(initial=initial, auto_id="replace_%s"),
        "opens_replace": "replace_form" in bound,
        "error_form": bound.get("form") or bound.get("replace_form"),
        "has_picture": bool(one.mediator.signature_place),
        "back_url": reverse("desk:meeting", args=[one.reference]),
        "issue_url": reverse("desk:issue_certificate", args=[one.reference]),
        "copy_url": reverse("desk:copy_certificate", args=[one.reference]),
        "replace_url": reverse("desk:replace_certificate", args=[one.reference]),
    }
    response = page(request, "certificate", context, current="today")
    response.status_code = bound.get("status", 200)
    return response


def _initial(one: Appointment, standing: Certificate | None) -> dict[str, str]:
    if standing is not None:
        return {key: standing.facts[key] for key in ("legal_name", "matters")}
    about = set(one.party.answers.get("matter") or [])
    children, money = bool(ABOUT_CHILDREN & about), Matter.FINANCE in about
    matters = Matters.BOTH if children and money else Matters.FINANCES if money else Matters.CHILDREN
    name = one.party.answers.get("legal_name") or one.party.name
    return {"legal_name": name, "matters": matters.value if about else ""}


@require_POST
@staff_only(recent=True)
def issue(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything on it is frozen at this click; the worker makes the file."""
    done = "The certificate is issued. Its file is being made; then we tell them, if we may."
    form = CertificateForm(request.POST)
    return _certify(request, reference, {"form": form}, services.issue_certificate, done)


@require_POST
@staff_only(recent=True)
def issue_copy(request: StaffRequest, reference: str) -> HttpResponse:
    """For somebody who lost theirs."""
    one, now = own_meeting(request, reference), timezone.now()
    try:
        services.issue_copy(appointment=one, user=request.user, now=now)
    except BookingError as refusal:
        flash.error(request, _words(refusal))
    else:
        flash.success(request, "A copy is issued. Both count. We tell them, if we may.")
    return redirect("desk:meeting", reference=reference)


@require_POST
@staff_only(recent=True)
def replace(request: StaffRequest, reference: str) -> HttpResponse:
    """Something was wrong on it: the old one stops being valid."""
    done = "The new certificate is issued. The old one is not valid any more."
    form = ReplaceForm(request.POST, auto_id="replace_%s")
    return _certify(request, reference, {"replace_form": form}, services.supersede_certificate, done)


def _certify(
    request: StaffRequest,
    reference: str,
    bound: dict[str, CertificateForm],
    act: Callable[..., Certificate],
    done: str,
) -> HttpResponse:
    """Do it with what was typed. `bound` is the form by its name on the page, to which mistakes lead back."""
    one, now = own_meeting(request, reference), timezone.now()
    (form,) = bound.values()
    if not form.is_valid():
        return _page(request, one, now, **bound, status=REFUSED)
    typed = form.cleaned_data | {"matters": Matters(form.cleaned_data["matters"])}
    try:
        act(appointment=one, user=request.user, now=now, **typed)
    except BookingError as refusal:
        flash.error(request, _words(refusal))
        return redirect("desk:certificate", reference=reference)
    flash.success(request, done)
    return redirect("desk:meeting", reference=reference)


def _words(refusal: BookingError) -> str:
    if isinstance(refusal, CertificateRefused):
        return " ".join(meeting_words.OBSTACLES[one] for one in refusal.obstacles)  # type: ignore[index]
    return str(refusal)


@require_safe
@staff_only(recent=True)
def certificate_file(request: StaffRequest, reference: str, serial: str) -> HttpResponse:
    """The file itself, as the client gets it. That it was read is recorded."""
    one, now = own_meeting(request, reference), timezone.now()
    found = certificates_of(one).filter(serial=serial).first()
    if found is None:
        raise Http404
    try:
        content = read_certificate(certificate=found, actor=audit.Actor.of(request.user), now=now)
    except BookingError as refusal:
        flash.error(request, str(refusal))
        return redirect("desk:meeting", reference=reference)
    name = file_name(found.serial)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
