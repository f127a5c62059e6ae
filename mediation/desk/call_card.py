"""All that somebody needs who is about to ring: the number while it may be used, and how to speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import CallbackAgain
from intake.models import CallbackRequest
from intake.queries import preferences_of
from intake.typed import number_in_words
from mediation.core import times
from mediation.core.models import User
from mediation.core.practice import practice

from . import callback_words as words
from .callback_list import call_clearance, is_claimed

FIRST = (
    "First make sure you speak with the right person. Do not name the practice until they confirm that they "
    "asked for a call: anybody can type somebody’s number."
)


@dataclass(frozen=True, slots=True)
class Number:
    """The number to ring as a link and in words; empty with the sentence that says why."""

    tel: str
    shown: str
    why_not: str


def is_mine(one: CallbackRequest, user: User, *, now: datetime) -> bool:
    """Whether this person has it open, so that they may work on it."""
    return is_claimed(one, now=now) and one.claimed_by_id == user.pk


def number(one: CallbackRequest, user: User, *, now: datetime) -> Number:
    """Shown to whoever holds the claim, while contact safety allows a call at this moment."""
    clearance = call_clearance(one, now=now)
    if not clearance.allowed:
        return Number("", "", f"Do not ring now. {clearance.sentence}" + _again_from(clearance.retry_at, now))
    if not is_mine(one, user, now=now):
        return Number("", "", "The number is shown to whoever takes this request.")
    return Number(clearance.address, number_in_words(clearance.address), "")


def _again_from(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    return f" You can ring from {times.mid_sentence(times.short_when(at, today=times.local_day(now)))}."


def may_leave_voicemail(one: CallbackRequest, *, now: datetime) -> bool:
    return may_contact(preferences_of(one.contact), Channel.CALL, Purpose.VOICEMAIL, now).allowed


def how_to_speak(one: CallbackRequest, *, now: datetime) -> list[tuple[str, str]]:
    """What to say and what not, as (question, sentence), the most important first."""
    found = [
        ("Safe to talk?", words.answer(one.safe_to_talk, words.SAFE_TO_TALK)),
        ("Say who we are?", _say_who(one, now)),
        ("Voicemail?", _voicemail(one, now)),
    ]
    if one.contact.phrase:
        found.append(("Pass-word", f"“{one.contact.phrase}”. It proves that it is them, or that it is us."))
    if one.asked_by_name or one.asked_by_relationship:
        found.append(("Who asked", _asked_by(one)))
    recording = "No. They object: turn the recording off first." if one.recording_objection else ""
    return [*found, ("Record the call?", recording or "Yes. They were told, and did not object.")]


def may_say_who(one: CallbackRequest, *, now: datetime) -> bool:
    """Contact safety's answer now, or for the next time at which a call is safe."""
    clearance = call_clearance(one, now=now)
    if clearance.retry_at is not None:
        clearance = call_clearance(one, now=clearance.retry_at)
    return clearance.allowed and not clearance.neutral_only


def in_short(one: CallbackRequest, *, now: datetime) -> str:
    """Say who we are: no. Voicemail: no."""
    who = "yes" if may_say_who(one, now=now) else "no"
    return f"Say who we are: {who}. Voicemail: {'yes' if may_leave_voicemail(one, now=now) else 'no'}."


def _say_who(one: CallbackRequest, now: datetime) -> str:
    if may_say_who(one, now=now):
        return "Yes, once they confirm that they asked for a call."
    return f"No. Give your first name only, and ask for {one.name}."


def _voicemail(one: CallbackRequest, now: datetime) -> str:
    if not may_leave_voicemail(one, now=now):
        return "No. Hang up without a word."
    first_name = one.name.split()[0] if one.name.split() else one.name
    return f"Yes, these words only: “Message for {first_name}, please call {practice().phone}.”"


def _asked_by(one: CallbackRequest) -> str:
    who = one.asked_by_name or "Somebody"
    relationship = f" ({one.asked_by_relationship})" if one.asked_by_relationship else ""
    return f"{who}{relationship} asked for them. Tell {who} nothing afterwards."


def writing(one: CallbackRequest, user: User, *, now: datetime) -> list[tuple[str, str]]:
    """Whether staff may write, for whoever works on it, or must reach them in another way than by ringing."""
    may_see = is_mine(one, user, now=now) or words.is_unsafe(one)
    if not one.contact.email or not may_see:
        return []
    clearance = may_contact(preferences_of(one.contact), Channel.EMAIL, Purpose.CALLBACK, now)
    if not clearance.allowed:
        return [("E-mail", f"Do not write. {clearance.sentence}")]
    care = " Do not say what it is about." if clearance.neutral_only else ""
    return [("E-mail", f"{clearance.address}.{care}" if care else clearance.address)]


def about(one: CallbackRequest, *, now: datetime) -> list[tuple[str, str]]:
    """What the call is about and when it may be."""
    found = [
        ("About", words.topic(one).capitalize()),
        *([("Their question", f"“{one.question}”")] if one.question else []),
        ("Hearing soon?", words.answer(one.hearing_soon, words.HEARING)),
        ("When", words.window(one, now=now)),
    ]
    if one.own_time:
        found.append(("In their words", f"“{one.own_time}”"))
    promised = times.short_when(one.sla_due_at, today=times.local_day(now))
    tried = words.times_in_words(one.attempts) if one.attempts else "not yet"
    return [
        *found,
        ("Promised by", promised),
        ("Tried", tried.capitalize()),
        ("If we miss them, again?", words.AGAIN[CallbackAgain(one.again)]),
    ]
