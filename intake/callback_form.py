"""The form that asks for a call, and the one that chooses another time for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any

from django import forms
from django.forms import Field

from mediation.core import times as words

from .callback_questions import (
    ASAP,
    CALL,
    CALL_TIME,
    ON_BEHALF,
    OWN_WORDS,
    lacks_for_someone_else,
    with_times,
)
from .callbacks import Asked
from .conditions import Given
from .enums import Answer, CallbackAgain, CallbackTopic, CallbackWhen
from .forms import PageForm
from .guide_form import QuestionField
from .models import CallbackWindow
from .queries.callbacks import CallTimes, next_windows_with_room
from .questionnaire import Choice, Page, Question
from .questions import YES_NO_NOT_SURE

TIMES_SHOWN = 8  # at least, whole days of them; the days after that are folded away
WINDOW = "window-"
SENT_WINDOW = re.compile(rf"{WINDOW}[0-9]{{1,17}}")
COULD_NOT_LOAD = "We could not load that time. Choose one of the other answers"
NOT_EMPTY = "Leave this box empty. It is only there to stop machines"
NOTICE_CHANGED = "We changed this notice while you were writing. Please read it again, then send the page"


@dataclass(frozen=True)
class Offered:
    """One answer to "When should we call you?", ready to draw."""

    id: str
    value: str
    checked: bool
    day: str = ""
    clock: str = ""
    until: str = ""


@dataclass(frozen=True)
class Day:
    heading: str
    times: tuple[Offered, ...]


class WhenForm(PageForm):
    """A page with the question of when, answered by the windows that have room at `now`.

    A window that filled up meanwhile (`is_gone`) still counts as an answer: whether it is theirs after all,
    because the page was sent twice, is for the service to say. The page then offers the next three
    (`instead`). `first` and `last` are answers beside the windows.
    """

    page_asked: Page = CALL_TIME
    first: tuple[Choice, ...] = ()
    last: tuple[Choice, ...] = ()

    def __init__(self, *, data: Mapping[str, Any] | None, times: CallTimes, now: datetime) -> None:
        self.times, self.now = times, now
        sent = str((data or {}).get("when") or "")
        self.is_gone = bool(SENT_WINDOW.fullmatch(sent)) and sent not in map(_value, times.windows)
        self.instead = _instead_of(sent, now=now) if self.is_gone and times.windows else []
        others = [one for one in times.windows if one not in self.instead]
        choices = [*map(_choice, self.instead), *self.first, *map(_choice, others), *self.last]
        if self.is_gone:
            choices.append(Choice(sent, ""))
        super().__init__(with_times(self.page_asked, choices), data=data, answers={})

    def _field(self, question: Question) -> Field:
        field = super()._field(question)
        if question.key == "when":
            taken = COULD_NOT_LOAD if self.times.state == "unknown" else question.invalid
            field.error_messages["invalid_choice"] = taken
        if question.key == "own_time":
            field.widget.attrs["rows"] = 3
        return field

    @cached_property
    def _offered(self) -> dict[str, Offered]:
        windows = {_value(one): one for one in (*self.instead, *self.times.windows)}
        found = {}
        for option in self["when"]:
            value = str(option.data["value"])
            found[value] = _offered(option.data, windows.get(value))
        return found

    @property
    def asap(self) -> Offered | None:
        return self._offered.get(ASAP)

    @property
    def own_words(self) -> Offered | None:
        return self._offered.get(OWN_WORDS)

    @cached_property
    def times_instead(self) -> list[Offered]:
        """Up to three, said with their day."""
        offered = self._offered
        return [offered[_value(one)] for one in self.instead]

    @cached_property
    def days(self) -> list[Day]:
        """Every day with room, soonest first."""
        offered, today = self._offered, words.local_day(self.now)
        others = [one for one in self.times.windows if one not in self.instead]
        return [
            Day(words.day_heading(day, today=today), tuple(offered[_value(one)] for one in windows))
            for day, windows in groupby(others, key=lambda one: words.local_day(one.starts_at))
        ]

    @property
    def first_days(self) -> list[Day]:
        return self.days[: self._days_shown]

    @property
    def more_days(self) -> list[Day]:
        return self.days[self._days_shown :]

    @cached_property
    def _days_shown(self) -> int:
        shown = list(accumulate(len(day.times) for day in self.days))
        return next((count for count, sum_ in enumerate(shown, start=1) if sum_ >= TIMES_SHOWN), len(shown))

    @property
    def chose_a_later_day(self) -> bool:
        return any(one.checked for day in self.more_days for one in day.times)

    def say_taken(self) -> None:
        """The chosen window is gone; what else is wrong was said already."""
        if not self.errors.get("when"):
            self.add_error("when", self.fields["when"].error_messages["invalid_choice"])

    @property
    def window_id(self) -> int | None:
        """The window that was chosen. Raises ValueError while the page has errors."""
        value = str(self.cleaned_answers()["when"])
        return int(value.removeprefix(WINDOW)) if value.startswith(WINDOW) else None


class CallbackForm(WhenForm):
    """All of the page that asks for a call. `notices` are the versions of the texts that stand on it;
    `question` is what they asked our guides a moment ago and want a person to answer."""

    page_asked = CALL
    first = (Choice(ASAP, "As soon as you can"),)
    last = (Choice(OWN_WORDS, "At another time"),)

    def __init__(self, *, notices: Mapping[str, int], question: str = "", **kwargs: Any) -> None:
        self.notices = dict(notices)
        super().__init__(**kwargs)
        self.fields["question"] = QuestionField(
            required=False,
            initial=question,
            label="Your question",
            help_text="Whoever calls you reads it first. You can change it or leave it out.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["subject_line"] = forms.CharField(
            required=False,
            label="Leave this empty",
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    @property
    def seen(self) -> str:
        """Which versions stand on the page, as it sends them back."""
        return " ".join(f"{kind}-{version}" for kind, version in sorted(self.notices.items()))

    @property
    def is_for_someone_else(self) -> bool:
        """Whether anything was typed, or is wrong, in the part for people who ask for somebody else."""
        return any(self[key].value() or self[key].errors for key in ON_BEHALF)

    def _field(self, question: Question) -> Field:
        field = super()._field(question)
        if question.choices == YES_NO_NOT_SURE:
            field.widget.inline = True
        return field

    @property
    def wants_email(self) -> bool:
        """Whether anything was given, or is wrong, in the part about e-mail."""
        return any(self[key].value() or self[key].errors for key in ("email", "email_private"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        for key, message in lacks_for_someone_else(self._given()):
            if key not in self.errors:
                self.add_error(key, message)
        if self.cleaned_data.get("subject_line"):
            self.add_error("subject_line", NOT_EMPTY)
        if self.data.get("seen", "") != self.seen and "consent" not in self.errors:
            self.add_error("consent", NOTICE_CHANGED)
        return self.cleaned_data

    def asked(self, *, source_page: str, form_key: str) -> Asked:
        """What was gathered. Raises ValueError while the page has errors."""
        given = self.cleaned_answers()
        window_id = self.window_id
        return Asked(
            name=str(given["name"]),
            phone=str(given["phone"]),
            email=str(given["email"] or ""),
            email_private=_answer(given.get("email_private")) or Answer.UNSURE,
            may_text=Answer(str(given["may_text"])),
            say_who=Answer(str(given["say_who"])),
            voicemail=Answer(str(given["voicemail"])),
            when=CallbackWhen.WINDOW if window_id is not None else CallbackWhen(str(given["when"])),
            window_id=window_id,
            own_time=str(given.get("own_time") or ""),
            again=CallbackAgain(str(given["again"])),
            topic=CallbackTopic(str(given["topic"])),
            question=self.cleaned_data["question"],
            hearing_soon=_answer(given["hearing_soon"]),
            safe_to_talk=_answer(given["safe_to_talk"]),
            asked_by_name=str(given["asked_by_name"] or ""),
            asked_by_relationship=str(given["asked_by_relationship"] or ""),
            phrase=str(given["phrase"] or ""),
            recording_objection=given["recording_objection"] is True,
            marketing=given["marketing"] is True,
            notices_shown=self.notices,
            source_page=source_page,
            form_key=form_key,
        )


def _instead_of(sent: str, *, now: datetime) -> list[CallbackWindow]:
    """The next three with room after the window that was sent."""
    wanted = CallbackWindow.objects.filter(pk=int(sent.removeprefix(WINDOW))).first()
    return next_windows_with_room(now=now, after=wanted.starts_at if wanted else None)


def _choice(window: CallbackWindow) -> Choice:
    return Choice(_value(window), words.full_when(window.starts_at, window.ends_at))


def _value(window: CallbackWindow) -> str:
    return f"{WINDOW}{window.pk}"


def _offered(drawn: Mapping[str, Any], window: CallbackWindow | None) -> Offered:
    plain = Offered(drawn["attrs"]["id"], str(drawn["value"]), drawn["selected"])
    if window is None:
        return plain
    day, until = words.day_name(words.local_day(window.starts_at)), f"to {words.clock(window.ends_at)}"
    return Offered(plain.id, plain.value, plain.checked, day, words.clock(window.starts_at), until)


def _answer(given: Given) -> Answer | None:
    return Answer(given) if isinstance(given, str) and given else None
