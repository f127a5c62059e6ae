"""PURE. The cap that a legal-aid contract sets on meetings held remotely: how to count, and when to warn.

The cap is a share of the legal-aid meetings of one contract year, whatever their number. It never stops a
booking: who may be seen on video is the mediator's judgement, and safety comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from mediation.core.times import months_later

TENTH, HUNDRED = Decimal("0.1"), Decimal(100)
NEAR = Decimal("0.9")  # of the cap


class Standing(StrEnum):
    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `percent` per cent of a contract year's meetings. `since`: the first day of any one of the
    years, which are `months` long and follow each other without a gap, before it too."""

    percent: int
    since: date
    months: int = 12

    def year_of(self, day: date) -> tuple[date, date]:
        """The first day of the contract year that holds this day, and the first of the next."""
        passed = (day.year - self.since.year) * 12 + day.month - self.since.month
        number = passed // self.months
        if months_later(self.since, number * self.months) > day:
            number -= 1
        return (
            months_later(self.since, number * self.months),
            months_later(self.since, (number + 1) * self.months),
        )


@dataclass(frozen=True, slots=True)
class RemoteShare:
    """How a contract year stands. `undecided`: remote meetings of people who may yet get legal aid."""

    cap: Cap
    remote: int
    meetings: int
    undecided: int = 0

    @property
    def percent(self) -> Decimal:
        """Rounded up to a tenth, so that what is over the cap never looks as if it were on it."""
        if not self.meetings:
            return Decimal(0)
        exact = self.remote * HUNDRED / self.meetings
        return exact.quantize(TENTH, ROUND_UP).normalize() + 0

    @property
    def standing(self) -> Standing:
        """Near: nine tenths of the cap are used, or one more remote meeting would go over it."""
        if self._is_over(self.remote, self.meetings):
            return Standing.OVER
        most = NEAR * self.cap.percent * self.meetings
        is_used_up = self.remote > 0 and self.remote * HUNDRED >= most
        if is_used_up or self._is_over(self.remote + 1, self.meetings + 1):
            return Standing.NEAR
        return Standing.WITHIN

    def _is_over(self, remote: int, meetings: int) -> bool:
        return remote * 100 > self.cap.percent * meetings
