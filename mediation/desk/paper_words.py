"""How the desk says what a paper is, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from intake.document_enums import (
    DocumentFor,
    DocumentKind,
    DocumentState,
    LetterFrom,
    ReadingState,
    Retention,
)
from intake.document_words import KINDS, SENDERS
from intake.letters import Suggestion
from intake.models import Document
from legalaid.enums import Paper
from legalaid.evidence_rules import SHORT

from .words import Badge, since

SENT_FOR = {
    DocumentFor.LETTER: "a letter or report",
    DocumentFor.ORDER: "an order or bail papers",
    DocumentFor.EVIDENCE: "legal aid",
    DocumentFor.QUESTION: "something to explain",
}
RETENTION = {
    Retention.VISITOR: "before any booking",
    Retention.CALL: "of a request for a call",
    Retention.COURT_PAPER: "court and council papers",
    Retention.LEGAL_AID: "evidence for legal aid",
    Retention.OTHER: "other papers",
    Retention.REFUSED: "refused papers",
}


def name_of(row: Document) -> str:
    """What it is, as far as anybody knows; never the name of the file, which may be anything."""
    if row.confirmed_kind:
        return KINDS[DocumentKind(row.confirmed_kind)].staff
    if row.sent_for == DocumentFor.EVIDENCE and row.paper:
        return f"Legal aid: {SHORT[Paper(row.paper)]}"
    found = suggestion_of(row)
    return f"Perhaps: {guess(found)}" if found else "Paper"


def guess(found: Suggestion) -> str:
    """E.g. safeguarding letter from Cafcass."""
    kind = KINDS[found.kind].staff
    kind = kind[:1].lower() + kind[1:]
    return f"{kind} {SENDERS[found.sender]}".strip() if found.sender is not LetterFrom.UNKNOWN else kind


def suggestion_of(row: Document) -> Suggestion | None:
    return Suggestion.from_kept(row.suggestion) if row.suggestion else None


def sent_for(row: Document) -> str:
    return SENT_FOR[DocumentFor(row.sent_for)]


def badges(row: Document) -> list[Badge]:
    """What has to be done, first."""
    if row.state == DocumentState.REFUSED:
        return [{"text": "Refused", "tone": "red"}]
    found = []
    if row.state == DocumentState.QUARANTINED:
        found.append({"text": "Not checked for viruses", "tone": "amber"})
    if row.confirmed_at is not None:
        found.append({"text": "Confirmed", "tone": "green"})
    elif row.sent_for != DocumentFor.EVIDENCE:
        found.append({"text": "Say what it is", "tone": "info"})
    if row.is_held:
        found.append({"text": "Held", "tone": "info"})
    return found


def reading(row: Document) -> str:
    """How far the machine is; nothing where it found something."""
    if row.reading == ReadingState.WAITING:
        return "Nobody has looked at it yet."
    if row.sent_for == DocumentFor.EVIDENCE or row.suggestion:
        return ""
    if row.reading == ReadingState.UNREADABLE:
        return "It could not be read. Open it to see what it is."
    return "It was read, and it is not clear what it is."


def paper_rows(rows: Iterable[Document], *, now: datetime) -> list[dict[str, Any]]:
    """Papers as a list draws them."""
    return [
        {
            "name": name_of(row),
            "when": since(row.uploaded_at, now=now),
            "sent_for": sent_for(row),
            "whose": row.party.name if row.party else row.callback.name if row.callback else "",
            "reference": row.party.case.reference
            if row.party
            else row.callback.reference
            if row.callback
            else "",
            "badges": badges(row),
            "url": reverse("desk:paper", args=[row.key]),
        }
        for row in rows
    ]


def files_by_paper(rows: Iterable[Document], *, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What the client sent for each paper of the checklist for legal aid."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        one = {
            "words": f"Sent {since(row.uploaded_at, now=now)}",
            "badges": badges(row),
            "url": reverse("desk:paper", args=[row.key]),
        }
        found.setdefault(row.paper, []).append(one)
    return found
