"""May we reach this person, by this channel, for this purpose, at this moment? PURE.

Every message, call, calendar file and export asks `may_contact`, and every answer names its reason. What
was never said counts as unknown: then only an e-mail, with nothing in it that tells what it is about. It
knows nothing of the other party: whether they may be written to at all is decided by their own file and
by the flags, before this is asked.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from mediation.core.clearance import Clearance, Purpose
from mediation.core.enums import Channel
from mediation.core.periods import Period
from mediation.core.working_time import DAY, Schedule, WeeklyHours, working_ranges

from .conditions import Answers
from .enums import Answer, ContactSafety

__all__ = [
    "Channel",
    "Preferences",
    "Purpose",
    "Reason",
    "has_safe_channel",
    "may_contact",
    "preferences_from_answers",
]

# What these carry opens private pages: it goes only where the person said that it is safe.
NEEDS_A_SAFE_CHANNEL = frozenset({Purpose.CODE, Purpose.RESUME_LINK})
INVITATION_CHANNELS = frozenset({Channel.EMAIL, Channel.POST})
LONDON = ZoneInfo("Europe/London")
# Far enough for the second next week, as the spring change can swallow a short window of the next one.
LOOK_AHEAD = 15 * DAY


class Reason(StrEnum):
    OK = "ok"
    DO_NOT_SAY_WHO = "do_not_say_who"
    INSIDE_SAFE_TIME = "inside_safe_time"
    UNKNOWN_SO_NEUTRAL = "unknown_so_neutral"
    INVITATION = "invitation"
    SITE_ONLY = "site_only"
    NO_ADDRESS = "no_address"
    NEVER = "never"
    UNKNOWN = "unknown"
    NOT_KNOWN_SAFE = "not_known_safe"
    OUTSIDE_SAFE_TIME = "outside_safe_time"
    NO_SAFE_TIME = "no_safe_time"
    NO_VOICEMAIL = "no_voicemail"
    INVITATION_IN_WRITING = "invitation_in_writing"


SENTENCES = {
    Reason.OK: "They said that this is safe.",
    Reason.DO_NOT_SAY_WHO: "They said yes, as long as we do not say who we are.",
    Reason.INSIDE_SAFE_TIME: "This is one of the times they said are safe. We do not say who we are.",
    Reason.UNKNOWN_SO_NEUTRAL: "We do not know if this is safe, so the e-mail does not say what it is for.",
    Reason.INVITATION: "An invitation is always in neutral words.",
    Reason.SITE_ONLY: "They asked us to use only this site.",
    Reason.NO_ADDRESS: "They gave us no address or number for this.",
    Reason.NEVER: "They said that this is not safe.",
    Reason.UNKNOWN: "We do not know if this is safe. Without a yes we only use e-mail.",
    Reason.NOT_KNOWN_SAFE: "This opens private pages, so it only goes where they said that it is safe.",
    Reason.OUTSIDE_SAFE_TIME: "This is not one of the times they said are safe. It waits for the next one.",
    Reason.NO_SAFE_TIME: "They said that only some times are safe, and we do not know which.",
    Reason.NO_VOICEMAIL: "They did not say that we may leave a message.",
    Reason.INVITATION_IN_WRITING: "An invitation is sent in writing, never by a call or a text.",
}


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What one person told us about reaching them. Everything unsaid is unknown.

    `safe_windows` are their own days and times, on the wall clock of `zone`; they bind the channels that are
    safe at times only. `say_who`: a caller inside those times may say who we are. `phrase` is the word that
    proves a caller is them. `site_only`: never contact me except through the site. `number_is_unsafe`:
    somebody else answered the phone, and nobody has confirmed the number in another way since.
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

    def next_safe_time(self, at: datetime) -> Period | None:
        """The safe time that is open at this instant, or else the next one, UTC."""
        schedule = Schedule(self.zone, self.safe_windows)
        return next(iter(working_ranges(schedule, at, at + LOOK_AHEAD)), None)


def may_contact(preferences: Preferences, channel: Channel, purpose: Purpose, at: datetime) -> Clearance:
    """Decide at an aware instant. A refusal may carry `retry_at`: the start of the next safe time, UTC.

    Raises ValueError for an instant without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("The instant needs a zone.")
    reason = _lasting_refusal(preferences, channel, purpose)
    if reason:
        return _refused(channel, purpose, reason)
    if preferences.safety(channel) is ContactSafety.TIMES_ONLY:
        window = preferences.next_safe_time(at)
        if window is None:
            return _refused(channel, purpose, Reason.NO_SAFE_TIME)
        if window.start > at:
            return _refused(channel, purpose, Reason.OUTSIDE_SAFE_TIME, retry_at=window.start)
    return _granted(preferences, channel, purpose)


def has_safe_channel(preferences: Preferences) -> bool:
    """Can a resume link or a code reach them, now or at a later safe time? Unknown is not safe."""
    return any(
        _lasting_refusal(preferences, channel, Purpose.CODE) is None and preferences.has_safe_time(channel)
        for channel in (Channel.EMAIL, Channel.SMS)
    )


def preferences_from_answers(answers: Answers) -> Preferences:
    """What the booking's answers say. A yes to calls says nothing of texts and of voicemail."""
    email = _words(answers, "email")
    phone = _words(answers, "phone")
    email_safety = _SAFETY[_answer(answers, "email_private")] if email else ContactSafety.UNKNOWN
    calendar = answers.get("calendar_safe") is True and email_safety is ContactSafety.OK
    return Preferences(
        email=email,
        email_safety=email_safety,
        phone=phone,
        call_safety=_SAFETY[_answer(answers, "phone_private")] if phone else ContactSafety.UNKNOWN,
        calendar_entry=Answer.YES if calendar else Answer.NO,
    )


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


def _lasting_refusal(preferences: Preferences, channel: Channel, purpose: Purpose) -> Reason | None:
    """Why not, whatever the time is; None when we may."""
    safety = preferences.safety(channel)
    if preferences.site_only:
        return Reason.SITE_ONLY
    if not preferences.address(channel):
        return Reason.NO_ADDRESS
    if safety is ContactSafety.NEVER:
        return Reason.NEVER
    if safety is ContactSafety.UNKNOWN and channel is not Channel.EMAIL:
        return Reason.UNKNOWN
    if safety is ContactSafety.UNKNOWN and purpose in NEEDS_A_SAFE_CHANNEL:
        return Reason.NOT_KNOWN_SAFE
    if purpose is Purpose.VOICEMAIL and preferences.voicemail is not Answer.YES:
        return Reason.NO_VOICEMAIL
    if purpose is Purpose.INVITATION and channel not in INVITATION_CHANNELS:
        return Reason.INVITATION_IN_WRITING
    return None


def _refused(
    channel: Channel, purpose: Purpose, reason: Reason, *, retry_at: datetime | None = None
) -> Clearance:
    return Clearance.refused(channel, purpose, reason=reason, sentence=SENTENCES[reason], retry_at=retry_at)


def _granted(preferences: Preferences, channel: Channel, purpose: Purpose) -> Clearance:
    reason = {
        ContactSafety.OK: Reason.OK,
        ContactSafety.OK_BUT_DO_NOT_SAY_WHO: Reason.DO_NOT_SAY_WHO,
        ContactSafety.TIMES_ONLY: Reason.INSIDE_SAFE_TIME,
        ContactSafety.UNKNOWN: Reason.UNKNOWN_SO_NEUTRAL,
    }[preferences.safety(channel)]
    if purpose is Purpose.INVITATION:
        reason = Reason.INVITATION
    return Clearance.granted(
        preferences.address(channel),
        channel,
        purpose,
        reason=reason,
        sentence=SENTENCES[reason],
        neutral_only=reason is not Reason.OK,
        calendar_entry=_may_attach_calendar(preferences, channel, purpose),
    )


def _may_attach_calendar(preferences: Preferences, channel: Channel, purpose: Purpose) -> bool:
    """A calendar stays where it is put: only with a booking, to somebody who said both are safe."""
    return (
        purpose is Purpose.BOOKING
        and channel is Channel.EMAIL
        and preferences.email_safety is ContactSafety.OK
        and preferences.calendar_entry is Answer.YES
    )
