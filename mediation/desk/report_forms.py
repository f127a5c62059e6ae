"""Which days a report looks at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from mediation.core.forms import PracticeForm

from .report_periods import DAY, LONGEST, Span

ENTER_DATE = "Enter a date like 30/11/2026"


class PeriodForm(PracticeForm):
    """Both days are included, as people say it."""

    first = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": ENTER_DATE, "invalid": ENTER_DATE},
    )
    last = forms.DateField(
        label="Until, that day included",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": ENTER_DATE, "invalid": ENTER_DATE},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first")
        elif first and last and last - first > LONGEST:
            self.add_error("first", "Choose five years or fewer")
        elif any(one and not date(2000, 1, 1) <= one <= date(2200, 1, 1) for one in (first, last)):
            self.add_error("first", "Choose days from the year 2000 on")
        return cleaned

    @property
    def span(self) -> Span:
        return Span(self.cleaned_data["first"], self.cleaned_data["last"] + DAY)
