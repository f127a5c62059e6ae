"""What the page "How we may reach you" was told, and what it makes of somebody's preferences. PURE.

The page never shows earlier answers, so whatever was left empty stays as it was. Only an answer about an
address or a number goes with it: of a new one nothing is known until it is said.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from mediation.core.working_time import WeeklyHours

from .contact_preferences import Preferences
from .enums import Answer, ContactSafety
from .typed import is_same_number


class Use(StrEnum):
    """May we write to this address?"""

    YES = "yes"
    NEUTRAL = "neutral"  # if it does not say who we are
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One page of answers; None is "left as it was". `windows`: their safe times, empty for any time.

    `phone` is E.164. `say_who` is about calls and texts alike.
    """

    email: str = field(default="", repr=False)
    email_use: Use | None = None
    phone: str = field(default="", repr=False)
    may_call: Answer | None = None
    may_text: Answer | None = None
    say_who: Answer | None = None
    voicemail: Answer | None = None
    windows: tuple[WeeklyHours, ...] | None = None
    post: str = field(default="", repr=False)
    post_use: Use | None = None
    calendar_entry: Answer | None = None
    phrase: str = field(default="", repr=False)
    site_only: bool | None = None


SAFETY_OF_USE = {
    Use.YES: ContactSafety.OK,
    Use.NEUTRAL: ContactSafety.OK_BUT_DO_NOT_SAY_WHO,
    Use.NO: ContactSafety.NEVER,
    Use.UNSURE: ContactSafety.UNKNOWN,
}

# What an earlier answer says to "may we call?" and "may we text?".
SAID = {
    ContactSafety.OK: Answer.YES,
    ContactSafety.OK_BUT_DO_NOT_SAY_WHO: Answer.YES,
    ContactSafety.TIMES_ONLY: Answer.YES,
    ContactSafety.NEVER: Answer.NO,
    ContactSafety.UNKNOWN: Answer.UNSURE,
}


def changed(preferences: Preferences, told: Told) -> Preferences:
    """The preferences after what was told. Whether a number is unsafe is not for this page to say.

    The page says that without a yes no caller and no text tells who we are: so it is, whatever it was before.
    """
    now = _with_addresses(preferences, told)
    windows = now.safe_windows if told.windows is None else told.windows
    say_who = told.say_who or now.say_who
    call, text = (
        _of_number(may or SAID[before], say_who, is_only_at_times=_is_only_at_times(told, windows, before))
        for may, before in ((told.may_call, now.call_safety), (told.may_text, now.sms_safety))
    )
    return replace(
        now,
        email_safety=_of_letters(told.email_use, now.email_safety, told),
        post_safety=_of_letters(told.post_use, now.post_safety, told),
        call_safety=call,
        sms_safety=text,
        say_who=say_who,
        safe_windows=windows,
        voicemail=told.voicemail or now.voicemail,
        calendar_entry=told.calendar_entry or now.calendar_entry,
        phrase=told.phrase or now.phrase,
        site_only=now.site_only if told.site_only is None else told.site_only,
    )


def _with_addresses(preferences: Preferences, told: Told) -> Preferences:
    """The new addresses; what was said of the old ones is forgotten."""
    now = replace(preferences, email=told.email, phone=told.phone, post=told.post)
    if told.email != preferences.email:
        now = replace(now, email_safety=ContactSafety.UNKNOWN, calendar_entry=Answer.UNSURE)
    if told.post != preferences.post:
        now = replace(now, post_safety=ContactSafety.UNKNOWN)
    if not is_same_number(told.phone, preferences.phone):
        unknown = ContactSafety.UNKNOWN
        now = replace(now, call_safety=unknown, sms_safety=unknown)
        now = replace(now, say_who=Answer.UNSURE, voicemail=Answer.UNSURE)
    return now


def _of_letters(use: Use | None, before: ContactSafety, told: Told) -> ContactSafety:
    if use:
        return SAFETY_OF_USE[use]
    if before is ContactSafety.TIMES_ONLY and told.windows == ():
        return ContactSafety.OK_BUT_DO_NOT_SAY_WHO  # any time is safe now; more was not said
    return before


def _is_only_at_times(told: Told, windows: tuple[WeeklyHours, ...], before: ContactSafety) -> bool:
    """Times that we were never told still bind, until they say "any time"."""
    return bool(windows) or (told.windows is None and before is ContactSafety.TIMES_ONLY)


def _of_number(may: Answer, say_who: Answer, *, is_only_at_times: bool) -> ContactSafety:
    if may is Answer.NO:
        return ContactSafety.NEVER
    if may is Answer.UNSURE:
        return ContactSafety.UNKNOWN
    if is_only_at_times:
        return ContactSafety.TIMES_ONLY
    return ContactSafety.OK if say_who is Answer.YES else ContactSafety.OK_BUT_DO_NOT_SAY_WHO
