"""Forms about when a mediator works, and when the practice is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from bookings.models import DateOverride, WeeklyHours
from bookings.models.calendars import WEEKDAYS
from mediation.core.enums import ClosureKind
from mediation.core.forms import PracticeForm, Radios
from mediation.core.models import Closure

MIDNIGHT = time(0)
END_FIRST = "Enter an end that is after the start (00:00 is midnight)"
PAIRS = 3
NO_START, NO_END = "Enter when it begins", "Enter when it ends"


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    missing = "Enter a day" if label == "Day" else f"Enter the {label[:1].lower()}{label[1:]}"
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Enter a day like 2026-11-24"},
    )


def _clock(label: str, *, required: bool = True, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={
            "required": NO_END if label == "Until" else NO_START,
            "invalid": "Enter a time like 09:30",
        },
    )


def _is_after(end: time, start: time) -> bool:
    return end == MIDNIGHT or end > start


class WeeklyForm(PracticeForm):
    """One stretch of every such weekday."""

    weekday = forms.TypedChoiceField(
        label="Day",
        choices=WEEKDAYS,
        coerce=int,
        error_messages={"required": "Choose a day", "invalid_choice": "Choose a day"},
    )
    start = _clock("From")
    end = _clock("Until", help_text="00:00 is midnight.")
    valid_from = _day("First day on which it counts")
    valid_to = _day("Last day on which it counts", required=False, help_text="Empty: until it is changed.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and not _is_after(end, start):
            self.add_error("end", END_FIRST)
        first, last = found.get("valid_from"), found.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "Enter a last day that is not before the first")
        return found

    def row(self, known: WeeklyHours | None) -> WeeklyHours:
        row = known or WeeklyHours()
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)
        return row


class DateForm(PracticeForm):
    """The hours of one date, in place of the weekly ones."""

    on = _day("Day")
    what = forms.ChoiceField(
        label="On that day",
        choices=[("hours", "Works these hours only"), ("closed", "Does not work")],
        widget=Radios(),
        error_messages={"required": "Choose one", "invalid_choice": "Choose one"},
    )

    def __init__(self, *args: Any, today: date, pairs: int = PAIRS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.names = [(f"start_{number}", f"end_{number}") for number in range(1, pairs + 1)]
        for start, end in self.names:
            self.fields[start] = _clock("From", required=False)
            self.fields[end] = _clock("Until", required=False)

    @property
    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[start], self[end]) for start, end in self.names]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self._today:
            raise ValidationError("Enter a day to come")
        return on

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("what") != "hours":
            return found
        for start, end in self.names:
            self._check_pair(start, end, found)
        if not self._typed(found) and not self.errors:
            self.add_error(self.names[0][0], "Enter at least one stretch")
        return found

    def _check_pair(self, start: str, end: str, found: dict[str, Any]) -> None:
        first, last = found.get(start), found.get(end)
        if first is None and last is not None and start not in self.errors:
            self.add_error(start, NO_START)
        elif first is not None and last is None and end not in self.errors:
            self.add_error(end, NO_END)
        elif first is not None and last is not None and not _is_after(last, first):
            self.add_error(end, END_FIRST)

    def _typed(self, found: dict[str, Any]) -> list[tuple[time, time]]:
        typed = [(found.get(start), found.get(end)) for start, end in self.names]
        return sorted((first, last) for first, last in typed if first is not None and last is not None)

    def row(self, known: DateOverride | None) -> DateOverride:
        row = known or DateOverride()
        row.on = self.cleaned_data["on"]
        is_closed = self.cleaned_data["what"] == "closed"
        row.ranges = [] if is_closed else [[_wall(a), _closing(b)] for a, b in self._typed(self.cleaned_data)]
        return row


def _wall(at: time) -> str:
    return f"{at:%H:%M}"


def _closing(at: time) -> str:
    return "24:00" if at == MIDNIGHT else f"{at:%H:%M}"


def initial_of_date(row: DateOverride) -> dict[str, Any]:
    """What the form shows of an override that is there."""
    found: dict[str, Any] = {"on": row.on, "what": "hours" if row.ranges else "closed"}
    for number, (start, end) in enumerate(row.ranges, start=1):
        found |= {f"start_{number}": start, f"end_{number}": "00:00" if end == "24:00" else end}
    return found


class TimeOffForm(PracticeForm):
    first = _day("First day")
    last = _day("Last day")
    start = _clock("From, on the first day", required=False, help_text="Empty: the whole day.")
    end = _clock("Until, on the last day", required=False, help_text="Empty: the whole day.")
    reason = forms.CharField(
        label="Reason, if you like", max_length=100, required=False, help_text="Only staff read it."
    )

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = now.astimezone(ZoneInfo(zone)).date()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first is None or last is None:
            return found
        if last < first:
            self.add_error("last", "Enter a last day that is not before the first")
        elif last < self._today:
            self.add_error("last", "Enter a day to come")
        start, end = found.get("start"), found.get("end")
        if first == last and end is not None and not _is_after(end, start or MIDNIGHT):
            self.add_error("end", END_FIRST)
        return found


class ExtraHoursForm(PracticeForm):
    on = _day("Day")
    start = _clock("From")
    end = _clock("Until", help_text="00:00 is midnight.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and not _is_after(end, start):
            self.add_error("end", END_FIRST)
        return found


class ClosureForm(PracticeForm):
    """A day on which the whole practice is closed by its own choice."""

    on = _day("Day")
    reason = forms.CharField(
        label="Reason",
        max_length=100,
        help_text="For example: training day.",
        error_messages={"required": "Enter a reason"},
    )

    def __init__(self, *args: Any, today: date, taken: Iterable[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._taken = today, frozenset(taken)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self._today:
            raise ValidationError("Enter a day to come")
        if on in self._taken:
            raise ValidationError("The practice is closed on that day already")
        return on

    def row(self) -> Closure:
        return Closure(
            on=self.cleaned_data["on"], reason=self.cleaned_data["reason"], kind=ClosureKind.PRACTICE
        )
