"""May we reach this person, by this channel, for this purpose, at this moment? PURE.

Every message, call, calendar file and export asks `may_contact`, and every answer names its reason. What
was never said counts as unknown: then only an e-mail, with nothing in it that tells what it is about. It
knows nothing of the other party: whether they may be written to at all is decided by their own file and
by the flags, before this is asked.
"""

from datetime import datetime

from mediation.core.clearance import Clearance, Purpose
from mediation.core.enums import Channel
from mediation.core.periods import utc

from .contact_preferences import Preferences, preferences_from_answers
from .contact_reasons import SENTENCES, Reason
from .contact_times import allowed_times, is_bound_to_times, why_not_now
from .enums import Answer, ContactSafety

__all__ = [
    "SENTENCES",
    "Channel",
    "Preferences",
    "Purpose",
    "Reason",
    "code_channel",
    "has_safe_channel",
    "may_contact",
    "preferences_from_answers",
]

# What these carry opens private pages: it goes only where the person said that it is safe.
NEEDS_A_SAFE_CHANNEL = frozenset({Purpose.CODE, Purpose.RESUME_LINK})
CODE_CHANNELS = (Channel.EMAIL, Channel.SMS)  # the first that is safe is taken
NUMBER_CHANNELS = frozenset({Channel.SMS, Channel.CALL})
INVITATION_CHANNELS = frozenset({Channel.EMAIL, Channel.POST})
MAY_SAY_WHO = frozenset({Reason.OK, Reason.SAFE_TIME_SAY_WHO})


def may_contact(preferences: Preferences, channel: Channel, purpose: Purpose, at: datetime) -> Clearance:
    """Decide at an aware instant. A no for now carries `retry_at` (UTC), the first moment of a yes.

    Raises ValueError for an instant without a zone.
    """
    at = utc(at)
    reason = _lasting_refusal(preferences, channel, purpose)
    if reason:
        return _refused(channel, purpose, reason)
    if not is_bound_to_times(preferences, channel, purpose):
        return _granted(preferences, channel, purpose)
    allowed = allowed_times(preferences, channel, purpose, at)
    reason = why_not_now(preferences, channel, at, allowed)
    if reason:
        return _refused(channel, purpose, reason, retry_at=allowed[0].start if allowed else None)
    return _granted(preferences, channel, purpose)


def code_channel(
    preferences: Preferences, at: datetime, *, purpose: Purpose = Purpose.CODE, has_sms: bool = True
) -> Clearance:
    """Where a code (or a link that opens private pages) goes: e-mail if that is safe now, else a text.

    Where neither may go now, the one that may go first; where none ever may, the refusal of the e-mail.
    `has_sms`: whether the practice sends texts at all.
    """
    channels = CODE_CHANNELS if has_sms else (Channel.EMAIL,)
    answers = [may_contact(preferences, channel, purpose, at) for channel in channels]
    waiting = [answer for answer in answers if answer.retry_at]
    return next(
        (answer for answer in answers if answer.allowed),
        min(waiting, key=lambda answer: answer.retry_at or at, default=answers[0]),
    )


def has_safe_channel(preferences: Preferences, *, has_sms: bool = True) -> bool:
    """Can a resume link or a code reach them, now or at a later safe time? Unknown is not safe."""
    return any(
        _lasting_refusal(preferences, channel, Purpose.CODE) is None and preferences.has_safe_time(channel)
        for channel in (CODE_CHANNELS if has_sms else (Channel.EMAIL,))
    )


def _lasting_refusal(preferences: Preferences, channel: Channel, purpose: Purpose) -> Reason | None:
    """Why not, whatever the time is; None when we may."""
    safety = preferences.safety(channel)
    if preferences.site_only:
        return Reason.SITE_ONLY
    if not preferences.address(channel):
        return Reason.NO_ADDRESS
    if safety is ContactSafety.NEVER:
        return Reason.NEVER
    if preferences.number_is_unsafe and channel in NUMBER_CHANNELS:
        return Reason.NUMBER_UNSAFE
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
    reason = _reason_to_grant(preferences, channel, purpose)
    return Clearance.granted(
        preferences.address(channel),
        channel,
        purpose,
        reason=reason,
        sentence=SENTENCES[reason],
        neutral_only=reason not in MAY_SAY_WHO,
        calendar_entry=_may_attach_calendar(preferences, channel, purpose),
    )


def _reason_to_grant(preferences: Preferences, channel: Channel, purpose: Purpose) -> Reason:
    safety = preferences.safety(channel)
    if purpose is Purpose.INVITATION:
        return Reason.INVITATION
    if safety is ContactSafety.TIMES_ONLY and channel is Channel.CALL:
        # Said to a person inside the safe time; a message left behind outlasts it.
        may_say = preferences.say_who is Answer.YES and purpose is not Purpose.VOICEMAIL
        return Reason.SAFE_TIME_SAY_WHO if may_say else Reason.INSIDE_SAFE_TIME
    return {
        ContactSafety.OK: Reason.OK,
        ContactSafety.OK_BUT_DO_NOT_SAY_WHO: Reason.DO_NOT_SAY_WHO,
        ContactSafety.TIMES_ONLY: Reason.INSIDE_SAFE_TIME,
        ContactSafety.UNKNOWN: Reason.UNKNOWN_SO_NEUTRAL,
    }[safety]


def _may_attach_calendar(preferences: Preferences, channel: Channel, purpose: Purpose) -> bool:
    """A calendar stays where it is put: only with a booking, to somebody who said both are safe."""
    return (
        purpose is Purpose.BOOKING
        and channel is Channel.EMAIL
        and preferences.email_safety is ContactSafety.OK
        and preferences.calendar_entry is Answer.YES
    )
