"""Looking at papers, in the worker: ClamAV first, then the words. Never in a request, nor in a transaction.

Whatever goes wrong with one paper is written on it, where a person sees it, and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from intake import document_files, virus_check
from intake.document_enums import DocumentFor, DocumentState, FileType, ReadingState, Retention
from intake.document_reading import words_of
from intake.document_retention import delete_at
from intake.document_words import VIRUS
from intake.errors import FileGone
from intake.letters import Suggestion, recognise
from intake.models import Document
from intake.queries.documents import documents_to_read
from intake.virus_check import Verdict
from mediation.core import audit
from mediation.core.errors import Undecipherable
from mediation.core.practice import practice
from mediation.core.times import local_day

from . import documents

MOST_TRIES = 3  # a worker that dies over a paper does not die over it for ever


def read_waiting(*, clock: Callable[[], datetime]) -> int:
    """Look at every paper that waits, one after another; returns how many."""
    count = 0
    while (row := _take_one(clock())) is not None:
        _look(row, clock)
        count += 1
    return count


def _take_one(now: datetime) -> Document | None:
    """The next paper, ours for some minutes. A compare-and-set: two workers never look at the same one."""
    for row in documents_to_read(now=now)[:20]:
        mine = Document.objects.filter(pk=row.pk, reading=ReadingState.WAITING, claimed_at=row.claimed_at)
        if row.tries >= MOST_TRIES:
            mine.update(reading=ReadingState.UNREADABLE)
        elif mine.update(claimed_at=now, tries=row.tries + 1):
            return row
    return None


def _look(row: Document, clock: Callable[[], datetime]) -> None:
    try:
        content = document_files.take(row.stored_as)
    except (FileGone, Undecipherable):
        _note(row, ReadingState.UNREADABLE, None)
        return
    verdict = virus_check.check(content)
    if verdict is Verdict.INFECTED:
        _refuse(row, now=clock())
        return
    if verdict is Verdict.CLEAN:
        _let_out(row, now=clock())
    words = words_of(content, FileType(row.file_type))
    if words is None:
        _note(row, ReadingState.UNREADABLE, None)
    else:
        is_evidence = row.sent_for == DocumentFor.EVIDENCE  # it says itself what it is: nothing is guessed
        found = None if is_evidence else recognise(words, today=local_day(row.uploaded_at))
        _note(row, ReadingState.READ if words.strip() else ReadingState.UNREADABLE, found)


def _note(row: Document, reading: ReadingState, found: Suggestion | None) -> None:
    """How far it was read, and what it looks like."""
    kept = found.kept() if found is not None else None
    Document.objects.filter(pk=row.pk).update(reading=reading, suggestion=kept, claimed_at=None)


@transaction.atomic
def _let_out(row: Document, *, now: datetime) -> int:
    """ClamAV found nothing; whatever somebody decided meanwhile stands. Returns how many were let out."""
    waiting = Document.objects.select_for_update().filter(pk=row.pk, state=DocumentState.QUARANTINED)
    found = waiting.first()
    if found is None:
        return 0
    found.state, found.decided_at = DocumentState.CLEAN, now
    found.save(update_fields=["state", "decided_at"])
    documents.nothing_waits(found, now=now)
    return 1


@transaction.atomic
def _refuse(row: Document, *, now: datetime) -> None:
    """A virus: the file goes at once; the row stays a while, so that the person reads why."""
    found = Document.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:  # deleted by its owner meanwhile, file and all
        return
    found.state, found.refused_because, found.decided_at = DocumentState.REFUSED, VIRUS, now
    found.reading, found.suggestion = ReadingState.UNREADABLE, None
    if found.retention != Retention.VISITOR:
        found.retention = Retention.REFUSED
        found.delete_at = delete_at(Retention.REFUSED, since=now, days=practice().document_days)
    found.save()
    audit.record(audit.SYSTEM, "document.infected", found, at=now)
    documents.nothing_waits(found, now=now)
    transaction.on_commit(lambda: document_files.delete(found.stored_as))


def check_again(*, clock: Callable[[], datetime], limit: int = 50) -> int:
    """Papers that ClamAV could not be asked about are shown to it again; returns how many are free now.

    It stops at the first that gets no answer.
    """
    if not virus_check.is_configured():
        return 0
    count = 0
    rows = Document.objects.filter(state=DocumentState.QUARANTINED).exclude(reading=ReadingState.WAITING)
    for row in rows.order_by("pk")[:limit]:
        try:
            verdict = virus_check.check(document_files.take(row.stored_as))
        except (FileGone, Undecipherable):
            continue
        if verdict is Verdict.UNKNOWN:
            break
        if verdict is Verdict.INFECTED:
            _refuse(row, now=clock())
        else:
            count += _let_out(row, now=clock())
    return count
