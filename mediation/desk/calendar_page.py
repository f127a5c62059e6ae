"""A week or a day of the calendar: as a list that everybody can read, and as events for the picture.

Both are made of the same rows, so that they never say different things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from bookings.enums import AppointmentState
from bookings.models import Appointment, Mediator
from bookings.queries import appointments_visible_to
from bookings.queries.week import Stretch, StretchKind, stretches
from mediation.core import times
from mediation.core.models import Closure, User
from mediation.core.periods import Period, merge
from mediation.desk import words
from mediation.desk.page_of import page_of

DAY = timedelta(days=1)
WORTH_TELLING = timedelta(minutes=30)  # shorter gaps are no free time
LONGEST = timedelta(days=62)  # of a request for events
USUAL_HOURS = (8, 18)
SHOWN = (
    *("reference", "state", "starts_at", "ends_at", "party", "mediator", "appointment_type"),
    *("party__name", "party__answers", "party__erased_at", "party__flags_reviewed_at"),
)
LABELS = {
    StretchKind.FREE: "Free",
    StretchKind.OFF: "Time off",
    StretchKind.HELD: "Held: somebody is booking",
    StretchKind.BUSY: "Busy elsewhere",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown: these mediators, from the first day's midnight to the one after the last; UK time.

    `told`: of a part with very many meetings the one day that is told in full; the others are counted.
    """

    mediators: Sequence[Mediator]
    first: date
    days: int
    told: date | None = None

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.first + self.days * DAY)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=times.UK)


def meetings_in(
    user: User, mediators: Sequence[Mediator], *, start: datetime, end: datetime
) -> QuerySet[Appointment]:
    """Those that this colleague may see and that were not cancelled, in order, with what is said of them
    here: whole files of a week's clients, all sealed, are dear to open."""
    rows = appointments_visible_to(user).filter(mediator__in=mediators, starts_at__lt=end, ends_at__gt=start)
    rows = rows.exclude(state=AppointmentState.CANCELLED).order_by("starts_at", "pk")
    rows = rows.select_related(None).select_related("party").only(*SHOWN)
    return rows.prefetch_related("mediator", "appointment_type")  # each once, not beside every meeting


@dataclass(frozen=True, slots=True)
class Agenda:
    """The days as the page lists them, and between which hours of the clock anything lies."""

    days: list[dict[str, Any]]
    hours: tuple[int, int]


def agenda(part: Part, user: User, *, now: datetime) -> Agenda:
    """Eight queries, whatever the number of mediators and meetings; one more where days are only counted."""
    told = Part(part.mediators, part.told, 1) if part.told else part
    meetings = list(meetings_in(user, part.mediators, start=told.start, end=told.end))
    spans = [(one.starts_at, one.ends_at) for one in meetings] if told is part else _spans(part, user)
    found = stretches(part.mediators, start=part.start, end=part.end, now=now)
    names = {one.pk: one.name for one in part.mediators} if len(part.mediators) > 1 else {}
    rows: dict[date, list[tuple[datetime, int, dict[str, Any]]]] = defaultdict(list)
    for one in meetings:
        rows[times.local_day(one.starts_at)].append((one.starts_at, 0, _meeting_row(one, names, now)))
    for each in found:
        for day, first, row in _stretch_rows(each, names, now):
            rows[day].append((first, 1, row))
    closed, counts = _closed(part), Counter(times.local_day(start) for start, _ in spans)
    days = [
        {
            "heading": times.day_heading(day, today=times.local_day(now)),
            "iso": f"{day}",
            "is_today": day == times.local_day(now),
            "note": closed.get(day, ""),
            **(
                _in_order([row for _, _, row in sorted(rows[day], key=lambda one: one[:2])], names)
                if part.told in (None, day)
                else {"count": counts[day]}
            ),
        }
        for day in (part.first + number * DAY for number in range(part.days))
    ]
    return Agenda(days, _hours(spans, found))


def _spans(part: Part, user: User) -> list[tuple[datetime, datetime]]:
    rows = meetings_in(user, part.mediators, start=part.start, end=part.end).prefetch_related(None)
    return list(rows.values_list("starts_at", "ends_at"))


def _closed(part: Part) -> dict[date, str]:
    """Closed days of the practice, with why."""
    last = part.first + (part.days - 1) * DAY
    rows = Closure.objects.filter(on__range=(part.first, last), is_open=False).order_by("pk")
    return {on: f"{reason}: the practice is closed" for on, reason in rows.values_list("on", "reason")}


def _meeting_row(one: Appointment, names: dict[int, str], now: datetime) -> dict[str, Any]:
    return {
        "kind": "meeting",
        "when": times.clock(one.starts_at),
        "until": times.clock(one.ends_at),
        "who": one.party.name,
        "what": one.appointment_type.name,
        "with": names.get(one.mediator_id, ""),
        "badges": words.appointment_badges(one),
        "url": page_of("appointment", one.reference),
        "move_url": page_of("move", one.reference) if is_movable(one, now) else "",
    }


def is_movable(one: Appointment, now: datetime) -> bool:
    return one.is_confirmed and now < one.starts_at


def _in_order(rows: list[dict[str, Any]], names: dict[int, str]) -> dict[str, Any]:
    """A day's rows in order of time; for several mediators what is free comes after them, one line each."""
    if not names:
        return {"rows": rows, "free": []}
    free: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["kind"] == StretchKind.FREE:
            free[row["with"]].append(f"{row['when']} to {row['until']}")
    return {
        "rows": [row for row in rows if row["kind"] != StretchKind.FREE],
        "free": [{"name": name, "times": ", ".join(free[name])} for name in sorted(free)],
    }


def _stretch_rows(
    each: Stretch, names: dict[int, str], now: datetime
) -> list[tuple[date, datetime, dict[str, Any]]]:
    """One row on each day that it touches; hours themselves are no row, nor is free time that is over."""
    if each.kind is StretchKind.WORKS:
        return []
    start = max(each.start, now) if each.kind is StretchKind.FREE else each.start
    if each.kind is StretchKind.FREE and each.end - start < WORTH_TELLING:
        return []
    rows, day = [], times.local_day(start)
    while midnight(day) < each.end:
        first, last = max(start, midnight(day)), min(each.end, midnight(day + DAY))
        rows.append((day, first, _stretch_row(each, first, last, day, names)))
        day += DAY
    return rows


def _stretch_row(
    each: Stretch, first: datetime, last: datetime, day: date, names: dict[int, str]
) -> dict[str, Any]:
    is_whole = (first, last) == (midnight(day), midnight(day + DAY))
    return {
        "kind": each.kind.value,
        "when": "" if is_whole else times.clock(first),
        "until": "" if is_whole else times.clock(last),
        "label": LABELS[each.kind] + (", all day" if is_whole else ""),
        "with": names.get(each.mediator_id, ""),
    }


def _hours(meetings: list[tuple[datetime, datetime]], found: Sequence[Stretch]) -> tuple[int, int]:
    """From which full hour to which the picture has to reach; 24 is midnight."""
    spans = meetings + [
        (one.start, one.end) for one in found if one.kind in (StretchKind.WORKS, StretchKind.HELD)
    ]
    first, last = USUAL_HOURS
    for start, end in spans:
        opens, closes = start.astimezone(times.UK), end.astimezone(times.UK)
        is_over_midnight = closes.date() > opens.date()
        first = 0 if is_over_midnight and closes.hour + closes.minute else min(first, opens.hour)
        last = 24 if is_over_midnight else max(last, closes.hour + bool(closes.minute))
    return first, last


def events(
    user: User, mediators: Sequence[Mediator], *, start: datetime, end: datetime, now: datetime
) -> list[dict[str, Any]]:
    """What FullCalendar draws; of a visitor who holds a time nothing, of a flag its short word alone."""
    is_one = len(mediators) == 1
    rows = [
        _meeting_event(one, now, is_one=is_one) for one in meetings_in(user, mediators, start=start, end=end)
    ]
    found = stretches(mediators, start=start, end=end, now=now)
    works = [Period(one.start, one.end) for one in found if one.kind is StretchKind.WORKS]
    rows += [
        {"start": _iso(one.start), "end": _iso(one.end), "display": "background", "kind": "works"}
        for one in merge(works)
    ]
    names = {one.pk: one.name for one in mediators}
    for each in found:
        if each.kind in (StretchKind.HELD, StretchKind.BUSY) or (is_one and each.kind is StretchKind.OFF):
            rows.append(_stretch_event(each, "" if is_one else names[each.mediator_id]))
    return rows


def _meeting_event(one: Appointment, now: datetime, *, is_one: bool) -> dict[str, Any]:
    return {
        "id": one.reference,
        "title": one.party.name,
        "start": _iso(one.starts_at),
        "end": _iso(one.ends_at),
        "url": page_of("appointment", one.reference),
        "editable": is_movable(one, now),
        "kind": "meeting",
        "with": "" if is_one else one.mediator.name,
        "colour": one.mediator.colour,
        "badges": words.appointment_badges(one),
        "move_url": page_of("move", one.reference) + f"?with={one.mediator_id}",
    }


def _stretch_event(each: Stretch, name: str) -> dict[str, Any]:
    label = LABELS[each.kind].partition(":")[0]
    ground = {"display": "background"} if each.kind is StretchKind.OFF else {"editable": False}
    return {
        "title": f"{label}, {name}" if name else label,
        "start": _iso(each.start),
        "end": _iso(each.end),
        "kind": each.kind.value,
        **ground,
    }


def _iso(at: datetime) -> str:
    """With the UK's offset, which the picture's clock uses."""
    return at.astimezone(times.UK).isoformat()
