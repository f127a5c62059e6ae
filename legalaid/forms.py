"""The screening's forms: one step, the quick check, and where to send the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from intake.conditions import Has
from intake.enums import Answer
from mediation.core.forms import PracticeForm, Radios, speak_plainly

from .asking import UNSURE, Answers, Question, Step, given_on, is_answered, questions_open, questions_shown
from .fields import field_of
from .quick_check import QUESTIONS

ALREADY_ANSWERED = "You have answered this. Choose again only if you want to change it."


class StepForm(PracticeForm):
    """One step. Earlier answers are filled in, except those on safety, which are never shown again; such a
    question may be left alone, and its answer then stays."""

    def __init__(self, step: Step, *, data: Mapping[str, Any] | None, answers: Answers) -> None:
        self.step, self.answers = step, answers
        self.earlier = given_on(step, answers)
        self.questions = {one.key: one for one in questions_shown(step, {**answers, **self.earlier})}
        shown = {
            key: self.earlier[key]
            for key, one in self.questions.items()
            if key in self.earlier and not one.safety
        }
        super().__init__(data, initial=shown)
        self.heading_field = next(
            (key for key, one in self.questions.items() if one.text == step.heading), ""
        )
        self.fields = {key: self._field(one) for key, one in self.questions.items()}
        for one in self.questions.values():
            self._put_under_its_answer(one)

    def _put_under_its_answer(self, question: Question) -> None:
        """What one answer of the same page opens stands under that answer."""
        match question.opened_by:
            case Has(key, (str(value),)) if key in self.fields:
                widget = self.fields[key].widget
                if isinstance(widget, Radios):
                    widget.reveals[value] = question.key

    def _field(self, question: Question) -> forms.Field:
        field = field_of(question)
        speak_plainly(field)
        field.why = question.why  # type: ignore[attr-defined]  # read by templates/practice/field.html
        if question.safety and is_answered(question, self.earlier):
            field.help_text = f"{question.help} {ALREADY_ANSWERED}".strip()
        return field

    def clean(self) -> dict[str, Any]:
        """Judge the step as a whole; what is missing is said beside its own question."""
        given = {key: self.cleaned_data.get(key, UNSURE) for key in self.questions}  # a mistake is something
        given |= {key: self.earlier[key] for key in given if self._stays(key, given)}
        asked = {one.key: one for one in questions_open(self.step, {**self.answers, **given})}
        for key in set(self.errors) - set(asked):
            del self.errors[key]
        for key, question in asked.items():
            if key not in self.errors and not is_answered(question, given):
                self.add_error(key, question.missing)
        self.cleaned_data = {key: given[key] for key in asked if key not in self.errors}
        return self.cleaned_data

    def _stays(self, key: str, given: Mapping[str, Any]) -> bool:
        question = self.questions[key]
        return question.safety and given[key] is None and is_answered(question, self.earlier)

    def answers_so_far(self) -> dict[str, Any]:
        """The answers to what was asked that are no mistake; all of them where the step is valid."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


class QuickCheckForm(PracticeForm):
    """Four questions; nothing of it is kept."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for question in QUESTIONS:
            field = field_of(question)
            speak_plainly(field)
            field.required = True
            field.error_messages["required"] = question.missing
            self.fields[question.key] = field


class WayBackForm(PracticeForm):
    """Where the link back may be sent."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="We send one short e-mail. Its subject only says “Your link”.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter your e-mail address"},
    )
    is_private = forms.ChoiceField(
        label="Does anyone else read this e-mail?",
        choices=[
            (Answer.YES.value, "No, only I read it"),
            (Answer.NO.value, "Someone else may see it"),
            (Answer.UNSURE.value, "Not sure"),
        ],
        widget=Radios(),
        error_messages={"required": "Tell us if anyone else reads your e-mail, or choose “Not sure”"},
    )
