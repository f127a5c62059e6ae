"""How the desk says hours, time off, and what lies outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from bookings.enums import AppointmentState
from bookings.models import Appointment, DateOverride, Mediator, TimeOff, WeeklyHours
from bookings.services.desk_alerts import OUTSIDE_HOURS
from mediation.core import times
from mediation.core.models import Alert, Closure, User

SETTLED_FOR = timedelta(days=14)


def clock(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02d}{'am' if at.hour < 12 else 'pm'}"


def stretch(start: time, end: time) -> str:
    return f"{clock(start)} to {'midnight' if end == time(0) else clock(end)}"


def day_words(day: date) -> str:
    """With its year: these rules reach far."""
    return f"{times.day_name(day)} {day.year}"


def weekly_rows(mediator: Mediator, today: date) -> list[dict[str, Any]]:
    """Each weekday with its stretches: those that count now or later; what is over is left out."""
    live = Q(valid_to=None) | Q(valid_to__gte=today)
    found: dict[int, list[dict[str, str]]] = {number: [] for number in range(1, 8)}
    for row in mediator.weekly_hours.filter(live).order_by("weekday", "start", "valid_from"):
        found[row.weekday].append(_weekly_row(row, today))
    names = dict(WeeklyHours._meta.get_field("weekday").flatchoices)
    return [{"day": names[number], "stretches": rows} for number, rows in found.items()]


def _weekly_row(row: WeeklyHours, today: date) -> dict[str, str]:
    notes = []
    if row.valid_from > today:
        notes.append(f"from {day_words(row.valid_from)}")
    if row.valid_to:
        notes.append(f"until {day_words(row.valid_to)}")
    return {
        "words": stretch(row.start, row.end),
        "note": ", ".join(notes),
        "url": f"{reverse('desk:weekly_hours')}?mediator={row.mediator_id}&row={row.pk}",
        "pk": str(row.pk),
    }


def override_words(row: DateOverride) -> str:
    if not row.ranges:
        return "Does not work"
    return ", ".join(stretch(_time(start), _time(end)) for start, end in row.ranges)


def _time(typed: str) -> time:
    return time(0) if typed == "24:00" else time.fromisoformat(typed)


def override_rows(mediator: Mediator, today: date, closed: Mapping[date, str]) -> list[dict[str, str]]:
    return [
        {
            "day": day_words(row.on),
            "words": override_words(row),
            "note": f"{closed[row.on]}: opened all the same" if row.on in closed and row.ranges else "",
            "url": f"{reverse('desk:date_hours')}?mediator={mediator.pk}&day={row.on}",
            "pk": str(row.pk),
        }
        for row in mediator.overrides.filter(on__gte=today)
    ]


def time_off_rows(mediator: Mediator, now: datetime) -> list[dict[str, str]]:
    rows = mediator.time_off.filter(span__endswith__gt=now).order_by("span")
    return [
        {
            "words": time_off_words(row, ZoneInfo(mediator.zone)),
            "note": row.reason,
            "url": f"{reverse('desk:time_off')}?mediator={mediator.pk}&row={row.pk}",
            "pk": str(row.pk),
        }
        for row in rows
    ]


def time_off_words(row: TimeOff, zone: ZoneInfo) -> str:
    """Whole days by their names; otherwise both ends."""
    if row.span.lower is None or row.span.upper is None:
        return "Without an end"
    start, end = row.span.lower.astimezone(zone), row.span.upper.astimezone(zone)
    if is_whole_days(start, end):
        last = end.date() - timedelta(days=1)
        return day_words(last) if last == start.date() else f"{day_words(start.date())} to {day_words(last)}"
    if start.date() == end.date():
        return f"{day_words(start.date())}, {clock(start.time())} to {clock(end.time())}"
    return f"{day_words(start.date())} {clock(start.time())} to {day_words(end.date())} {clock(end.time())}"


def is_whole_days(start: datetime, end: datetime) -> bool:
    return start.time() == end.time() == time(0)


def closures_by_day(first: date) -> dict[date, str]:
    """Every day from `first` on with a closure that counts, and its reason."""
    rows = Closure.objects.filter(on__gte=first, is_open=False).values_list("on", "reason")
    return dict(rows)


def outside_row(one: Appointment) -> dict[str, Any]:
    """A meeting that its mediator's hours do not cover, with what can be done."""
    return {
        "reference": one.reference,
        "who": one.party.name,
        "what": one.appointment_type.name,
        "when": times.full_when(one.starts_at, one.ends_at),
        "mediator": one.mediator.name,
        "url": reverse("desk:appointment", args=[one.reference]),
        "move_url": reverse("desk:move", args=[one.reference]),
        "hand_over_url": reverse("desk:hand_over", args=[one.reference]),
    }


def settled_rows(mediators: Iterable[Mediator], user: User, *, now: datetime) -> list[dict[str, str]]:
    """What became of the meetings of the last two weeks that lay outside these mediators' hours.

    A meeting that went to another mediator is told by its reference alone: it may be nothing of the reader's.
    """
    keys = Q()
    for one in mediators:
        keys |= Q(dedupe_key__endswith=f":{one.pk}")
    if not keys:
        return []
    closed = Alert.objects.filter(keys, kind=OUTSIDE_HOURS, closed_at__gt=now - SETTLED_FOR)
    latest = {alert.subject_id or 0: alert for alert in closed.order_by("closed_at")}
    rows = Appointment.objects.filter(pk__in=latest).select_related("mediator")
    return [
        {"reference": one.reference, "words": _became(one, latest[one.pk])}
        for one in rows.order_by("starts_at", "pk")
    ]


def _became(one: Appointment, alert: Alert) -> str:
    if one.state == AppointmentState.CANCELLED:
        return "Cancelled."
    then = times.full_when(one.starts_at, one.ends_at)
    if alert.dedupe_key.rpartition(":")[2] != str(one.mediator_id):
        return f"{one.mediator.name} has it now: {then}."
    return f"With {one.mediator.name}: {then}."
