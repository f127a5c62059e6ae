"""Which times staff may give: inside the mediator's hours and free, whatever notice, horizon and grid say.

What is taken is taken for staff as well: the claims, and their exclusion constraint, are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bookings import availability
from bookings.availability import Service
from bookings.explanation import ReasonCode, explain
from bookings.models import AppointmentType, Mediator

from .calendars import calendars, mediators_offered, service_of
from .offers import Candidate, in_fair_order_of


def service_for_staff(kind: AppointmentType) -> Service:
    """The type without its notice; the engine has no horizon unless it is given one."""
    return replace(service_of(kind), notice_min=0)


def free_for_staff(
    kind: AppointmentType,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    among: Iterable[Mediator],
    ignoring_claim: int | None = None,
) -> dict[datetime, list[int]]:
    """Every start in `[start, end)` after now that one of these mediators can take, with who. Four queries.

    `ignoring_claim` is the claim of a meeting that would be moved.
    """
    around = calendars(among, start=min(now, start), end=end, ignoring_claim=ignoring_claim)
    found = availability.offers(around, service_for_staff(kind), now=now, start=start, end=end)
    return {at: [int(one) for one in who] for at, who in found.items() if at > now}


def with_room(
    kind: AppointmentType,
    starts_at: datetime,
    *,
    now: datetime,
    wants_gender: str = "",
    ignoring_claim: int | None = None,
    mediator_id: int | None = None,
    viewer: str | None = None,
) -> list[Candidate]:
    """Who could take a meeting at exactly this start, on the grid or not, the fairest first.

    `viewer` is the key of a hold that does not stand in its own way.
    """
    people = mediators_offered(wants_gender=wants_gender)
    if mediator_id is not None:
        people = people.filter(pk=mediator_id)
    end = starts_at + timedelta(minutes=kind.duration_min)
    found = [
        int(calendar.id)
        for calendar in calendars(people, start=starts_at, end=end, ignoring_claim=ignoring_claim)
        if not _against(calendar, kind, starts_at, now, viewer)
    ]
    return in_fair_order_of(found, now=now)


def reasons_against(
    mediator_id: int,
    kind: AppointmentType,
    starts_at: datetime,
    *,
    now: datetime,
    ignoring_claim: int | None = None,
) -> list[str]:
    """Why this mediator cannot take a meeting then, as codes of `explanation.ReasonCode`; none: they can."""
    people = Mediator.objects.filter(pk=mediator_id)
    end = starts_at + timedelta(minutes=kind.duration_min)
    for calendar in calendars(people, start=starts_at, end=end, ignoring_claim=ignoring_claim):
        return _against(calendar, kind, starts_at, now)
    return [str(ReasonCode.INACTIVE)]


def reasons_against_each(
    people: Iterable[Mediator], kind: AppointmentType, starts_at: datetime, *, now: datetime
) -> list[tuple[Mediator, list[str]]]:
    """As `reasons_against`, for each of several mediators, the fairest first; six queries in all."""
    known = {one.pk: one for one in people}
    end = starts_at + timedelta(minutes=kind.duration_min)
    found = {
        int(calendar.id): _against(calendar, kind, starts_at, now)
        for calendar in calendars(known.values(), start=starts_at, end=end)
    }
    ordered = [one.mediator_id for one in in_fair_order_of(found, now=now)]
    return [(known[pk], found[pk]) for pk in ordered]


def _against(
    calendar: availability.MediatorCalendar,
    kind: AppointmentType,
    starts_at: datetime,
    now: datetime,
    viewer: str | None = None,
) -> list[str]:
    said = explain(calendar, service_for_staff(kind), starts_at, now=now, viewer=viewer).reasons
    codes = [str(one.code) for one in said if one.code is not ReasonCode.OFF_GRID]
    return codes or ([str(ReasonCode.IN_THE_PAST)] if starts_at <= now else [])
