"""What we will do now, in words to the person themselves. PURE.

Each sentence is the answer of `may_contact`, asked now and, where it is a no for now, at the moment at which
it becomes a yes: so the page can promise nothing that the sender would not do, and the other way round.
"""

from datetime import datetime

from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, Purpose

from .contact_preferences import Preferences
from .contact_reasons import Reason
from .contact_safety import may_contact

AT_TIMES = frozenset({Reason.INSIDE_SAFE_TIME, Reason.SAFE_TIME_SAY_WHO})
NEVER_AT_ALL = "We will never contact you except through this site."
NO_WAY = "We know no safe way to reach you, so we will not contact you."
NO_CODE = "We have no safe way to send you a code. To see your details or to change this, please call us."


def what_we_do(preferences: Preferences, at: datetime, *, has_sms: bool) -> list[str]:
    """Plain sentences, the most important first. `has_sms`: whether the practice sends texts at all."""
    email = yes_to(preferences, Channel.EMAIL, Purpose.REMINDER, at)
    call = yes_to(preferences, Channel.CALL, Purpose.CALLBACK, at)
    text = yes_to(preferences, Channel.SMS, Purpose.REMINDER, at) if has_sms else None
    post = yes_to(preferences, Channel.POST, Purpose.CERTIFICATE, at)
    if not (email or call or text or post):
        return [_why_nothing(preferences, at), NO_CODE]
    voicemail = yes_to(preferences, Channel.CALL, Purpose.VOICEMAIL, at) if call else None
    return [
        *_by_email(email, is_only=not (call or text or post)),
        *_calendar(preferences, at),
        *_by_call(call, voicemail),
        *_by_text(text),
        *([_by_post(post)] if post else []),
        *_never(call, text),
        *_number(preferences, at),
        _codes(preferences, at, has_sms=has_sms),
    ]


def yes_to(preferences: Preferences, channel: Channel, purpose: Purpose, at: datetime) -> Clearance | None:
    """The yes of now or of the first moment at which there is one; None for a lasting no."""
    clearance = may_contact(preferences, channel, purpose, at)
    if clearance.retry_at:
        clearance = may_contact(preferences, channel, purpose, clearance.retry_at)
    return clearance if clearance.allowed else None


def _why_nothing(preferences: Preferences, at: datetime) -> str:
    reason = may_contact(preferences, Channel.EMAIL, Purpose.REMINDER, at).reason
    return NEVER_AT_ALL if reason == Reason.SITE_ONLY else NO_WAY


def _by_email(email: Clearance | None, *, is_only: bool) -> list[str]:
    if email is None:
        return ["We will never e-mail you."]
    first = "We will only e-mail you" if is_only else "We will e-mail you"
    said = [f"{first}{_when(email)}."]
    return [*said, "The e-mail will not say who we are or what it is about."] if email.neutral_only else said


def _calendar(preferences: Preferences, at: datetime) -> list[str]:
    booking = yes_to(preferences, Channel.EMAIL, Purpose.BOOKING, at)
    if booking and booking.calendar_entry:
        return ["The e-mail can have an entry for your calendar. It only says “Appointment”."]
    return []


def _by_call(call: Clearance | None, voicemail: Clearance | None) -> list[str]:
    if call is None:
        return []
    who = "We will not say who we are to anyone but you" if call.neutral_only else "We may say who we are"
    message = (
        "If you do not pick up, we may leave a message with your first name and our number."
        if voicemail
        else "If you do not pick up, we will not leave a message."
    )
    return [f"We may ring you{_when(call)}. {who}.", message]


def _by_text(text: Clearance | None) -> list[str]:
    if text is None:
        return []
    neutral = " The text will not say who we are." if text.neutral_only else ""
    return [f"We may text you{_when(text)}.{neutral}"]


def _by_post(post: Clearance) -> str:
    envelope = ", in a plain envelope" if post.neutral_only else ""
    return f"We may write to you by post{envelope}."


def _never(call: Clearance | None, text: Clearance | None) -> list[str]:
    never = [word for word, yes in (("ring", call), ("text", text)) if yes is None]
    return [f"We will never {' or '.join(never)} you."] if never else []


def _number(preferences: Preferences, at: datetime) -> list[str]:
    call = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at)
    if call.reason == Reason.NUMBER_UNSAFE:
        return ["Somebody else answered your number. We will not use it until you tell us that it is yours."]
    return []


def _codes(preferences: Preferences, at: datetime, *, has_sms: bool) -> str:
    """As `code_channel` chooses: e-mail first, but whatever is safe when the code is asked for."""
    email = yes_to(preferences, Channel.EMAIL, Purpose.CODE, at)
    text = yes_to(preferences, Channel.SMS, Purpose.CODE, at) if has_sms else None
    if email and (text is None or email.reason not in AT_TIMES):
        return "When you need a code, it comes by e-mail."
    if email:
        return "When you need a code, it comes by e-mail or by text."
    return "When you need a code, it comes by text." if text else NO_CODE


def _when(clearance: Clearance) -> str:
    return ", only at the times you chose" if clearance.reason in AT_TIMES else ""
