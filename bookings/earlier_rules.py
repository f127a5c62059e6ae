"""PURE. Who is offered which earlier time, and when. All instants are aware; distances are elapsed time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.labels import Label, carries_label
from intake.contact_times import QUIET_FROM_MIN, QUIET_UNTIL_MIN
from mediation.core.times import UK

BETTER_BY = timedelta(hours=2)  # less than that is not worth anybody's upset
ABOVE_NOTICE = timedelta(minutes=30)  # time to answer, and to get ready
OFFERS_A_DAY = 3
# How long before a meeting people can say that they have to know.
WARNINGS_MIN = (120, 240, 1440)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person on the list wants. `seen` are starts that were free when they joined and have been
    ever since, `offered` those that they had an offer of."""

    meeting_at: datetime
    length: timedelta
    warning: timedelta
    windows: tuple[Label, ...] = ()
    seen: Collection[datetime] = frozenset()
    offered: Collection[datetime] = frozenset()


def earliest_offered(*, now: datetime, notice: timedelta, warning: timedelta) -> datetime:
    """The first start, included, that may be offered to somebody who needs this much warning."""
    return now + max(notice + ABOVE_NOTICE, warning)


def could_be_earlier(meeting_at: datetime, *, now: datetime, notice: timedelta) -> bool:
    """Whether there is room for an offer before this meeting at all."""
    return meeting_at - BETTER_BY >= now + notice + ABOVE_NOTICE


def suits(wish: Wish, start: datetime, *, now: datetime, notice: timedelta) -> bool:
    """Whether this free start may be offered: soon enough to help, late enough to answer, wanted, and new."""
    if not earliest_offered(now=now, notice=notice, warning=wish.warning) <= start:
        return False
    if start > wish.meeting_at - BETTER_BY or start in wish.seen or start in wish.offered:
        return False
    return not wish.windows or any(carries_label(start, start + wish.length, one, UK) for one in wish.windows)


def may_offer_at(now: datetime, *, lasts: timedelta = timedelta()) -> bool:
    """By day only: nobody is written to from 9pm to 8am, UK time, and no offer that lasts so long runs into
    the night. So a message that was held up until 9pm is of no use any more, and is not sent."""
    local = now.astimezone(UK)
    since_midnight = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    night = timedelta(minutes=QUIET_FROM_MIN)
    return timedelta(minutes=QUIET_UNTIL_MIN) <= since_midnight < night and since_midnight + lasts <= night


def offers_today(made_at: Iterable[datetime], *, now: datetime) -> int:
    """How many offers this person had on this day, UK time."""
    today = now.astimezone(UK).date()
    return sum(at.astimezone(UK).date() == today for at in made_at)


def turn(
    *, meeting_at: datetime, joined_at: datetime, now: datetime, promise: timedelta
) -> tuple[bool, datetime]:
    """For sorting: those whose meeting lies outside the promise first, then who has waited longest."""
    return (meeting_at <= now + promise, joined_at)
