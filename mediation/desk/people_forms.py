"""Forms about people and cases."""

from django import forms

from intake.enums import MatchDecision, MatchKind
from intake.typed_search import LONGEST, read_search
from mediation.core.enums import choices
from mediation.core.forms import PracticeForm, Radios

from .words import JOIN_REASONS

WHAT = "Enter a name, a whole phone number, an e-mail address or a reference"


class SearchForm(PracticeForm):
    text = forms.CharField(
        label="Name, phone number, e-mail address or reference",
        max_length=LONGEST,
        error_messages={"required": WHAT},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        """Only what we can look for."""
        text = str(self.cleaned_data["text"])
        if not read_search(text).kind:
            raise forms.ValidationError(f"{WHAT}. Part of a number finds nobody")
        return text


class JoinForm(PracticeForm):
    reason = forms.ChoiceField(
        label="How do you know that this is one dispute?",
        choices=[(str(value), label) for value, label in JOIN_REASONS.items()],
        widget=Radios(),
        error_messages={"required": "Say how you know that this is one dispute"},
    )


class SettleForm(forms.Form):
    """Its buttons say whether two files are one person's; nobody types anything."""

    party = forms.IntegerField(min_value=1)
    other = forms.IntegerField(min_value=1)
    kind = forms.ChoiceField(choices=choices(MatchKind))
    decision = forms.ChoiceField(choices=choices(MatchDecision))
