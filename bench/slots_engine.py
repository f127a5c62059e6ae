"""How long the availability engine takes by itself: `python -m bench.slots_engine`.

The practice is made up: every mediator has their own hours and a half-full calendar, and the question is
"any mediator, from now on", as the page of times asks it. No database, no HTTP.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from bookings.availability import (
    Busy,
    Hold,
    Horizon,
    HorizonKind,
    Hours,
    MediatorCalendar,
    Period,
    Schedule,
    Service,
    WeeklyHours,
    offers,
)
from mediation.core.working_time import DAY, opening_at

NOW = datetime(2026, 10, 23, 8, 7, 31, tzinfo=UTC)  # the Friday before the clocks go back
LONDON = ZoneInfo("Europe/London")
SIZES = (1, 50, 500)
SPANS_HOURS = (48, 14 * 24)
ROUNDS = 15


@dataclass(frozen=True, slots=True)
class EngineResult:
    """One row of the table; milliseconds for one whole answer."""

    mediators: int
    hours: int
    offers: int
    median_ms: float
    worst_ms: float


def service_within(hours: int) -> Service:
    """A MIAM: an hour, on the half hour, a quarter of an hour after it, five a day."""
    return Service(
        duration_min=60,
        step_min=30,
        notice_min=60,
        buffer_after_min=15,
        daily_cap=5,
        horizon=Horizon(HorizonKind.HOURS, hours),
        id=1,
    )


def half_full_practice(size: int, days: int, seed: int = 48) -> list[MediatorCalendar]:
    """Mediators with hours of their own and about half of the working time of the coming days booked."""
    chance = random.Random(seed)
    return [_half_full_calendar(number, days, chance) for number in range(size)]


def _half_full_calendar(number: int, days: int, chance: random.Random) -> MediatorCalendar:
    opens, closes = chance.choice([8, 9, 10]) * 60, chance.choice([17, 18, 20]) * 60
    lunch = chance.choice([12, 13]) * 60
    mornings = [WeeklyHours(day, opens, lunch) for day in range(1, 7)]
    afternoons = [WeeklyHours(day, lunch + 45, closes) for day in range(1, 7)]
    today = NOW.astimezone(LONDON).date()
    bookings: list[Busy] = []
    for day in (today + n * DAY for n in range(days + 1)):
        for minute in range(opens, closes - 60, 75):  # an hour and the buffer after it
            if chance.random() < 0.5:
                at = opening_at(LONDON, day, minute)
                bookings.append(Busy(at, at + timedelta(minutes=60), service=chance.choice([1, 2])))
    at = opening_at(LONDON, today + DAY, 14 * 60)
    return MediatorCalendar(
        id=number,
        schedule=Schedule(
            zone=LONDON,
            weekly=(*mornings, *afternoons),
            overrides={today + 3 * DAY: (Hours(9 * 60, 13 * 60),)},
            closures=frozenset({today + 9 * DAY}),
            time_off=(Period(at, at + timedelta(hours=2)),),
        ),
        bookings=tuple(bookings),
        external_busy=(Period(at - DAY, at - DAY + timedelta(minutes=40)),),
        holds=(Hold(at, at + timedelta(hours=1), f"visitor {number}", NOW + timedelta(minutes=10)),),
        shortfall=chance.uniform(-2, 2),
    )


def measure(size: int, hours: int, rounds: int = ROUNDS) -> EngineResult:
    """Ask ``rounds`` times. The first, which fills the table of local midnights, is not counted."""
    mediators, service = half_full_practice(size, hours // 24), service_within(hours)
    end = NOW + timedelta(hours=hours, microseconds=1)
    found = offers(mediators, service, now=NOW, start=NOW, end=end)
    taken: list[float] = []
    for _ in range(rounds):
        began = perf_counter()
        offers(mediators, service, now=NOW, start=NOW, end=end)
        taken.append((perf_counter() - began) * 1000)
    return EngineResult(size, hours, sum(map(len, found.values())), median(taken), max(taken))


def results() -> list[EngineResult]:
    return [measure(size, hours) for hours in SPANS_HOURS for size in SIZES]


def table(rows: list[EngineResult]) -> str:
    heads = ("mediators", "hours", "offers", "median ms", "worst ms", "µs/mediator-day")
    lines = ["{:>9} {:>6} {:>8} {:>10} {:>9} {:>16}".format(*heads)]
    for row in rows:
        each = row.median_ms * 1000 / row.mediators / (row.hours / 24)
        sizes = f"{row.mediators:>9} {row.hours:>6} {row.offers:>8}"
        lines.append(f"{sizes} {row.median_ms:>10.2f} {row.worst_ms:>9.2f} {each:>16.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(results()))
