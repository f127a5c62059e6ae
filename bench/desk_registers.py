"""What stands in the benchmark's practice beside cases: measured promises, the list for an earlier time,
complaints, and requests under data protection law."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, EarlierRequest, PromiseSample
from bookings.services.promise import EVERY_MIN, KEPT
from intake.complaints import About, CameFrom, ComplaintOutcome
from intake.models import Complaint, Party, RightsRequest
from intake.rights import RightsKind, RightsOutcome
from mediation.core.models import User
from mediation.core.references import reference_from

BATCH = 2000
MONTH = timedelta(days=30)
EVERY = timedelta(minutes=EVERY_MIN)


def fill(parties: list[Party], admin: User, *, now: datetime, chance: random.Random) -> None:
    """All of it, of these people."""
    _samples(min(KEPT // EVERY, 20 * len(parties)), now, chance)
    _earlier(now)
    _complaints(parties[::10], admin, now)
    _requests(parties[::10], admin, now)


def _samples(count: int, now: datetime, chance: random.Random) -> None:
    """How far the earliest time was, each quarter of an hour; many cases have as many as are ever kept."""
    kind = AppointmentType.objects.get()
    PromiseSample.objects.bulk_create(
        (
            PromiseSample(
                appointment_type=kind,
                sampled_at=now - number * EVERY,
                minutes_until=chance.randrange(60, 4000),
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )


def _earlier(now: datetime) -> None:
    """Every fifth who has a meeting to come would come earlier."""
    coming = Appointment.objects.filter(starts_at__gt=now, state=AppointmentState.CONFIRMED)
    EarlierRequest.objects.bulk_create(
        EarlierRequest(appointment=one, windows=[], joined_at=now)
        for one in coming.order_by("starts_at")[::5]
    )


def _complaints(parties: list[Party], admin: User, now: datetime) -> None:
    """One of each; ten are open."""
    today, later = now.date(), now.date() + MONTH
    Complaint.objects.bulk_create(
        Complaint(
            reference=reference_from(49_979_687 * number + 3),
            received_on=today,
            came_from=CameFrom.CLIENT,
            case_id=party.case_id,
            party=party,
            name=party.name,
            words="It took too long.",
            about=About.WAITING,
            acknowledge_by=later,
            answer_by=later,
            recorded_by=admin,
            recorded_at=now,
            **({} if number < 10 else _answered(today)),
        )
        for number, party in enumerate(parties)
    )


def _requests(parties: list[Party], admin: User, now: datetime) -> None:
    """The same of requests under data protection law."""
    today, later = now.date(), now.date() + MONTH
    RightsRequest.objects.bulk_create(
        RightsRequest(
            reference=reference_from(67_867_967 * number + 4),
            kind=RightsKind.ACCESS,
            received_on=today,
            due_on=later,
            party=party,
            name=party.name,
            recorded_by=admin,
            recorded_at=now,
            **({} if number < 10 else {"closed_on": today, "outcome": RightsOutcome.DONE}),
        )
        for number, party in enumerate(parties)
    )


def _answered(on: date) -> dict[str, Any]:
    days = {"acknowledged_on": on, "answered_on": on, "closed_on": on}
    return {**days, "outcome": ComplaintOutcome.NOT_UPHELD}
