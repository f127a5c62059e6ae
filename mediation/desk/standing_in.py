"""Staff book for somebody who rang in, or once more for somebody who has a file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.models import AppointmentType
from bookings.services import claims
from bookings.services.stand_ins import stand_in
from intake import services as intake_services
from intake.enums import Stage
from intake.models import Draft, Party
from intake.questions import VERSION, pages_for
from intake.services.drafts import ASKED_EACH_VISIT
from mediation.core.models import User


@transaction.atomic
def begin_booking_for(
    *,
    party: Party | None,
    user: User,
    kind: AppointmentType,
    starts_at: datetime,
    wants_gender: str = "",
    mediator_id: int | None = None,
    now: datetime,
) -> Draft:
    """Hold this time and begin the questions: with what the file says where there is one, else with nothing.

    No network is noted on the hold, so that it never counts against visitors. Raises SlotTaken.
    """
    claim = claims.hold(
        holder_key=secrets.token_urlsafe(32),
        appointment_type=kind,
        starts_at=starts_at,
        now=now,
        wants_gender=wants_gender,
        mediator_id=mediator_id,
        for_staff=True,
    )
    draft = intake_services.start_draft(
        wish=claims.wish_of(claim, wants_gender=wants_gender), hold_key=claim.holder_key, now=now
    )
    stand_in(draft=draft, user=user, party=party)
    known = answers_of(party) if party else {}
    return intake_services.save_answers(draft=draft, answers=known, now=now)


def answers_of(party: Party) -> Mapping[str, Any]:
    """What the booking need not ask again. Whether they are safe now is always asked."""
    asked = {
        key
        for stage in (Stage.BEFORE, Stage.CHECK)
        for page in pages_for(party.answers, stage, version=VERSION)
        for key in page.keys
    }
    return {key: party.answers[key] for key in asked - ASKED_EACH_VISIT if key in party.answers}
