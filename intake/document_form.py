"""The form with which somebody sends papers, and their papers as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from intake.document_enums import DocumentFor, DocumentKind, DocumentState, ReadingState
from intake.document_words import Explained, explained, listed
from intake.errors import DocumentError, TooManyDocuments
from intake.letters import Suggestion
from intake.models import Document
from intake.services.documents import Owner, receive
from mediation.core.forms import PracticeForm, Radios

# Types and endings both: some phones go by the one, some computers by the other.
ACCEPT = "image/*,application/pdf,.pdf,.jpg,.jpeg,.png,.heic,.heif,.doc,.docx"
CHOOSE = "Take a photo or choose a file first"
MOST_AT_ONCE = 10
TOO_MANY = "Choose 10 files at most. You can send more afterwards"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. What is in them is judged where they are taken in, one by one."""

    widget = FilesInput

    def to_python(self, data: Any) -> Any:
        return data

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        found = data if isinstance(data, list) else [data] if data else []
        if not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(TOO_MANY, code="too_many")
        return found


class PapersForm(PracticeForm):
    """Files, and what they are for where the page does not know that already."""

    papers = FilesField(
        label="Take a photo or choose a file",
        help_text="JPG, PNG, HEIC, PDF or Word, up to 20 MB each. You can choose several.",
        widget=FilesInput(attrs={"accept": ACCEPT}),
        error_messages={"required": CHOOSE},
    )
    sent_for = forms.ChoiceField(
        label="What is it?",
        choices=[
            (DocumentFor.LETTER.value, "A letter or a report"),
            (DocumentFor.ORDER.value, "A court order, or bail papers"),
            (DocumentFor.QUESTION.value, "Something that I would like explained"),
        ],
        initial=DocumentFor.LETTER.value,
        widget=Radios(),
        error_messages={"required": "Choose what it is"},
    )

    def __init__(self, *args: Any, asks_what: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_what:
            del self.fields["sent_for"]

    def take(
        self, owner: Owner, *, now: datetime, sent_for: DocumentFor | None = None, paper: str = ""
    ) -> list[Document]:
        """Keep what can be kept; of the rest the form says why not."""
        kept: list[Document] = []
        sent = sent_for or DocumentFor(self.cleaned_data["sent_for"])
        for one in self.cleaned_data["papers"]:
            try:
                kept.append(_receive(one, owner, sent, paper, now))
            except TooManyDocuments as error:
                self.add_error("papers", error.message)
                break
            except DocumentError as error:
                self.add_error("papers", error.message)
        return kept


def _receive(one: UploadedFile, owner: Owner, sent: DocumentFor, paper: str, now: datetime) -> Document:
    return receive(
        owner=owner,
        name=one.name or "",
        content=one.read(),
        size=one.size or 0,
        sent_for=sent,
        paper=paper,
        now=now,
    )


def said(kept: list[Document], *, is_all: bool) -> str:
    """What a page says of the papers that came: where others did not, by their names."""
    if is_all:
        return "We have your paper." if len(kept) == 1 else f"We have your {len(kept)} papers."
    names = listed([f"“{one.name}”" for one in kept])
    return f"We have {names}. We did not take the rest: please read why."


def cards(rows: Iterable[Document]) -> list[dict[str, Any]]:
    """Somebody's own papers, as they read of them. None is ever shown itself."""
    return [_card(row) for row in rows]


def _card(row: Document) -> dict[str, Any]:
    words = explained_of(row)
    is_refused = row.state == DocumentState.REFUSED
    return {
        "key": row.key,
        "name": row.name,
        "refused": row.refused_because,
        "is_waiting": row.reading == ReadingState.WAITING and not is_refused,
        "words": None if is_refused else words,
        "is_evidence": row.sent_for == DocumentFor.EVIDENCE,
    }


def explained_of(row: Document) -> Explained | None:
    """What is known, or guessed, of a paper."""
    kept = Suggestion.from_kept(row.suggestion) if row.suggestion else None
    return explained(kept, DocumentKind(row.confirmed_kind) if row.confirmed_kind else None)
