"""Free times, as the desk's pages offer them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date

from bookings import queries
from bookings.enums import Gender
from bookings.models import AppointmentType
from mediation.core import times

WITH = {"": "Anybody", Gender.WOMAN.value: "A woman", Gender.MAN.value: "A man"}
YEARS = range(2000, 2200)  # days that can be reckoned with


def days_of(free: Iterable[datetime], kind: AppointmentType, now: datetime) -> list[dict[str, Any]]:
    """Each day with its times as buttons, in order."""
    today = times.local_day(now)
    return [
        {
            "heading": times.day_heading(day, today=today),
            "times": [time_button(at, kind, today=None) for at in group],
        }
        for day, group in groupby(free, key=times.local_day)
    ]


def nearest(
    kind: AppointmentType, lost: datetime | None, *, now: datetime, wants_gender: str
) -> list[dict[str, str]]:
    """The three nearest times after a lost race."""
    if lost is None:
        return []
    found = queries.alternatives(kind, lost, now=now, wants_gender=wants_gender)
    return [time_button(at, kind, today=times.local_day(now)) for at in found]


def time_button(at: datetime, kind: AppointmentType, *, today: date | None) -> dict[str, str]:
    return {
        "value": as_value(at),
        "label": times.short_when(at, today=today) if today else times.clock(at),
        "sentence": f"Book {times.full_when(at, at + kind.duration)}",
    }


def as_value(at: datetime) -> str:
    """A start as a button sends it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def start_of(typed: str) -> datetime | None:
    """The start that a button sends, e.g. 2026-11-24T13:00Z, to the minute; None for anything else."""
    try:
        found = datetime.strptime(typed, "%Y-%m-%dT%H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def day_of(typed: str) -> date | None:
    """The day in an address; None for anything that is no day of ours."""
    try:
        day = parse_date(typed)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def links_to(kind: AppointmentType, gender: str, *, by_kind: bool) -> list[dict[str, object]]:
    """The ways to the times of another kind of meeting, or with another mediator; none where there is one."""
    if by_kind:
        rows = [
            {"words": one.name, "url": f"?type={one.slug}&with={gender}", "is_current": one == kind}
            for one in queries.offered_types()
        ]
        return rows if len(rows) > 1 else []
    return [
        {"words": words, "url": f"?type={kind.slug}&with={value}", "is_current": value == gender}
        for value, words in WITH.items()
    ]


def kind_in(given: QueryDict) -> AppointmentType | None:
    """The kind that is asked for, or the first that is offered; None where nothing is."""
    kinds = queries.offered_types()
    return next((one for one in kinds if one.slug == given.get("type")), kinds[0] if kinds else None)


def gender_in(given: QueryDict) -> str:
    asked = given.get("with", "")
    return asked if asked in WITH else ""
