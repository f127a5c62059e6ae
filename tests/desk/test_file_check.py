"""The file check at the desk: its page, its export, and who sees whose file."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader
from pytest_django.asserts import assertNumQueries

from bookings.enums import LogKind
from bookings.models import Appointment, Mediator
from bookings.services import add_note, cancel_appointment, log_on_case
from intake.models import Party
from legalaid.models import Determination, Evidence, Funding
from mediation.core import audit
from mediation.core.models import AuditEntry, User
from mediation.core.remembered import forget_everything
from tests import factories

pytestmark = pytest.mark.django_db
OTHER = "The other party’s legal aid, which covers this"
LATER = factories.TOMORROW_1PM + timedelta(hours=2)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(appointment: Appointment) -> str:
    Mediator.objects.update(urn="0123A")
    return f"/staff/cases/{appointment.party.case.reference}/file-check/"


def lines(client: Client, path: str) -> dict[str, list[str]]:
    response = client.get(f"{path}export/")
    assert response.status_code == 200
    table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    return {row[3]: row for row in table[1:]}


def test_it_is_whole_once_everything_is_there_and_says_what_is_not(
    client: Client, path: str, appointment: Appointment, morgan: Mediator
) -> None:
    assert morgan.user
    client.force_login(morgan.user)
    assert lines(client, path)["Outcome"][4] == "Missing"

    factories.certificate(appointment)
    found = lines(client, path)
    assert [row[3] for row in found.values() if row[4] == "Missing"] == ["Attendance note"]
    add_note(appointment=appointment, text="She spoke freely", user=morgan.user, now=LATER)
    page = client.get(path).content.decode()
    assert "Nothing is missing." in page
    assert "What is missing" not in page
    assert "She spoke" not in page
    assert found["Certificate"][5] == "2026-11-24"
    assert AuditEntry.objects.filter(verb="file_check.exported").count() == 2


def test_the_export_names_no_client(
    client: Client, path: str, appointment: Appointment, manager: User
) -> None:
    Funding.objects.update(state="waived", reason="Ms Winter is in hospital")
    client.force_login(manager)
    response = client.get(f"{path}export/")

    assert b"waived" in response.content
    assert b"Winter" not in response.content
    case = appointment.party.case.reference
    assert response["Content-Disposition"] == f'attachment; filename="file-check-{case}.csv"'


def test_a_mediator_finds_no_file_of_a_party_whom_another_meets(
    client: Client, path: str, kind: Any, appointment: Appointment, drew: Mediator, morgan: Mediator
) -> None:
    factories.works(drew)
    other = factories.booked(
        kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN, mediator=drew
    )
    Appointment.objects.filter(pk=other.pk).update(mediator=drew)
    Party.objects.filter(pk=other.party_id).update(case=appointment.party.case)
    assert morgan.user
    client.force_login(morgan.user)

    page = client.get(path).content.decode()
    assert "Alex Winter" in page
    assert "Robin Field" not in page


def test_of_the_log_an_admin_reads_nothing_here_either(
    client: Client, path: str, appointment: Appointment, manager: User, admin: User
) -> None:
    case = appointment.party.case
    log_on_case(
        case=case, kind=LogKind.SAFEGUARDING, happened_on=LATER.date(), with_whom="The council",
        words="Passed on", decided="Wait", user=manager, now=LATER,
    )  # fmt: skip
    client.force_login(manager)
    assert lines(client, path)["Safeguarding referrals"][4] == "Found"
    assert b"Safeguarding referral" in client.get(f"/staff/cases/{case.reference}/").content

    client.force_login(admin)
    assert not {"Safeguarding referrals", "Talks with the PPC"} & lines(client, path).keys()
    assert b"Safeguarding referral" not in client.get(f"/staff/cases/{case.reference}/").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_each_table_once(
    client: Client, path: str, kind: Any, appointment: Appointment, manager: User, count: int
) -> None:
    for hour in ("09:30", "11:00")[: count - 1]:
        more = factories.booked(kind, factories.at("2026-11-24", hour), answers=factories.ROBIN)
        Party.objects.filter(pk=more.party_id).update(case=appointment.party.case)
    client.force_login(manager)
    client.get(path)
    forget_everything()

    with assertNumQueries(15):
        client.get(path)


def test_what_is_missing_stands_first(client: Client, path: str, manager: User) -> None:
    client.force_login(manager)
    page = client.get(path).content.decode()
    first = page.partition("What is missing (1)")[2]

    assert first.index("Outcome") < first.index("Date of the meeting")


def test_the_paper_is_tagged_says_what_is_missing_first_and_names_nobody(
    client: Client, path: str, appointment: Appointment, manager: User
) -> None:
    client.force_login(manager)
    response = client.get(f"{path}pdf/")
    reader = PdfReader(BytesIO(response.content))
    root, text = reader.trailer["/Root"], " ".join(reader.pages[0].extract_text().split())
    case = appointment.party.case.reference

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="file-check-{case}.pdf"'
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata
    assert reader.metadata.title == f"File check {case}"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert text.index("What is missing (1) Outcome") < text.index("All that was looked for")
    assert appointment.reference in text
    assert "Winter" not in text
    entry = AuditEntry.objects.get(verb="file_check.exported")
    assert entry.details == {"missing": 1, "form": "pdf"}


PAYS = "Who pays, and the fee"
FORM = "CIVMEANS7, signed"


@pytest.mark.parametrize(
    ("source", "state", "has_papers", "decision", "due"),
    [
        ("pay", "due", False, "", {FORM: "Does not apply"}),
        ("pay", "due", True, "", {FORM: "Does not apply"}),  # they looked, and said that they pay
        ("legal_aid", "due", False, "", {FORM: "Missing", "Decision on means": "Missing"}),
        ("legal_aid", "paid", False, "", {FORM: "Does not apply"}),  # they paid until it is proved
        ("legal_aid", "waived", True, "eligible", {FORM: "Missing", "Decision on means": "Found"}),
        ("pay", "due", True, "not_eligible", {FORM: "Does not apply", "Decision on means": "Found"}),
        ("not_sure", "due", False, "", {FORM: "Does not apply", PAYS: "Missing"}),
        ("not_sure", "due", True, "", {FORM: "Missing"}),
        ("not_sure", "paid", False, "", {FORM: "Does not apply"}),
        ("other_party", "waived", False, "", {FORM: "Does not apply", OTHER: "Missing"}),
    ],
)
def test_papers_for_legal_aid_are_asked_of_those_alone_whom_it_pays(
    client: Client, path: str, appointment: Appointment, manager: User,
    source: str, state: str, has_papers: bool, decision: str, due: dict[str, str],
) -> None:  # fmt: skip
    Funding.objects.update(source=source, state=state)
    if has_papers:
        Evidence.objects.create(party=appointment.party, paper="wage_slips", updated_at=LATER)
    if decision:
        Determination.objects.create(
            party=appointment.party, decision=decision, reasons="x", thresholds_version="x",
            decided_by=manager, decided_at=LATER,
        )  # fmt: skip
    client.force_login(manager)
    found = lines(client, path)

    assert {words: found[words][4] for words in due} == due
    assert (found[PAYS][4] == "Missing") == (PAYS in due)


def test_papers_that_are_missing_are_named_unless_the_decision_says_why(
    client: Client, path: str, appointment: Appointment, manager: User
) -> None:
    Funding.objects.update(source="legal_aid")
    for paper, state in (("wage_slips", "received"), ("bank_statements", "accepted"), ("capital", "needed")):
        Evidence.objects.create(party=appointment.party, paper=paper, state=state, updated_at=LATER)
    client.force_login(manager)
    assert lines(client, path)["Evidence of means"][4::2] == [
        "Missing",
        "1 of 2 papers accepted. Missing: wage slips",
    ]

    Determination.objects.create(
        party=appointment.party, decision="eligible", reasons="x", without_papers_because="The firm closed",
        thresholds_version="x", decided_by=manager, decided_at=LATER,
    )  # fmt: skip
    assert lines(client, path)["Evidence of means"][4] == "Found"


def test_nothing_is_missing_of_a_meeting_that_was_cancelled(
    client: Client, path: str, appointment: Appointment, manager: User
) -> None:
    cancel_appointment(appointment=appointment, actor=audit.Actor.of(manager), now=factories.NOW)
    client.force_login(manager)
    found = lines(client, path)

    assert found["Outcome"][4:] == ["Found", "2026-11-23", "Cancelled"]
    assert not [row for row in found.values() if row[4] == "Missing"]
