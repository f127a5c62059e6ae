"""Settings that are lists: typed as lines of a table, a few empty ones at its end. A line emptied is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from mediation.core.models.practice import default_document_days
from mediation.core.settings_history import plain

from .settings_words import CHANNELS, MESSAGES, PAPERS, WEEKDAYS

SPARE = 2
AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One box of each line. `default` stands for a box that may stay empty."""

    name: str
    label: str
    make: Callable[[], forms.Field]
    default: Any = None
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[Column, ...]
    order: Callable[[Mapping[str, Any]], Any]

    def count(self, name: str, data: Mapping[str, Any] | None, lines: list[Any]) -> int:
        """As many lines as were sent, or those that there are and a few more."""
        if data is None:
            return len(lines) + SPARE
        first = self.columns[0].name
        return next((n for n in range(AT_MOST) if f"{name}-{n}-{first}" not in data), AT_MOST)

    def fields(self, name: str, count: int, lines: list[Any]) -> dict[str, forms.Field]:
        made = {}
        for number in range(count):
            for column in self.columns:
                field = column.make()
                field.required = False
                field.label = f"{column.label}, line {number + 1}"
                field.column = column.label  # type: ignore[attr-defined]  # for the template
                if number < len(lines):
                    field.initial = lines[number].get(column.name)
                made[f"{name}-{number}-{column.name}"] = field
        return made

    def read(self, form: forms.Form, name: str, count: int) -> list[dict[str, Any]]:
        """The lines that were filled in, in their order. A line with a gap is an error of the form."""
        found = []
        for number in range(count):
            key = f"{name}-{number}-"
            line = {one.name: form.cleaned_data.get(key + one.name) for one in self.columns}
            if not any(value not in (None, "") for value in line.values()):
                continue
            for one in self.columns:
                if line[one.name] not in (None, ""):
                    continue
                if one.is_needed and one.default is None and (key + one.name) not in form.errors:
                    form.add_error(
                        key + one.name, f"{one.label}, line {number + 1}: fill this in, or empty the line"
                    )
                line[one.name] = one.default
            found.append({key: plain(value) for key, value in line.items()})
        return found if form.errors else sorted(found, key=self.order)


def _number(least: int, most: int) -> Callable[[], forms.Field]:
    return lambda: forms.IntegerField(
        min_value=least, max_value=most, widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"})
    )


def _choice(words: Mapping[Any, str], coerce: Callable[[Any], Any] = str) -> Callable[[], forms.Field]:
    return lambda: forms.TypedChoiceField(choices=[("", ""), *words.items()], coerce=coerce, empty_value=None)


def _clock() -> forms.Field:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time like 17:30"},
    )


def date_field(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter a date like 30/11/2026",
            "invalid": "Enter a date like 30/11/2026",
        },
        **more,
    )


def time_field(**more: Any) -> forms.Field:
    field = _clock()
    for name, value in more.items():
        setattr(field, name, value)
    return field


GRIDS: Mapping[str, Grid] = {
    "cancellation_tiers": Grid(
        (
            Column("hours_before", "Hours before", _number(0, 1000)),
            Column("fee_percent", "Per cent of the fee", _number(0, 100)),
        ),
        order=lambda line: -line["hours_before"],  # longest notice first
    ),
    "earlier_accreditations": Grid(
        (
            Column("from", "First day, if known", date_field, is_needed=False),
            Column("until", "Last day", date_field),
        ),
        order=lambda line: line["until"],
    ),
    "reminders": Grid(
        (
            Column("what", "Message", _choice(MESSAGES)),
            Column("channel", "By", _choice(CHANNELS)),
            Column("minutes_before", "Minutes before", _number(0, 14 * 24 * 60), default=0),
        ),
        order=lambda _: 0,  # as they were typed
    ),
    "hours": Grid(
        (
            Column("weekday", "Day", _choice(dict(enumerate(WEEKDAYS, 1)), int)),
            Column("opens", "From", _clock),
            Column("closes", "Until", _clock),
            Column("capacity", "Calls at a time", _number(1, 50)),
            Column("valid_from", "First day, if any", date_field, is_needed=False),
            Column("valid_to", "Last day, if any", date_field, is_needed=False),
        ),
        order=lambda line: (line["weekday"], line["opens"]),
    ),
}


def paper_fields(days: Mapping[str, int]) -> dict[str, forms.Field]:
    """A box for each class of papers."""
    return {
        f"document_days-{key}": forms.IntegerField(
            label=f"{words}, days",
            min_value=1,
            max_value=36500,
            initial=days.get(key),
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        )
        for key, words in PAPERS.items()
        if key in default_document_days()
    }


def read_papers(form: forms.Form) -> dict[str, int]:
    return {key: form.cleaned_data.get(f"document_days-{key}") or 0 for key in default_document_days()}
