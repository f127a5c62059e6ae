"""Forms of a mediator about hearing a case's children."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from bookings.models import Mediator
from intake.child_inclusive import Child
from intake.conditions import age_on
from intake.enums import Answer
from mediation.core.forms import Checkboxes, DatePartsField, PracticeForm, Radios

ANSWERS = [(Answer.YES.value, "Yes"), (Answer.NO.value, "No"), (Answer.UNSURE.value, "Not sure yet")]


class ParentForm(PracticeForm):
    agrees = forms.ChoiceField(
        label="Alone with you: are they open to it?",
        choices=ANSWERS,
        required=False,
        widget=Radios(inline=True),
    )
    suitable = forms.ChoiceField(
        label="Is mediation suitable, in your judgement?",
        choices=ANSWERS,
        required=False,
        widget=Radios(inline=True),
    )
    explained_on = DatePartsField(
        label="When did you explain it to them?", subject="The day on which you explained it", required=False
    )
    signed_on = DatePartsField(
        label="When did they sign?",
        subject="The day on which they signed",
        help_text="After it was explained",
        required=False,
    )

    def answer_to(self, field: str) -> Answer | None:
        given = self.cleaned_data[field]
        return Answer(given) if given else None


class ChildMediatorForm(PracticeForm):
    mediator = forms.ModelChoiceField(
        label="Who will meet the children?",
        queryset=Mediator.objects.filter(is_active=True, user__isnull=False).order_by("name"),
        empty_label="Choose somebody",
        error_messages={"required": "Choose who will meet the children"},
    )


class OpenForm(PracticeForm):
    children = forms.MultipleChoiceField(
        label="Which children?",
        widget=Checkboxes(),
        error_messages={"required": "Choose at least one child"},
    )

    def __init__(self, *args: Any, children: Iterable[Child], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["children"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (tells the type)
        field.choices = [
            (str(one.born_on), f"{one.name or 'A child'}, {age_on(one.born_on, day)}")
            for one in children
            if one.born_on
        ]

    @property
    def days(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(one) for one in self.cleaned_data["children"])
