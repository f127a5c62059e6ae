"""Forms about one paper."""

from __future__ import annotations

from typing import Any

from django import forms

from intake.document_enums import DocumentKind
from intake.document_words import KINDS
from mediation.core.forms import PracticeForm


class KindForm(PracticeForm):
    """What it is. The guess is never chosen beforehand: somebody has to read the paper."""

    kind = forms.ChoiceField(
        label="I have read it. It is",
        choices=[("", "Choose"), *((kind.value, words.staff) for kind, words in KINDS.items())],
        error_messages={"required": "Choose what it is"},
    )


class RefuseForm(PracticeForm):
    reason = forms.CharField(
        label="Why we cannot use it (the client reads this)",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write why: the client reads it"},
    )


def kind_of(form: KindForm) -> DocumentKind:
    cleaned: dict[str, Any] = form.cleaned_data
    return DocumentKind(cleaned["kind"])
