"""How the desk says how the 48-hour promise stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from bookings.promise_coverage import Gap, Why, WhyCode
from bookings.queries.promise import Coverage, Explained, Person, Standing, best_to_ask
from mediation.core import times
from mediation.core.periods import Period
from mediation.core.working_time import closing_at

from .extra_hours import extra_hours_url

HOUR = timedelta(hours=1)
DAYS = 14


def earliest(found: Standing) -> str:
    """Where the earliest free time is, in a sentence."""
    if found.first is None:
        return f"No time is free in the next {found.kind.bookable_days} days."
    when = times.mid_sentence(times.short_when(found.first, today=times.local_day(found.now)))
    words = f"The earliest free time is {when}, in {hours_in_words(found.first - found.now)}."
    return words if found.is_kept_now else f"{words} That is later than {found.kind.horizon_hours} hours."


def covered(found: Standing) -> str:
    """For how long the promise is kept, in a sentence."""
    gaps = found.stretches
    if not gaps:
        return f"The promise is kept for the next {DAYS} days."
    if len(gaps) == 1:
        return f"The promise is kept for the next {DAYS} days but for {stretch(gaps[0])}."
    first = moment(gaps[0].start)
    return (
        f"The promise is kept for the next {DAYS} days but for {len(gaps)} stretches, the first from {first}."
    )


def kept_for_somebody(found: Standing) -> str:
    """What counts as taken and may be free again in some minutes; empty where nothing does."""
    parts = []
    if found.held:
        parts.append(f"{_times(found.held)} held by somebody who is booking")
    if found.offered:
        parts.append(f"{_times(found.offered)} on offer to somebody on the list for an earlier time")
    counts = "It counts" if found.held + found.offered == 1 else "They count"
    return f"{' and '.join(parts)}. {counts} as taken until free again." if parts else ""


def _times(count: int) -> str:
    return "1 time is" if count == 1 else f"{count} times are"


def moment(at: datetime) -> str:
    """Friday 27 November, 3:00pm."""
    return f"{times.day_name(times.local_day(at))}, {times.clock(at)}"


def stretch(period: Period) -> str:
    """Friday 27 November, 3:00pm to 6:00pm; with both days where it runs over midnight."""
    if times.local_day(period.start) == times.local_day(period.end):
        return f"{moment(period.start)} to {times.clock(period.end)}"
    return f"{moment(period.start)} to {moment(period.end)}"


def hours_in_words(span: timedelta) -> str:
    """Whole hours, rounded up: a promise is never said to be kept by a fraction. Minutes below 2 hours."""
    if span < 2 * HOUR:
        minutes = -(-span // timedelta(minutes=1))
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{-(-span // HOUR)} hours"


def why_words(whys: Iterable[Why]) -> str:
    """The rest of a sentence that begins with somebody's name."""
    return " and ".join(_why(one) for one in whys)


def _why(one: Why) -> str:
    meetings = "1 meeting" if one.count == 1 else f"{one.count} meetings"
    held = "1 time" if one.count == 1 else f"{one.count} times"
    return {
        WhyCode.NO_HOURS: "does not work then",
        WhyCode.CLOSED: f"is off: {', '.join(one.names) or 'the practice is closed'}",
        WhyCode.NOT_QUALIFIED: "has no accreditation for then",
        WhyCode.LEAVE: "is on leave",
        WhyCode.FULL: f"is full ({meetings})",
        WhyCode.HELD: f"has {held} kept for somebody at this moment",
        WhyCode.DAY_IS_FULL: f"has the {meetings} that a day takes",
        WhyCode.NOTICE: "has time only sooner than our notice allows",
    }[one.code]


def gap_rows(found: Coverage) -> list[dict[str, Any]]:
    """Each stretch with its sentence, why, and the hours that would help."""
    return [_gap_row(one, found) for one in found.gaps]


def _gap_row(one: Explained, found: Coverage) -> dict[str, Any]:
    best = best_to_ask(one)
    return {
        "heading": stretch(one.gap.asked),
        "words": _nothing(one.gap, found),
        "people": [_person(person) for person in one.people],
        "extra_url": extra_hours_url(*best) if best else "",
        "extra_words": f"{best[0].name}, {stretch(best[1])}" if best else "",
    }


def _nothing(gap: Gap, found: Coverage) -> str:
    hours = found.kind.horizon_hours
    return (
        f"Nothing is bookable within {hours} hours of {stretch(gap.asked)}. "
        f"No time is free from {moment(gap.needed.start)} until {moment(gap.needed.end)}."
    )


def _person(one: Person) -> dict[str, str]:
    return {
        "name": one.mediator.name,
        "words": why_words(one.whys),
        "url": extra_hours_url(one.mediator, one.extra) if one.extra else "",
        "hours": stretch(one.extra) if one.extra else "",
    }


def strip(found: Standing) -> list[dict[str, Any]]:
    """The next 14 days, one row each: where in the day (per cent of it) nothing is bookable, and in words."""
    today = times.local_day(found.now)
    gaps = list(found.stretches)
    return [_strip_row(today + timedelta(days=number), gaps, found.now) for number in range(DAYS)]


def _strip_row(day: date, gaps: list[Period], now: datetime) -> dict[str, Any]:
    whole = Period(closing_at(times.UK, day, 0), closing_at(times.UK, day + timedelta(days=1), 0))
    rest = Period(max(whole.start, now), whole.end)
    open_ones = [Period(max(one.start, rest.start), min(one.end, rest.end)) for one in gaps]
    bare = [one for one in open_ones if not one.is_empty]
    return {
        "day": day,
        "label": f"{day:%a} {day.day} {day:%b}",
        "past": _part(Period(whole.start, rest.start), whole),
        "gaps": [_part(one, whole) for one in bare],
        "words": _bare_words(bare, rest, whole) or "Kept",
    }


def _part(one: Period, whole: Period) -> dict[str, float]:
    length = whole.end - whole.start
    return {
        "x": round(100 * (one.start - whole.start) / length, 2),
        "width": round(100 * (one.end - one.start) / length, 2),
    }


def _bare_words(bare: list[Period], rest: Period, whole: Period) -> str:
    if bare == [rest]:
        return "Not kept all day" if rest == whole else "Not kept for the rest of the day"
    return f"Not kept {' and '.join(_clocks(one, whole) for one in bare)}" if bare else ""


def _clocks(one: Period, whole: Period) -> str:
    if one.start == whole.start:
        return f"until {times.clock(one.end)}"
    return f"from {times.clock(one.start)}" if one.end == whole.end else times.span(one.start, one.end)
