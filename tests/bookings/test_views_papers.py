"""The client's own papers, behind the link and a code; nobody else's are ever there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bookings.manage_links import MANAGE
from bookings.models import Appointment
from intake.document_enums import DocumentFor, DocumentKind, DocumentState
from intake.models import Document
from intake.services import document_checks, document_desk
from legalaid import services as legal_aid
from legalaid.client_papers import number_of
from legalaid.enums import EvidenceState, Paper
from legalaid.models import Evidence
from mediation.core import audit
from tests import factories
from tests.factories import NOW
from tests.intake import invented_papers as papers
from tests.intake import made_up_files as files
from tests.legalaid.screening_answers import CALM

from .visits import digits_of, link_of, manage_path, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def path(appointment: Appointment) -> str:
    return f"{manage_path(appointment)}papers/"


def opens(client: Client, appointment: Appointment) -> str:
    """By the link and the code; returns the page."""
    here = path(appointment)
    client.post(here)
    response = client.post(here, {"code": digits_of(link_of(MANAGE, appointment.pk))})
    assert response.status_code == 302
    return page(client, here)


def page(client: Client, here: str) -> str:
    response = client.get(here)
    assert response.status_code == 200
    return str(response.content.decode())


def send(client: Client, here: str, content: bytes = b"", name: str = "letter.pdf", **fields: str) -> Any:
    sent = SimpleUploadedFile(name, content or files.pdf(papers.SAFEGUARDING))
    return client.post(here, {"add": "1", "sent_for": "letter", "papers": [sent], **fields})


def test_the_link_alone_shows_no_paper_and_takes_none(client: Client, appointment: Appointment) -> None:
    here = path(appointment)
    assert "Send me a code" in page(client, here)

    response = send(client, here)
    assert "Your file was not sent" in response.content.decode()
    client.post(here)
    client.post(here, {"code": wrong(digits_of(link_of(MANAGE, appointment.pk)))})
    assert "Send a paper" not in page(client, here)
    assert not Document.objects.exists()


def test_the_address_in_messages_says_nothing_and_leads_here(
    client: Client, appointment: Appointment
) -> None:
    assert client.get(f"{manage_path(appointment)}more/").url == path(appointment)


def test_a_paper_is_sent_seen_and_deleted(client: Client, appointment: Appointment) -> None:
    here = path(appointment)
    assert "Send a paper" in opens(client, appointment)
    assert send(client, here).status_code == 302

    row = Document.objects.get()
    assert (row.party, row.sent_for) == (appointment.party, DocumentFor.LETTER)
    document_checks.read_waiting(clock=lambda: NOW)
    shown = page(client, here)
    assert "This looks like a safeguarding letter from Cafcass." in shown
    assert "Not yet checked by a person" in shown
    assert "Papers from a court case are private" in shown
    client.post(here, {"remove": row.key})
    assert not Document.objects.exists()


def test_once_a_person_has_checked_it_says_so_and_it_stays(
    client: Client, appointment: Appointment, admin: Any
) -> None:
    here = path(appointment)
    opens(client, appointment)
    send(client, here)
    row, actor = Document.objects.get(), audit.Actor.of(admin)
    document_desk.let_out(document=row, actor=actor, now=NOW)
    document_desk.confirm_kind(document=row, kind=DocumentKind.SECTION_7, actor=actor, now=NOW)

    shown = page(client, here)
    assert "This is a section 7 report." in shown
    assert "Not yet checked by a person" not in shown
    client.post(here, {"remove": row.key})
    assert Document.objects.exists()


def test_a_refused_paper_says_why(client: Client, appointment: Appointment, admin: Any) -> None:
    opens(client, appointment)
    send(client, path(appointment))
    document_desk.refuse(
        document=Document.objects.get(),
        reason="The photo is too dark to read.",
        actor=audit.Actor.of(admin),
        now=NOW,
    )

    assert "The photo is too dark to read." in page(client, path(appointment))


def test_two_parties_never_meet(
    client: Client, other_client: Client, kind: Any, morgan: Any, appointment: Appointment
) -> None:
    """Robin is the other party of the same dispute, with the same mediator, and knows every address."""
    other = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    opens(client, appointment)
    send(client, path(appointment), name="about Robin.pdf")
    row = Document.objects.get()
    document_checks.read_waiting(clock=lambda: NOW)

    for shown in (
        opens(other_client, other),
        page(other_client, "/who/letter/"),
        page(other_client, manage_path(other)),
    ):
        for leak in ("about Robin", "safeguarding letter", row.key, appointment.reference):
            assert leak not in shown
    other_client.post(path(other), {"remove": row.key})
    other_client.post("/who/letter/", {"remove": row.key})
    assert Document.objects.get() == row
    assert "Send me a code" in page(other_client, path(appointment)), "one code opens one booking"
    for address in (f"/staff/papers/{row.key}/", f"/staff/papers/{row.key}/file/"):
        assert other_client.get(address).url.startswith("/staff/account/sign-in/")


def test_in_the_session_that_has_just_booked_no_code_is_needed(
    client: Client, kind: Any, morgan: Any, clock: Any
) -> None:
    from . import visits

    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    assert 'href="/book/papers/"' in page(client, "/book/confirmed/")

    assert send(client, "/book/papers/").url == "/book/papers/"
    assert "letter.pdf" in page(client, "/book/papers/")
    clock.shift(timedelta(minutes=30))
    assert client.get("/book/papers/").url == path(Appointment.objects.get()), "there a code is asked for"


def test_the_short_address_leads_to_the_booking_that_a_code_opened(
    client: Client, other_client: Client, appointment: Appointment, clock: Any
) -> None:
    opens(client, appointment)

    assert client.get("/book/papers/").url == path(appointment)
    assert other_client.get("/book/papers/").url == "/"
    clock.shift(timedelta(minutes=30))
    assert client.get("/book/papers/").url == "/"


def test_without_a_booking_there_is_nothing_to_see(client: Client) -> None:
    assert client.get("/book/papers/").url == "/"
    assert client.get("/b/nothing/papers/").status_code == 404


class TestLegalAid:
    @pytest.fixture
    def applicant(self, kind: Any, morgan: Any) -> Appointment:
        facts = {**factories.ALEX, "funding": "legal_aid"}
        found = factories.booked(kind, answers=facts)
        screening = legal_aid.start_assessment(now=NOW, party=found.party)
        legal_aid.save_answers(assessment=screening, answers=CALM, now=NOW)
        legal_aid.finish(assessment=screening, now=NOW)
        return found

    def state(self, applicant: Appointment, paper: Paper = Paper.BANK_STATEMENTS) -> str:
        return str(Evidence.objects.get(party=applicant.party, paper=paper).state)

    def test_each_line_can_be_sent_and_is_received_then(self, client: Client, applicant: Appointment) -> None:
        here = path(applicant)
        shown = opens(client, applicant)
        assert f'href="{here}?for=2#add"' in shown
        assert "CIVMEANS7" not in shown, "the mediator fills the official form in"

        adding = page(client, f"{here}?for=2")
        assert "Bank statements for the last month" in adding
        assert 'name="sent_for"' not in adding
        assert send(client, f"{here}?for=2").url == here
        row = Document.objects.get()
        assert (row.sent_for, row.paper) == (DocumentFor.EVIDENCE, "bank_statements")
        assert self.state(applicant) == EvidenceState.RECEIVED
        assert "We have it, and will look at it" in page(client, here)
        assert "Send another page" in page(client, here)

    def test_who_has_not_answered_the_questions_reads_what_nearly_everybody_brings(
        self, client: Client, kind: Any, morgan: Any
    ) -> None:
        one = factories.booked(kind, answers={**factories.ALEX, "funding": "legal_aid"})
        shown = opens(client, one)

        assert "Wage slips for the last month" in shown
        assert f'href="{manage_path(one)}costs/"' in shown

    def test_what_was_never_asked_for_is_no_evidence(self, client: Client, applicant: Appointment) -> None:
        opens(client, applicant)

        assert 'name="sent_for"' in page(client, f"{path(applicant)}?for=99")

    def test_once_all_is_here_nobody_is_chased(self, client: Client, applicant: Appointment) -> None:
        opens(client, applicant)
        assert legal_aid.missing_papers(applicant.party, now=NOW)
        for row in Evidence.objects.exclude(paper=Paper.SIGNED_FORM):
            send(client, f"{path(applicant)}?for={number_of(Paper(row.paper))}", name=f"{row.paper}.pdf")

        assert not legal_aid.missing_papers(applicant.party, now=NOW)

    def test_a_file_that_was_refused_leaves_the_paper_missing(
        self, client: Client, applicant: Appointment
    ) -> None:
        opens(client, applicant)
        for row in Evidence.objects.exclude(paper=Paper.SIGNED_FORM):
            send(client, f"{path(applicant)}?for={number_of(Paper(row.paper))}", name=f"{row.paper}.pdf")
        Document.objects.filter(paper="bank_statements").update(state=DocumentState.REFUSED)

        assert legal_aid.missing_papers(applicant.party, now=NOW)
        assert "Please send or bring it again" in page(client, path(applicant))

    def test_rejected_and_sent_again_it_waits_for_staff_anew(
        self, client: Client, applicant: Appointment, admin: Any
    ) -> None:
        opens(client, applicant)
        legal_aid.record_evidence(
            evidence=Evidence.objects.get(paper=Paper.BANK_STATEMENTS),
            state=EvidenceState.REJECTED,
            reason="The second page is missing.",
            dated_on=None,
            actor=audit.Actor.of(admin),
            now=NOW,
        )
        assert "The second page is missing." in page(client, path(applicant))

        send(client, f"{path(applicant)}?for=2")
        assert self.state(applicant) == EvidenceState.RECEIVED
        assert "The second page is missing." not in page(client, path(applicant))

    def test_what_is_accepted_stays_accepted(
        self, client: Client, applicant: Appointment, admin: Any
    ) -> None:
        opens(client, applicant)
        Evidence.objects.update(state=EvidenceState.ACCEPTED)
        send(client, f"{path(applicant)}?for=2")

        assert self.state(applicant) == EvidenceState.ACCEPTED
