"""What staff say of a call, and of the time for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms

from intake.enums import CallbackEventKind
from intake.models import CallbackWindow
from mediation.core import times
from mediation.core.forms import PracticeForm, Radios, speak_plainly

Kind = CallbackEventKind
NOTE_LENGTH = 500
OUTCOMES = (
    (Kind.REACHED, "I reached them", "We have spoken, and there is nothing more to do."),
    (Kind.NO_ANSWER, "No answer", "Nothing was said to anybody."),
    (Kind.VOICEMAIL_LEFT, "I left the message on their voicemail", ""),
    (Kind.WRONG_PERSON, "Somebody else answered", "Nobody rings this number until they confirm it."),
    (Kind.ASKED_NOT_TO_CALL, "They asked us not to call", "The request is closed, and we do not ring again."),
    (Kind.UNSAFE, "It is not safe to ring", "Also if you did not ring. Nobody rings from now on."),
)

# Whoever may not be safe was told to say “wrong number” or to hang up: that alone makes no number unsafe.
COULD_NOT_TALK = (
    Kind.NO_ANSWER,
    "No answer, or they could not talk",
    "Also if they said “wrong number” or hung up. We try again another time, if they agreed to that.",
)


def note_field(label: str = "Note", help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write a few words"},
    )


class OutcomeForm(PracticeForm):
    """What came of the call. `windows` are those for another try, the best first; none after the last."""

    outcome = forms.ChoiceField()
    window = forms.ChoiceField()
    note = note_field("Note (you can leave it empty)", "Only colleagues read it.")

    def __init__(
        self,
        *args: Any,
        may_leave_voicemail: bool,
        may_not_be_safe: bool,
        windows: Sequence[CallbackWindow],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in OUTCOMES if one[0] is not Kind.VOICEMAIL_LEFT or may_leave_voicemail]
        if may_not_be_safe:
            offered = [COULD_NOT_TALK if one[0] is Kind.NO_ANSWER else one for one in offered]
        hints = {kind.value: hint for kind, _, hint in offered if hint}
        self.fields["outcome"] = forms.ChoiceField(
            label="What came of the call?",
            choices=[(kind.value, label) for kind, label, _ in offered],
            widget=Radios(hints=hints),
            error_messages={"required": "Choose what came of the call"},
        )
        self.windows = {str(one.pk): one for one in windows}
        self.fields["window"] = forms.ChoiceField(
            label="If you did not reach them, try again",
            choices=_with_next_first(windows, now=now),
            required=False,
        )
        for name in ("outcome", "window"):
            speak_plainly(self.fields[name])
        if not windows:
            del self.fields["window"]

    @property
    def chosen_window(self) -> CallbackWindow | None:
        return self.windows.get(self.cleaned_data.get("window", ""))


class TimeForm(PracticeForm):
    """Another time for the call. Managers may also choose a full one, with a reason."""

    window = forms.ChoiceField()
    note = note_field(
        "How do you know that this time is safe?",
        "Leave it empty if the time is in their own words.",
    )
    over_capacity_because = note_field("Why one more in a full time?", "Only for a time that is full.")

    def __init__(
        self, *args: Any, windows: Iterable[CallbackWindow], may_overfill: bool, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in windows if may_overfill or one.used < one.capacity]
        self.windows = {str(one.pk): one for one in offered}
        self.fields["window"] = forms.ChoiceField(
            label="Time",
            choices=[("", "Choose a time"), *_by_day(offered, now=now)],
            error_messages={"required": "Choose a time"},
        )
        speak_plainly(self.fields["window"])
        if not may_overfill:
            del self.fields["over_capacity_because"]

    @property
    def chosen_window(self) -> CallbackWindow:
        return self.windows[self.cleaned_data["window"]]


class NumberForm(PracticeForm):
    note = note_field(
        "How did they confirm it?", "For example: by e-mail, from their own address.", required=True
    )


class CloseForm(PracticeForm):
    because = note_field("Why is it over?", "Only colleagues read it.", required=True)


def _with_next_first(windows: Sequence[CallbackWindow], *, now: datetime) -> list[tuple[str, str]]:
    """Nothing chosen is the next safe time, whichever that is when the outcome is recorded."""
    words = [window_words(one, now=now) for one in windows]
    choices = [(str(one.pk), said) for one, said in zip(windows, words, strict=True)]
    return [("", f"At the next safe time: {times.mid_sentence(words[0])}"), *choices[1:]] if words else []


def window_words(one: CallbackWindow, *, now: datetime) -> str:
    """Today 2:00pm to 2:30pm."""
    return f"{times.short_when(one.starts_at, today=times.local_day(now))} to {times.clock(one.ends_at)}"


def _by_day(windows: Sequence[CallbackWindow], *, now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices in one group for each day, in order."""
    today = times.local_day(now)
    return [
        (
            times.day_heading(day, today=today),
            [
                (
                    str(one.pk),
                    times.span(one.starts_at, one.ends_at) + (" (full)" if one.used >= one.capacity else ""),
                )
                for one in group
            ],
        )
        for day, group in groupby(windows, key=lambda one: times.local_day(one.starts_at))
    ]
