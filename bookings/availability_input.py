"""PURE. Schedules, services and calendars as the availability contract writes them, checked and typed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bookings.availability_facts import Busy, Hold, Horizon, HorizonKind, MediatorCalendar, Service
from mediation.core.json_contract import Field
from mediation.core.periods import Period
from mediation.core.working_time import Hours, Schedule, WeeklyHours

# What may stand in front of and behind the years that can be asked about, so that arithmetic stays in range.
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONG_AGO, FAR_AHEAD = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MOST_MINUTES = 10 * 366 * 24 * 60
MOST_AHEAD = 1_000_000

BLOCKING = ("confirmed", "pending_blocking")
CALENDAR_KEYS = ("bookings", "external_busy", "holds")
WHOLE_MINUTES = "a whole number of minutes"
WEEKDAY = "a weekday from 1 (Monday) to 7"


def instant(field: Field) -> datetime:
    """An instant to reckon from or to, in a year that calendars are kept for."""
    at = field.instant()
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise field.refuse(f"must be in the years {FIRST_YEAR} to {LAST_YEAR}")
    return at


def minutes(field: Field, *, least: int = 0) -> int:
    return field.whole(WHOLE_MINUTES, least=least, most=MOST_MINUTES)


def zone(field: Field) -> ZoneInfo:
    name = field.text()
    if name not in _zone_names():
        raise field.refuse("must be the name of a time zone, like Europe/London")
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime"}  # which would depend on the machine


def schedule(field: Field) -> Schedule:
    field.checked(
        needed=("timezone", "weekly"), allowed=("overrides", "bank_holidays", "days_off", "time_off")
    )
    overrides: dict[date, tuple[Hours, ...]] = {}
    for each in _elements(field, "overrides"):
        each.checked(needed=("date", "ranges"))
        day = each.at("date").day()
        overrides[day] = overrides.get(day, ()) + tuple(map(_hours, each.at("ranges").items()))
    return Schedule(
        zone=zone(field.at("timezone")),
        weekly=tuple(hours for each in field.at("weekly").items() for hours in _weekly_hours(each)),
        overrides=overrides,
        closures=_days(field, "bank_holidays"),
        days_off=_days(field, "days_off"),
        time_off=tuple(_span(each.checked(needed=("start", "end"))) for each in _elements(field, "time_off")),
    )


def service(field: Field) -> Service:
    field.checked(
        needed=("duration_min", "step_min"),
        allowed=(
            "id",
            "min_notice_min",
            "buffer_before_min",
            "buffer_after_min",
            "daily_cap",
            "align",
            "horizon",
        ),
    )
    identity, cap, align = field.at("id"), field.at("daily_cap"), field.at("align")
    return Service(
        duration_min=minutes(field.at("duration_min"), least=1),
        step_min=minutes(field.at("step_min"), least=1),
        notice_min=_minutes_or_none(field.at("min_notice_min")) or 0,
        buffer_before_min=_minutes_or_none(field.at("buffer_before_min")) or 0,
        buffer_after_min=_minutes_or_none(field.at("buffer_after_min")) or 0,
        daily_cap=None if cap.is_absent else cap.whole(least=0),
        horizon=_horizon(field.at("horizon")),
        on_the_clock=align.is_absent or align.one_of(("clock", "none")) == "clock",
        id=None if identity.is_absent else identity.identifier(),
    )


def calendar(owner: Field, identity: int | str = 0, shortfall: float = 0) -> MediatorCalendar:
    """One mediator's schedule and what is taken, from the object that holds both."""
    return MediatorCalendar(
        id=identity,
        schedule=schedule(owner.at("schedule")),
        bookings=tuple(busy for each in _elements(owner, "bookings") for busy in _booking(each)),
        external_busy=tuple(
            _taken(each.checked(needed=("start", "end"))) for each in _elements(owner, "external_busy")
        ),
        holds=tuple(_hold(each) for each in _elements(owner, "holds")),
        shortfall=shortfall,
    )


def mediators(field: Field) -> list[MediatorCalendar]:
    found: dict[int | str, MediatorCalendar] = {}
    for each in field.items():
        each.checked(needed=("id", "schedule"), allowed=(*CALENDAR_KEYS, "shortfall"))
        identity, shortfall = each.at("id").identifier(), each.at("shortfall")
        if identity in found:
            raise each.at("id").refuse("is the id of an earlier mediator too")
        found[identity] = calendar(each, identity, 0 if shortfall.is_absent else shortfall.number())
    return list(found.values())


def _elements(owner: Field, key: str) -> Iterator[Field]:
    """The elements of a list that may be absent."""
    field = owner.at(key)
    return iter(()) if field.is_absent else field.items()


def _days(owner: Field, key: str) -> frozenset[date]:
    return frozenset(each.day() for each in _elements(owner, key))


def _hours(field: Field) -> Hours:
    field.checked(needed=("start", "end"))
    return Hours(field.at("start").wall_minutes(), field.at("end").wall_minutes())


def _weekly_hours(field: Field) -> list[WeeklyHours]:
    field.checked(needed=("days", "start", "end"))
    start, end = field.at("start").wall_minutes(), field.at("end").wall_minutes()
    days = {_weekday(day) for day in field.at("days").items()}
    return [WeeklyHours(day, start, end) for day in sorted(days)]


def _weekday(field: Field) -> int:
    day = field.whole(WEEKDAY)
    if not 1 <= day <= 7:
        raise field.refuse(f"must be {WEEKDAY}")
    return day


def _horizon(field: Field) -> Horizon | None:
    if field.is_absent:
        return None
    field.checked(needed=("kind", "n"))
    kind = HorizonKind(field.at("kind").one_of([kind.value for kind in HorizonKind]))
    return Horizon(kind, field.at("n").whole(least=0, most=MOST_AHEAD))


def _minutes_or_none(field: Field) -> int | None:
    return None if field.is_absent else minutes(field)


def _buffer(field: Field) -> timedelta | None:
    return None if field.is_absent else timedelta(minutes=minutes(field))


def _booking(field: Field) -> list[Busy]:
    """The booking, if its status blocks."""
    field.checked(
        needed=("start", "end"), allowed=("status", "service", "buffer_before_min", "buffer_after_min")
    )
    status, service_id = field.at("status"), field.at("service")
    start, end = _taken(field)
    busy = Busy(
        start,
        end,
        _buffer(field.at("buffer_before_min")),
        _buffer(field.at("buffer_after_min")),
        None if service_id.is_absent else service_id.identifier(),
    )
    return [busy] if status.is_absent or status.text() in BLOCKING else []


def _hold(field: Field) -> Hold:
    field.checked(needed=("start", "end", "holder", "expires_at"))
    start, end = _taken(field)
    return Hold(start, end, field.at("holder").identifier(), field.at("expires_at").instant())


def _taken(field: Field) -> Period:
    """A span that somebody takes. An empty one takes nothing; one that ends before it starts is a mistake."""
    span = _span(field)
    if span.end < span.start:
        raise field.at("end").refuse("is before the start")
    return span


def _span(field: Field) -> Period:
    start, end = field.at("start").instant(), field.at("end").instant()
    return Period(min(max(start, LONG_AGO), FAR_AHEAD), min(max(end, LONG_AGO), FAR_AHEAD))
