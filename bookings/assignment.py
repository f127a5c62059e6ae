"""PURE. Who comes first when the client does not mind which mediator: fairness over 28 days.

Everybody is owed a share of all the meetings. The shortfall is that share less what they had; the largest
comes first, then whoever has waited longest since a meeting was given to them. People who were not here for
all 28 days (newcomers, people back from leave) are counted as if they had kept up with the others while
away, so that nobody is flooded on arrival.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from zoneinfo import ZoneInfo

from mediation.core.periods import Period, merge, utc
from mediation.core.working_time import DAY, opening_at

FAIRNESS_DAYS = 28
NEVER = datetime.min.replace(tzinfo=UTC)

Amount = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mediator's part of the last 28 days.

    `target_share` is a weight among all (a half-timer has half of a full-timer's), so `days_available` says
    nothing of weekly patterns: it is the days here and not on leave. `count` is as `fair_count` gives it.
    """

    id: int
    target_share: Amount
    count: Amount
    last_assigned_at: datetime | None = None
    days_available: int = FAIRNESS_DAYS


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the order. `reason` is kept with the booking, for whoever asks later."""

    id: int
    shortfall: Fraction
    reason: str


def fair_count(*, meetings: int, client_no_shows: int) -> Fraction:
    """Meetings given in 28 days; one that the client did not come to counts half, the rest whole."""
    return Fraction(meetings) + Fraction(client_no_shows, 2)


def days_available(*, today: date, zone: ZoneInfo, started_on: date, time_off: Iterable[Period]) -> int:
    """How many of the 28 local dates that end today had this mediator in post and not away all day."""
    away = merge(Period(utc(off.start), utc(off.end)) for off in time_off)
    days = [today - back * DAY for back in range(FAIRNESS_DAYS)]
    whole = {day: Period(opening_at(zone, day, 0), opening_at(zone, day + DAY, 0)) for day in days}
    return sum(
        day >= started_on and not any(off.covers(hours) for off in away) for day, hours in whole.items()
    )


def rank(candidates: Sequence[Candidate]) -> list[Ranked]:
    """Everybody who shares the work, first to be asked first. Choose from it whoever is free.

    Give the whole team, not only those free at one time: shares are of everybody's meetings. Sums are exact
    fractions, so that equal people are equal and not apart by a rounding error.
    """
    extras = {each.id: extra for each, extra in zip(candidates, _calibration(candidates), strict=True)}
    weights = sum(Fraction(each.target_share) for each in candidates)
    total = sum(Fraction(each.count) + extras[each.id] for each in candidates)

    def shortfall(each: Candidate) -> Fraction:
        share = Fraction(each.target_share) / weights if weights else Fraction(0)
        return share * total - Fraction(each.count) - extras[each.id]

    shortfalls = {each.id: shortfall(each) for each in candidates}
    ordered = sorted(
        candidates, key=lambda each: (-shortfalls[each.id], each.last_assigned_at or NEVER, each.id)
    )
    return [
        Ranked(each.id, shortfalls[each.id], _reason(each, following, shortfalls, extras[each.id]))
        for each, following in zip_longest(ordered, ordered[1:])
    ]


def _calibration(candidates: Sequence[Candidate]) -> list[Fraction]:
    """The virtual count of each: what their weight would have brought on the days they were not here.

    Meetings are taken to come evenly over the 28 days, and the others to have shared those of the days away.
    """
    worked = [Fraction(each.target_share) * each.days_available for each in candidates]
    worked_by_all = sum(worked, Fraction(0))
    meetings = sum(Fraction(each.count) for each in candidates)
    extras: list[Fraction] = []
    for each, own in zip(candidates, worked, strict=True):
        others = worked_by_all - own
        away = Fraction(each.target_share) * (FAIRNESS_DAYS - each.days_available)
        extras.append(away * meetings / others if others else Fraction(0))
    return extras


def _reason(
    each: Candidate, following: Candidate | None, shortfalls: dict[int, Fraction], extra: Fraction
) -> str:
    """What put this mediator before the next one, in words, e.g. "shortfall 1.7; least recently assigned"."""
    words = [f"shortfall {_one_place(shortfalls[each.id])}"]
    if following is not None and shortfalls[each.id] == shortfalls[following.id]:
        if each.last_assigned_at == following.last_assigned_at:
            words.append("level with the next, so by number")
        elif each.last_assigned_at is None:
            words.append("not assigned before")
        else:
            words.append("least recently assigned")
    if extra:
        words.append(f"{_one_place(extra)} added for {FAIRNESS_DAYS - each.days_available} days not here")
    return "; ".join(words)


def _one_place(amount: Fraction) -> str:
    return f"{round(float(amount), 1) + 0.0:.1f}"  # + 0.0: never "-0.0"
