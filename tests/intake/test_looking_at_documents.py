"""Looking at papers in the worker: what it finds is a suggestion, and what goes wrong is seen."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from intake import document_files, document_reading
from intake.document_enums import DocumentFor, DocumentKind, DocumentState, FileType, ReadingState, Retention
from intake.document_words import VIRUS
from intake.errors import FileGone
from intake.letters import Suggestion
from intake.models import CallbackRequest, Document
from intake.services import document_checks
from intake.services.callback_retention import purge_callbacks
from intake.services.document_retention import purge_documents
from intake.services.documents import TO_CHECK, Owner, receive, remove
from mediation.core import alerts, audit
from mediation.core.models import AuditEntry
from tests import factories
from tests.factories import NOW

from . import invented_papers as papers
from . import made_up_files as files
from .clamav import EICAR, speaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(kind: Any, morgan: Any) -> Any:
    return factories.booked(kind).party


def send(
    party: Any, content: bytes, name: str = "letter.pdf", sent_for: DocumentFor = DocumentFor.LETTER
) -> Document:
    return receive(
        owner=Owner(party=party), name=name, content=content, size=len(content), sent_for=sent_for, now=NOW
    )


def look(row: Document) -> Document:
    document_checks.read_waiting(clock=lambda: NOW)
    row.refresh_from_db()
    return row


def test_a_pdf_is_read_and_what_it_looks_like_is_suggested(party: Any) -> None:
    row = look(send(party, files.pdf(papers.SAFEGUARDING)))

    assert row.reading == ReadingState.READ
    assert Suggestion.from_kept(row.suggestion).kind is DocumentKind.SAFEGUARDING_LETTER
    assert (row.confirmed_kind, row.state) == ("", DocumentState.QUARANTINED)


def test_a_word_file_is_read_with_its_letterhead(party: Any) -> None:
    head, _, body = papers.CONFERENCE.partition("Minutes")
    row = look(send(party, files.word(f"Minutes{body}", header=head), "minutes.docx"))

    found = Suggestion.from_kept(row.suggestion)
    assert (found.kind, found.sender) == (DocumentKind.CHILD_PROTECTION_CONFERENCE, "council")


def test_a_blank_paper_waits_for_a_person(party: Any) -> None:
    row = look(send(party, files.old_word(), "letter.doc"))

    assert (row.reading, row.suggestion) == (ReadingState.UNREADABLE, None)


def test_entities_that_grow_end_the_reader_and_nothing_else(party: Any) -> None:
    bomb, letter = send(party, files.billion_laughs(), "a.docx"), send(party, files.pdf(papers.C100))

    assert document_checks.read_waiting(clock=lambda: NOW) == 2
    bomb.refresh_from_db()
    letter.refresh_from_db()
    assert (bomb.reading, letter.reading) == (ReadingState.UNREADABLE, ReadingState.READ)


def test_of_evidence_for_legal_aid_nothing_is_guessed(party: Any) -> None:
    row = look(send(party, files.pdf(papers.SAFEGUARDING), sent_for=DocumentFor.EVIDENCE))

    assert (row.reading, row.suggestion) == (ReadingState.READ, None)


def test_a_paper_is_looked_at_once(party: Any) -> None:
    send(party, files.pdf())

    assert document_checks.read_waiting(clock=lambda: NOW) == 1
    assert document_checks.read_waiting(clock=lambda: NOW) == 0


def test_a_paper_over_which_workers_die_is_given_to_a_person(party: Any) -> None:
    row = send(party, files.pdf())
    Document.objects.filter(pk=row.pk).update(tries=document_checks.MOST_TRIES, claimed_at=NOW)

    assert document_checks.read_waiting(clock=lambda: NOW) == 0
    assert document_checks.read_waiting(clock=lambda: NOW + timedelta(minutes=5)) == 0
    row.refresh_from_db()
    assert row.reading == ReadingState.UNREADABLE


def test_a_file_that_is_gone_is_seen(party: Any) -> None:
    row = send(party, files.pdf())
    document_files.delete(row.stored_as)

    assert look(row).reading == ReadingState.UNREADABLE


class TestWithClamAV:
    def test_a_clean_paper_may_be_opened(self, party: Any, settings: Any) -> None:
        with speaking() as clamav:
            settings.CLAMD = clamav.where
            row = look(send(party, files.pdf(papers.HEARING)))

        assert row.state == DocumentState.CLEAN

    def test_a_virus_takes_the_file_and_leaves_the_reason(
        self, party: Any, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with speaking() as clamav, django_capture_on_commit_callbacks(execute=True):
            settings.CLAMD = clamav.where
            sent = files.pdf(papers.SAFEGUARDING) + b"\n%" + EICAR
            row = look(send(party, sent))

        assert (row.state, row.refused_because, row.suggestion) == (DocumentState.REFUSED, VIRUS, None)
        assert (row.retention, row.delete_at) == (Retention.REFUSED, NOW + timedelta(days=30))
        with pytest.raises(FileGone):
            document_files.take(row.stored_as)
        assert AuditEntry.objects.filter(verb="document.infected", subject_id=row.pk).exists()

    def test_one_that_was_away_is_asked_again(self, party: Any, settings: Any) -> None:
        with speaking(answer=b"") as clamav:
            settings.CLAMD = clamav.where
            row = look(send(party, files.pdf()))
        assert (row.state, row.reading) == (DocumentState.QUARANTINED, ReadingState.READ)

        assert document_checks.check_again(clock=lambda: NOW) == 0
        with speaking() as clamav:
            settings.CLAMD = clamav.where
            assert document_checks.check_again(clock=lambda: NOW) == 1
        row.refresh_from_db()
        assert row.state == DocumentState.CLEAN

    @pytest.mark.parametrize(
        ("content", "sent_for", "still_waits"),
        [
            (files.pdf(), DocumentFor.EVIDENCE, False),
            (files.pdf(), DocumentFor.LETTER, True),  # nobody has said yet what it is
            (files.pdf() + b"\n%" + EICAR, DocumentFor.LETTER, False),
        ],
        ids=["evidence", "letter", "virus"],
    )
    def test_the_desk_is_told_no_longer_of_papers_that_need_nobody(
        self, party: Any, settings: Any, content: bytes, sent_for: DocumentFor, still_waits: bool
    ) -> None:
        with speaking() as clamav:
            settings.CLAMD = clamav.where
            send(party, content, sent_for=sent_for)
            assert alerts.open_alerts().filter(kind=TO_CHECK).exists()
            document_checks.read_waiting(clock=lambda: NOW)

        assert alerts.open_alerts().filter(kind=TO_CHECK).exists() is still_waits


def test_a_paper_that_its_owner_deletes_is_no_longer_to_be_checked(party: Any) -> None:
    row = send(party, files.pdf())
    remove(row, actor=audit.CLIENT, now=NOW)

    assert not alerts.open_alerts().filter(kind=TO_CHECK).exists()


class TestTheReader:
    @pytest.fixture
    def tesseract(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A program of that name, which always reads the same words."""
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\ncat > {tmp_path}/seen\ncat <<'END'\n{papers.SAFEGUARDING}\nEND\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path / "seen"

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (files.picture(size=(900, 600)), FileType.JPEG),
            (files.picture("PNG"), FileType.PNG),
            (files.iphone_photo(), FileType.HEIC),
        ],
    )
    def test_a_photo_is_read_by_tesseract(self, tesseract: Path, content: bytes, kind: FileType) -> None:
        assert "SAFEGUARDING LETTER" in str(document_reading.words_of(content, kind))
        assert tesseract.read_bytes().startswith(b"\x89PNG")

    def test_without_tesseract_a_photo_has_no_words(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

        assert document_reading.words_of(files.picture(), FileType.JPEG) == ""

    def test_it_gets_no_keys(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = tmp_path / "tesseract"
        program.write_text("#!/bin/sh\ncat > /dev/null\nenv\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        monkeypatch.setenv("FIELD_KEYS", "not for the reader")

        told = str(document_reading.words_of(files.picture(), FileType.JPEG))
        assert "PATH=" in told
        assert "not for the reader" not in told

    def test_a_tesseract_that_fails_fails_the_reader_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "tesseract"
        program.write_text("#!/bin/sh\nexit 3\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

        assert document_reading.words_of(files.picture(), FileType.JPEG) is None


class TestForgetting:
    def test_each_goes_on_its_day_with_its_file(self, party: Any) -> None:
        row = send(party, files.pdf())
        day = timedelta(days=1)

        assert purge_documents(now=row.delete_at - day) == 0
        assert purge_documents(now=row.delete_at) == 1
        assert purge_documents(now=row.delete_at) == 0
        assert not Document.objects.exists()
        with pytest.raises(FileGone):
            document_files.take(row.stored_as)
        assert AuditEntry.objects.get(verb="document.deleted").details == {"retention": "court_paper"}

    def test_one_that_is_held_stays(self, party: Any) -> None:
        row = send(party, files.pdf())
        Document.objects.update(is_held=True)

        assert purge_documents(now=row.delete_at + timedelta(days=999)) == 0

    def test_a_practice_sets_its_own_days(self, party: Any, practice: Any) -> None:
        practice.document_days = {**practice.document_days, "court_paper": 7}
        practice.save()
        from mediation.core.remembered import forget_everything

        forget_everything()
        assert send(party, files.pdf()).delete_at == NOW + timedelta(days=7)

    def test_a_file_that_was_deleted_before_its_row_stops_nothing(self, party: Any) -> None:
        row = send(party, files.pdf())
        storages["documents"].delete(row.stored_as)

        assert purge_documents(now=row.delete_at) == 1

    def test_the_papers_of_a_call_go_with_it_and_a_held_one_keeps_it(self, practice: Any) -> None:
        request, day = factories.callback(), NOW.date()
        CallbackRequest.objects.update(purge_on=day)
        paper = factories.document(None, callback=request, retention=Retention.CALL, is_held=True)

        assert (purge_documents(now=NOW), purge_callbacks(now=NOW)) == (0, 0)
        Document.objects.filter(pk=paper.pk).update(is_held=False)
        assert (purge_documents(now=NOW), purge_callbacks(now=NOW)) == (1, 1)
