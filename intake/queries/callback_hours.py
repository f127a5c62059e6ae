"""The hours in which we ring people back, as the rules want them, and the windows they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from intake.callback_windows import open_windows
from intake.callbacks import last_look
from intake.models import CallbackHours
from mediation.core.closures import closed_dates
from mediation.core.models import PracticeSettings
from mediation.core.times import UK
from mediation.core.working_time import (
    DAY,
    Schedule,
    WeeklyHours,
    closing_minutes,
    local_date,
    minutes_after_midnight,
    opening_at,
    working_ranges,
)

ZONE: ZoneInfo = UK
AROUND = 3 * DAY  # hours that run on over midnight look at the days beside


def schedule_from(on: date) -> Schedule:
    """The callback hours with every closure that a promise made on this date can meet. Two queries."""
    return _schedule(CallbackHours.objects.all(), on - AROUND, last_look(on))


def schedule_between(first: date, last: date) -> Schedule:
    """The callback hours, as they are set now, with the closures of these dates, both included.

    Two queries.
    """
    return _schedule(CallbackHours.objects.all(), first, last)


def is_worked(now: datetime) -> bool:
    """Whether people are rung back at this instant."""
    on = local_date(ZONE, now)
    schedule = _schedule(CallbackHours.objects.all(), on - AROUND, on + AROUND)
    return bool(working_ranges(schedule, now, now + timedelta(microseconds=1)))


def wanted_windows(settings: PracticeSettings, *, today: date) -> dict[datetime, int]:
    """The capacity of each window that the template makes, by its UTC start.

    From the beginning of `today` (UK) to the end of the last day ahead.
    """
    rows = list(CallbackHours.objects.all())
    last = today + settings.callback_days_ahead * DAY
    schedule = _schedule(rows, today - AROUND, last + AROUND)
    start = opening_at(ZONE, today, 0)
    starts = open_windows(
        schedule,
        now=start,
        start=start,
        end=opening_at(ZONE, last + DAY, 0),
        window_min=settings.callback_window_minutes,
        notice_min=0,
    )
    return {at: capacity for at in starts if (capacity := _capacity(rows, at))}


def _schedule(rows: Iterable[CallbackHours], first: date, last: date) -> Schedule:
    return Schedule(
        ZONE, tuple(_as_hours(row) for row in rows), closures=frozenset(closed_dates(first, last))
    )


def _as_hours(row: CallbackHours) -> WeeklyHours:
    return WeeklyHours(
        row.weekday,
        minutes_after_midnight(row.opens),
        closing_minutes(row.closes),
        row.valid_from,
        row.valid_to,
    )


def _capacity(rows: Iterable[CallbackHours], at: datetime) -> int:
    """Of the hours that hold this start; where two do, those with more room."""
    local = at.astimezone(ZONE)
    on, minute = local.date(), local.hour * 60 + local.minute
    hours = [(_as_hours(row), row.capacity) for row in rows]
    return max(
        (
            capacity
            for one, capacity in hours
            if one.weekday == on.isoweekday()
            and one.is_in_force(on)
            and one.start_min <= minute < one.end_min
        ),
        default=0,
    )
