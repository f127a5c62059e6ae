"""The box in which a question is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mediation.core.forms import PracticeForm

from .typed import one_line

LONGEST = 500  # characters


class QuestionField(forms.CharField):
    """A question in own words, cleaned of what cannot be seen. Raises ValidationError if too long."""

    def to_python(self, value: Any) -> str:
        """One line. NULs, control characters and marks that turn text around are dropped, not refused."""
        text = one_line(str(value or ""))
        if len(text) > LONGEST:
            raise ValidationError("Ask in fewer words. Use 500 letters or fewer", code="too_long")
        return text


class AskForm(PracticeForm):
    """Ask a question. The browser gets no maxlength: it would cut off what is pasted without a word."""

    question = QuestionField(
        label="Ask a question",
        help_text="For example: When will Cafcass call me? We keep what you type only if you ask a person.",
        error_messages={"required": "Type your question, or a word of it"},
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "true"}),
    )
