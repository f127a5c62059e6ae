"""What the templates of the "practice" pack ask of a bound field; works with any library's forms."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms, template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from mediation.core import amounts
from mediation.core import forms as core_forms

register = template.Library()
register.filter("error_summary", core_forms.error_summary)
register.filter("input_to_mend", core_forms.input_to_mend)


@dataclass(frozen=True)
class Answer:
    """One radio button or checkbox, ready to draw."""

    id: str
    value: str
    label: str
    checked: bool
    hint: str
    is_after_or: bool
    is_exclusive: bool
    reveals: BoundField | None

    @property
    def conditional_id(self) -> str:
        return f"conditional-{self.id}"


@dataclass(frozen=True)
class DatePart:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    is_wrong: bool
    autocomplete: str


@register.filter
def kind(field: BoundField) -> str:
    """Which template draws this field: radios, checkboxes, checkbox, date, amount or input."""
    widget = field.field.widget
    if isinstance(widget, amounts.AmountInput):
        return "amount"
    if isinstance(widget, forms.CheckboxSelectMultiple):  # first, as Django derives it from RadioSelect
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "date" if isinstance(widget, core_forms.DatePartsInput) else "input"


@register.filter
def answers(field: BoundField) -> list[Answer]:
    """The choices of a radio or checkbox field, with hints and the fields that they reveal."""
    return [_answer(field, option.data) for option in field]


def _answer(field: BoundField, option: dict) -> Answer:
    widget, value = field.field.widget, str(option["value"])
    revealed = core_forms.reveals_of(widget).get(value)
    return Answer(
        id=option["attrs"].get("id", ""),
        value=value,
        label=option["label"],
        checked=option["selected"],
        hint=getattr(widget, "hints", {}).get(value, ""),
        is_after_or=getattr(widget, "or_before", None) == value,
        is_exclusive=value in getattr(widget, "exclusive", ()),
        reveals=field.form[revealed] if revealed else None,
    )


@register.filter
def date_parts(field: BoundField) -> list[DatePart]:
    """The three boxes of a date field with what was typed."""
    widget, value = field.field.widget, field.value()
    typed = value if isinstance(value, list | tuple) else widget.decompress(value)
    wrong = core_forms.parts_with_errors(field)
    birthday = widget.attrs.get("autocomplete") == "bday"
    return [
        DatePart(
            id=f"{core_forms.widget_id(field)}_{number}",
            name=f"{field.html_name}_{part}",
            label=part.capitalize(),
            value="" if typed[number] is None else str(typed[number]),
            width=4 if part == "year" else 2,
            is_wrong=part in wrong,
            autocomplete=f"bday-{part}" if birthday else "",
        )
        for number, part in enumerate(core_forms.DatePartsInput.parts)
    ]


CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Widget, "govuk-input"),
)


@register.simple_tag
def dressed_widget(field: BoundField) -> SafeString:
    """The field's own widget with our classes added, error state and description included."""
    widget = field.field.widget
    base = next(name for kind, name in CLASSES if isinstance(widget, kind))
    if isinstance(widget, forms.CheckboxInput):
        names = ["govuk-checkboxes__input"]
    else:
        names = [base, f"{base}--error"] if field.errors else [base]
    own = widget.attrs.get("class")
    return field.as_widget(attrs={"class": " ".join([*names, own] if own else names)})


@register.filter
def is_heading(field: BoundField) -> bool:
    """Whether this field's label is the heading of its page."""
    return getattr(field.form, "heading_field", "") == field.name


@register.filter
def has_heading_field(form: BaseForm) -> bool:
    """Whether one of the form's fields carries the heading of the page."""
    return bool(getattr(form, "heading_field", ""))


@register.filter
def amount_parts(field: BoundField) -> amounts.Parts:
    """The box, the list of periods and the tick of an amount, with what was typed."""
    return amounts.parts_of(field)
