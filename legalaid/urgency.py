"""PURE. How near a day in court is, and which application comes first: a hearing within 14 days, a person to
talk with first, then by age. The day is the `hearing_on` of a party's answers, an ISO date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.conditions import as_date

HEARING_DAYS = 14  # as the flag CT-HEARING counts them, both ends included


def days_to_hearing(answers: Mapping[str, Any], today: date) -> int | None:
    """Days until a hearing that is near, 0 on its day; None where none is, or where the date is no date."""
    return _days_until(as_date(answers.get("hearing_on")), today)


@dataclass(frozen=True)
class Application:
    """`since`: when the client began. `hearing_on`: the day in court, where one is known."""

    since: datetime
    hearing_on: date | None = None
    is_call_first: bool = False

    def days_to_hearing(self, today: date) -> int | None:
        """Days until a hearing that is near, today included; None where none is."""
        return _days_until(self.hearing_on, today)


def place_in_line(one: Application, *, today: date) -> tuple[int, bool, datetime]:
    """Sorts the most urgent first."""
    days = one.days_to_hearing(today)
    return (HEARING_DAYS + 1 if days is None else days, not one.is_call_first, one.since)


def _days_until(hearing_on: date | None, today: date) -> int | None:
    days = -1 if hearing_on is None else (hearing_on - today).days
    return days if 0 <= days <= HEARING_DAYS else None
