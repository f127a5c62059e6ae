"""Forms about keeping, complaints and data protection requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from mediation.core.forms import Checkboxes, DatePartsField, PracticeForm, Radios
from mediation.core.models import User

from . import record_words as words


def choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(value), label) for value, label in labels.items()]


def text(label: str, *, rows: int = 4, missing: str = "", **fields: Any) -> forms.CharField:
    """Some lines of text, needed where `missing` says what to do without it."""
    return forms.CharField(
        label=label,
        max_length=8000,
        required=bool(missing),
        error_messages={"required": missing} if missing else {},
        widget=forms.Textarea(attrs={"rows": rows}),
        **fields,
    )


class PeriodForm(PracticeForm):
    number = forms.IntegerField(
        label="Keep for",
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Enter a number"},
    )
    unit = forms.ChoiceField(label="Counted in", choices=words.UNITS, widget=Radios(inline=True))
    because = forms.CharField(
        label="Why",
        max_length=300,
        error_messages={"required": "Enter why: an inspector will ask"},
        help_text="For example what your insurer or your contract says.",
    )


class HoldForm(PracticeForm):
    reason = text(
        "Why must it be kept?",
        rows=2,
        missing="Enter why it must be kept",
        help_text="Only managers read it.",
    )
    review_on = DatePartsField(
        label="When do we look at it again?",
        subject="The day",
        error_messages={"required": "Enter the day on which you look at it again"},
    )


class ReviewForm(PracticeForm):
    review_on = DatePartsField(
        label="It stays. Look at it again on",
        subject="The day",
        error_messages={"required": "Enter the day on which you look at it again"},
    )


class LiftForm(PracticeForm):
    because = text("Why can it be lifted?", rows=2, missing="Enter why it can be lifted")


class MediationForm(PracticeForm):
    on = DatePartsField(
        label="Mediation began on",
        subject="The day",
        required=False,
        help_text="Sessions are held outside this system. Leave it empty if none began.",
    )


class ComplaintForm(PracticeForm):
    received_on = DatePartsField(
        label="When did it come in?",
        subject="The day on which it came in",
        error_messages={"required": "Enter the day on which it came in"},
    )
    came_from = forms.ChoiceField(
        label="Who complains?",
        choices=choices(words.CAME_FROM),
        error_messages={"required": "Choose who complains"},
        widget=Radios(),
    )
    name = forms.CharField(
        label="Their name", max_length=200, error_messages={"required": "Enter their name"}
    )
    reference = forms.CharField(
        label="Reference of their meeting, case, call or invitation, if there is one",
        max_length=20,
        required=False,
        help_text="Nothing of the case is deleted while the complaint is open.",
    )
    reach = forms.CharField(
        label="How do we answer them?",
        max_length=300,
        required=False,
        help_text="A client: the way that they said is safe.",
    )
    about = forms.ChoiceField(
        label="What is it about?",
        choices=choices(words.ABOUT),
        error_messages={"required": "Choose what it is about"},
        widget=Radios(),
    )
    about_user = forms.ModelChoiceField(
        label="Is it about one of us?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody in particular",
        help_text="They will not see it.",
    )
    happened_on = DatePartsField(
        label="When did it happen, if they say so?", subject="The day on which it happened", required=False
    )
    words = text("What do they say? Use their words", missing="Write down what they say")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about_user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(is_active=True).order_by("name")

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the complaint."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reference"}


class DayForm(PracticeForm):
    """One day, today unless somebody says another."""

    on = DatePartsField(
        label="On which day?", subject="The day", error_messages={"required": "Enter the day"}
    )


class AnswerForm(DayForm):
    outcome = forms.ChoiceField(
        label="What did we find?",
        choices=choices(words.COMPLAINT_OUTCOMES),
        error_messages={"required": "Choose what we found"},
        widget=Radios(),
    )
    words = text("What did we answer, and what do we change?", missing="Write down what you answered")


class RequestForm(PracticeForm):
    kind = forms.ChoiceField(
        label="What do they want?",
        choices=choices(words.KINDS),
        error_messages={"required": "Choose what they want"},
        widget=Radios(),
    )
    received_on = DatePartsField(
        label="When did it come in?",
        subject="The day on which it came in",
        error_messages={"required": "Enter the day on which it came in"},
        help_text="However it came: a phone call counts, and so does a word to a mediator.",
    )
    name = forms.CharField(
        label="Their name", max_length=200, error_messages={"required": "Enter their name"}
    )
    reference = forms.CharField(
        label="Reference of their own meeting, call or invitation, if there is one",
        max_length=20,
        required=False,
        help_text="Of a case with two people, the reference of their own meeting.",
    )
    reach = forms.CharField(label="Where does the answer go?", max_length=300, required=False)
    words = text("What do they say?", rows=3)

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the request."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reference"}


class IdentityForm(PracticeForm):
    identity = forms.ChoiceField(
        label="How do you know that it is them?",
        choices=choices(words.IDENTITIES),
        error_messages={"required": "Choose how you know that it is them"},
        widget=Radios(),
    )
    on = DatePartsField(
        label="On which day?", subject="The day", error_messages={"required": "Enter the day"}
    )


class NamesForm(PracticeForm):
    own = forms.CharField(label="Their name", max_length=200, error_messages={"required": "Enter their name"})
    other = forms.CharField(
        label="The other person, as they name them",
        max_length=200,
        required=False,
        help_text="Leave it empty if they gave no name.",
    )


class CorrectedForm(PracticeForm):
    words = text(
        "What did you put right, and where?",
        rows=3,
        missing="Write down what you put right",
        help_text="The history of the file keeps what stood there before.",
    )


class RestrictForm(PracticeForm):
    words = text("Why do they ask for it?", rows=3, missing="Write down why")


class ObjectionForm(PracticeForm):
    field_order = ["uses", "words"]
    uses = forms.MultipleChoiceField(
        label="What stops?",
        choices=choices(words.USES),
        error_messages={"required": "Choose what stops"},
        widget=Checkboxes(),
    )
    words = text(
        "Why does it stop, and what did you weigh?",
        rows=3,
        missing="Write down why it stops",
        help_text="A no to news is always followed. Where something goes on, say why when you close it.",
    )


class ResumeForm(PracticeForm):
    words = text(
        "Why may it be used again?",
        rows=2,
        missing="Write down why it may be used again",
        help_text="Tell them before you do it.",
    )


class ExtendForm(PracticeForm):
    because = text("Why does it take longer? Tell them this", rows=2, missing="Enter why it takes longer")


class CloseRequestForm(PracticeForm):
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=choices(words.RIGHTS_OUTCOMES),
        error_messages={"required": "Choose how it ended"},
        widget=Radios(),
    )
    words = text(
        "What did you tell them?",
        rows=3,
        missing="Write down what you told them",
        help_text="If refused: the reason, and that they can complain to us, to the ICO and go to court.",
    )
