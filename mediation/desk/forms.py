"""Forms of the desk."""

from django import forms

from legalaid.enums import FundingState
from mediation.core.forms import PracticeForm, Radios


class FeeForm(PracticeForm):
    state = forms.ChoiceField(
        label="The fee",
        choices=[
            (FundingState.DUE.value, "Not paid yet"),
            (FundingState.PAID.value, "Paid"),
            (FundingState.WAIVED.value, "Waived"),
        ],
        widget=Radios(inline=True),
    )
    reason = forms.CharField(label="How, or why", max_length=200, required=False)
