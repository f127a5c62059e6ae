"""Forms about a meeting that does not stay as it is."""

from __future__ import annotations

from django import forms

from bookings.enums import AskedBy
from mediation.core.forms import PracticeForm, Radios

from .cancel_words import REASONS


class CancelForm(PracticeForm):
    asked_by = forms.ChoiceField(
        label="Who asked for it?",
        choices=[(AskedBy.CLIENT.value, "The client"), (AskedBy.PRACTICE.value, "We have to cancel")],
        widget=Radios(),
        error_messages={"required": "Choose who asked for it", "invalid_choice": "Choose who asked for it"},
    )
    because = forms.ChoiceField(
        label="Why?",
        choices=[(code.value, words) for code, words in REASONS.items()],
        widget=Radios(),
        help_text="For staff alone. The client is not told a reason.",
        error_messages={"required": "Choose why", "invalid_choice": "Choose why"},
    )
