"""A number that somebody may not know: pounds, pounds in every period, a count or a percentage.

One box, where needed a list of periods, and a tick for "Not sure". Cleaned to plain values that survive JSON:
"1200.50", {"amount": "1200.50", "period": "weekly"}, "3", "33.5", "unsure", or None where nothing was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from .forms import widget_id
from .money import NotPounds, pounds_typed

UNSURE = "unsure"
CHOOSE_PERIOD = "choose how often, for example every month"
WHOLE, PERCENT = re.compile(r"[0-9]{1,4}", re.ASCII), re.compile(r"([0-9]{1,3})(\.[0-9]{1,2})?%?", re.ASCII)
Read = Callable[[str], str]


@dataclass(frozen=True)
class Parts:
    """What the template draws: the values as they were typed."""

    id: str
    name: str
    value: str
    prefix: str
    suffix: str
    inputmode: str
    width: int
    period: str
    periods: Sequence[tuple[str, str]]
    is_unsure: bool
    wrong: frozenset[int]

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(value, text, value == self.period) for value, text in self.periods]


class AmountInput(forms.MultiWidget):
    """The box has the field's own name; name_period and name_unsure follow it."""

    use_fieldset = True

    def __init__(
        self,
        *,
        periods: Sequence[tuple[str, str]] = (),
        prefix: str = "",
        suffix: str = "",
        inputmode: str = "decimal",
        width: int = 10,
    ) -> None:
        self.periods, self.prefix, self.suffix = periods, prefix, suffix
        self.inputmode, self.width = inputmode, width
        super().__init__(
            {"": forms.TextInput(), "period": forms.TextInput(), "unsure": forms.CheckboxInput()}
        )

    def decompress(self, value: Any) -> list[Any]:
        if value == UNSURE:
            return ["", "", True]
        if isinstance(value, dict):
            return [shown(value["amount"]), value["period"], False]
        return [shown(value) if self.prefix else value or "", "", False]


def shown(amount: Any) -> str:
    """A stored amount as people write it: without needless pence."""
    return str(amount or "").removesuffix(".00")


class AmountField(forms.Field):
    """`read` turns what was typed into what is kept, or raises ValueError with words that say what to do;
    `subject` ("Enter the pay before tax") stands before them, so that the summary says what is meant."""

    def __init__(self, *, read: Read, widget: AmountInput, subject: str, **kwargs: Any) -> None:
        self.read, self.periods, self.subject = read, widget.periods, subject
        super().__init__(widget=widget, **{"required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        """Ticking "Not sure" counts, whatever stands in the box."""
        typed, period, is_unsure = value
        if is_unsure:
            return UNSURE
        if not str(typed or "").strip():
            return None
        try:
            amount = self.read(str(typed))
        except ValueError as error:
            raise self._mistake(str(error), part=0) from error
        return self._with_period(amount, str(period or "")) if self.periods else amount

    def _with_period(self, amount: str, period: str) -> dict[str, str]:
        values = [value for value, _ in self.periods]
        if period in values:
            return {"amount": amount, "period": period}
        if not Decimal(amount):  # nothing is nothing, however often
            return {"amount": amount, "period": "monthly"}
        raise self._mistake(CHOOSE_PERIOD, part=1)

    def _mistake(self, words: str, *, part: int) -> ValidationError:
        return ValidationError(f"{self.subject}: {words}", code="invalid", params={"part": part})


def pounds(typed: str) -> str:
    return f"{pounds_typed(typed):.2f}"


def whole_number(most: int) -> Read:
    """A count from 0 to `most`."""

    def read(typed: str) -> str:
        text = typed.strip()
        if not WHOLE.fullmatch(text) or int(text) > most:
            raise NotPounds(f"use a whole number from 0 to {most}, like 2")
        return str(int(text))

    return read


def percentage(typed: str) -> str:
    text = "".join(typed.split())
    if not PERCENT.fullmatch(text) or Decimal(text.rstrip("%")) > 100:
        raise NotPounds("use a number from 0 to 100, like 50")
    return text.rstrip("%").lstrip("0") or "0"


def parts_of(field: BoundField) -> Parts:
    widget: AmountInput = field.field.widget
    value = field.value()
    typed, period, is_unsure = value if isinstance(value, list) else widget.decompress(value)
    errors = field.form.errors.as_data().get(field.name, []) if field.form.is_bound else []
    return Parts(
        id=str(widget_id(field)),
        name=field.html_name,
        value=str(typed or ""),
        prefix=widget.prefix,
        suffix=widget.suffix,
        inputmode=widget.inputmode,
        width=widget.width,
        period=str(period or ""),
        periods=widget.periods,
        is_unsure=bool(is_unsure),
        wrong=frozenset((error.params or {}).get("part", 0) for error in errors),
    )
