"""What staff do with a paper: let it out, refuse it, say what it is, open it, hold it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake import document_files
from intake.document_enums import DocumentKind, DocumentState, Retention
from intake.document_retention import delete_at
from intake.errors import DecidedMeanwhile, NotYetSafe, RefusalReasonNeeded
from intake.models import Document
from mediation.core import audit
from mediation.core.practice import practice

from . import documents


@transaction.atomic
def let_out(*, document: Document, actor: audit.Actor, now: datetime) -> Document:
    """Somebody takes it upon them that this file may be opened. Raises DecidedMeanwhile."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.state != DocumentState.QUARANTINED:
        raise DecidedMeanwhile
    row.state, row.decided_by, row.decided_at = DocumentState.CLEAN, actor.user, now
    row.save()
    audit.record(actor, "document.let_out", row, at=now)
    documents.nothing_waits(row, now=now)
    return row


@transaction.atomic
def refuse(*, document: Document, reason: str, actor: audit.Actor, now: datetime) -> Document:
    """It is of no use; the client reads why. Raises RefusalReasonNeeded, or DecidedMeanwhile."""
    if not reason.strip():
        raise RefusalReasonNeeded
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.state == DocumentState.REFUSED:
        raise DecidedMeanwhile
    row.state, row.refused_because = DocumentState.REFUSED, reason.strip()
    row.decided_by, row.decided_at, row.retention = actor.user, now, Retention.REFUSED
    row.delete_at = delete_at(Retention.REFUSED, since=now, days=practice().document_days)
    row.save()
    audit.record(actor, "document.refused", row, at=now)
    documents.nothing_waits(row, now=now)
    return row


@transaction.atomic
def confirm_kind(*, document: Document, kind: DocumentKind, actor: audit.Actor, now: datetime) -> Document:
    """A person says what it is. It changes no flag: that is for whoever reads the paper to do."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.state == DocumentState.REFUSED:
        raise DecidedMeanwhile
    row.confirmed_kind, row.confirmed_by, row.confirmed_at = kind.value, actor.user, now
    if row.party_id is not None:
        documents.classify(row, now=now)
    row.save()
    audit.record(actor, "document.kind_confirmed", row, at=now)
    documents.nothing_waits(row, now=now)
    return row


def open_file(*, document: Document, actor: audit.Actor, now: datetime) -> bytes:
    """The file, for a member of staff; that they opened it is recorded first. Raises NotYetSafe, FileGone."""
    if document.state != DocumentState.CLEAN:
        raise NotYetSafe
    audit.record(actor, "document.read", document, at=now)
    return document_files.take(document.stored_as)


@transaction.atomic
def hold(*, document: Document, is_held: bool, actor: audit.Actor, now: datetime) -> None:
    """Keep it past its day for a legal reason, or no longer."""
    Document.objects.filter(pk=document.pk).update(is_held=is_held)
    audit.record(actor, "document.held" if is_held else "document.not_held", document, at=now)
