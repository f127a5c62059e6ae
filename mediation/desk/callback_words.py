"""How the desk says what is known of a request for a call."""

from __future__ import annotations

from datetime import datetime

from intake.enums import (
    Answer,
    CallbackAgain,
    CallbackEventKind,
    CallbackPriority,
    CallbackState,
    CallbackTopic,
    CallbackWhen,
)
from intake.models import CallbackEvent, CallbackRequest
from mediation.core import times

from .words import Badge

# As the middle of a sentence: Alex, to book a meeting.
TOPICS = {
    CallbackTopic.BOOK: "to book a meeting",
    CallbackTopic.LEGAL_AID: "legal aid",
    CallbackTopic.INVITED: "an invitation they got",
    CallbackTopic.WHO_IS_INVOLVED: "who is involved",
    CallbackTopic.BOOKING: "a booking they have",
    CallbackTopic.OTHER: "something else",
}
AGAIN = {
    CallbackAgain.SAME_TIME: "Yes, at the same time of day.",
    CallbackAgain.ANY_TIME: "Yes, at any time.",
    CallbackAgain.NEVER: "No. If we miss them, we do not ring again.",
}
HEARING = {Answer.YES: "Yes, soon", Answer.NO: "No", Answer.UNSURE: "Not sure"}
# What the page promised to whoever said that it may not be safe to talk.
FIRST_ASK = "First ask if they can talk. If they say “wrong number” or hang up, do not ring straight back."
SAFE_TO_TALK = {
    Answer.YES: "Yes",
    Answer.NO: f"No. {FIRST_ASK} Somebody may listen: ask only what can be answered with yes or no.",
    Answer.UNSURE: f"Not sure. {FIRST_ASK}",
}
NOT_SAID = "They did not say."
EVENTS = {
    CallbackEventKind.ASKED: "Asked for a call",
    CallbackEventKind.CLAIMED: "Taken",
    CallbackEventKind.TAKEN_OVER: "Taken over",
    CallbackEventKind.RETURNED: "Put back",
    CallbackEventKind.LEASE_ENDED: "Back in the queue: nobody went on with it",
    CallbackEventKind.TIME_CHOSEN: "Time chosen",
    CallbackEventKind.CAPACITY_OVERRIDDEN: "Put into a full time",
    CallbackEventKind.REACHED: "Reached",
    CallbackEventKind.NO_ANSWER: "No answer",
    CallbackEventKind.VOICEMAIL_LEFT: "Message left on voicemail",
    CallbackEventKind.WRONG_PERSON: "Somebody else answered",
    CallbackEventKind.ASKED_NOT_TO_CALL: "Asked us not to call",
    CallbackEventKind.CONVERTED: "Booked a meeting",
    CallbackEventKind.UNSAFE: "Not safe to ring",
    CallbackEventKind.NUMBER_CONFIRMED: "Number confirmed in another way",
    CallbackEventKind.CHANGED_BY_CLIENT: "Changed by the person who asked",
    CallbackEventKind.CANCELLED_BY_CLIENT: "Cancelled by the person who asked",
    CallbackEventKind.SLA_WARNED: "The time we promised is near",
    CallbackEventKind.SLA_MISSED: "The time we promised is over",
    CallbackEventKind.CLOSED: "Closed",
}
_STATES = {
    CallbackState.NEEDS_TIME: ("Needs a time", "amber"),
    CallbackState.WAITING: ("Waiting", "info"),
    CallbackState.CLAIMED: ("Being worked on", "info"),
    CallbackState.REACHED: ("Reached", "green"),
    CallbackState.CONVERTED: ("Booked", "green"),
    CallbackState.CLOSED: ("Closed", "info"),
    CallbackState.UNSAFE: ("Do not ring", "red"),
}


def state_badge(one: CallbackRequest) -> Badge:
    text, tone = _STATES[CallbackState(one.state)]
    return {"text": text, "tone": tone}


def badges(one: CallbackRequest, *, now: datetime) -> list[Badge]:
    """What staff should see first: short, since screens are shared."""
    found: list[Badge] = []
    if one.priority == CallbackPriority.URGENT:
        found.append({"text": "Urgent", "tone": "red"})
    if one.first_attempt_at is None and one.sla_due_at <= now and one.closed_at is None:
        found.append({"text": "Late", "tone": "red"})
    if one.safe_to_talk == Answer.NO:
        found.append({"text": "May not be able to talk", "tone": "amber"})
    if one.attempts:
        found.append({"text": f"Tried {times_in_words(one.attempts)}", "tone": "info"})
    return found


def same_number_badge(count: int) -> Badge:
    return {"text": f"{count} requests for this number", "tone": "amber"}


def same_number(others: int, *, may_ring: bool) -> str:
    """There are others for the number of this request; empty where there are none."""
    if not others:
        return ""
    are = "is one other open request" if others == 1 else f"are {others} other open requests"
    advice = " Ring once for all of them. If they asked for none, ring no more." if may_ring else ""
    return f"There {are} for this number.{advice}"


def topic(one: CallbackRequest) -> str:
    return TOPICS[CallbackTopic(one.topic)]


def window(one: CallbackRequest, *, now: datetime) -> str:
    """When they may be rung: Today 2:00pm to 2:30pm."""
    if one.when == CallbackWhen.OWN_WORDS and one.open_from is None:
        return "No time chosen yet"
    if one.open_from is None or one.open_until is None:
        return "As soon as we can"
    today = times.local_day(now)
    return f"{times.short_when(one.open_from, today=today)} to {times.clock(one.open_until)}"


def starts(one: CallbackRequest, *, can_be_rung: bool, now: datetime) -> tuple[str, str]:
    """The same as two short lines, for the edge of a list: 2:00pm, Today; Now, until 2:30pm."""
    if one.open_from is None:
        return "", ""
    if one.open_until is None and not can_be_rung:
        return "Soonest", "when we open"
    if one.open_from > now:
        day = times.day_heading(times.local_day(one.open_from), today=times.local_day(now))
        return times.clock(one.open_from), day.partition(",")[0]
    return "Now", f"until {times.clock(one.open_until)}" if one.open_until else ""


def times_in_words(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def answer(given: str, words: dict[Answer, str]) -> str:
    """A question that was left open is not a no."""
    return words[Answer(given)] if given else NOT_SAID


def event(one: CallbackEvent, *, now: datetime) -> dict[str, str]:
    """One line of what happened."""
    who = {"client": "the person who asked", "system": ""}.get(one.actor_kind, str(one.actor or ""))
    called = EVENTS[CallbackEventKind(one.kind)]
    said_already = one.kind in {
        CallbackEventKind.ASKED,
        CallbackEventKind.CHANGED_BY_CLIENT,
        CallbackEventKind.CANCELLED_BY_CLIENT,
    }
    return {
        "when": times.short_when(one.at, today=times.local_day(now)),
        "text": called if said_already or not who else f"{called} by {who}",
        "note": one.note,
    }


def is_waiting(one: CallbackRequest) -> bool:
    """Whether somebody may take it."""
    return one.state in {CallbackState.WAITING, CallbackState.NEEDS_TIME, CallbackState.CLAIMED}


def needs_time(one: CallbackRequest) -> bool:
    return one.state == CallbackState.NEEDS_TIME


def is_unsafe(one: CallbackRequest) -> bool:
    return one.state == CallbackState.UNSAFE


def ending(one: CallbackRequest, *, now: datetime) -> str:
    """How it ended; empty while it has not."""
    if one.closed_at is None:
        return ""
    when = times.mid_sentence(times.short_when(one.closed_at, today=times.local_day(now)))
    return f"Finished {when}: {one.closed_because or 'no reason given'}."


def what_follows(one: CallbackRequest, *, now: datetime) -> str:
    """What was recorded leads to this."""
    match CallbackState(one.state):
        case CallbackState.WAITING:
            return f"Recorded. The next try is {times.mid_sentence(window(one, now=now))}."
        case CallbackState.NEEDS_TIME:
            return "Recorded. No free time is safe: choose one for the next try."
        case CallbackState.UNSAFE:
            return "Recorded. Nobody rings this number from now on."
        case CallbackState.REACHED:
            return "Recorded. The request is finished."
        case _:
            return f"Recorded. The request is closed: {one.closed_because}."
