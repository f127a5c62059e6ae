"""PURE. A person's own safe days and times, between the rule that uses them and the row that keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mediation.core.working_time import WeeklyHours


def as_stored(windows: Iterable[WeeklyHours]) -> list[dict[str, Any]]:
    """For `ContactPreferences.safe_windows`; dates as 2026-11-24, absent where there is no limit."""
    return [
        {"weekday": one.weekday, "start_min": one.start_min, "end_min": one.end_min}
        | ({"valid_from": one.valid_from.isoformat()} if one.valid_from else {})
        | ({"valid_to": one.valid_to.isoformat()} if one.valid_to else {})
        for one in windows
    ]


def from_stored(rows: Iterable[Mapping[str, Any]]) -> tuple[WeeklyHours, ...]:
    """The inverse of `as_stored`. Raises KeyError or ValueError for a row of another shape."""
    return tuple(
        WeeklyHours(
            weekday=row["weekday"],
            start_min=row["start_min"],
            end_min=row["end_min"],
            valid_from=_day(row.get("valid_from")),
            valid_to=_day(row.get("valid_to")),
        )
        for row in rows
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
