"""Form fields made out of the screening's questions. None is required: a page is judged as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from mediation.core import amounts
from mediation.core.forms import Checkboxes, Radios

from .asking import PERIODS, Kind, Question

EACH_PERIOD = tuple((choice.value, choice.text) for choice in PERIODS)


class OneOfField(forms.ChoiceField):
    """One of several; None where nothing was chosen."""

    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None


class AnyOfField(forms.MultipleChoiceField):
    """Any of several, in the order of the page; an exclusive one stands alone."""

    def __init__(
        self, *, choices: Iterable[tuple[str, str]], exclusive: Iterable[str], alone: str, **kwargs: Any
    ) -> None:
        self.exclusive, self.alone = frozenset(exclusive), alone
        self.order = [value for value, _ in choices]
        super().__init__(choices=list(choices), **kwargs)

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if len(chosen) > 1 and self.exclusive & set(chosen):
            raise forms.ValidationError(self.alone, code="alone")
        return [one for one in self.order if one in chosen] or None


def field_of(question: Question) -> forms.Field:
    """The field that asks this question."""
    common: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    if question.kind not in (Kind.ONE, Kind.ANY):
        common["subject"] = question.missing.partition(", or tick")[0]
    match question.kind:
        case Kind.ONE | Kind.ANY:
            return _choice_field(question, common)
        case Kind.COUNT:
            widget = amounts.AmountInput(inputmode="numeric", width=4)
            return amounts.AmountField(read=amounts.whole_number(question.most), widget=widget, **common)
        case Kind.PERCENT:
            widget = amounts.AmountInput(suffix="%", width=4)
            return amounts.AmountField(read=amounts.percentage, widget=widget, **common)
    periods = EACH_PERIOD if question.kind is Kind.FLOW else ()
    widget = amounts.AmountInput(prefix="£", periods=periods)
    return amounts.AmountField(read=amounts.pounds, widget=widget, **common)


def _choice_field(question: Question, common: dict[str, Any]) -> forms.Field:
    choices = [(choice.value, choice.text) for choice in question.choices]
    hints = {choice.value: choice.help for choice in question.choices if choice.help}
    if question.kind is Kind.ONE:
        return OneOfField(choices=choices, widget=Radios(hints=hints), **common)
    names = [f"“{choice.text}”" for choice in question.choices if choice.value in question.exclusive]
    return AnyOfField(
        choices=choices,
        exclusive=question.exclusive,
        alone=f"Choose {' or '.join(names)} on its own, or leave it out",
        widget=Checkboxes(hints=hints, exclusive=question.exclusive, or_before="none"),
        **common,
    )
