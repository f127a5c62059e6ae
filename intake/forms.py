"""The form of one page of questions, made out of the page's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Field

from mediation.core.forms import PracticeForm, speak_plainly

from .answers import is_answered, missing
from .conditions import Answers, Given, is_filled, keys_of
from .enums import QuestionKind
from .fields import field_of, plain
from .questionnaire import Page, Question
from .questions import questions_open, questions_shown

ALREADY_ANSWERED = "You have answered this. Choose again only if you want to change it."
ALREADY_WRITTEN = "You have answered this. Write here only if you want to replace it."
CHOSEN = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})


class PageForm(PracticeForm):
    """One page. Earlier answers are filled in, except those on safety, which are never shown again.

    A safety question that was answered before may be left alone: its answer then stays, unless the address
    or number that it is about was changed.
    """

    def __init__(
        self, page: Page, *, data: Mapping[str, Any] | None, answers: Answers, prefix: str | None = None
    ) -> None:
        self.page = page
        self.earlier = answers
        self.questions = {one.key: one for one in questions_shown(page, answers)}
        shown = {
            key: answers[key] for key, one in self.questions.items() if key in answers and not one.safety
        }
        super().__init__(data, initial=shown, prefix=prefix)
        self.heading_field = next(
            (key for key, one in self.questions.items() if one.text == page.heading), ""
        )
        self.fields = {key: self._field(one) for key, one in self.questions.items()}

    def _field(self, question: Question) -> Field:
        field = field_of(question)
        speak_plainly(field)
        field.why = question.why  # type: ignore[attr-defined]  # read by templates/practice/field.html
        if question.safety and is_answered(question, self.earlier):
            words = ALREADY_ANSWERED if question.kind in CHOSEN else ALREADY_WRITTEN
            field.help_text = f"{question.help} {words}".strip()
        return field

    def clean(self) -> dict[str, Any]:
        """Judge the page as a whole; what is missing is said beside its own question."""
        given = self._given()
        self._forget_errors_of_closed_questions(given)
        for each in missing(self.page, {**self.earlier, **given}):
            if each.key in self.fields and each.key not in self.errors:
                self.add_error(each.key, each.message)
        self.cleaned_data |= {key: value for key, value in given.items() if key not in self.errors}
        return self.cleaned_data

    def _forget_errors_of_closed_questions(self, given: Answers) -> None:
        asked = {one.key for one in questions_open(self.page, {**self.earlier, **given})}
        for key in set(self.errors) - asked:
            del self.errors[key]

    def _given(self) -> dict[str, Given]:
        """What was given; where it could not be read, what was typed, so that it counts as something."""
        given = {
            key: plain(one, self.cleaned_data[key]) if key in self.cleaned_data else str(self[key].data)
            for key, one in self.questions.items()
        }
        return given | {key: self.earlier[key] for key in given if self._stays(key, given)}

    def _stays(self, key: str, given: Answers) -> bool:
        question = self.questions[key]
        about = keys_of(question.opened_by) & self.page.keys
        return (
            question.safety
            and not is_filled(given[key])
            and is_answered(question, self.earlier)
            and all(given.get(one) == self.earlier.get(one) for one in about)
        )

    def answer_to(self, key: str) -> Given:
        """One answer that counts at once, even while others on the page are missing or wrong."""
        self.is_valid()
        return self.cleaned_data.get(key) if self.is_bound else None

    def cleaned_answers(self) -> dict[str, Given]:
        """The answers to what was asked, ready to be kept. Raises ValueError while the page has errors."""
        if not self.is_valid():
            raise ValueError("The page has errors.")
        asked = questions_open(self.page, {**self.earlier, **self.cleaned_data})
        return {one.key: self.cleaned_data[one.key] for one in asked}

    def answers_so_far(self) -> dict[str, Given]:
        """The answers without a mistake, of somebody who stops in the middle of the page."""
        self.is_valid()
        asked = questions_open(self.page, {**self.earlier, **self.cleaned_data})
        return {one.key: self.cleaned_data[one.key] for one in asked if one.key in self.cleaned_data}


def form_for(
    page: Page, *, data: Mapping[str, Any] | None = None, answers: Answers | None = None
) -> PageForm:
    """The page's form: bound to what was sent, or filled with the answers so far."""
    return PageForm(page, data=data, answers=answers or {})
