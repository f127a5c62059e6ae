"""Hypothesis strategies: calendars around the days on which clocks do strange things."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

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
)
from tests.bookings.brute_force import DAYS, MINUTE, Clock, clock_of, utc_midnight

# Zone and day: of a clock change where there is one. Each stands about a third into its fourteen days.
CHANGES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("Asia/Kolkata", date(2028, 2, 29)),
    ("Asia/Kathmandu", date(2026, 6, 17)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),  # at 00:01, back into the day before
    ("America/Santiago", date(2026, 9, 6)),  # midnight is skipped
    ("America/Santiago", date(2026, 4, 5)),
    ("Atlantic/Azores", date(2026, 10, 25)),  # midnight comes twice
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
]


@dataclass(frozen=True)
class World:
    """One question, and the clock that the slow answer needs."""

    clock: Clock
    calendar: MediatorCalendar
    service: Service
    now: datetime
    start: datetime
    end: datetime
    viewer: str | None


OPENINGS, CLOSINGS = (
    [0, 1, 30, 45, 60, 90, 105, 120, 540, 600],
    [60, 120, 150, 180, 785, 1020, 1380, 1425, 1440],
)
HOURS = st.builds(Hours, st.sampled_from(OPENINGS + CLOSINGS), st.sampled_from(OPENINGS + CLOSINGS))
LONG_HOURS = st.builds(Hours, st.sampled_from(OPENINGS), st.sampled_from(CLOSINGS[3:]))
BUFFERS = st.sampled_from([0, 0, 5, 15, 20])
HORIZONS = st.one_of(
    st.none(),
    st.builds(Horizon, st.just(HorizonKind.HOURS), st.integers(0, 96)),
    st.builds(
        Horizon, st.sampled_from([HorizonKind.CALENDAR_DAYS, HorizonKind.BUSINESS_DAYS]), st.integers(0, 5)
    ),
)
SERVICES = st.builds(
    Service,
    duration_min=st.sampled_from([1, 20, 45, 60, 90]),
    step_min=st.sampled_from([7, 15, 20, 25, 30, 40, 45, 60, 90, 120]),
    notice_min=st.sampled_from([0, 0, 25, 60, 1500]),
    buffer_before_min=BUFFERS,
    buffer_after_min=BUFFERS,
    daily_cap=st.sampled_from([None, None, None, 0, 1, 2]),
    horizon=HORIZONS,
    on_the_clock=st.booleans(),
    id=st.sampled_from([None, "miam"]),
)


def instants(base: datetime, first_day: int, last_day: int) -> st.SearchStrategy[datetime]:
    """Whole minutes, mostly round ones."""
    fives = st.integers(first_day * 288, last_day * 288).map(lambda n: base + 5 * n * MINUTE)
    return fives | st.integers(first_day * 1440, last_day * 1440).map(lambda n: base + n * MINUTE)


def periods(base: datetime, longest_min: int) -> st.SearchStrategy[Period]:
    lengths = st.integers(1, longest_min).map(lambda n: n * MINUTE)
    return st.builds(lambda at, length: Period(at, at + length), instants(base, 1, DAYS - 3), lengths)


def weekly_hours(day: date) -> st.SearchStrategy[list[WeeklyHours]]:
    dates = st.none() | st.integers(-3, 3).map(lambda n: day + timedelta(days=n))
    row = st.builds(
        lambda weekday, hours, first, last: WeeklyHours(weekday, hours.start_min, hours.end_min, first, last),
        st.integers(1, 7),
        HOURS,
        dates,
        dates,
    )
    every_day = st.builds(
        lambda hours: [WeeklyHours(weekday, hours.start_min, hours.end_min) for weekday in range(1, 8)],
        LONG_HOURS,
    )
    return st.builds(lambda every, rows: every + rows, every_day, st.lists(row, max_size=3))


def schedules(zone: ZoneInfo, base: datetime, day: date) -> st.SearchStrategy[Schedule]:
    days = st.integers(-4, 6).map(lambda n: day + timedelta(days=n))
    return st.builds(
        Schedule,
        zone=st.just(zone),
        weekly=weekly_hours(day).map(tuple),
        overrides=st.dictionaries(days, st.lists(HOURS, max_size=3).map(tuple), max_size=2),
        closures=st.frozensets(days, max_size=2),
        days_off=st.frozensets(days, max_size=1),
        time_off=st.lists(periods(base, 2000), max_size=2).map(tuple),
    )


def calendars(
    zone: ZoneInfo, base: datetime, day: date, now: datetime
) -> st.SearchStrategy[MediatorCalendar]:
    own_buffer = st.none() | BUFFERS.map(lambda n: n * MINUTE)
    busy = st.builds(
        lambda taken, before, after, service: Busy(*taken, before, after, service),
        periods(base, 240),
        own_buffer,
        own_buffer,
        st.sampled_from([None, "miam", "other"]),
    )
    hold = st.builds(
        lambda taken, holder, left: Hold(*taken, holder, now + left * MINUTE),
        periods(base, 120),
        st.sampled_from(["me", "somebody else"]),
        st.integers(-1, 1),
    )
    return st.builds(
        MediatorCalendar,
        id=st.just("m1"),
        schedule=schedules(zone, base, day),
        bookings=st.lists(busy, max_size=6).map(tuple),
        external_busy=st.lists(periods(base, 240), max_size=2).map(tuple),
        holds=st.lists(hold, max_size=3).map(tuple),
        qualified_to=st.none() | st.integers(-1, 5).map(lambda n: day + timedelta(days=n)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    name, day = draw(st.sampled_from(CHANGES))
    zone, base = ZoneInfo(name), utc_midnight(day.year, day.month, day.day) - timedelta(days=5)
    now = draw(instants(base, 3, 6)) + timedelta(seconds=draw(st.sampled_from([0, 0, 31])))
    start = now.replace(second=0) + draw(st.integers(-300, 1440)) * MINUTE
    return World(
        clock=clock_of(zone, base),
        calendar=draw(calendars(zone, base, day, now)),
        service=draw(SERVICES),
        now=now,
        start=start,
        end=start + draw(st.integers(0, 3 * 1440)) * MINUTE,
        viewer=draw(st.sampled_from([None, "me"])),
    )
