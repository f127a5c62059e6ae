"""Rows of the calendar tables, as the availability engine wants them: one query a table, not a mediator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from bookings.availability import Busy, Hold, MediatorCalendar, Schedule, Service
from bookings.enums import Accreditation
from bookings.labels import Label
from bookings.models import AppointmentType, DateOverride, Mediator, TimeLabel
from bookings.models import WeeklyHours as WeeklyHoursRow
from mediation.core.closures import closed_dates
from mediation.core.remembered import Remembered
from mediation.core.working_time import Hours, WeeklyHours, closing_minutes, minutes_after_midnight

from .taken import taken

# Working time that runs on over midnight looks at the rules of the days around the ones asked for.
AROUND = timedelta(days=3)
# The daily cap counts every meeting of the first and last local day, which can last 25 hours.
LONGEST_DAY = timedelta(hours=26)

offered_types = Remembered(lambda: list(AppointmentType.objects.filter(is_offered=True)))
time_labels = Remembered(lambda: list(TimeLabel.objects.all()))


def mediators_offered(*, wants_gender: str = "") -> QuerySet[Mediator]:
    """Whose time clients can be offered: active, accredited, and of the gender asked for where they said so.

    Accreditation is judged again on each meeting's own date by the engine.
    """
    found = Mediator.objects.filter(is_active=True).exclude(accreditation=Accreditation.NONE).order_by("pk")
    return found.filter(gender=wants_gender) if wants_gender else found


def calendars(
    mediators: Iterable[Mediator], *, start: datetime, end: datetime, ignoring_claim: int | None = None
) -> list[MediatorCalendar]:
    """The engine's view of these mediators around `[start, end)`, in order; four queries beside theirs.

    Holds are passed with their ends: whether one still counts is judged by the engine. The day's cap does not
    count them; `counting_holds` gives the view in which it does.
    """
    people = list(mediators)
    ids = [one.pk for one in people]
    first, last = (start - AROUND).date(), (end + AROUND).date()
    weekly = _weekly(ids, first, last)
    overrides = _overrides(ids, first, last)
    closures = closed_dates(first, last)
    busy = taken(ids, start - LONGEST_DAY, end + LONGEST_DAY, ignoring_claim=ignoring_claim)
    return [
        MediatorCalendar(
            id=one.pk,
            schedule=Schedule(
                zone=ZoneInfo(one.zone),
                weekly=tuple(weekly[one.pk]),
                overrides=overrides[one.pk],
                closures=closures,
                time_off=tuple(busy[one.pk].time_off),
            ),
            bookings=busy[one.pk].bookings,
            external_busy=busy[one.pk].elsewhere,
            holds=busy[one.pk].holds,
            qualified_to=one.accreditation_expires_on,
            is_active=one.is_active and one.accreditation != Accreditation.NONE,
        )
        for one in people
    ]


def counting_holds(
    found: Iterable[MediatorCalendar], kind: AppointmentType, *, now: datetime, viewer: str | None
) -> list[MediatorCalendar]:
    """The same calendars, with what other visitors keep counted towards the day's cap of this kind.

    Confirming does not look at the cap again, so two people who hold the last place of a day would both get
    it. A hold counts for its own kind alone, as a booking does.
    """
    if kind.daily_cap is None:
        return list(found)
    return [
        replace(
            one,
            bookings=[*one.bookings, *(_as_busy(hold) for hold in one.holds if hold.blocks(viewer, now))],
            holds=(),
        )
        for one in found
    ]


def _as_busy(hold: Hold) -> Busy:
    return Busy(hold.start, hold.end, hold.before, hold.after, service=hold.service)


def _weekly(ids: list[int], first: date, last: date) -> Mapping[int, list[WeeklyHours]]:
    rows = WeeklyHoursRow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=first), mediator__in=ids, valid_from__lte=last
    )
    found: dict[int, list[WeeklyHours]] = defaultdict(list)
    for mediator, weekday, start, end, valid_from, valid_to in rows.values_list(
        "mediator_id", "weekday", "start", "end", "valid_from", "valid_to"
    ):
        found[mediator].append(
            WeeklyHours(weekday, minutes_after_midnight(start), closing_minutes(end), valid_from, valid_to)
        )
    return found


def _overrides(ids: list[int], first: date, last: date) -> Mapping[int, dict[date, tuple[Hours, ...]]]:
    rows = DateOverride.objects.filter(mediator__in=ids, on__range=(first, last))
    found: dict[int, dict[date, tuple[Hours, ...]]] = defaultdict(dict)
    for mediator, on, ranges in rows.values_list("mediator_id", "on", "ranges"):
        found[mediator][on] = tuple(Hours(_minutes(start), _minutes(end)) for start, end in ranges)
    return found


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def service_of(kind: AppointmentType) -> Service:
    """The appointment type as the engine wants it, without a horizon: callers give `end`."""
    return Service(
        duration_min=kind.duration_min,
        step_min=kind.step_min,
        notice_min=kind.notice_min,
        buffer_before_min=kind.buffer_before_min,
        buffer_after_min=kind.buffer_after_min,
        daily_cap=kind.daily_cap,
        id=kind.pk,
    )


def label_of(row: TimeLabel) -> Label:
    """The row as the rule wants it."""
    return Label(
        start_not_before_min=minutes_after_midnight(row.start_not_before) if row.start_not_before else None,
        end_not_after_min=closing_minutes(row.end_not_after) if row.end_not_after else None,
        weekdays=frozenset(row.weekdays),
    )
