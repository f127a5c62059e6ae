"""What every form of ours stands on: plain messages, an error summary that lands, GOV.UK-shaped widgets.

A form derives from `PracticeForm`; `{% crispy form %}` then renders its fields (no form tag, no CSRF field)
with the templates in `templates/practice`. `mediation.core.templatetags.practice_forms` does the same
for forms of other libraries.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, BoundField

ENTER = "Enter an answer"
CHOOSE = "Choose an answer"
CHOOSE_ANY = "Choose at least one answer"
TICK = "Tick the box to go on"
PLAIN_MESSAGES = {
    "required": ENTER,
    "invalid_choice": "Choose one of the answers on this page",
    "invalid_list": "Choose one of the answers on this page",
    "max_length": "Use %(limit_value)d characters or fewer. You have used %(show_value)d",
    "min_length": "Use %(limit_value)d characters or more. You have used %(show_value)d",
    "max_value": "Enter %(limit_value)s or less",
    "min_value": "Enter %(limit_value)s or more",
}
PLAIN_REQUIRED: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.MultipleChoiceField, CHOOSE_ANY),
    (forms.ChoiceField, CHOOSE),
    (forms.BooleanField, TICK),
)
PLAIN_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "Enter an e-mail address like name@example.org"),
    (forms.IntegerField, "Enter a whole number, like 12"),
    (forms.DecimalField, "Enter a number, like 12.50"),
)
"""In both tables the first class that fits wins."""


class Radios(forms.RadioSelect):
    """One answer of several, as large targets.

    `hints` and `reveals` are keyed by the choice's value: a line under an answer, and the name of a field
    of the same form that is asked only with that answer. A divider ("or") stands before `or_before`.
    """

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        or_before: str | None = None,
        inline: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.or_before = or_before
        self.inline = inline


class Checkboxes(forms.CheckboxSelectMultiple):
    """Any number of answers; an `exclusive` one ("None of these") clears the others where JavaScript runs.

    The server still has to decide what both together mean: a browser without JavaScript can send both.
    """

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        or_before: str | None = None,
        exclusive: Collection[str] = (),
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.or_before = or_before
        self.exclusive = frozenset(exclusive)


class DatePartsInput(forms.MultiWidget):
    """Day, month and year as three short text boxes, named name_day, name_month and name_year."""

    parts = ("day", "month", "year")
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DatePartsField(forms.Field):
    """A date typed in three parts. Errors name the part to mend (`params["parts"]`) and what to do.

    `subject` starts the sentence: "Your date of birth must include a year".
    """

    widget = DatePartsInput

    def __init__(self, *, subject: str = "The date", **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """None where nothing was typed. Raises ValidationError (incomplete, invalid_part, invalid)."""
        if value is None or isinstance(value, date):
            return value
        typed = {
            part: str(text or "").strip() for part, text in zip(DatePartsInput.parts, value, strict=True)
        }
        if not any(typed.values()):
            return None
        if missing := [part for part, text in typed.items() if not text]:
            raise self._mistake(f"must include a {' and a '.join(missing)}", "incomplete", missing)
        return self._real_date(typed)

    def _real_date(self, typed: Mapping[str, str]) -> date:
        numbers = {
            part: _month_number(text) if part == "month" else _number(text) for part, text in typed.items()
        }
        if wrong := [part for part, number in numbers.items() if number is None]:
            raise self._mistake("must be in numbers, like 27 3 1987", "invalid_part", wrong)
        if len(typed["year"]) != 4:
            raise self._mistake("must have a year of 4 numbers, like 1987", "invalid_part", ["year"])
        try:
            return date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)
        except ValueError as error:
            wrong = ["month"] if not 1 <= (numbers["month"] or 0) <= 12 else ["day"]
            raise self._mistake("must be a real date", "invalid", wrong) from error

    def _mistake(self, predicate: str, code: str, parts: list[str]) -> ValidationError:
        return ValidationError(f"{self.subject} {predicate}", code=code, params={"parts": parts})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _month_number(text: str) -> int | None:
    """A month as people write it: 3, 03, mar, March."""
    names = {calendar.month_abbr[number].lower(): number for number in range(1, 13)}
    return _number(text) or (names.get(text[:3].lower()) if len(text) >= 3 else None)


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary. `href` is a fragment, or "" where the form shows no field."""

    message: str
    href: str


def parts_with_errors(field: BoundField) -> frozenset[str]:
    """Which of a date's parts are wrong: all of them where the error names none, none without an error."""
    errors = field.form.errors.as_data().get(field.name, [])
    named = [part for error in errors for part in (getattr(error, "params", None) or {}).get("parts", ())]
    return frozenset(named or (DatePartsInput.parts if errors else ()))


def input_to_mend(field: BoundField) -> str:
    """The id of the element where the correction starts: never a wrapper, which cannot take focus."""
    widget, base = field.field.widget, str(widget_id(field))
    if isinstance(widget, forms.RadioSelect):
        return widget.id_for_label(base, index="0")
    if isinstance(widget, DatePartsInput):
        wrong = parts_with_errors(field) or {"day"}
        return f"{base}_{min(DatePartsInput.parts.index(part) for part in wrong)}"
    if isinstance(widget, forms.MultiWidget):
        return f"{base}_{_part_to_mend(field)}"
    return widget.id_for_label(base) or base


def _part_to_mend(field: BoundField) -> int:
    """Of several boxes, the first that the mistake names (`params["part"]`, a number), else the first."""
    errors = field.form.errors.as_data().get(field.name, []) if field.form.is_bound else []
    named = [params["part"] for error in errors if "part" in (params := error.params or {})]
    return int(named[0]) if named else 0


def widget_id(field: BoundField) -> str:
    """The id that the widget was given, or the one that Django makes from the field's name."""
    return field.field.widget.attrs.get("id") or field.auto_id


def error_summary(form: BaseForm) -> list[ErrorLink]:
    """What is wrong, in the order of the page; errors of the whole form land on its first field."""
    if not form.is_bound:
        return []
    visible = form.visible_fields()
    first = f"#{input_to_mend(visible[0])}" if visible else ""
    whole = [ErrorLink(str(message), first) for message in form.errors.get(NON_FIELD_ERRORS, ())]
    hidden = [ErrorLink(str(message), first) for field in form.hidden_fields() for message in field.errors]
    return (
        whole
        + hidden
        + [
            ErrorLink(str(message), f"#{input_to_mend(field)}")
            for field in visible
            for message in field.errors
        ]
    )


class PlainWords:
    """For forms of other libraries: `class SignIn(PlainWords, LoginForm)` makes their messages plain."""

    use_required_attribute = False  # the server's messages say what to do; the browser's bubbles do not
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)


class PracticeForm(PlainWords, forms.Form):
    """A form in the practice's own words and clothes.

    `heading_field` names the one field whose label is the heading of the page. A field that carries an
    attribute `why` shows it, folded, under "Why we ask".
    """

    heading_field: str = ""

    @property
    def helper(self) -> FormHelper:
        """Fields only, in order; one that an answer reveals is drawn under that answer."""
        revealed = {name for field in self.fields.values() for name in reveals_of(field.widget).values()}
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        helper.layout = Layout(*[name for name in self.fields if name not in revealed])
        return helper

    @property
    def error_summary(self) -> list[ErrorLink]:
        return error_summary(self)


def reveals_of(widget: forms.Widget) -> dict[str, str]:
    """Which answers of this widget reveal which fields."""
    return widget.reveals if isinstance(widget, Radios | Checkboxes) else {}


def speak_plainly(field: forms.Field) -> None:
    """Replace the messages that nobody wrote for this field: they say what is wrong, ours what to do."""
    messages = dict(PLAIN_MESSAGES)
    for code, table in (("required", PLAIN_REQUIRED), ("invalid", PLAIN_INVALID)):
        fitting = [text for kind, text in table if isinstance(field, kind)]
        messages |= {code: fitting[0]} if fitting else {}
    stock = _stock_messages(type(field))
    for code, text in messages.items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = text


def _stock_messages(kind: type[forms.Field]) -> dict[str, Any]:
    stock: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        stock |= getattr(base, "default_error_messages", {})
    return stock
