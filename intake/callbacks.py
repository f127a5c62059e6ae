"""PURE. Requests for a call: how urgent, how to ring safely, when to try again, by when it was promised.

Nothing here widens what somebody said. Whatever they left open is read in the way that gives least away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mediation.core.clearance import Purpose
from mediation.core.enums import Channel
from mediation.core.periods import Period, utc
from mediation.core.working_time import DAY, Schedule, WeeklyHours, local_date, working_ranges

from .contact_preferences import LONDON, Preferences
from .contact_safety import may_contact
from .enums import Answer, CallbackAgain, CallbackPriority, CallbackTopic, CallbackWhen, ContactSafety

MONDAY_TO_FRIDAY = range(1, 6)
MINUTE = timedelta(minutes=1)
LOOK_AHEAD = 30 * DAY
LOOKS = 12  # a year; somebody who never works in a year has no working time to count in


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the form gathered. `phone` is E.164; None is a question that was left open.

    `form_key` is a random value of the page that was sent: the same page sent twice is one request.
    """

    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(default="", repr=False)
    email_private: Answer = Answer.UNSURE
    may_text: Answer = Answer.UNSURE
    say_who: Answer = Answer.UNSURE
    voicemail: Answer = Answer.UNSURE
    when: CallbackWhen
    window_id: int | None = None
    own_time: str = field(default="", repr=False)
    again: CallbackAgain = CallbackAgain.NEVER
    topic: CallbackTopic
    question: str = field(default="", repr=False)
    hearing_soon: Answer | None = None
    safe_to_talk: Answer | None = None
    asked_by_name: str = field(default="", repr=False)
    asked_by_relationship: str = field(default="", repr=False)
    phrase: str = field(default="", repr=False)
    recording_objection: bool = False
    marketing: bool = False
    notices_shown: Mapping[str, int] = field(default_factory=dict)
    source_page: str = ""
    form_key: str = field(default="", repr=False)

    @property
    def is_for_somebody_else(self) -> bool:
        """Somebody asked on the client's behalf: the client has not told us anything themselves."""
        return bool(self.asked_by_name or self.asked_by_relationship)

    @property
    def marketing_by_themselves(self) -> bool:
        """Nobody can agree to news in somebody else's name."""
        return self.marketing and not self.is_for_somebody_else

    @property
    def needs_care(self) -> bool:
        """Nobody may learn from the call what it is about: they said so, or cannot tell."""
        return self.is_for_somebody_else or self.safe_to_talk in {Answer.NO, Answer.UNSURE}

    @property
    def is_asap(self) -> bool:
        return self.when is CallbackWhen.ASAP

    @property
    def again_safely(self) -> CallbackAgain:
        """When we may try again; at any time only where they did not say that it is unsafe to talk."""
        if self.again is CallbackAgain.ANY_TIME and self.safe_to_talk is Answer.NO:
            return CallbackAgain.SAME_TIME
        return self.again


def priority_of(asked: Asked) -> CallbackPriority:
    """Urgent: a hearing within 14 days, or not safe to talk. "Not sure" is careful, but not urgent."""
    if asked.hearing_soon is Answer.YES or asked.safe_to_talk is Answer.NO:
        return CallbackPriority.URGENT
    if asked.topic is CallbackTopic.LEGAL_AID:
        return CallbackPriority.LEGAL_AID
    return CallbackPriority.GENERAL


def preferences_from_asked(asked: Asked, window: Period | None = None) -> Preferences:
    """How this person may be reached, by what they (or somebody for them) said. `window` is the chosen one.

    For somebody else nothing is ever written: the address may be the asker's, and who asked is told nothing.
    """
    say_who = Answer.NO if asked.needs_care else asked.say_who
    written = not asked.is_for_somebody_else
    return Preferences(
        email=asked.email,
        email_safety=_written(asked.email_private) if written else ContactSafety.NEVER,
        phone=asked.phone,
        sms_safety=_text(asked.may_text, say_who) if written else ContactSafety.NEVER,
        call_safety=_call(asked, say_who),
        voicemail=Answer.NO if asked.needs_care else asked.voicemail,
        say_who=say_who,
        calendar_entry=Answer.NO,
        # Also where any time is safe: a call at the time that they chose is never too late in the evening.
        safe_windows=safe_windows(window, asked.again_safely) if window and not asked.is_asap else (),
        phrase=asked.phrase,
    )


def _is_bound(asked: Asked) -> bool:
    """Whether calls are safe at the chosen times only."""
    if asked.when is CallbackWhen.OWN_WORDS:
        return True
    return asked.when is CallbackWhen.WINDOW and asked.again_safely is not CallbackAgain.ANY_TIME


def _call(asked: Asked, say_who: Answer) -> ContactSafety:
    if _is_bound(asked):
        return ContactSafety.TIMES_ONLY
    return ContactSafety.OK if say_who is Answer.YES else ContactSafety.OK_BUT_DO_NOT_SAY_WHO


def _written(private: Answer) -> ContactSafety:
    return {Answer.YES: ContactSafety.OK, Answer.NO: ContactSafety.NEVER}.get(private, ContactSafety.UNKNOWN)


def _text(may_text: Answer, say_who: Answer) -> ContactSafety:
    """A text stays on the screen, so it says who we are only where a caller may."""
    if may_text is Answer.YES and say_who is not Answer.YES:
        return ContactSafety.OK_BUT_DO_NOT_SAY_WHO
    return _written(may_text)


def safe_windows(window: Period, again: CallbackAgain, *, zone: ZoneInfo = LONDON) -> tuple[WeeklyHours, ...]:
    """The chosen window on its own date, and, where they said so, the same time on other days.

    Other days are of the same kind: for a chosen Monday to Friday all five, for a Saturday or Sunday that day
    alone, because who is at home at a weekend is another question.
    """
    start = window.start.astimezone(zone)
    on, start_min = start.date(), start.hour * 60 + start.minute
    end_min = start_min + int((window.end - window.start) / MINUTE)
    chosen = WeeklyHours(on.isoweekday(), start_min, end_min, on, on)
    if again is not CallbackAgain.SAME_TIME:
        return (chosen,)
    weekdays = MONDAY_TO_FRIDAY if on.isoweekday() in MONDAY_TO_FRIDAY else (on.isoweekday(),)
    return (chosen, *(WeeklyHours(day, start_min, end_min, on) for day in weekdays))


def next_attempt_windows(
    windows: Iterable[Period],
    *,
    again: CallbackAgain,
    like: datetime,
    tried: Collection[datetime],
    preferences: Preferences,
    now: datetime,
) -> list[Period]:
    """Of these windows with room, those in which we may try again, the best first.

    Never one that was tried, nor one outside what is safe; days on which nobody tried yet come first. `like`
    is an instant of the time that they chose, for "the same time of day"; `tried` are the instants of earlier
    attempts. All instants are aware.
    """
    if again is CallbackAgain.NEVER:
        return []
    zone = preferences.zone
    days = {local_date(zone, at) for at in tried}
    found = [
        one
        for one in windows
        if one.start >= now
        and not any(one.start <= at < one.end for at in tried)
        and (again is CallbackAgain.ANY_TIME or _holds_clock(one, like, zone))
        and is_safe(one, preferences)
    ]
    return sorted(found, key=lambda one: (local_date(zone, one.start) in days, one.start))


def is_safe(window: Period, preferences: Preferences) -> bool:
    """Whether this person may be rung from the first to the last minute of the window."""
    return all(
        may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at).allowed
        for at in (window.start, window.end - MINUTE)
    )


def _holds_clock(window: Period, at: datetime, zone: ZoneInfo) -> bool:
    """Whether the window holds the time of day of this instant, on the wall clock."""
    wall = at.astimezone(zone)
    first = window.start.astimezone(zone)
    minutes = (wall.hour - first.hour) * 60 + wall.minute - first.minute
    return 0 <= minutes < (window.end - window.start) / MINUTE


class Promise(NamedTuple):
    """By when somebody should have been rung, and when staff are warned that it is near. UTC."""

    warn_at: datetime
    due_at: datetime


def promise_for_window(window: Period, *, warn_min: int) -> Promise:
    """Somebody who chose a window is rung within it; staff are warned from its beginning at the earliest."""
    return Promise(max(window.start, window.end - warn_min * MINUTE), window.end)


def promise_from(schedule: Schedule, asked_at: datetime, *, minutes: int, warn_min: int) -> Promise:
    """Within so many working minutes of asking, and a warning `warn_min` working minutes before that."""
    return Promise(
        due_after(schedule, asked_at, max(minutes - warn_min, 0)), due_after(schedule, asked_at, minutes)
    )


def due_after(schedule: Schedule, start: datetime, minutes: int) -> datetime:
    """The UTC instant at which so many minutes have been worked since `start`.

    None at all is the first working instant. Where nobody works within a year, minutes by the clock.
    """
    start, left = utc(start), minutes * MINUTE
    since = start
    for _ in range(LOOKS):
        for worked in working_ranges(schedule, since, since + LOOK_AHEAD):
            if worked.end - worked.start >= left:
                return worked.start + left
            left -= worked.end - worked.start
        since += LOOK_AHEAD
    return start + minutes * MINUTE


def last_look(on: date) -> date:
    """The last date whose closures `due_after` may ask for when it starts on this one."""
    return on + LOOKS * LOOK_AHEAD + DAY
