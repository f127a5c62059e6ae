"""Forms of the meeting's page, its certificate, the case's log and the way to a colleague's notes."""

from __future__ import annotations

from typing import Any

from django import forms

from bookings.certificates import MATTERS_WORDS, Matters
from bookings.enums import LogKind, WhyNotes
from mediation.core.forms import DatePartsField, PracticeForm, Radios

MATTERS = [(one.value, MATTERS_WORDS[one].capitalize()) for one in Matters]
LOG_KINDS = [
    (LogKind.PPC.value, "I talked it over with my PPC"),
    (LogKind.SAFEGUARDING.value, "A safeguarding referral"),
]
WHY_NOTES = [
    (WhyNotes.SICKNESS.value, "The mediator is away, and somebody must act"),
    (WhyNotes.COMPLAINT.value, "A complaint"),
    (WhyNotes.SUBJECT_ACCESS.value, "Somebody asks what we hold about them"),
]


class NoteForm(PracticeForm):
    text = forms.CharField(
        label="Add a note",
        help_text="It cannot be changed afterwards. Write another to put something right.",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write your note first"},
    )


class CertificateForm(PracticeForm):
    legal_name = forms.CharField(
        label="Their full legal name",
        help_text="As on their papers. Read it out to them, letter by letter if need be.",
        max_length=150,
        error_messages={"required": "Enter their full legal name"},
    )
    matters = forms.ChoiceField(
        label="What the meeting was about",
        choices=MATTERS,
        widget=Radios(),
        error_messages={"required": "Choose what the meeting was about"},
    )
    signed_as = forms.CharField(
        label="Type your name to sign it",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type your name to sign"},
    )


class ReplaceForm(CertificateForm):
    because = forms.CharField(
        label="What was wrong with the old one?",
        help_text="For the file. It is never shown to anybody outside.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what was wrong with the old one"},
    )


class LogForm(PracticeForm):
    kind = forms.ChoiceField(
        label="What do you log?",
        choices=LOG_KINDS,
        widget=Radios(),
        error_messages={"required": "Choose what you log"},
    )
    happened_on = DatePartsField(
        label="On which day?",
        subject="The day",
        error_messages={"required": "Enter the day"},
    )
    with_whom = forms.CharField(
        label="With whom, or to whom?",
        help_text="The consultant’s name; or the council, the police, another body, and who took it",
        max_length=300,
        error_messages={"required": "Enter with whom, or to whom"},
    )
    words = forms.CharField(
        label="What was it about?",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what it was about"},
    )
    decided = forms.CharField(
        label="What was decided, and what comes next?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what was decided"},
    )

    def __init__(self, *args: Any, today: Any = None, **kwargs: Any) -> None:
        self._today = today
        super().__init__(*args, **kwargs)

    def clean_happened_on(self) -> Any:
        found = self.cleaned_data["happened_on"]
        if self._today and found and found > self._today:
            raise forms.ValidationError("The day must be today or before")
        return found


class OpenNotesForm(PracticeForm):
    why = forms.ChoiceField(
        label="Why do you need them?",
        choices=WHY_NOTES,
        widget=Radios(),
        error_messages={"required": "Choose why you need them"},
    )
    words = forms.CharField(
        label="In your own words",
        help_text="Who asks, and what you are looking for. It stays on record.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why in your own words"},
    )
