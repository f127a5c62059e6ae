"""Papers on the desk: who sees which, what is recorded, and that a file is only ever a download."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Mediator
from bookings.queries import documents_visible_to
from intake import document_files, letters
from intake.document_enums import DocumentFor, DocumentKind, DocumentState, ReadingState, Retention
from intake.models import Document, Flag
from intake.services import documents
from intake.services.documents import TO_CHECK, Owner, receive
from intake.services.flags import review_flags
from mediation.core import audit
from mediation.core.models import Alert, AuditEntry, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW
from tests.intake import invented_papers as papers
from tests.intake import made_up_files as files

pytestmark = pytest.mark.django_db
LIST = "/staff/papers/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def sent(owner: Owner, content: bytes | None = None, **fields: Any) -> Document:
    content = files.pdf(papers.SAFEGUARDING) if content is None else content
    return receive(
        owner=owner,
        content=content,
        size=len(content),
        **{"name": "letter.pdf", "sent_for": DocumentFor.LETTER, "now": NOW, **fields},
    )


@pytest.fixture
def paper(appointment: Appointment) -> Document:
    """Alex's safeguarding letter as it is once it was looked at, made without the processes that look."""
    content, place = files.pdf(papers.SAFEGUARDING), document_files.new_place()
    found = letters.recognise(papers.SAFEGUARDING, today=NOW.date())
    assert found is not None
    document_files.put(place, content)
    row = factories.document(
        appointment.party, stored_as=place, suggestion=found.kept(), reading=ReadingState.READ
    )
    documents.tell_staff(row, now=NOW)
    return row


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def verbs(row: Document) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="document", subject_id=row.pk)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def path(row: Document, rest: str = "") -> str:
    return f"{LIST}{row.key}/{rest}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: Any, morgan: Mediator, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        one = factories.booked(kind, factories.at("2026-11-24", ("10:00", "13:00", "15:00")[number]))
        factories.document(one.party)
    forget_everything()
    desk.get(LIST)

    with django_assert_num_queries(7):
        shown = page(desk, LIST)

    assert shown.count("Not checked for viruses") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_meetings_page_asks_the_same_few_questions_however_many_papers(
    desk: Client, appointment: Appointment, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        factories.document(appointment.party)
    address = f"/staff/appointments/{appointment.reference}/"
    forget_everything()
    desk.get(address)

    with django_assert_num_queries(20):
        assert page(desk, address).count("Not checked for viruses") == count


def test_a_paper_says_what_it_looks_like_and_that_it_is_a_guess(desk: Client, paper: Document) -> None:
    assert "Perhaps: safeguarding letter from Cafcass" in page(desk, LIST)
    shown = page(desk, path(paper))

    assert "This is a guess by the words on it: nobody has checked it." in shown
    assert "SAFEGUARDING LETTER" in shown
    assert "12 January 2027" in shown
    assert verbs(paper) == ["document.seen"]


def test_nothing_is_opened_out_of_quarantine(desk: Client, paper: Document) -> None:
    assert "Download" not in page(desk, path(paper))

    assert desk.get(path(paper, "file/")).url == path(paper)
    assert "document.read" not in verbs(paper)


def test_let_out_it_is_a_download_under_a_name_that_says_nothing(desk: Client, paper: Document) -> None:
    desk.post(path(paper, "let-out/"))
    response = desk.get(path(paper, "file/"))

    assert response.content == files.pdf(papers.SAFEGUARDING)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="paper-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert verbs(paper)[-2:] == ["document.let_out", "document.read"]


def test_saying_what_it_is_takes_it_off_the_list_and_raises_no_flag(desk: Client, paper: Document) -> None:
    assert Alert.objects.get(kind=TO_CHECK).closed_at is None
    desk.post(path(paper, "let-out/"))
    desk.post(path(paper, "kind/"), {"kind": "bank_statement"})

    paper.refresh_from_db()
    assert (paper.confirmed_kind, paper.retention) == (DocumentKind.BANK_STATEMENT, Retention.OTHER)
    assert "Nothing is waiting." in page(desk, LIST)
    assert Alert.objects.get(kind=TO_CHECK).closed_at is not None
    assert "Bank statement" in page(desk, f"/staff/appointments/{paper.party.appointments.get().reference}/")  # type: ignore[union-attr]
    before = dict(paper.party.answers)  # type: ignore[union-attr]
    paper.party.refresh_from_db()  # type: ignore[union-attr]
    assert paper.party.answers == before  # type: ignore[union-attr]


def test_no_paper_raises_or_clears_a_flag(desk: Client, kind: Any, morgan: Mediator) -> None:
    """Papers that would weigh most, read, let out, confirmed and refused: no flag is raised or ends."""
    party = factories.booked(kind, answers={**factories.ALEX, "afraid": "yes"}).party
    before = list(Flag.objects.order_by("pk").values())
    assert before

    for text in (papers.SECTION_37, papers.PRE_PROCEEDINGS, papers.NON_MOLESTATION, papers.SECTION_7_COUNCIL):
        found = letters.recognise(text, today=NOW.date())
        assert found is not None
        row = factories.document(party, suggestion=found.kept())
        desk.post(path(row, "let-out/"))
        desk.post(path(row, "kind/"), {"kind": row.suggestion["kind"]})
        desk.post(path(row, "refuse/"), {"reason": "We cannot read it."})
        row.refresh_from_db()
        assert (row.state, row.confirmed_kind) == (DocumentState.REFUSED, row.suggestion["kind"])
    review_flags(party=party, actor=audit.SYSTEM, now=NOW)

    assert list(Flag.objects.order_by("pk").values()) == before


def test_the_guess_is_never_chosen_beforehand(desk: Client, paper: Document) -> None:
    desk.post(path(paper, "let-out/"))
    assert "selected" not in page(desk, path(paper)).split('name="kind"')[1].split("</select>")[0].replace(
        'value="" selected', ""
    )

    assert "Choose what it is" in desk.post(path(paper, "kind/"), {"kind": ""}).content.decode()


def test_a_refusal_needs_a_reason(desk: Client, paper: Document) -> None:
    shown = desk.post(path(paper, "refuse/"), {"reason": " "}).content.decode()
    assert "Write why: the client reads it" in shown

    desk.post(path(paper, "refuse/"), {"reason": "It is too dark."})
    paper.refresh_from_db()
    assert (paper.state, paper.refused_because) == (DocumentState.REFUSED, "It is too dark.")
    assert "Nothing is waiting." in page(desk, LIST)


def test_a_mediator_sees_their_own_clients_papers_alone(
    client: Client, paper: Document, morgan: Mediator, drew: Mediator
) -> None:
    client.force_login(drew.user)
    for address in (path(paper), path(paper, "file/")):
        assert client.get(address).status_code == 404
    for action in ("let-out/", "kind/", "refuse/"):
        assert client.post(path(paper, action), {"kind": "other", "reason": "x"}).status_code == 404
    assert "Nothing is waiting." in page(client, LIST)

    client.force_login(morgan.user)
    assert "Alex Winter" in page(client, path(paper))


def test_a_visitors_paper_is_shown_to_nobody(desk: Client, manager: User, morgan: Mediator) -> None:
    row = sent(Owner(visitor="a visit"))

    assert "Nothing is waiting." in page(desk, LIST)
    assert desk.get(path(row)).status_code == 404
    assert not documents_visible_to(manager).exists()


def test_a_callers_paper_is_the_offices_alone(desk: Client, client: Client, morgan: Mediator) -> None:
    from intake.services.documents import Visit, keep_with_call

    row = sent(Owner(visitor="a visit"))
    request = factories.callback()
    keep_with_call(visit=Visit("a visit"), request=request, now=NOW)

    assert "Not checked for viruses" in page(desk, f"/staff/callbacks/{request.reference}/")
    assert page(desk, path(row))
    assert not documents_visible_to(morgan.user).exists()  # type: ignore[arg-type]


def test_only_managers_hold_a_paper_past_its_day(
    client: Client, paper: Document, admin: User, manager: User
) -> None:
    client.force_login(admin)
    assert client.post(path(paper, "hold/"), {"held": "yes"}).status_code == 403
    client.force_login(manager)
    client.post(path(paper, "hold/"), {"held": "yes"})

    paper.refresh_from_db()
    assert paper.is_held
    assert "and longer: it is held" in page(client, path(paper))


def test_evidence_stands_beside_its_line_of_the_checklist(desk: Client, appointment: Appointment) -> None:
    from legalaid.services import list_evidence

    list_evidence(party=appointment.party, now=NOW)
    row = sent(Owner(party=appointment.party), sent_for=DocumentFor.EVIDENCE, paper="signed_form")
    shown = page(desk, f"/staff/appointments/{appointment.reference}/means/")

    assert path(row) in shown
    assert "Say what it is" not in shown
