"""PURE. Why one mediator can or cannot be booked at one time, in words, for staff (never for a client)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.availability import blocked_by, blocked_by_outside, booked_on, last_day_of, starts_of
from bookings.availability_facts import HorizonKind, MediatorCalendar, Service, VisitorKey
from mediation.core.periods import Period, utc
from mediation.core.working_time import DAY, DAYS_AFTER, DAYS_BEFORE, Schedule, local_date, ruled_periods


class ReasonCode(StrEnum):
    INACTIVE = "inactive"
    NOT_QUALIFIED = "not_qualified"
    IN_THE_PAST = "in_the_past"
    NOTICE = "notice"
    HORIZON = "horizon"
    DAY_OFF = "day_off"
    OVERRIDE = "override"
    CLOSURE = "closure"
    OUTSIDE_HOURS = "outside_hours"
    TIME_OFF = "time_off"
    BOOKED = "booked"
    HELD = "held"
    BUSY_ELSEWHERE = "busy_elsewhere"
    DAILY_CAP = "daily_cap"
    OFF_GRID = "off_grid"


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every reason against a start, in the order in which the rules apply. None of them: it is offered."""

    start: datetime
    reasons: tuple[Reason, ...]

    @property
    def is_offered(self) -> bool:
        return not self.reasons

    @property
    def lines(self) -> list[str]:
        if self.is_offered:
            return ["offered: nothing stands in the way"]
        return [f"{reason.code}: {reason.words}" for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, with the meeting as it would lie."""

    calendar: MediatorCalendar
    service: Service
    meeting: Period
    now: datetime
    viewer: VisitorKey | None

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.schedule.zone

    @property
    def day(self) -> date:
        return local_date(self.zone, self.meeting.start)


def explain(
    calendar: MediatorCalendar,
    service: Service,
    start: datetime,
    *,
    now: datetime,
    viewer: VisitorKey | None = None,
) -> Explanation:
    """Judge one start by every rule of `availability.starts_of`, whose answer it always shares."""
    start, now = utc(start), utc(now)
    asked = _Question(calendar, service, Period(start, start + service.duration), now, viewer)
    reasons = [
        *_of_the_mediator(asked),
        *_of_the_distance(asked),
        *_of_the_hours(asked),
        *_of_what_is_taken(asked),
        *_of_the_cap(asked),
    ]
    return Explanation(start, tuple(reasons or _of_the_grid(asked)))


def _of_the_mediator(asked: _Question) -> Iterator[Reason]:
    if not asked.calendar.is_active:
        yield Reason(ReasonCode.INACTIVE, "this mediator is not taking bookings")
    last = asked.calendar.qualified_to
    if last is not None and asked.day > last:
        yield Reason(ReasonCode.NOT_QUALIFIED, f"their accreditation is known until {_day(last)} only")


def _of_the_distance(asked: _Question) -> Iterator[Reason]:
    start, now, service, zone = asked.meeting.start, asked.now, asked.service, asked.zone
    if start < now:
        yield Reason(ReasonCode.IN_THE_PAST, f"it is before now, {_moment(now, zone)}")
    elif start < now + service.notice:
        first = _moment(now + service.notice, zone)
        yield Reason(
            ReasonCode.NOTICE, f"with {service.notice_min} minutes' notice the first start is {first}"
        )
    horizon = service.horizon
    if horizon is not None and horizon.kind is HorizonKind.HOURS:
        final = now + timedelta(hours=horizon.n)
        if start > final:
            yield Reason(ReasonCode.HORIZON, f"{horizon.n} hours from now end on {_moment(final, zone)}")
    last_day = last_day_of(asked.calendar.schedule, horizon, now=now, end=start)
    if last_day is not None and asked.day > last_day:
        yield Reason(ReasonCode.HORIZON, f"bookings are taken up to {_day(last_day)}")


def _of_the_hours(asked: _Question) -> Iterator[Reason]:
    schedule, meeting = asked.calendar.schedule, asked.meeting
    last = local_date(asked.zone, meeting.end)
    worked = ruled_periods(schedule, asked.day - DAYS_BEFORE * DAY, last + DAYS_AFTER * DAY)
    if not any(period.covers(meeting) for period in worked):
        yield _of_the_rules(schedule, asked.day)
    for off in schedule.time_off:
        if off.overlaps(meeting):
            yield Reason(ReasonCode.TIME_OFF, f"time off from {_span(off, asked.zone)}")


def _of_the_rules(schedule: Schedule, day: date) -> Reason:
    """Which rule of the day leaves this meeting outside working hours."""
    hours = [f"{_wall(each.start_min)} to {_wall(each.end_min)}" for each in schedule.hours_on(day)]
    worked = f"the hours are {', '.join(hours)}" if hours else "there are no hours"
    if day in schedule.days_off:
        return Reason(ReasonCode.DAY_OFF, f"{_day(day)} is a day off")
    if day in schedule.overrides:
        return Reason(ReasonCode.OVERRIDE, f"{_day(day)} is set by hand: {worked}")
    if day in schedule.closures:
        return Reason(ReasonCode.CLOSURE, f"{_day(day)} is a bank holiday or closure")
    return Reason(ReasonCode.OUTSIDE_HOURS, f"on {_day(day)} {worked}, and the whole meeting must fit")


def _of_what_is_taken(asked: _Question) -> Iterator[Reason]:
    service, zone, meeting = asked.service, asked.zone, asked.meeting

    def words(taken: Period, blocked: Period) -> str:
        return f"{_span(taken, zone)}; with buffers no meeting may lie in {_span(blocked, zone)}"

    for busy in asked.calendar.bookings:
        blocked = blocked_by(busy, service)
        if busy.start < busy.end and blocked.overlaps(meeting):
            yield Reason(ReasonCode.BOOKED, f"a meeting from {words(Period(busy.start, busy.end), blocked)}")
    for hold in asked.calendar.holds:
        blocked = blocked_by(hold, service)
        if hold.blocks(asked.viewer, asked.now) and hold.start < hold.end and blocked.overlaps(meeting):
            until = _moment(hold.expires_at, zone)
            held = words(Period(hold.start, hold.end), blocked)
            yield Reason(ReasonCode.HELD, f"a visitor keeps, until {until}, the time from {held}")
    for outside in asked.calendar.external_busy:
        blocked = blocked_by_outside(outside, service)
        if not outside.is_empty and blocked.overlaps(meeting):
            yield Reason(
                ReasonCode.BUSY_ELSEWHERE, f"busy in another calendar from {words(outside, blocked)}"
            )


def _of_the_cap(asked: _Question) -> Iterator[Reason]:
    cap = asked.service.daily_cap
    if cap is None:
        return
    booked = booked_on(asked.calendar, asked.service, asked.meeting)[asked.day]
    if booked >= cap:
        yield Reason(ReasonCode.DAILY_CAP, f"{booked} booked on {_day(asked.day)}, and the limit is {cap}")


def _of_the_grid(asked: _Question) -> list[Reason]:
    """The one rule left when no other stands in the way."""
    start = asked.meeting.start
    near = starts_of(
        asked.calendar,
        asked.service,
        now=asked.now,
        start=start - DAY,
        end=start + DAY,
        viewer=asked.viewer,
    )
    if start in near:
        return []
    beside = [
        max((at for at in near if at < start), default=None),
        min((at for at in near if at > start), default=None),
    ]
    nearest = " and ".join(_moment(at, asked.zone) for at in beside if at is not None) or "none within a day"
    step = asked.service.step_min
    return [Reason(ReasonCode.OFF_GRID, f"starts come every {step} minutes; the nearest are {nearest}")]


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _span(period: Period, zone: ZoneInfo) -> str:
    """Both ends in local time, the date of the end only where it is another one."""
    start, end = _moment(period.start, zone), period.end.astimezone(zone)
    same_day = local_date(zone, period.start) == end.date()
    return f"{start} to {f'{end:%H:%M}' if same_day else _moment(period.end, zone)}"


def _wall(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
