"""Taking a paper in, giving it to whom it belongs, and letting it go."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from intake import document_files, file_sniffing
from intake.document_enums import (
    DocumentFor,
    DocumentKind,
    DocumentState,
    FileProblem,
    FileType,
    Retention,
)
from intake.document_reading import look_at
from intake.document_retention import delete_at, retention_of
from intake.document_words import problem_words
from intake.errors import FileRefused, TooManyDocuments
from intake.file_names import clean_name, promised_type
from intake.models import CallbackRequest, Document, Party
from intake.queries.documents import documents_of_visitor, visitor_index, waiting_for_a_person
from mediation.core import alerts, audit, nudge
from mediation.core.enums import Severity
from mediation.core.practice import practice
from mediation.core.uploads import MOST_OF_A_FILE

READ_TASK, PURGE_TASK = "intake.read_documents", "intake.purge_documents"
MOST_OF_A_VISITOR, MOST_OF_A_PERSON = 10, 60
TO_CHECK = "papers.to_check"


@dataclass(frozen=True)
class Owner:
    """Whose a paper is: a party's, or a visitor's (the key of their visit)."""

    party: Party | None = None
    visitor: str = ""

    def rows(self) -> QuerySet[Document]:
        if self.party is not None:
            return Document.objects.filter(party=self.party)
        return Document.objects.filter(visitor=visitor_index(self.visitor), party=None, callback=None)


@dataclass(frozen=True)
class Visit:
    """What somebody brings along when they book or ask for a call: the key of the papers that they added in
    this visit, and what they answered about who is involved, where they want that kept."""

    papers: str = ""
    who_answers: Mapping[str, str] = field(default_factory=dict)


def receive(
    *,
    owner: Owner,
    name: str,
    content: bytes,
    size: int,
    sent_for: DocumentFor,
    now: datetime,
    paper: str = "",
) -> Document:
    """Keep one paper, sealed and in quarantine, and have it looked at after the commit.

    `size` is what was sent, in bytes: of a file that is too large `content` holds nothing. The same file sent
    twice is one paper. Raises FileRefused (nothing is kept), TooManyDocuments.
    """
    shown = clean_name(name)
    file_type, pages = _judged(shown, content, size)
    digest = hashlib.sha256(content).hexdigest()
    alike = owner.rows().filter(sha256=digest, sent_for=sent_for, paper=paper)
    same = alike.exclude(state=DocumentState.REFUSED).first()
    if same is not None:
        return same
    if owner.rows().count() >= (MOST_OF_A_PERSON if owner.party else MOST_OF_A_VISITOR):
        raise TooManyDocuments
    row = _row(owner, sent_for, paper, now)
    row.name, row.file_type, row.pages = shown, file_type, pages
    row.size, row.sha256 = size, digest
    _store(row, content, now)
    return row


def _row(owner: Owner, sent_for: DocumentFor, paper: str, now: datetime) -> Document:
    """A new paper of this owner, with a place for its file."""
    retention = Retention.VISITOR if owner.party is None else retention_of(sent_for, None)
    return Document(
        key=secrets.token_urlsafe(16),
        party=owner.party,
        visitor="" if owner.party else visitor_index(owner.visitor),
        sent_for=sent_for,
        paper=paper,
        stored_as=document_files.new_place(),
        retention=retention,
        delete_at=_delete_at(retention, now),
        uploaded_at=now,
    )


def _judged(name: str, content: bytes, size: int) -> tuple[FileType, int | None]:
    """The kind of file and its pages. Raises FileRefused."""

    def refused(problem: FileProblem) -> FileRefused:
        return FileRefused(problem, problem_words(problem, name))

    if size > MOST_OF_A_FILE:
        raise refused(FileProblem.TOO_LARGE)
    if not content:
        raise refused(FileProblem.EMPTY)
    found, promised = file_sniffing.sniffed_type(content), promised_type(name)
    if promised is None:
        raise refused(FileProblem.WRONG_TYPE)
    problem = file_sniffing.hidden_problem(content, found) if found else None
    if problem is None and found is not promised:
        problem = FileProblem.MISNAMED
    if found is None or problem is not None:
        raise refused(problem or FileProblem.MISNAMED)
    look = look_at(content, found)
    if look.problem is not None:
        raise refused(look.problem)
    return found, look.pages


def _store(row: Document, content: bytes, now: datetime) -> None:
    """The file, then the row; without the row no file stays."""
    document_files.put(row.stored_as, content)
    try:
        with transaction.atomic():
            row.save()
            audit.record(audit.CLIENT, "document.received", row, at=now, sent_for=row.sent_for)
            if row.party is not None:
                tell_staff(row, now=now)
            transaction.on_commit(look_soon)
    except BaseException:
        document_files.delete(row.stored_as)
        raise


def look_soon() -> None:
    """Ask the queue to look at new papers; where it is away, the clock's next round does."""
    nudge.soon(READ_TASK)


def tell_staff(row: Document, *, now: datetime) -> None:
    """A paper waits on the desk; one alert for each person, however many they send."""
    about = row.party.case.reference if row.party else row.callback.reference if row.callback else ""
    alerts.raise_alert(
        TO_CHECK,
        f"{about}: papers wait to be checked.",
        severity=Severity.TODO,
        at=now,
        about=row.party or row.callback,
    )


def nothing_waits(row: Document, *, now: datetime) -> None:
    """The alert goes by itself once no paper of this person waits."""
    about = row.party or row.callback
    same = Document.objects.filter(party=row.party_id, callback=row.callback_id, visitor="")
    if about is not None and not waiting_for_a_person(same).exists():
        alerts.lift_alerts(about, {TO_CHECK}, at=now)


def _delete_at(retention: Retention, now: datetime) -> datetime:
    return delete_at(retention, since=now, days=practice().document_days)


def classify(row: Document, *, now: datetime) -> None:
    """Set how long a party's paper is kept, by what is known of it now. Saving is the caller's."""
    kind = DocumentKind(row.confirmed_kind) if row.confirmed_kind else None
    is_refused = row.state == DocumentState.REFUSED
    row.retention = Retention.REFUSED if is_refused else retention_of(DocumentFor(row.sent_for), kind)
    row.delete_at = _delete_at(Retention(row.retention), row.uploaded_at)


def keep_with_party(*, visit: Visit, party: Party, now: datetime) -> int:
    """They booked: what they added in this visit belongs to their file now. Returns how many papers.

    Needs the transaction that books: a booking without what was promised to be kept with it is none.
    """

    def own(row: Document) -> None:
        row.party = party
        classify(row, now=now)

    if visit.who_answers:
        Party.objects.filter(pk=party.pk).update(who_answers=dict(visit.who_answers))
    return _hand_over(visit.papers, own, now=now)


def keep_with_call(*, visit: Visit, request: CallbackRequest, now: datetime) -> int:
    """They asked for a call: their papers are kept until the request is forgotten or becomes a booking. Needs
    the transaction that asks."""

    def own(row: Document) -> None:
        row.callback, row.retention = request, Retention.CALL
        row.delete_at = _delete_at(Retention.CALL, now)

    return _hand_over(visit.papers, own, now=now)


def _hand_over(visitor: str, own: Callable[[Document], None], *, now: datetime) -> int:
    rows = list(documents_of_visitor(visitor, now=now).select_for_update())
    for row in rows:
        row.visitor = ""
        own(row)
        row.save()
        audit.record(audit.CLIENT, "document.kept", row, at=now)
        tell_staff(row, now=now)
    return len(rows)


def move_to_party(*, request: CallbackRequest, party: Party, now: datetime) -> None:
    """A request for a call became a booking: its papers go with it. Needs a transaction."""
    for row in Document.objects.filter(callback=request).select_for_update():
        row.callback, row.party = None, party
        classify(row, now=now)
        row.save()
        tell_staff(row, now=now)


def remove(document: Document, *, actor: audit.Actor, now: datetime) -> None:
    """Delete the file and then its row; one that has its file no more is found again by the purge."""
    document_files.delete(document.stored_as)
    with transaction.atomic():
        audit.record(actor, "document.deleted", document, at=now, retention=document.retention)
        Document.objects.filter(pk=document.pk).delete()
        nothing_waits(document, now=now)


def forget_visitor(visitor: str, *, now: datetime) -> None:
    """Somebody leaves without booking: what they added is nobody's from this moment, and deleted at once.

    The worker deletes the files, since whoever leaves waits for nothing: a storage that is slow or away must
    not keep the way out. Without a queue the next purge does it.
    """
    if not visitor:
        return
    if Owner(visitor=visitor).rows().update(delete_at=now):
        transaction.on_commit(lambda: nudge.soon(PURGE_TASK))
