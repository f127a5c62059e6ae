"""What one person told us about reaching them. PURE. Asked of `intake.contact_safety`, never read past it."""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from mediation.core.enums import Channel
from mediation.core.working_time import WeeklyHours

from .conditions import Answers
from .enums import Answer, ContactSafety
from .typed import is_same_number

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What one person told us about reaching them. Everything unsaid is unknown.

    `safe_windows` are their own days and times, on the wall clock of `zone`; they bind the channels that are
    safe at times only, and inside them a call never counts as late. `say_who`: a caller inside those times
    may say who we are. `phrase` is the word that proves a caller is them. `site_only`: never contact me
    except through the site. `number_is_unsafe`: somebody else answered the phone, and nobody has confirmed
    the number in another way since.
    """

    email: str = field(default="", repr=False)
    email_safety: ContactSafety = ContactSafety.UNKNOWN
    phone: str = field(default="", repr=False)
    sms_safety: ContactSafety = ContactSafety.UNKNOWN
    call_safety: ContactSafety = ContactSafety.UNKNOWN
    voicemail: Answer = Answer.UNSURE
    say_who: Answer = Answer.UNSURE
    post: str = field(default="", repr=False)
    post_safety: ContactSafety = ContactSafety.UNKNOWN
    calendar_entry: Answer = Answer.UNSURE
    safe_windows: tuple[WeeklyHours, ...] = ()
    zone: ZoneInfo = LONDON
    phrase: str = field(default="", repr=False)
    site_only: bool = False
    number_is_unsafe: bool = False

    def address(self, channel: Channel) -> str:
        """Where the channel leads; empty when they gave none."""
        return {
            Channel.EMAIL: self.email,
            Channel.SMS: self.phone,
            Channel.CALL: self.phone,
            Channel.POST: self.post,
        }[channel]

    def safety(self, channel: Channel) -> ContactSafety:
        return {
            Channel.EMAIL: self.email_safety,
            Channel.SMS: self.sms_safety,
            Channel.CALL: self.call_safety,
            Channel.POST: self.post_safety,
        }[channel]

    def has_safe_time(self, channel: Channel) -> bool:
        """Is there any time at all? For a channel that is safe at times only, a window has to open."""
        opens = any(window.start_min < window.end_min for window in self.safe_windows)
        return opens or self.safety(channel) is not ContactSafety.TIMES_ONLY


def preferences_from_answers(answers: Answers) -> Preferences:
    """What the booking's answers say. A yes to calls says nothing of texts and of voicemail.

    Of somebody whose address must stay secret, or may have to, see `all_private`.
    """
    email = _words(answers, "email")
    phone = _words(answers, "phone")
    email_safety = _SAFETY[_answer(answers, "email_private")] if email else ContactSafety.UNKNOWN
    calendar = answers.get("calendar_safe") is True and email_safety is ContactSafety.OK
    said = Preferences(
        email=email,
        email_safety=email_safety,
        phone=phone,
        call_safety=_SAFETY[_answer(answers, "phone_private")] if phone else ContactSafety.UNKNOWN,
        calendar_entry=Answer.YES if calendar else Answer.NO,
    )
    return all_private(said) if has_secret_address(answers) else said


def has_secret_address(answers: Answers) -> bool:
    """They live in a refuge, or where nobody may know; "not sure" counts."""
    return _answer(answers, "refuge") in {Answer.YES, Answer.UNSURE}


def all_private(preferences: Preferences) -> Preferences:
    """No address is kept, nothing goes by post, nothing lies in a calendar. Who reads their e-mail and hears
    their calls is as they said: that they know best."""
    return replace(preferences, post="", post_safety=ContactSafety.NEVER, calendar_entry=Answer.NO)


def carried_over(said: Preferences, earlier: Preferences) -> Preferences:
    """What somebody says in a booking that began with a call, with what they asked for then.

    It never makes anything wider: a plain yes to calls stays a yes without our name, and at their weekly
    times only, where they had asked for that. Only the phrase goes with them to another number.
    """
    known = replace(said, phrase=earlier.phrase)
    if not is_same_number(said.phone, earlier.phone):
        return known
    return replace(
        known,
        call_safety=_still_bound(said.call_safety, earlier),
        sms_safety=earlier.sms_safety,
        voicemail=earlier.voicemail,
        say_who=earlier.say_who,
        safe_windows=earlier.safe_windows,
        number_is_unsafe=earlier.number_is_unsafe,
    )


def _still_bound(calls: ContactSafety, earlier: Preferences) -> ContactSafety:
    """Times of a single date are over with the call; those of every week are not."""
    if calls is not ContactSafety.OK:
        return calls
    every_week = any(one.valid_to is None for one in earlier.safe_windows)
    if earlier.call_safety is ContactSafety.TIMES_ONLY and every_week:
        return ContactSafety.TIMES_ONLY
    return ContactSafety.OK if earlier.say_who is Answer.YES else ContactSafety.OK_BUT_DO_NOT_SAY_WHO


_SAFETY = {
    Answer.YES: ContactSafety.OK,
    Answer.NO: ContactSafety.NEVER,
    Answer.UNSURE: ContactSafety.UNKNOWN,
    None: ContactSafety.UNKNOWN,
}


def _words(answers: Answers, key: str) -> str:
    given = answers.get(key)
    return given.strip() if isinstance(given, str) else ""


def _answer(answers: Answers, key: str) -> Answer | None:
    given = answers.get(key)
    return Answer(given) if isinstance(given, str) and given in set(Answer) else None


CAUTION = (
    ContactSafety.NEVER,
    ContactSafety.TIMES_ONLY,
    ContactSafety.UNKNOWN,
    ContactSafety.OK_BUT_DO_NOT_SAY_WHO,
    ContactSafety.OK,
)
ANSWER_CAUTION = (Answer.NO, Answer.UNSURE, Answer.YES)
"""The first of either that somebody said is the safer. Without a yes, a channel other than e-mail is not used
at all: see `safer`."""


def safer(kept: Preferences, other: Preferences) -> Preferences:
    """One person said two things about reaching them: the more careful of each counts.

    The address or number of `kept` stays where there is one. Of two sets of safe times what both have counts;
    where they have none in common, the channel that is safe at times only is not used.
    """
    windows = _both(kept, other)
    joined = replace(
        kept,
        email=kept.email or other.email,
        phone=kept.phone or other.phone,
        post=kept.post or other.post,
        email_safety=_safer(kept, other, Channel.EMAIL),
        sms_safety=_safer(kept, other, Channel.SMS),
        call_safety=_safer(kept, other, Channel.CALL),
        post_safety=_safer(kept, other, Channel.POST),
        voicemail=min(kept.voicemail, other.voicemail, key=ANSWER_CAUTION.index),
        say_who=min(kept.say_who, other.say_who, key=ANSWER_CAUTION.index),
        calendar_entry=min(kept.calendar_entry, other.calendar_entry, key=ANSWER_CAUTION.index),
        safe_windows=windows,
        phrase=kept.phrase or other.phrase,
        site_only=kept.site_only or other.site_only,
        number_is_unsafe=kept.number_is_unsafe
        or (other.number_is_unsafe and is_same_number(kept.phone or other.phone, other.phone)),
    )
    return joined if windows else _without_times(joined)


def _safer(kept: Preferences, other: Preferences, channel: Channel) -> ContactSafety:
    """Where only one of them has an address at all, the other said nothing of it unless they said never."""
    said = [one.safety(channel) for one in (kept, other)]
    if ContactSafety.NEVER in said:
        return ContactSafety.NEVER
    had = [one.safety(channel) for one in (kept, other) if one.address(channel)] or said
    if ContactSafety.UNKNOWN in had and channel is not Channel.EMAIL:
        return ContactSafety.UNKNOWN
    return min(had, key=CAUTION.index)


def _both(kept: Preferences, other: Preferences) -> tuple[WeeklyHours, ...]:
    ours, theirs = kept.safe_windows, other.safe_windows
    if not ours or not theirs:
        return ours or theirs
    common = (_overlap(one, two) for one in ours for two in theirs if one.weekday == two.weekday)
    return tuple(one for one in common if one is not None)


def _overlap(one: WeeklyHours, two: WeeklyHours) -> WeeklyHours | None:
    start, end = max(one.start_min, two.start_min), min(one.end_min, two.end_min)
    if start >= end:
        return None
    starts = [day for day in (one.valid_from, two.valid_from) if day]
    ends = [day for day in (one.valid_to, two.valid_to) if day]
    return WeeklyHours(one.weekday, start, end, max(starts, default=None), min(ends, default=None))


def _without_times(said: Preferences) -> Preferences:
    """Nothing is safe at any time: what was safe at times only is not used."""

    def never(safety: ContactSafety) -> ContactSafety:
        return ContactSafety.NEVER if safety is ContactSafety.TIMES_ONLY else safety

    return replace(
        said,
        email_safety=never(said.email_safety),
        sms_safety=never(said.sms_safety),
        call_safety=never(said.call_safety),
        post_safety=never(said.post_safety),
    )
