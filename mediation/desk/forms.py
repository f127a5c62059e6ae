"""Forms of the desk."""

from typing import Any

from allauth.account.forms import (
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
)
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from bookings.enums import AppointmentState
from legalaid.enums import Decision, EvidenceState, FundingState
from mediation.core.forms import DatePartsField, PracticeForm, Radios

from .staff_sessions import SHARED

EMAIL, PASSWORD = "Enter your e-mail address", "Enter your password"


class FeeForm(PracticeForm):
    state = forms.ChoiceField(
        label="The fee",
        choices=[
            (FundingState.DUE.value, "Not paid yet"),
            (FundingState.PAID.value, "Paid"),
            (FundingState.WAIVED.value, "Waived"),
        ],
        error_messages={
            "required": "Choose what happened to the fee",
            "invalid_choice": "Choose what happened to the fee",
        },
        widget=Radios(inline=True),
    )
    fee = forms.DecimalField(
        label="How much, in pounds",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        required=False,
        help_text="Change it where our terms do not know: a part given up, say. Empty: as it stands.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
        error_messages={
            "invalid": "Enter pounds, like 55 or 55.50",
            "min_value": "Enter pounds, like 55 or 55.50",
        },
    )
    reason = forms.CharField(
        label="How, or why",
        max_length=200,
        required=False,
        help_text="The client may ask to read it. Name nobody.",
    )

    def clean(self) -> dict[str, Any]:
        """What is waived is waived for a reason: whoever looks at the file later asks."""
        found = super().clean() or {}
        if found.get("state") == FundingState.WAIVED and not str(found.get("reason") or "").strip():
            self.add_error("reason", "Say why it is waived")
        return found


class OutcomeForm(PracticeForm):
    outcome = forms.ChoiceField(
        label="How the meeting went",
        choices=[
            (AppointmentState.ATTENDED.value, "They attended"),
            (AppointmentState.NOT_ATTENDED.value, "They did not attend"),
            (AppointmentState.LEFT_EARLY.value, "They left early"),
            (AppointmentState.TECHNICAL_FAILURE.value, "The video or phone failed"),
        ],
        error_messages={
            "required": "Choose how the meeting went",
            "invalid_choice": "Choose how the meeting went",
        },
        widget=Radios(
            hints={
                AppointmentState.ATTENDED.value: "To the end, with everything on the list.",
                AppointmentState.NOT_ATTENDED.value: "Within a day of it, we write “Sorry we missed you”.",
                AppointmentState.LEFT_EARLY.value: "There is no certificate: not everything was covered.",
                AppointmentState.TECHNICAL_FAILURE.value: "We offer them the next time free.",
            }
        ),
    )


class EvidenceForm(PracticeForm):
    state = forms.ChoiceField(
        label="This paper is",
        choices=[
            (EvidenceState.NEEDED.value, "Needed"),
            (EvidenceState.RECEIVED.value, "Received"),
            (EvidenceState.ACCEPTED.value, "Accepted"),
            (EvidenceState.REJECTED.value, "Rejected"),
        ],
        widget=Radios(inline=True),
    )
    dated_on = DatePartsField(
        label="Date on the paper, if it has one",
        subject="The date",
        required=False,
        help_text="A benefit letter counts for 6 months. Where a bank statement stands beside it, its date.",
    )
    reason = forms.CharField(label="If rejected, why (the client reads this)", max_length=200, required=False)


class DeterminationForm(PracticeForm):
    decision = forms.ChoiceField(
        label="On the form and the evidence, this client is",
        choices=[(Decision.ELIGIBLE.value, "Eligible"), (Decision.NOT_ELIGIBLE.value, "Not eligible")],
        widget=Radios(inline=True),
    )
    reasons = forms.CharField(
        label="Reasons",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter your reasons"},
    )
    without_papers_because = forms.CharField(
        label="If papers are missing, why evidence could not be had",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TalkForm(PracticeForm):
    """Its two buttons say whether the client was reached."""

    note = forms.CharField(
        label="Note, if you like",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only staff read it.",
    )
    was_reached = forms.ChoiceField(
        choices=[("yes", "I talked with them"), ("no", "I tried and did not reach them")],
        widget=forms.HiddenInput,
        error_messages={"required": "Say whether you talked with them"},
    )


class ClearForm(PracticeForm):
    """A flag on timing brings its reason; for any other the service asks for one."""

    reason = forms.CharField(
        label="Why can this be cleared?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _in_our_words(field: forms.Field, label: str, missing: str) -> None:
    """allauth's fields repeat their label as a placeholder and say only that they are required."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.error_messages["required"] = missing


class SignInForm(LoginForm):
    shared = forms.BooleanField(
        label="This is a shared computer", required=False, help_text="We sign you out sooner."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["login"], "E-mail address", EMAIL)
        _in_our_words(self.fields["password"], "Password", PASSWORD)
        forgotten = reverse("account_reset_password")
        self.fields["password"].help_text = format_html(
            '<a class="govuk-link" href="{}">Forgotten your password?</a>', forgotten
        )
        self.order_fields(["login", "password", "shared"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = self.cleaned_data["shared"]
        response: HttpResponse = super().login(request, redirect_url)
        return response


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["password"], "Password", PASSWORD)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self.fields["email"], "E-mail address", EMAIL)
