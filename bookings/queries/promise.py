"""How the 48-hour promise stands: now, over the last weeks, and for the two weeks to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Trunc, TruncDate

from bookings import availability
from bookings.availability_facts import MediatorCalendar
from bookings.enums import ClaimState
from bookings.models import AppointmentType, Mediator, PromiseSample, SlotClaim, WeeklyHours
from bookings.offer_keys import OFFER_KEY, is_offer
from bookings.promise_coverage import Gap, Why, extra_hours, gaps, whys
from bookings.promise_share import Held
from mediation.core import times
from mediation.core.models import Closure
from mediation.core.periods import Period
from mediation.core.working_time import DAY, closing_minutes, minutes_after_midnight

from .calendars import calendars, counting_holds, service_of
from .held import held
from .microseconds import Microseconds
from .offers import latest_end

AHEAD = timedelta(days=14)
Team: TypeAlias = tuple[list[Mediator], list[MediatorCalendar]]  # in the same order


@dataclass(frozen=True, slots=True)
class Person:
    """One mediator in one gap: why they have no time, and the hours that would help; None where they are
    away or may not hold meetings."""

    mediator: Mediator
    whys: tuple[Why, ...]
    extra: Period | None


@dataclass(frozen=True, slots=True)
class Explained:
    gap: Gap
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody finds who asks now or in the next 14 days; `stretches` are when they would find nothing.

    `held` and `offered` are the times that are kept for visitors, and for people on the list for an earlier
    time; both count as taken.
    """

    kind: AppointmentType
    now: datetime
    first: datetime | None
    stretches: tuple[Period, ...]
    held: int
    offered: int

    @property
    def promise(self) -> timedelta:
        return timedelta(hours=self.kind.horizon_hours)

    @property
    def is_kept_now(self) -> bool:
        return self.first is not None and self.first <= self.now + self.promise


@dataclass(frozen=True, slots=True)
class Coverage(Standing):
    """The same with the reasons for each stretch."""

    gaps: tuple[Explained, ...]


def standing(kind: AppointmentType, *, now: datetime) -> Standing:
    """The promise of one kind of meeting as it stands, without the reasons. Five queries, whatever the number
    of people."""
    return _standing(kind, _team(kind, now), now)[0]


def coverage(kind: AppointmentType, *, now: datetime) -> Coverage:
    """The promise of one kind of meeting as it stands, and why. Seven queries, whatever the number of
    people."""
    team = _team(kind, now)
    found, bare = _standing(kind, team, now)
    people, around = team
    return Coverage(
        found.kind,
        found.now,
        found.first,
        found.stretches,
        found.held,
        found.offered,
        _explained(bare, people, around, kind, now=now),
    )


def _team(kind: AppointmentType, now: datetime) -> Team:
    people = list(Mediator.objects.filter(is_active=True).order_by("name", "pk"))
    return people, calendars(people, start=now, end=_end(kind, now))


def _standing(kind: AppointmentType, team: Team, now: datetime) -> tuple[Standing, list[Gap]]:
    _, around = team
    end = _end(kind, now)
    starts = _starts(counting_holds(around, kind, now=now, viewer=None), kind, now=now, end=end)
    last = latest_end(kind, now=now)
    live = [hold for one in around for hold in one.holds if hold.blocks(None, now)]
    bare = _gaps(starts, kind, now=now)
    found = Standing(
        kind=kind,
        now=now,
        first=next((at for at in starts if at < last), None),
        stretches=tuple(gap.asked for gap in bare),
        held=sum(not is_offer(hold.holder) for hold in live),
        offered=sum(is_offer(hold.holder) for hold in live),
    )
    return found, bare


def gaps_if_holds_end(kind: AppointmentType, *, now: datetime) -> list[Gap]:
    """The gaps that remain when every time that is only kept for somebody is free again: for telling staff
    ahead, who would otherwise be called for each visitor who looks at a time. Five queries."""
    people = Mediator.objects.filter(is_active=True).order_by("pk")
    end = _end(kind, now)
    around = [replace(one, holds=()) for one in calendars(people, start=now, end=end)]
    return _gaps(_starts(around, kind, now=now, end=end), kind, now=now)


def extra_hours_for(kind: AppointmentType, gap: Gap) -> tuple[Mediator, Period] | None:
    """Whose extra hours would close a gap, and which: of somebody who has none then, else of whoever could
    work longer. None where nobody is there."""
    people = list(Mediator.objects.filter(is_active=True).order_by("name", "pk"))
    around = calendars(people, start=gap.needed.start, end=gap.needed.end)
    (explained,) = _explained([gap], people, around, kind, now=gap.asked.start)
    return best_to_ask(explained)


def best_to_ask(explained: Explained) -> tuple[Mediator, Period] | None:
    """The first who does nothing else then; else the first who can be asked at all."""
    able = [one for one in explained.people if one.extra]
    able.sort(key=lambda one: len(one.whys) > 1 or one.whys[0].count > 0)
    return next(((one.mediator, one.extra) for one in able if one.extra), None)


def _end(kind: AppointmentType, now: datetime) -> datetime:
    return now + AHEAD + timedelta(hours=kind.horizon_hours) + availability.TICK


def _starts(
    around: Iterable[MediatorCalendar], kind: AppointmentType, *, now: datetime, end: datetime
) -> list[datetime]:
    return list(availability.offers(around, service_of(kind), now=now, start=now, end=end))


def _gaps(starts: list[datetime], kind: AppointmentType, *, now: datetime) -> list[Gap]:
    notice, promise = timedelta(minutes=kind.notice_min), timedelta(hours=kind.horizon_hours)
    return gaps(starts, notice=notice, promise=promise, start=now, end=now + AHEAD)


def _explained(
    found: list[Gap],
    people: list[Mediator],
    around: list[MediatorCalendar],
    kind: AppointmentType,
    *,
    now: datetime,
) -> tuple[Explained, ...]:
    if not found:
        return ()
    names, usual = _closures(found), usual_hours()
    service, promise = service_of(kind), timedelta(hours=kind.horizon_hours)
    told = []
    for gap in found:
        rows = []
        for mediator, calendar in zip(people, around, strict=True):
            why = whys(_judged(calendar, mediator), service, gap.needed, now=now, closures=names)
            extra = None
            if _may_be_asked(mediator, gap):
                extra = extra_hours(gap, calendar.schedule, usual, service=service, promise=promise)
            rows.append(Person(mediator, why, extra))
        told.append(Explained(gap, tuple(rows)))
    return tuple(told)


def _judged(calendar: MediatorCalendar, mediator: Mediator) -> MediatorCalendar:
    """Somebody without accreditation is one whose accreditation is over."""
    return calendar if calendar.is_active else replace(calendar, qualified_to=date.min)


def _may_be_asked(mediator: Mediator, gap: Gap) -> bool:
    last = gap.needed.end.astimezone(ZoneInfo(mediator.zone)).date()
    return mediator.accreditation != "none" and mediator.accreditation_expires_on >= last


def _closures(found: list[Gap]) -> dict[date, str]:
    days = (times.local_day(found[0].needed.start) - DAY, times.local_day(found[-1].needed.end) + DAY)
    rows = Closure.objects.filter(on__range=days, is_open=False).order_by("-kind")
    return dict(rows.values_list("on", "reason"))


def usual_hours() -> Mapping[int, tuple[int, int]]:
    """The practice's opening hours by ISO weekday, in minutes after midnight: from the first colleague's
    beginning to the last one's end."""
    rows = WeeklyHours.objects.filter(mediator__is_active=True, valid_to=None).exclude(end=time())
    found = rows.values("weekday").annotate(opens=Min("start"), closes=Max("end")).order_by("weekday")
    return {
        one["weekday"]: (minutes_after_midnight(one["opens"]), closing_minutes(one["closes"]))
        for one in found
    }


def times_on_offer(*, now: datetime, before: datetime) -> int:
    """How many times before that instant are kept now for people on the list for an earlier one."""
    rows = SlotClaim.objects.filter(state=ClaimState.HELD, expires_at__gt=now, starts_at__lt=before)
    return rows.filter(holder_key__startswith=OFFER_KEY).count()


def samples(
    kind: AppointmentType, *, since: datetime, step: Literal["hour", "day"] = "hour"
) -> list[tuple[datetime, int | None]]:
    """For each hour or day (UK) since then in which it was looked at: how many minutes the earliest free time
    was away at most, or None where at some moment there was none."""
    rows = PromiseSample.objects.filter(appointment_type=kind, sampled_at__gte=since)
    steps = rows.annotate(step=Trunc("sampled_at", step, tzinfo=times.UK)).values("step").order_by("step")
    found = steps.annotate(most=Max("minutes_until"), without=Count("pk", filter=Q(minutes_until=None)))
    return [(one["step"], None if one["without"] else one["most"]) for one in found]


def meetings_held(kind: AppointmentType, *, since: datetime, now: datetime) -> list[Held]:
    """Meetings of this kind that were held since then."""
    rows = held(since, now, now=now).filter(appointment_type=kind)
    wait = Microseconds("starts_at") - Microseconds("booked_at")
    found = rows.values_list(TruncDate("starts_at", tzinfo=times.UK), wait, "version")
    return [Held(on, timedelta(microseconds=waited), version > 1) for on, waited, version in found]
