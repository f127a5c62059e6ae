"""The form of a new version of a text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from mediation.core.forms import PracticeForm
from mediation.core.times import UK

from .settings_grids import date_field

LONGEST = 50_000


class TextForm(PracticeForm):
    """`today` is the UK day: a version begins on a later one."""

    text = forms.CharField(
        label="Text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="An empty line begins a new paragraph. A line that starts with ## is a heading. "
        "Lines that all start with a dash and a space are a list.",
        error_messages={"required": "Enter the text"},
    )
    first_day = date_field(
        label="In force from",
        help_text="From the beginning of that day. Until then the present text stays.",
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if not self.today < day < self.today + timedelta(days=3660):
            raise forms.ValidationError(
                "Choose a day to come: people were shown the text that is in force now"
            )
        return day

    @property
    def in_force_from(self) -> datetime:
        return datetime.combine(self.cleaned_data["first_day"], time(), UK)
