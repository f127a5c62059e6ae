"""PURE. Which application comes first: a hearing within 14 days, a person to talk with first, then by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

HEARING_DAYS = 14


@dataclass(frozen=True)
class Application:
    """`since`: when the client began. `hearing_on`: the day in court, where one is known."""

    since: datetime
    hearing_on: date | None = None
    is_call_first: bool = False

    def days_to_hearing(self, today: date) -> int | None:
        """Days until a hearing that is near, today included; None where none is."""
        if self.hearing_on is None:
            return None
        days = (self.hearing_on - today).days
        return days if 0 <= days <= HEARING_DAYS else None


def place_in_line(one: Application, *, today: date) -> tuple[int, bool, datetime]:
    """Sorts the most urgent first."""
    days = one.days_to_hearing(today)
    return (HEARING_DAYS + 1 if days is None else days, not one.is_call_first, one.since)
