"""The form of one page of settings, made from the fields that stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bookings.models import Mediator
from mediation.core.enums import Role
from mediation.core.forms import ENTER, Checkboxes, PracticeForm, speak_plainly
from mediation.core.models import User
from mediation.core.settings_history import plain

from .settings_grids import GRIDS, date_field, paper_fields, read_papers, time_field
from .settings_subjects import Subject
from .settings_words import WEEKDAYS, name_of

DAYS_OF_PAPERS = "document_days"
PHONES = ("phone", "join_phone")


class SettingsForm(PracticeForm):
    """`values` are those that stand, or those to be restored; what was sent comes before them."""

    def __init__(self, data: Any = None, *, subject: Subject, values: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.subject = subject
        self.counts: dict[str, int] = {}
        for name in subject.group.fields:
            self._add(name, values[name])
        for field in self.fields.values():
            speak_plainly(field)
            if field.error_messages.get("required") == ENTER:  # of many on one page, which one
                field.error_messages["required"] = f"Fill in “{field.label}”"

    def _add(self, name: str, value: Any) -> None:
        if name in GRIDS:
            self.counts[name] = GRIDS[name].count(name, self.data if self.is_bound else None, value)
            self.fields |= GRIDS[name].fields(name, self.counts[name], value)
        elif name == DAYS_OF_PAPERS:
            self.fields |= paper_fields(value)
        else:
            self.fields[name] = _field(
                self.subject.model, name, value, row=getattr(self.subject, "row", None)
            )

    @property
    def helper(self) -> Any:
        """The lines of tables are drawn as tables."""
        helper = super().helper
        helper.layout = Layout(*[name for name in self.fields if name.partition("-")[0] not in self.counts])
        return helper

    @property
    def has_boxes(self) -> bool:
        """Whether anything but tables stands on it."""
        return any(name.partition("-")[0] not in self.counts for name in self.fields)

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Each list: its name, its headings, and its lines of bound fields."""
        return [
            {
                "title": name_of(self.subject.model, name)[0],
                "help": name_of(self.subject.model, name)[1],
                "headings": [column.label for column in GRIDS[name].columns],
                "lines": [
                    [self[f"{name}-{number}-{column.name}"] for column in GRIDS[name].columns]
                    for number in range(count)
                ],
            }
            for name, count in self.counts.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.values = {name: self._value(name) for name in self.subject.group.fields}
        if not self.errors:
            for name, words in self.subject.problems(self.values).items():
                self.add_error(name if name in self.fields else None, words)
        return cleaned

    def _value(self, name: str) -> Any:
        if name in GRIDS:
            return GRIDS[name].read(self, name, self.counts[name])
        if name == DAYS_OF_PAPERS:
            return read_papers(self)
        value, field = self.cleaned_data.get(name), self.subject.model._meta.get_field(name)
        if isinstance(field, models.DecimalField) and isinstance(value, Decimal):
            value = value.quantize(Decimal(1).scaleb(-field.decimal_places))
        return plain(value)


def _field(model: type[models.Model], name: str, value: Any, *, row: Any) -> forms.Field:
    stored: Any = model._meta.get_field(name)
    field = _box(stored, row)
    field.label, field.help_text = name_of(model, name)
    is_list = isinstance(stored, ArrayField) and name != "weekdays"
    field.initial = ", ".join(value) if is_list else stored.to_python(value)
    return field


def _box(stored: Any, row: Any) -> Any:
    """The form field of a model's field, as the desk draws it."""
    if stored.name == "user":
        return _people(row)
    if stored.name == "weekdays":
        choices = list(enumerate(WEEKDAYS, 1))
        return forms.TypedMultipleChoiceField(choices=choices, coerce=int, widget=Checkboxes())
    if isinstance(stored, models.DateField):
        return date_field(required=not stored.null)
    if isinstance(stored, models.TimeField):
        return time_field(required=not stored.null)
    if isinstance(stored, models.URLField):
        return stored.formfield(assume_scheme="https")
    field: Any = stored.formfield()
    if stored.name in PHONES:
        field.widget.input_type = "tel"
    elif isinstance(stored, models.EmailField):
        return field
    if isinstance(stored, models.CharField) and (stored.max_length or 0) > 200:
        field.widget = forms.Textarea(attrs={"rows": 3, "maxlength": stored.max_length})
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [(key, words if key else "Not said") for key, words in stored.get_choices()]
    return field


def _people(row: Any) -> forms.Field:
    """Colleagues who are mediators and stand on no other mediator's page."""
    others = Mediator.objects.exclude(pk=row.pk).exclude(user=None).values_list("user", flat=True)
    rows = User.objects.filter(role=Role.MEDIATOR).exclude(pk__in=others).order_by("name")
    return forms.ModelChoiceField(rows, required=False, empty_label="Nobody")
