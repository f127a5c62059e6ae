"""The forms of the invited person: the code out of the letter, and what they would like."""

from __future__ import annotations

from django import forms

from mediation.core.forms import PracticeForm, Radios

from .invitation_states import InvitationState

BOOK, CALL = "book", "call"
# What each answer says back to them afterwards, in our words.
REPLIES = {
    InvitationState.CONSIDERING: "I need more time",
    InvitationState.WANTS_ADVICE: "I want advice first",
    InvitationState.DECLINED: "I would rather not",
}
ANSWERS = [
    (BOOK, "Book my own meeting"),
    (InvitationState.CONSIDERING.value, REPLIES[InvitationState.CONSIDERING]),
    (InvitationState.WANTS_ADVICE.value, REPLIES[InvitationState.WANTS_ADVICE]),
    (CALL, "Please call me"),
    (InvitationState.DECLINED.value, REPLIES[InvitationState.DECLINED]),
]


class LetterCodeForm(PracticeForm):
    heading_field = ""
    code = forms.CharField(
        label="Your code",
        help_text="It is in our letter or e-mail, and has 12 letters and numbers",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Enter the code from our letter",
            "max_length": "This is not a code of ours. It has 12 letters and numbers",
        },
    )


class ReplyForm(PracticeForm):
    answer = forms.ChoiceField(
        label="What would you like to do?",
        choices=ANSWERS,
        widget=Radios(
            hints={
                BOOK: "You see the free times next. Nothing is booked yet.",
                InvitationState.CONSIDERING: "This is not a no. We will wait.",
                InvitationState.WANTS_ADVICE: "For example from a solicitor. This is not a no. We will wait.",
                CALL: "You choose when, and what we may say.",
                InvitationState.DECLINED: "That is fine. You do not have to say why.",
            }
        ),
        error_messages={
            "required": "Choose what you would like to do",
            "invalid_choice": "Choose what you would like to do",
        },
    )
