"""Putting somebody on the list for an earlier time, from the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from bookings.earlier_form import EarlierForm
from bookings.queries.earlier import ways_here


class AddForm(EarlierForm):
    """The client's own form, for the booking of a reference. Whether we may write to them is asked then."""

    field_order = ["reference"]
    reference = forms.CharField(
        label="Reference of their booking",
        max_length=9,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the reference of their booking"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, ways=ways_here(), **kwargs)
        self.fields["windows"].label = "Which times would suit them?"
        self.fields["warning"].label = "How long before a meeting do they need to know?"
        self.fields["channel"].label = "How shall we tell them?"

    def clean_reference(self) -> str:
        """As people type it: with or without the hyphen, in any case."""
        typed = "".join(one for one in str(self.cleaned_data["reference"]).upper() if one.isalnum())
        return f"{typed[:4]}-{typed[4:]}"
