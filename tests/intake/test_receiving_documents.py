"""Taking papers in: what is kept and how, what is not taken and why. Nothing harms, nothing is guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction

from bookings.services import confirm_appointment
from intake import document_files
from intake.document_enums import DocumentFor, DocumentState, FileProblem, FileType, Retention
from intake.errors import FileGone, FileRefused, TooManyDocuments
from intake.models import Document, Party
from intake.queries.documents import documents_of_party, documents_of_visitor, visitor_index
from intake.services import documents
from intake.services.document_retention import purge_documents
from intake.services.documents import Owner, receive
from mediation.core import audit
from mediation.core.errors import Undecipherable
from mediation.core.models import Alert, AuditEntry
from mediation.core.uploads import MOST_OF_A_FILE
from tests import factories
from tests.factories import NOW

from . import made_up_files as files

pytestmark = pytest.mark.django_db
ALEX = Owner(visitor="a visit of Alex")
VISIT = documents.Visit("a visit of Alex")


def send(content: bytes, name: str = "letter.pdf", owner: Owner = ALEX, **more: object) -> Document:
    return receive(
        owner=owner,
        name=name,
        content=content,
        **{"size": len(content), "sent_for": DocumentFor.LETTER, "now": NOW, **more},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("name", "content", "kind", "pages"),
    [
        ("letter.pdf", files.pdf(), FileType.PDF, 1),
        ("Letter.PDF", files.pdf(pages=200), FileType.PDF, 200),
        ("no printing.pdf", files.pdf(owner_only=True), FileType.PDF, 1),
        ("IMG_0001.jpg", files.picture(), FileType.JPEG, 1),
        ("IMG_0001.JPEG", files.picture(), FileType.JPEG, 1),
        ("screen.png", files.picture("PNG"), FileType.PNG, 1),
        ("IMG_0002.HEIC", files.iphone_photo(), FileType.HEIC, 1),
        ("letter.docx", files.word(), FileType.DOCX, None),
        ("letter.doc", files.old_word(), FileType.DOC, None),
    ],
    ids=lambda one: one if isinstance(one, str) and "." in one else "",
)
def test_what_people_send_is_kept_in_quarantine(
    practice: object, name: str, content: bytes, kind: FileType, pages: int | None
) -> None:
    row = send(content, name)

    assert (row.file_type, row.pages, row.state) == (kind, pages, DocumentState.QUARANTINED)
    assert document_files.take(row.stored_as) == content


REFUSED = [
    ("empty.pdf", b"", FileProblem.EMPTY),
    ("game.exe", b"MZ" + bytes(500), FileProblem.WRONG_TYPE),
    ("page.html", b"<html><script>alert(1)</script></html>", FileProblem.WRONG_TYPE),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", FileProblem.WRONG_TYPE),
    ("no ending", files.pdf(), FileProblem.WRONG_TYPE),
    ("letter.pdf.exe", files.pdf(), FileProblem.WRONG_TYPE),
    ("letter.pdf", b"MZ" + bytes(500), FileProblem.MISNAMED),
    ("letter.pdf", b"just words", FileProblem.MISNAMED),
    ("letter.pdf", files.picture(), FileProblem.MISNAMED),
    ("photo.jpg", files.picture("PNG"), FileProblem.MISNAMED),
    ("letter.docx", files.word().replace(b"word/", b"xord/"), FileProblem.MISNAMED),
    ("letter.pdf", b"junk first " + files.pdf(), FileProblem.MISNAMED),
    ("photo.jpg", files.picture_and_archive(), FileProblem.TWO_IN_ONE),
    ("photo.jpg", files.page_in_a_picture(), FileProblem.TWO_IN_ONE),
    ("letter.pdf", files.pdf() + files.word(), FileProblem.TWO_IN_ONE),
    ("letter.pdf", files.pdf(password="secret"), FileProblem.LOCKED),
    ("letter.docx", files.locked_word(), FileProblem.LOCKED),
    ("bundle.pdf", files.pdf(pages=201), FileProblem.TOO_MANY_PAGES),
    ("bundle.pdf", files.pdf(pages=2000), FileProblem.TOO_MANY_PAGES),
    ("photo.png", files.huge_picture(), FileProblem.TOO_MANY_PIXELS),
    ("letter.docx", files.zip_bomb(), FileProblem.PACKED),
    ("letter.docx", files.word(extra={"word/vbaProject.bin": b"x"}), FileProblem.HAS_MACROS),
    ("letter.pdf", b"%PDF-1.4\nnothing more", FileProblem.BROKEN),
    ("photo.png", files.picture("PNG")[:60], FileProblem.BROKEN),
    ("letter.docx", files.word()[:200], FileProblem.BROKEN),
]


@pytest.mark.parametrize(
    ("name", "content", "problem"), REFUSED, ids=[f"{p.value}-{n}" for n, _, p in REFUSED]
)
def test_what_is_not_taken_gets_a_plain_message_and_leaves_nothing(
    practice: object, name: str, content: bytes, problem: FileProblem
) -> None:
    with pytest.raises(FileRefused) as caught:
        send(content, name)

    assert caught.value.problem is problem
    assert f"“{name}”" in caught.value.message
    assert not Document.objects.exists()
    assert storages["documents"].listdir("") == ([], [])


def test_a_file_over_twenty_megabytes_is_told_by_its_size(practice: object) -> None:
    with pytest.raises(FileRefused) as caught:
        send(b"", "scan.pdf", size=MOST_OF_A_FILE + 1)

    assert caught.value.problem is FileProblem.TOO_LARGE


def test_the_file_and_its_name_are_sealed(practice: object) -> None:
    content = files.pdf("A private word")
    row = send(content, "Alex Winter.pdf")

    with storages["documents"].open(row.stored_as) as sealed:
        kept = sealed.read()
    assert b"PDF" not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM intake_document")
        (name,) = cursor.fetchone()
    assert "Winter" not in name


def test_a_file_opens_only_at_its_own_place(practice: object) -> None:
    """Somebody who can write to the folder cannot give one person another's paper."""
    first, second = send(files.pdf("one")), send(files.pdf("two"))
    with storages["documents"].open(first.stored_as) as sealed:
        stolen = sealed.read()
    storages["documents"].delete(second.stored_as)
    with storages["documents"].open(second.stored_as, "wb") as target:
        target.write(stolen)

    with pytest.raises(Undecipherable):
        document_files.take(second.stored_as)
    storages["documents"].delete(first.stored_as)
    with pytest.raises(FileGone):
        document_files.take(first.stored_as)


def test_the_same_file_sent_twice_is_one_paper(practice: object) -> None:
    assert send(files.pdf()).pk == send(files.pdf(), "again.pdf").pk
    assert send(files.pdf(), owner=Owner(visitor="somebody else")).pk != Document.objects.first().pk  # type: ignore[union-attr]


def test_a_visit_holds_ten_papers(practice: object) -> None:
    for _ in range(documents.MOST_OF_A_VISITOR):
        factories.document(None, visitor=visitor_index(VISIT.papers), retention=Retention.VISITOR)
    with pytest.raises(TooManyDocuments):
        send(files.pdf())

    send(files.pdf(), owner=Owner(visitor="somebody else"))


def test_a_visitors_paper_is_nobodys_business_until_they_book(practice: object) -> None:
    row = send(files.pdf())

    assert (row.retention, row.delete_at) == (Retention.VISITOR, NOW + timedelta(hours=24))
    assert not Alert.objects.exists()


def test_two_visits_never_meet(practice: object) -> None:
    mine = send(files.pdf())

    assert list(documents_of_visitor("a visit of Alex", now=NOW)) == [mine]
    assert not documents_of_visitor("a visit of Robin", now=NOW).exists()
    assert not documents_of_visitor("", now=NOW).exists()
    assert not documents_of_visitor("a visit of Alex", now=mine.delete_at).exists()


def test_booking_keeps_the_papers_and_tells_the_desk_once(kind: object, morgan: object) -> None:
    send(files.pdf("one"))
    send(files.pdf("two"))
    draft = factories.ready_draft(kind)  # type: ignore[arg-type]
    party = confirm_appointment(draft=draft, actor=audit.CLIENT, visit=VISIT, now=NOW).party

    assert documents.keep_with_party(visit=VISIT, party=party, now=NOW) == 0, "once is all"
    kept = documents_of_party(party)
    assert [one.retention for one in kept] == [Retention.COURT_PAPER] * 2
    assert {one.visitor for one in kept} == {""}
    assert Alert.objects.filter(kind=documents.TO_CHECK).count() == 1
    assert party.case.reference in Alert.objects.get(kind=documents.TO_CHECK).text


def test_a_booking_that_fails_at_its_end_leaves_the_papers_with_the_visit(
    kind: object, morgan: object
) -> None:
    """They are handed over in the booking's own transaction: both are there, or neither."""
    send(files.pdf())
    draft = factories.ready_draft(kind)  # type: ignore[arg-type]

    with transaction.atomic():
        confirm_appointment(draft=draft, actor=audit.CLIENT, visit=VISIT, now=NOW)
        assert not documents_of_visitor(VISIT.papers, now=NOW).exists()
        transaction.set_rollback(True)

    assert not Party.objects.exists()
    assert documents_of_visitor(VISIT.papers, now=NOW).count() == 1


def test_asking_for_a_call_keeps_them_and_a_booking_made_from_it_too(kind: object, morgan: object) -> None:
    row = send(files.pdf())
    request = factories.callback()
    documents.keep_with_call(visit=VISIT, request=request, now=NOW)
    row.refresh_from_db()
    assert (row.callback, row.retention) == (request, Retention.CALL)

    draft = factories.ready_draft(kind)  # type: ignore[arg-type]
    draft.callback = request
    draft.save()
    party = confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW).party
    row.refresh_from_db()
    assert (row.callback, row.party, row.retention) == (None, party, Retention.COURT_PAPER)


def test_leaving_takes_the_papers_along_at_once(practice: object) -> None:
    mine = send(files.pdf())
    theirs = send(files.pdf(), owner=Owner(visitor="a visit of Robin"))

    documents.forget_visitor("a visit of Alex", now=NOW)

    assert not documents_of_visitor("a visit of Alex", now=NOW).exists(), "at once, before the file is gone"
    assert purge_documents(now=NOW) == 1
    assert list(Document.objects.all()) == [theirs]
    with pytest.raises(FileGone):
        document_files.take(mine.stored_as)
    assert document_files.take(theirs.stored_as)


def test_the_audit_trail_names_no_file(practice: object) -> None:
    send(files.pdf(), "Alex Winter.pdf")

    entry = AuditEntry.objects.get(verb="document.received")
    assert entry.details == {"sent_for": "letter"}
