"""Form fields made out of questions. Nothing here is required: what a page needs is judged as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mediation.core.forms import Checkboxes, DatePartsField, DatePartsInput, Radios

from .answers import as_date
from .conditions import Given
from .enums import QuestionKind
from .questionnaire import Question
from .typed import email_address, number_in_words, one_line, paragraphs, phone_number, uk_number


class TypedField(forms.CharField):
    """Words. Cleaned to "" where nothing was typed; raises ValidationError with the question's own words.

    The browser gets no maxlength: it would cut off what is pasted without a word.
    """

    def __init__(self, question: Question, **kwargs: Any) -> None:
        self.question = question
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = self.tidied(str(value or ""))
        if self.question.max_length is not None and len(text) > self.question.max_length:
            raise ValidationError(self.question.too_long, code="too_long")
        return text

    def tidied(self, text: str) -> str:
        return one_line(text)


class LongTypedField(TypedField):
    """Words over several lines."""

    widget = forms.Textarea

    def tidied(self, text: str) -> str:
        return paragraphs(text)


class EmailAddressField(TypedField):
    """One e-mail address."""

    widget = forms.EmailInput
    address = forms.EmailField(required=False)

    def tidied(self, text: str) -> str:
        return email_address(text)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return str(self.address.clean(text))
        except ValidationError:
            raise ValidationError(self.question.invalid, code="invalid") from None


class NumberField(TypedField):
    """A telephone number, of the UK unless another country is named; cleaned to E.164 (+447700900123)."""

    widget = forms.TelInput
    read = staticmethod(phone_number)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        number = self.read(text)
        if number is None:
            raise ValidationError(self.question.invalid, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        """A stored number is shown as people write it; what was typed is left alone."""
        return number_in_words(value) if isinstance(value, str) and value.startswith("+44") else value


class UKNumberField(NumberField):
    """A telephone number of the UK."""

    read = staticmethod(uk_number)


class OneChoiceField(forms.ChoiceField):
    """One of several; None where nothing was chosen."""

    widget = Radios

    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None


class DateField(DatePartsField):
    """A day, cleaned to 2026-11-24; None where nothing was typed."""

    def clean(self, value: Any) -> str | None:
        day: date | None = super().clean(value)
        return day.isoformat() if day else None

    def prepare_value(self, value: Any) -> Any:
        return as_date(value) if isinstance(value, str) else value


TYPED = {
    QuestionKind.TEXT: TypedField,
    QuestionKind.LONG_TEXT: LongTypedField,
    QuestionKind.EMAIL: EmailAddressField,
    QuestionKind.PHONE: UKNumberField,
    QuestionKind.PHONE_ANYWHERE: NumberField,
}
PHONES = frozenset({QuestionKind.PHONE, QuestionKind.PHONE_ANYWHERE})


def field_of(question: Question) -> forms.Field:
    """The field that asks this question."""
    common: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    choices = [(choice.value, choice.text) for choice in question.choices]
    hints = {choice.value: choice.help for choice in question.choices if choice.help}
    match question.kind:
        case QuestionKind.CHOICE:
            return OneChoiceField(choices=choices, widget=Radios(hints=hints), **common)
        case QuestionKind.CHOICES:
            ticks = Checkboxes(hints=hints, exclusive=question.alone)
            return forms.MultipleChoiceField(choices=choices, widget=ticks, **common)
        case QuestionKind.TICK:
            return forms.BooleanField(**common)
        case QuestionKind.DATE:
            return DateField(widget=DatePartsInput(), **common)
        case kind:
            field = TYPED[kind](question, **common)
            field.widget.attrs.update(_attributes(question))
            return field


def _attributes(question: Question) -> dict[str, str]:
    attributes = {
        "autocomplete": question.autocomplete,
        "inputmode": question.inputmode,
        "class": "govuk-input--width-20" if question.kind in PHONES else "",
        "spellcheck": "" if question.kind is QuestionKind.LONG_TEXT else "false",
    }
    return {name: value for name, value in attributes.items() if value}


def plain(question: Question, cleaned: Any) -> Given:
    """A cleaned value as it is kept: choices once each, in the order of the page, none without meaning."""
    if question.kind is QuestionKind.CHOICES:
        chosen = [choice.value for choice in question.choices if choice.value in cleaned]
        return [one for one in chosen if one not in question.alone] or chosen[:1]
    return None if cleaned is None else cleaned
