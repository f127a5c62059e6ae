"""When somebody may be reached: their own safe times, and the quiet hours of the night. PURE.

Quiet hours are 21:00 to 08:00 on the clock where the person is (booking.md B7). They bind texts, and the
calls that we make of our own accord. They do not bind a text that answers what the person has just done
themselves. That we took a request for a call is no such text: the page has said it, and the call is hours
away. A call at a time that the person chose themselves is never too late.
"""

from datetime import datetime, timedelta

from mediation.core.enums import Channel, Purpose
from mediation.core.periods import Period, merge, subtract
from mediation.core.working_time import MIDNIGHT_MIN, Schedule, WeeklyHours, working_ranges

from .contact_preferences import Preferences
from .contact_reasons import Reason
from .enums import ContactSafety

QUIET_FROM_MIN, QUIET_UNTIL_MIN = 21 * 60, 8 * 60
ANSWERS_AN_ACT = frozenset({Purpose.CODE, Purpose.RESUME_LINK, Purpose.BOOKING})
QUIET_CALLS = frozenset({Purpose.CALLBACK, Purpose.VOICEMAIL})
BY_NIGHT = tuple(
    WeeklyHours(weekday, *hours)
    for weekday in range(1, 8)
    for hours in ((0, QUIET_UNTIL_MIN), (QUIET_FROM_MIN, MIDNIGHT_MIN))
)
# Far enough for the second next week, as the spring change can swallow a short window of the next one.
LOOK_AHEAD = timedelta(days=15)


def is_bound_to_times(preferences: Preferences, channel: Channel, purpose: Purpose) -> bool:
    """Does it depend on the time whether this may happen?"""
    return _is_at_times_only(preferences, channel) or _keeps_quiet_hours(channel, purpose)


def allowed_times(preferences: Preferences, channel: Channel, purpose: Purpose, at: datetime) -> list[Period]:
    """When it may happen, in order, from an instant in UTC on, as far as we look ahead."""
    safe = safe_times(preferences, at)
    times = safe if _is_at_times_only(preferences, channel) else [Period(at, at + LOOK_AHEAD)]
    if not _keeps_quiet_hours(channel, purpose):
        return times
    by_day = subtract(times, _ranges(preferences, BY_NIGHT, at))
    return merge([*by_day, *safe]) if channel is Channel.CALL else by_day


def why_not_now(
    preferences: Preferences, channel: Channel, at: datetime, allowed: list[Period]
) -> Reason | None:
    """None inside the times that `allowed_times` found for this instant."""
    if allowed and allowed[0].start <= at:
        return None
    if not _is_at_times_only(preferences, channel):
        return Reason.QUIET_HOURS
    safe = safe_times(preferences, at)
    if not safe:
        return Reason.NO_SAFE_TIME
    if not allowed:
        return Reason.ONLY_AT_NIGHT
    return Reason.QUIET_HOURS if safe[0].start <= at else Reason.OUTSIDE_SAFE_TIME


def safe_times(preferences: Preferences, at: datetime) -> list[Period]:
    """The person's own safe times from this instant on, as far as we look ahead, in order, UTC."""
    return _ranges(preferences, preferences.safe_windows, at)


def _ranges(preferences: Preferences, hours: tuple[WeeklyHours, ...], at: datetime) -> list[Period]:
    return working_ranges(Schedule(preferences.zone, hours), at, at + LOOK_AHEAD)


def _is_at_times_only(preferences: Preferences, channel: Channel) -> bool:
    return preferences.safety(channel) is ContactSafety.TIMES_ONLY


def _keeps_quiet_hours(channel: Channel, purpose: Purpose) -> bool:
    if channel is Channel.SMS:
        return purpose not in ANSWERS_AN_ACT
    return channel is Channel.CALL and purpose in QUIET_CALLS
