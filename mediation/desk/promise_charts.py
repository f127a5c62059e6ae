"""PURE. The promise's two charts: hours to the earliest free time, and meetings held in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bookings.promise_share import ENOUGH, Share
from mediation.core import times

from .charts import Chart, Point, chart

# How many days are shown, and how many hours of the clock make one point.
PERIODS = {7: 2, 30: 8, 90: 24}
NOTHING, UNKNOWN = "Nothing was free", "Not measured"
DAY = timedelta(days=1)

Sample = tuple[datetime, int | None]


def earliest_chart(
    samples: Iterable[Sample], *, days: int, now: datetime, promise_hours: int
) -> Chart | None:
    """The longest that anybody would have had to wait in each part of these days, in hours; None where nobody
    measured at all.

    A part in which nothing was free at some moment is a shaded gap; one that nobody measured is an empty gap.
    """
    points = earliest_points(samples, days=days, now=now)
    measured = [number for number, one in enumerate(points) if one.words != UNKNOWN]
    if not measured:
        return None
    found = chart(
        "line",
        points,
        key="earliest",
        title=f"Hours until the earliest free time, the last {days} days",
        label_heading="When",
        value_heading="Longest wait",
        target=(promise_hours, f"{promise_hours} hours"),
        newest_first=True,
    )
    if not measured[0]:
        return found
    return replace(found, rows=[*found.rows[: -measured[0]], ("Before that", UNKNOWN)])


def earliest_points(samples: Iterable[Sample], *, days: int, now: datetime) -> list[Point]:
    hours = PERIODS[days]
    found: dict[tuple[date, int], list[int | None]] = defaultdict(list)
    for at, minutes in samples:
        local = at.astimezone(times.UK)
        found[local.date(), local.hour // hours].append(minutes)
    today, last = times.local_day(now), now.astimezone(times.UK).hour // hours
    parts = [
        (today - number * DAY, part) for number in range(days - 1, -1, -1) for part in range(24 // hours)
    ]
    return [_point(day, part, hours, found[day, part]) for day, part in parts if (day, part) <= (today, last)]


def _point(day: date, part: int, hours: int, measured: Sequence[int | None]) -> Point:
    label = times.day_name(day)
    if hours < 24:
        label += f", {_clock(part * hours)} to {_clock((part + 1) * hours)}"
    short = _short(day) if part == 0 else ""
    if None in measured:
        return Point(label, None, NOTHING, short, shaded=True)
    known = [one for one in measured if one is not None]
    if not known:
        return Point(label, None, UNKNOWN, short)
    wait = round(max(known) / 60, 1)
    return Point(label, wait, "1 hour" if wait == 1 else f"{wait:g} hours", short)


def _clock(hour: int) -> str:
    return "midnight" if hour in {0, 24} else f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"


def share_chart(shares: Iterable[Share], *, promise_hours: int) -> Chart:
    """The share of each week's meetings that were held in time; weeks with too few are gaps."""
    return chart(
        "bars",
        [_share_point(one) for one in shares],
        key="share",
        title=f"Meetings held within {promise_hours} hours of booking, per cent, by week",
        label_heading="Week from",
        value_heading="In time",
        newest_first=True,
    )


def _share_point(one: Share) -> Point:
    return Point(f"{one.begins.day} {one.begins:%B}", one.per_cent, share_words(one), _short(one.begins))


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def share_words(one: Share) -> str:
    """4 of 6, which is 67 per cent; half waited 20 hours or less."""
    if not one.meetings:
        return "No meetings"
    words = f"{one.within} of {one.meetings}"
    per_cent = one.per_cent
    if per_cent is None:
        words += f" (fewer than {ENOUGH}, so no per cent)"
    else:
        words += f", which is {per_cent} per cent"
    if one.median_wait is not None:
        words += f"; median wait {round(one.median_wait / timedelta(hours=1), 1):g} hours"
    return words
