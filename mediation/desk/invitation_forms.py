"""Forms about inviting the other person."""

from __future__ import annotations

from typing import Any

from django import forms

from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.models import Invitation
from mediation.core.forms import PracticeForm, Radios

from .words import HOW_WE_KNEW

ADDRESS_LENGTH = 400
REPLIES = [
    (InvitationState.CONSIDERING.value, "They need more time"),
    (InvitationState.WANTS_ADVICE.value, "They want advice first"),
    (InvitationState.ACCEPTED.value, "They want to come"),
    (InvitationState.DECLINED.value, "They would rather not"),
]


class DetailsForm(PracticeForm):
    name = forms.CharField(
        label="Their name",
        help_text="As they would write it themselves",
        max_length=100,
        error_messages={"required": "Enter the name of the other person"},
    )
    channel = forms.ChoiceField(
        label="How do we write to them?",
        choices=[(InvitationChannel.EMAIL.value, "E-mail"), (InvitationChannel.POST.value, "Letter")],
        widget=Radios(
            reveals={InvitationChannel.EMAIL.value: "email", InvitationChannel.POST.value: "post"},
        ),
        help_text="Never a phone call, and never a text",
        error_messages={"required": "Choose e-mail or letter"},
    )
    email = forms.EmailField(label="Their e-mail address", max_length=254, required=False)
    post = forms.CharField(
        label="Their postal address",
        max_length=ADDRESS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    named_as = forms.CharField(
        label="Who asked us to write?",
        help_text="Only if the client said that we may name them. Empty: the letter names nobody.",
        max_length=100,
        required=False,
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self._client = invitation.inviting.contact
        known = {field: getattr(invitation, field) for field in self.base_fields}
        super().__init__(*args, initial=known, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        channel = found.get("channel")
        if channel == InvitationChannel.EMAIL and not (found.get("email") or "email" in self.errors):
            self.add_error("email", "Enter their e-mail address")
        if channel == InvitationChannel.POST and not found.get("post"):
            self.add_error("post", "Enter their postal address")
        if found.get("email") and found["email"].casefold() == self._client.email.casefold():
            self.add_error("email", "This is the address of the client who asks us to write")
        return found


class ClientWordForm(PracticeForm):
    said = forms.ChoiceField(
        label="May we write to the other person?",
        help_text="What the client says, after they have seen the letter",
        choices=[
            (OtherContact.YES.value, "They said yes"),
            (OtherContact.ASK_FIRST.value, "Ask them first each time"),
            (OtherContact.NO.value, "They said no"),
        ],
        widget=Radios(),
        error_messages={"required": "Choose what the client said"},
    )
    how = forms.ChoiceField(
        label="How did you know that it is them?",
        choices=list(HOW_WE_KNEW.items()),
        widget=Radios(),
        error_messages={"required": "Say how you knew that it is them"},
    )


class ReplyForm(PracticeForm):
    answer = forms.ChoiceField(
        label="What did they say?",
        choices=REPLIES,
        widget=Radios(),
        error_messages={"required": "Choose what they said"},
    )
    heard = forms.CharField(
        label="In their words, and how you knew that it was them",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write down what they said, and how you knew that it was them"},
    )


class StopForm(PracticeForm):
    reason = forms.CharField(
        label="Why are they not invited?",
        help_text="For the file alone. The certificate does not depend on it.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write why they are not invited"},
    )
    forget = forms.BooleanField(label="Delete their name and address too", required=False)


class SendForm(PracticeForm):
    checked = forms.BooleanField(
        label="I have checked the name and the address with the client",
        error_messages={"required": "Check the name and the address with the client, then tick the box"},
    )
