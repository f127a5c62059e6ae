"""A request for a call in words, for the person who asked. Nothing here tells what anybody else asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mediation.core import times
from mediation.core.enums import Channel
from mediation.core.models import PracticeSettings

from .answers import display
from .callback_questions import CALL
from .conditions import Given
from .enums import Answer, CallbackAgain, CallbackState, CallbackWhen
from .models import CallbackRequest

TO_COME = frozenset(
    {CallbackState.NEEDS_TIME, CallbackState.WAITING, CallbackState.CLAIMED, CallbackState.UNSAFE}
)
WITHHELD = "withheld"
TOLD = ("name", "phone", "say_who", "voicemail", "may_text", "again", "email", "topic", "hearing_soon")


@dataclass(frozen=True)
class CallWords:
    """When we ring, as a heading and the line below it."""

    when: str
    note: str
    is_open: bool


def call_words(request: CallbackRequest, *, now: datetime) -> CallWords:
    """A number that we may not ring looks like any other: why is another person's affair."""
    is_open = request.state in TO_COME
    today = times.local_day(now)
    if request.open_from and request.open_until:
        day = times.day_heading(times.local_day(request.open_from), today=today)
        return CallWords(f"{day}, {times.span(request.open_from, request.open_until)}", "UK time.", is_open)
    if _waits_for_a_time(request):
        own = request.when == CallbackWhen.OWN_WORDS
        note = "We read what you wrote, and choose a time that fits." if own else "We choose a new time."
        return CallWords("At a time that is safe for you", note, is_open)
    if request.sla_due_at <= now:
        return CallWords("As soon as we can", "We are sorry that it takes longer.", is_open)
    due = times.mid_sentence(times.short_when(request.sla_due_at, today=today))
    return CallWords("As soon as we can", f"We aim to ring by {due}, UK time.", is_open)


def what_we_do(
    request: CallbackRequest, *, rules: PracticeSettings, writes_by: Channel | None, has_link: bool
) -> list[str]:
    """What happens, one sentence each. `writes_by` is how a message goes out, None where none does;
    `has_link`: it leads to the page that changes or cancels the call."""
    return [*_sentences(request, rules), *_messages(request, writes_by, has_link=has_link)]


def _sentences(request: CallbackRequest, rules: PracticeSettings) -> Iterator[str]:
    yield from_which_number(rules)
    if request.contact.say_who == Answer.YES:
        yield "We ask for you by name. We say who we are once we know that it is you."
    else:
        yield "We ask for you by name. We do not say who we are until you tell us that it is safe."
    if request.contact.voicemail == Answer.YES:
        yield "If you do not answer, we may leave a short message: a number to call, and nothing else."
    else:
        yield "If you do not answer, we leave no message."
    yield _if_we_miss(CallbackAgain(request.again), attempts=rules.callback_attempts)
    yield "If we are not sure that a call is safe, we do not make it."
    if request.recording_objection:
        yield "We do not record the call."


def _messages(request: CallbackRequest, writes_by: Channel | None, *, has_link: bool) -> Iterator[str]:
    change = "To change or cancel the call, use this page now, or ring us."
    if writes_by is None:
        yield f"We do not write to you. {change}"
        return
    what = "e-mail" if writes_by is Channel.EMAIL else "text"
    first = f"We send you one short {what}"
    if _waits_for_a_time(request):
        first = f"When we have chosen a time, we send you one short {what}"
    if has_link:
        yield f"{first}. It has a link to change or cancel the call."
    else:
        yield f"{first}. It does not say what it is about. {change}"
    yield "If the time changes, or if we cannot reach you, we send another."


def _waits_for_a_time(request: CallbackRequest) -> bool:
    return request.open_from is None


def from_which_number(rules: PracticeSettings) -> str:
    number = (rules.calls_from or rules.phone).strip()
    if number.casefold() == WITHHELD:
        return "Our number does not show: your phone may say “No caller ID”, “Private” or “Withheld”."
    return f"The call comes from {number}."


def _if_we_miss(again: CallbackAgain, *, attempts: int) -> str:
    if again is CallbackAgain.NEVER or attempts < 2:
        return "If we miss you, we do not ring again. You can ask again, or ring us."
    when = "at the same time on another day" if again is CallbackAgain.SAME_TIME else "at another time"
    return f"If we miss you, we try again {when}. We ring {attempts} times at most."


def what_they_told(request: CallbackRequest) -> list[dict[str, object]]:
    """What was asked and answered; answers on safety are not shown again."""
    contact = request.contact
    given: dict[str, Given] = {
        "name": request.name,
        "phone": contact.phone,
        "say_who": contact.say_who,
        "voicemail": contact.voicemail,
        "may_text": Answer.UNSURE.value,
        "again": request.again,
        "email": contact.email,
        "topic": request.topic,
        "hearing_soon": request.hearing_soon,
    }
    questions = {one.key: one for one in CALL.questions}
    return [{"question": questions[key].text, "answers": display(questions[key], given)} for key in TOLD]
