"""PURE. What the availability engine is told: the service wanted and each mediator's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from mediation.core.periods import Period
from mediation.core.working_time import Schedule

MediatorId = int | str
ServiceId = int | str
VisitorKey = int | str

MINUTE = timedelta(minutes=1)
CLOCK_UNITS_MIN = (60, 30, 20, 15, 10, 5)


class HorizonKind(StrEnum):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far ahead a start may lie, the limit included: elapsed hours, or whole local days after today."""

    kind: HorizonKind
    n: int


@dataclass(frozen=True, slots=True)
class Service:
    """What is being booked, in minutes. `daily_cap` counts meetings of this service in a local day."""

    duration_min: int
    step_min: int
    notice_min: int = 0
    buffer_before_min: int = 0
    buffer_after_min: int = 0
    daily_cap: int | None = None
    horizon: Horizon | None = None
    on_the_clock: bool = True  # align the first start of each free stretch to the mediator's clock
    id: ServiceId | None = None

    duration: timedelta = field(init=False, repr=False)
    step: timedelta = field(init=False, repr=False)
    notice: timedelta = field(init=False, repr=False)
    before: timedelta = field(init=False, repr=False)
    after: timedelta = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """The same lengths as spans of time, worked out once: a page asks thousands of times."""
        object.__setattr__(self, "duration", self.duration_min * MINUTE)
        object.__setattr__(self, "step", self.step_min * MINUTE)
        object.__setattr__(self, "notice", self.notice_min * MINUTE)
        object.__setattr__(self, "before", self.buffer_before_min * MINUTE)
        object.__setattr__(self, "after", self.buffer_after_min * MINUTE)

    @property
    def clock_unit_min(self) -> int:
        """The largest part of an hour that divides the step; 1 if none does."""
        return next((unit for unit in CLOCK_UNITS_MIN if self.step_min % unit == 0), 1)


@dataclass(frozen=True, slots=True)
class Busy:
    """A meeting that stands, by its own times. None as a buffer, or as service, means the one asked for."""

    start: datetime
    end: datetime
    before: timedelta | None = None
    after: timedelta | None = None
    service: ServiceId | None = None

    def counts_for(self, service: Service) -> bool:
        return self.service is None or self.service == service.id


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that one visitor keeps while answering. It ends at `expires_at`, whoever cleans up and when.

    It blocks whatever its `service`, which is only for whoever counts holds by kind.
    """

    start: datetime
    end: datetime
    holder: VisitorKey
    expires_at: datetime
    before: timedelta | None = None
    after: timedelta | None = None
    service: ServiceId | None = None

    def blocks(self, viewer: VisitorKey | None, now: datetime) -> bool:
        return self.expires_at > now and (viewer is None or self.holder != viewer)


@dataclass(frozen=True, slots=True)
class MediatorCalendar:
    """Everything about one mediator that decides which starts are free.

    `bookings`, `holds` and `external_busy` must reach back to the local midnight before `now`: an earlier
    meeting can move the grid inside the window asked for, and counts towards the day's cap. `shortfall` is
    how far this mediator is behind their share (largest first). `qualified_to` is the last local date on
    which they may hold a meeting.
    """

    id: MediatorId
    schedule: Schedule
    bookings: Sequence[Busy] = ()
    external_busy: Sequence[Period] = ()
    holds: Sequence[Hold] = ()
    shortfall: float | Fraction = 0
    qualified_to: date | None = None
    is_active: bool = True
