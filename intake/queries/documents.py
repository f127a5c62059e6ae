"""Reading papers. Whose they are is asked first, always: there is no way to one by its key alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from intake.document_enums import DocumentFor, DocumentState, ReadingState
from intake.models import CallbackRequest, Document, Party
from mediation.core.encryption import blind_index

WORKER_HAS = timedelta(minutes=5)  # after which a worker that took a paper is taken for gone


def visitor_index(key: str) -> str:
    """The fingerprint under which a visit's papers are found; empty for no visit."""
    return blind_index(key, purpose="visitor of papers") if key else ""


def documents_of_visitor(key: str, *, now: datetime) -> QuerySet[Document]:
    """What was added in this visit and is not kept anywhere yet."""
    index = visitor_index(key)
    if not index:
        return Document.objects.none()
    return Document.objects.filter(visitor=index, delete_at__gt=now).order_by("uploaded_at", "pk")


def documents_of_party(party: Party) -> QuerySet[Document]:
    """What this person sent, and nobody else."""
    rows = Document.objects.filter(party=party).select_related("party__case", "callback")
    return rows.order_by("uploaded_at", "pk")


def documents_of_call(request: CallbackRequest) -> QuerySet[Document]:
    rows = Document.objects.filter(callback=request).select_related("party__case", "callback")
    return rows.order_by("uploaded_at", "pk")


def kept_documents() -> QuerySet[Document]:
    """All that belong to a person: a visitor's are nobody's business until they book or ask for a call."""
    rows = Document.objects.filter(visitor="")
    return rows.select_related("party__case", "callback", "confirmed_by", "decided_by")


def waiting_for_a_person(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Of these, what staff have to do something about, the oldest first.

    Evidence for legal aid says what it is: it waits only while nothing has found it free of viruses.
    """
    unsafe = Q(state=DocumentState.QUARANTINED)
    unnamed = Q(state=DocumentState.CLEAN, confirmed_at=None) & ~Q(sent_for=DocumentFor.EVIDENCE)
    return rows.filter(unsafe | unnamed).order_by("uploaded_at", "pk")


def documents_to_read(*, now: datetime) -> QuerySet[Document]:
    """What nobody has looked at yet, and no worker has just taken."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - WORKER_HAS)
    return Document.objects.filter(free, reading=ReadingState.WAITING).order_by("uploaded_at", "pk")
