"""A request for a call becomes a booking: the same hold, draft and questions that a client would have."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings.models import AppointmentType
from bookings.services import claims
from intake import services as intake_services
from intake.enums import Answer, ContactSafety
from intake.models import CallbackRequest, ContactPreferences, Draft
from intake.services import callback_queue
from mediation.core.models import User

# As the booking asks it: a yes is a plain yes, so what is safe only in some way is asked anew.
_ANSWERS = {ContactSafety.OK: Answer.YES, ContactSafety.NEVER: Answer.NO}


def begin_booking(
    *,
    request: CallbackRequest,
    user: User,
    kind: AppointmentType,
    starts_at: datetime,
    wants_gender: str = "",
    now: datetime,
) -> Draft:
    """Hold this time for whoever has the request, and begin the questions with what is known.

    No network is noted on the hold, so that it never counts against visitors. Raises SlotTaken, or
    ClaimedByOther and NotInQueue for whoever does not have the request; the lease is renewed.
    """
    callback_queue.renew(request=request, user=user, now=now)
    claim = claims.hold(
        holder_key=secrets.token_urlsafe(32),
        appointment_type=kind,
        starts_at=starts_at,
        now=now,
        wants_gender=wants_gender,
    )
    draft = intake_services.start_draft(
        wish=claims.wish_of(claim, wants_gender=wants_gender),
        hold_key=claim.holder_key,
        now=now,
        callback=request,
    )
    return intake_services.save_answers(draft=draft, answers=answers_from(request), now=now)


def answers_from(request: CallbackRequest) -> Mapping[str, Any]:
    """What the booking need not ask again. Whether they are safe now is always asked."""
    contact = request.contact
    found: dict[str, Any] = {"name": request.name, "phone": contact.phone, "email": contact.email}
    found |= _said(contact, "phone_private", contact.call_safety)
    if contact.email:
        found |= _said(contact, "email_private", contact.email_safety)
    if request.recording_objection:
        found["recording_objection"] = True
    return {key: value for key, value in found.items() if value}


def _said(contact: ContactPreferences, key: str, safety: str) -> dict[str, str]:
    answer = _ANSWERS.get(ContactSafety(safety))
    return {key: answer.value} if answer else {}
