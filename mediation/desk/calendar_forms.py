"""Forms about calendars outside the practice."""

from __future__ import annotations

from django import forms

from bookings.enums import FeedStyle
from mediation.core.forms import PracticeForm, Radios


class FeedForm(PracticeForm):
    style = forms.ChoiceField(
        label="What your calendar shows of a meeting",
        choices=[
            (FeedStyle.BUSY.value, "“Busy”"),
            (FeedStyle.INITIALS.value, "Initials, like “A. R.”"),
        ],
        widget=Radios(
            hints={
                FeedStyle.INITIALS.value: "Choose this only if nobody else can see your calendar. "
                "Where somebody may be in danger, it still shows “Busy”."
            }
        ),
        error_messages={"required": "Choose what your calendar shows"},
    )


class ExternalCalendarForm(PracticeForm):
    name = forms.CharField(
        label="A name for it",
        max_length=60,
        help_text="For example “Private”. Only you see it.",
        error_messages={"required": "Enter a name for this calendar"},
    )
    url = forms.CharField(
        label="Its secret address",
        max_length=2000,
        help_text="It begins with https:// and often ends with .ics. We never show it again.",
        error_messages={"required": "Enter the secret address of this calendar"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
