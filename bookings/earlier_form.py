"""What somebody says who would come earlier than they booked: for the client, and for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from mediation.core.enums import Channel
from mediation.core.forms import Checkboxes, PracticeForm, Radios

from .earlier_rules import WARNINGS_MIN
from .queries import time_labels

WAYS = {Channel.EMAIL: "By e-mail", Channel.SMS: "By text message"}
WARNINGS = dict(zip(WARNINGS_MIN, ("2 hours", "4 hours", "A day"), strict=True))


class EarlierForm(PracticeForm):
    """`ways` are the channels that are safe for this person; one alone is not asked about."""

    windows = forms.MultipleChoiceField(
        label="Which times would suit you?",
        help_text="Leave all of them empty if any time would do.",
        required=False,
        widget=Checkboxes(),
    )
    warning = forms.TypedChoiceField(
        label="How long before a meeting do you need to know?",
        choices=list(WARNINGS.items()),
        coerce=int,
        initial=WARNINGS_MIN[0],
        widget=Radios(),
        error_messages={"required": "Say how long before you need to know"},
    )
    channel = forms.ChoiceField(
        label="How shall we tell you?",
        widget=Radios(),
        error_messages={"required": "Say how we shall tell you"},
    )

    def __init__(self, *args: Any, ways: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["windows"].choices = [(one.slug, one.name) for one in time_labels()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [(one.value, WAYS[one]) for one in ways]  # type: ignore[attr-defined]
        self.fields["channel"].initial = next(iter(ways), None)
        if len(ways) < 2:
            self.fields["channel"].widget = forms.HiddenInput()

    @property
    def wishes(self) -> dict[str, Any]:
        """As `join_list` wants them."""
        return {
            "windows": self.cleaned_data["windows"],
            "warning_minutes": self.cleaned_data["warning"],
            "channel": Channel(self.cleaned_data["channel"]),
        }
