"""Which times are free, and who would be the mediator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings import availability
from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, Mediator
from mediation.core.periods import Period, is_inside
from mediation.core.working_time import working_ranges

from .calendars import calendars, counting_holds, mediators_offered, service_of
from .fairness import in_fair_order

TICK = timedelta(microseconds=1)
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mediator who could take a meeting, and why this one comes first."""

    mediator_id: int
    because: str


def promise_end(kind: AppointmentType, *, now: datetime) -> datetime:
    """The end, not included, of the promise; `horizon_hours` elapsed hours from now is still inside."""
    return now + timedelta(hours=kind.horizon_hours) + TICK


def latest_end(kind: AppointmentType, *, now: datetime) -> datetime:
    """The end, not included, of what can be booked at all."""
    return now + timedelta(days=kind.bookable_days) + TICK


def free_times(
    kind: AppointmentType,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    viewer: str | None = None,
    wants_gender: str = "",
    among: Iterable[Mediator] | None = None,
) -> list[datetime]:
    """Every start in `[start, end)` that some mediator can offer, in order, UTC. Five queries; one less where
    the mediators to ask are given (`among`)."""
    people = mediators_offered(wants_gender=wants_gender) if among is None else among
    found = availability.offers(
        counting_holds(calendars(people, start=min(now, start), end=end), kind, now=now, viewer=viewer),
        service_of(kind),
        now=now,
        start=start,
        end=end,
        viewer=viewer,
    )
    return list(found)


def candidates(
    kind: AppointmentType,
    starts_at: datetime,
    *,
    now: datetime,
    viewer: str | None = None,
    wants_gender: str = "",
    mediator_id: int | None = None,
    ignoring_claim: int | None = None,
) -> list[Candidate]:
    """Who can be offered at exactly this start, the fairest first; of one mediator where one is asked for.

    `ignoring_claim` is a claim that will be freed when the new one is taken.
    """
    if not now <= starts_at < latest_end(kind, now=now):
        return []
    people = mediators_offered(wants_gender=wants_gender)
    if mediator_id is not None:
        people = people.filter(pk=mediator_id)
    around = calendars(people, start=now, end=starts_at, ignoring_claim=ignoring_claim)
    found = availability.offers(
        counting_holds(around, kind, now=now, viewer=viewer),
        service_of(kind),
        now=now,
        start=starts_at,
        end=starts_at + TICK,
        viewer=viewer,
    )
    return in_fair_order_of((int(one) for one in found.get(starts_at, [])), now=now)


def able(
    kind: AppointmentType,
    starts_at: datetime,
    *,
    now: datetime,
    wants_gender: str = "",
    holding: int | None = None,
) -> list[Candidate]:
    """Who works and is accredited at this start, the fairest first, whether or not it is still free.

    For confirming, where notice, horizon and cap were judged when the hold was taken: so whoever is held
    (`holding`) needs to be accredited only, and comes first.
    """
    found = []
    wanted = Period(starts_at, starts_at + kind.duration)
    for calendar in calendars(mediators_offered(wants_gender=wants_gender), start=starts_at, end=wanted.end):
        local_day = starts_at.astimezone(calendar.schedule.zone).date()
        if calendar.qualified_to is not None and calendar.qualified_to < local_day:
            continue
        if calendar.id == holding or _is_worked(calendar, wanted):
            found.append(int(calendar.id))
    return sorted(in_fair_order_of(found, now=now), key=lambda one: one.mediator_id != holding)


def is_worked(mediator_id: int, kind: AppointmentType, starts_at: datetime) -> bool:
    """Whether the mediator's hours cover the whole meeting; claims are not looked at."""
    wanted = Period(starts_at, starts_at + kind.duration)
    people = mediators_offered().filter(pk=mediator_id)
    return any(_is_worked(one, wanted) for one in calendars(people, start=wanted.start, end=wanted.end))


def meetings_outside_hours(mediator: Mediator, *, now: datetime) -> list[Appointment]:
    """Confirmed meetings to come that the mediator's hours do not cover (any more), in order of time."""
    return meetings_outside_hours_of([mediator], now=now)


def meetings_outside_hours_of(mediators: Iterable[Mediator], *, now: datetime) -> list[Appointment]:
    """The same for several mediators; six queries, whatever their number."""
    keys = keys_outside_hours_of(mediators, now=now)
    return list(Appointment.objects.filter(pk__in=keys).order_by("starts_at", "pk"))


def keys_outside_hours_of(mediators: Iterable[Mediator], *, now: datetime) -> list[int]:
    """The keys alone of those meetings, in the same order; five queries."""
    people = list(mediators)
    coming = Appointment.objects.filter(
        mediator__in=people, state=AppointmentState.CONFIRMED, starts_at__gt=now
    ).order_by("starts_at", "pk")
    times = [
        (pk, mediator, Period(start, end))
        for pk, mediator, start, end in coming.values_list("pk", "mediator_id", "starts_at", "ends_at")
    ]
    if not times:
        return []
    start, end = times[0][2].start, max(one.end for _, _, one in times)
    worked = {
        one.id: working_ranges(one.schedule, start, end) for one in calendars(people, start=start, end=end)
    }
    return [pk for pk, mediator, wanted in times if not is_inside(worked[mediator], wanted)]


def _is_worked(calendar: availability.MediatorCalendar, wanted: Period) -> bool:
    return any(one.covers(wanted) for one in working_ranges(calendar.schedule, wanted.start, wanted.end))


def is_bookable(
    mediator_id: int, kind: AppointmentType, starts_at: datetime, *, now: datetime, viewer: str | None
) -> bool:
    """Whether this mediator still offers this start; asked again under the mediator's lock."""
    people = calendars(mediators_offered().filter(pk=mediator_id), start=now, end=starts_at)
    return any(
        starts_at
        in availability.starts_of(
            calendar, service_of(kind), now=now, start=starts_at, end=starts_at + TICK, viewer=viewer
        )
        for calendar in counting_holds(people, kind, now=now, viewer=viewer)
    )


def alternatives(
    kind: AppointmentType,
    starts_at: datetime,
    *,
    now: datetime,
    viewer: str | None = None,
    wants_gender: str = "",
) -> list[datetime]:
    """The three free times nearest to the one that was lost, in order of time."""
    free = free_times(
        kind, now=now, start=now, end=latest_end(kind, now=now), viewer=viewer, wants_gender=wants_gender
    )
    nearest = sorted((time for time in free if time != starts_at), key=lambda time: abs(time - starts_at))
    return sorted(nearest[:ALTERNATIVES])


def in_fair_order_of(ids: Iterable[int], *, now: datetime) -> list[Candidate]:
    """These mediators, the one furthest behind their share first, each with why."""
    wanted = set(ids)
    if not wanted:
        return []
    return [Candidate(one.id, one.reason) for one in in_fair_order(now=now) if one.id in wanted]
