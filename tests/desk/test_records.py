"""Records on the desk: periods, holds, runs, complaints and data protection requests. For managers alone."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentType
from bookings.services import keeping
from bookings.services.purge import purge
from intake.models import AccessExport, Complaint, Invitation, Party, RightsRequest
from intake.services import complaints as complaint_services
from intake.services import exports, rights_requests
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.holds import watch_holds
from mediation.core.models import Alert, AuditEntry, LegalHold, PurgeRun, RetentionClass, User
from mediation.core.remembered import forget_everything
from tests import factories, whole_files
from tests.conftest import HttpsClient
from tests.factories import NOW

pytestmark = pytest.mark.django_db
RECORDS = "/staff/records/"
COMPLAINTS = "/staff/records/complaints/"
REQUESTS = "/staff/records/requests/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def party(appointment: Appointment) -> Party:
    return appointment.party


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def later(desk: Client, who: User, clock: Any, moment: datetime) -> None:
    """Some days pass; they sign in again."""
    clock.move_to(moment)
    desk.force_login(who)


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": f"{on.day}", f"{name}_month": f"{on.month}", f"{name}_year": f"{on.year}"}


def panel_of(client: Client, path: str) -> str:
    """What the page about keeping a case says, without the token of its forms."""
    text = text_of(client.get(f"{path}keeping/")).partition('id="retention"')[2].partition("<form")[0]
    assert text
    return text


class TestPeriods:
    URL = "/staff/records/classes/legal_aid/change/"

    def test_a_period_is_changed_with_a_reason(self, desk: Client, manager: User) -> None:
        desk.post(self.URL, {"number": "7", "unit": "years", "because": "Our insurer asks for it"})

        row = RetentionClass.objects.get()
        assert (row.key, row.number, row.unit, row.changed_by) == ("legal_aid", 7, "years", manager)
        assert "7 years" in text_of(desk.get(RECORDS))
        entry = AuditEntry.objects.get(verb="retention.changed")
        assert entry.details == {"before": "6 years", "after": "7 years"}

    def test_what_law_asks_for_is_the_least(self, desk: Client) -> None:
        response = desk.post(self.URL, {"number": "5", "unit": "years", "because": "x"})

        assert response.status_code == 422
        assert "Enter 6 years or more: the Legal Aid Agency may ask for a file for 6 years." in text_of(
            response
        )
        assert not RetentionClass.objects.exists()

    def test_what_our_pages_promise_cannot_be_changed(self, desk: Client) -> None:
        assert desk.get("/staff/records/classes/unfinished/").status_code == 404

    def test_a_change_asks_for_the_password_once_more(self, client: HttpsClient, practice: object) -> None:
        boss = factories.user("Pat Lowe", Role.OWNER, password=factories.PASSWORD)
        client.force_login(boss)
        client.have_shown_who_they_are_long_ago()

        response = client.get("/staff/records/classes/miam/")
        assert response.status_code == 302
        assert response["Location"].startswith("/staff/account/confirm/")


class TestHolds:
    def test_a_case_is_held_looked_at_again_and_let_go(
        self, desk: Client, party: Party, manager: User, clock: Any
    ) -> None:
        case = f"/staff/cases/{party.case.reference}/"
        assert "MIAM only." in text_of(desk.get(f"{case}keeping/"))
        given = {"hold-reason": "A claim about Alex", **day("hold-review_on", date(2027, 1, 4))}
        desk.post(f"{case}hold/", given)

        hold = LegalHold.objects.get()
        assert "It also stays for as long as this holds: a legal hold" in text_of(desk.get(f"{case}keeping/"))
        assert "A claim about Alex" in text_of(desk.get(f"/staff/records/holds/{hold.pk}/"))
        assert "Alex" not in text_of(desk.get(RECORDS))
        assert "Alex" not in str(list(AuditEntry.objects.filter(verb__startswith="hold").values_list()))
        later(desk, manager, clock, factories.at("2027-01-04", "08:00"))
        assert watch_holds(now=factories.at("2027-01-04", "08:00")) == 1
        assert Alert.objects.get(kind="hold.review").closed_at is None
        desk.post(f"/staff/records/holds/{hold.pk}/review/", day("review_on", date(2027, 6, 1)))
        assert Alert.objects.get(kind="hold.review").closed_at
        desk.post(f"/staff/records/holds/{hold.pk}/lift/", {"because": "Settled"})
        hold.refresh_from_db()
        assert (hold.lifted_because, LegalHold.objects.filter(lifted_at=None).count()) == ("Settled", 0)

    def test_a_day_that_is_over_is_refused_and_the_words_stay(self, desk: Client, party: Party) -> None:
        given = {"hold-reason": "A claim", **day("hold-review_on", NOW.date())}
        response = desk.post(f"/staff/cases/{party.case.reference}/hold/", given)

        assert response.status_code == 422
        assert "Choose a day after today" in text_of(response)
        assert "A claim" in text_of(response)

    def test_nobody_else_sees_how_long_a_case_is_kept(
        self, client: Client, party: Party, admin: User
    ) -> None:
        client.force_login(admin)

        case = f"/staff/cases/{party.case.reference}/"
        assert "How long it is kept" not in text_of(client.get(case))
        assert client.get(f"{case}keeping/").status_code == 403
        assert "Records" not in text_of(client.get("/staff/"))


class TestRuns:
    def test_a_dry_run_on_demand_lists_references_and_is_kept(
        self, desk: Client, party: Party, manager: User, clock: Any
    ) -> None:
        later(desk, manager, clock, factories.at("2027-12-01", "10:00"))
        response = desk.post(f"{RECORDS}dry-run/", follow=True)

        text = text_of(response)
        assert party.case.reference in text
        assert "12 months after the last meeting" in text.lower()
        assert "Alex" not in text
        assert PurgeRun.objects.get().is_dry
        assert "Dry run, asked for by Lee Bianchi" in text_of(desk.get(RECORDS))

    def test_a_deleted_case_is_on_no_page_any_more(self, desk: Client, appointment: Appointment) -> None:
        party = whole_files.fill(appointment)
        purge(now=factories.at("2027-12-01", "02:00"))

        for address in (
            f"/staff/cases/{party.case.reference}/",
            f"/staff/appointments/{appointment.reference}/",
        ):
            assert desk.get(address).status_code == 404
        for address in ("/staff/?day=2026-11-24", "/staff/invitations/", "/staff/flags/", "/staff/papers/"):
            response = desk.get(address)
            assert response.status_code == 200
            assert appointment.reference not in text_of(response)

    def test_a_person_deleted_at_their_wish_can_still_be_audited_for_legal_aid(
        self, desk: Client, appointment: Appointment, manager: User, clock: Any
    ) -> None:
        party = whole_files.fill(appointment, legal_aid=True)
        request = factories.rights_request(party, manager)
        erase = f"{REQUESTS}{request.reference}/erase/"
        later(desk, manager, clock, factories.at("2026-11-26", "09:00"))
        text = text_of(desk.get(erase))
        assert "The Legal Aid Agency may ask for the file until 24 November 2032" in text
        assert desk.post(f"{erase}now/").status_code == 302  # not ticked
        party.refresh_from_db()
        assert party.erased_at is None
        desk.post(f"{erase}now/", {"sure": "yes"})

        for page in ("", "means/", "contact/"):
            text = text_of(desk.get(f"/staff/appointments/{appointment.reference}/{page}"))
            assert "Alex Winter" in text
            assert "alex@example.org" not in text
            assert "Call first" not in text


def complains(**fields: str) -> dict[str, str]:
    return {
        **day("received_on", NOW.date()),
        "came_from": "client",
        "name": "Alex Winter",
        "about": "mediator",
        "words": "Morgan was late.",
        **fields,
    }


class TestComplaints:
    def test_a_complaint_goes_through_its_steps(
        self, desk: Client, party: Party, manager: User, clock: Any
    ) -> None:
        meeting = party.appointments.get().reference
        response = desk.post(f"{COMPLAINTS}record/", complains(reference=meeting))
        row = Complaint.objects.get()
        assert response["Location"] == f"{COMPLAINTS}{row.reference}/"
        assert (row.party, row.case, f"{row.acknowledge_by}") == (party, party.case, "2026-12-07")
        assert "While this is open, nothing of the case is deleted." in text_of(
            desk.get(response["Location"])
        )
        page = f"{COMPLAINTS}{row.reference}/"
        desk.post(f"{page}acknowledge/", day("on", NOW.date()))
        later(desk, manager, clock, NOW + timedelta(days=7))
        said = {**day("on", date(2026, 11, 30)), "outcome": "partly", "words": "We are sorry."}
        assert desk.post(f"{page}answer/", {**said, **day("on", date(2026, 11, 1))}).status_code == 422
        desk.post(f"{page}answer/", said)
        assert "They may go to the Standards Board until 28 February 2027" in text_of(desk.get(page))
        desk.post(f"{page}escalate/", day("on", date(2026, 11, 30)))
        desk.post(f"{page}close/", day("on", date(2026, 11, 30)))

        row.refresh_from_db()
        assert (row.state, row.outcome, row.answer) == ("closed", "partly", "We are sorry.")
        verbs = AuditEntry.objects.filter(subject_type="complaint").exclude(verb="complaint.read")
        assert [one.verb.partition(".")[2] for one in verbs.order_by("pk")] == [
            "recorded",
            "acknowledged",
            "answered",
            "escalated",
            "closed",
        ]
        assert "late" not in str(list(verbs.values_list("details", flat=True)))

    def test_a_step_that_is_not_open_is_refused(self, desk: Client, party: Party, manager: User) -> None:
        page = f"{COMPLAINTS}{factories.complaint(party, manager).reference}/"

        assert "This step is not open now" in text_of(
            desk.post(f"{page}close/", day("on", NOW.date()), follow=True)
        )
        assert desk.post(f"{page}nonsense/").status_code == 404

    def test_mistakes_stand_beside_their_fields_and_the_words_stay(self, desk: Client) -> None:
        response = desk.post(f"{COMPLAINTS}record/", complains(reference="AAAA-AAAA", name=""))

        assert response.status_code == 422
        assert "Enter their name" in text_of(response)
        assert "Morgan was late." in text_of(response)
        response = desk.post(f"{COMPLAINTS}record/", complains(reference="AAAA-AAAA"))
        assert "There is nothing with this reference" in text_of(response)

    def test_whoever_it_is_about_does_not_learn_that_it_is_there(
        self, client: Client, party: Party, manager: User, admin: User, clock: Any
    ) -> None:
        boss = factories.user("Pat Lowe", Role.OWNER)
        row = factories.complaint(party, boss, about_user=manager)
        late = row.acknowledge_by + timedelta(days=1)
        clock.move_to(factories.at(f"{late}", "09:00"))
        complaint_services.watch_complaints(now=factories.at(f"{late}", "09:00"))
        alert = Alert.objects.get(kind="complaint.late")

        for who, sees in ((manager, False), (admin, False), (boss, True)):
            client.force_login(who)
            assert (row.reference in text_of(client.get("/staff/alerts/"))) is sees
            today = text_of(client.get("/staff/"))
            assert (row.reference in today) is sees
            assert ('<span class="govuk-visually-hidden"> open</span>' in today) is sees  # the count
            status = client.get(f"{COMPLAINTS}{row.reference}/").status_code
            assert status == (200 if sees else 403 if who is admin else 404)
            assert client.post(f"/staff/alerts/{alert.pk}/close/").status_code == (302 if sees else 404)
        client.force_login(manager)
        assert "Nobody has complained." in text_of(client.get(COMPLAINTS))
        for page in ("", "history/", "keeping/"):
            assert "omplaint" not in text_of(client.get(f"/staff/cases/{party.case.reference}/{page}")), page

    @pytest.mark.parametrize("is_closed", [False, True])
    def test_neither_the_case_nor_a_run_hints_at_it(
        self, client: HttpsClient, party: Party, manager: User, clock: Any, is_closed: bool
    ) -> None:
        """Open, it keeps the case; closed, it is what counts. The purge knows, and the owner."""
        boss, late = factories.user("Pat Lowe", Role.OWNER), factories.at("2036-01-01", "03:00")
        path = f"/staff/cases/{party.case.reference}/"
        clock.move_to(late)
        client.force_login(manager)
        before = panel_of(client, path)
        row = factories.complaint(party, boss, about_user=manager)
        if is_closed:
            last = {"outcome": "upheld", "closed_on": date(2020, 1, 1)}
            first = {"acknowledged_on": date(2020, 1, 1), "answered_on": date(2020, 1, 1)}
            Complaint.objects.filter(pk=row.pk).update(received_on=date(2020, 1, 1), **first, **last)
        run = purge(now=late, is_dry=True)
        assert run
        assert run.lines.get().reference == party.case.reference

        for who, sees in ((manager, False), (boss, True)):
            client.force_login(who)
            listed = text_of(client.get(f"{RECORDS}runs/{run.pk}/"))
            assert (party.case.reference in listed) is sees
            assert (panel_of(client, path) == before) is (not sees or is_closed)

    def test_a_refused_deletion_does_not_name_it(
        self, client: HttpsClient, party: Party, manager: User
    ) -> None:
        factories.complaint(party, factories.user("Pat Lowe", Role.OWNER), about_user=manager)
        asked = factories.rights_request(party, manager)
        client.force_login(manager)
        erase = f"{REQUESTS}{asked.reference}/erase/"
        for response in (client.get(erase), client.post(f"{erase}now/", {"sure": "yes"}, follow=True)):
            text = text_of(response)
            assert "it must be kept for now" in text
            assert "a complaint is open" not in text

    @pytest.mark.parametrize(
        ("on", "kinds"),
        [
            ("2026-12-02", []),
            ("2026-12-03", ["complaint.due"]),
            ("2026-12-07", ["complaint.due"]),
            ("2026-12-08", ["complaint.late"]),
        ],
    )
    def test_managers_are_reminded_before_and_after_the_last_day(
        self, party: Party, manager: User, on: str, kinds: list[str]
    ) -> None:
        row = factories.complaint(party, manager)
        complaint_services.watch_complaints(now=factories.at("2026-12-03", "09:00")) if kinds else None
        complaint_services.watch_complaints(now=factories.at(on, "09:00"))

        assert list(Alert.objects.filter(closed_at=None).values_list("kind", flat=True)) == kinds
        complaint_services.acknowledge(
            complaint=row, on=NOW.date(), actor=audit.Actor.of(manager), now=factories.at(on, "10:00")
        )
        assert not Alert.objects.filter(closed_at=None).exists()

    def test_the_public_page_says_how(self, client: Client, practice: object) -> None:
        text = text_of(client.get("/put-right/"))
        assert "Family Mediation Standards Board" in text
        assert 'href="/put-right/"' in text_of(client.get("/"))
        assert "hello@example.org" in text
        factories.notice(
            "complaints",
            in_force_from=NOW - timedelta(days=1),
            text="Write to Pat.",  # type: ignore[arg-type]
        )
        assert "Write to Pat." in text_of(client.get("/put-right/"))


def asks(**fields: str) -> dict[str, str]:
    return {**day("received_on", NOW.date()), "kind": "access", "name": "Alex Winter", **fields}


class TestRequests:
    def test_a_request_to_see_everything_from_the_phone_to_the_file(
        self, desk: Client, appointment: Appointment, manager: User, clock: Any
    ) -> None:
        whole_files.fill(appointment)
        desk.post(f"{REQUESTS}record/", asks(reference=appointment.reference))
        row = RightsRequest.objects.get()
        page = f"{REQUESTS}{row.reference}/"
        assert f"{row.due_on}" == "2026-12-23"
        assert "First: is it them?" in text_of(desk.get(page))
        desk.post(f"{page}identity/", {"identity": "code_word", **day("on", NOW.date())})
        assert desk.post(f"{page}gather/")["Location"] == f"{page}review/"
        text = text_of(desk.get(f"{page}review/"))
        assert "<mark>Robin</mark> took my car." in text
        note = text.partition('name="tell" value="')[2].partition('"')[0]

        refused = desk.post(f"{page}review/save/", {"make": "yes"})
        assert refused.status_code == 422
        assert "Read all of it, then tick the box" in text_of(refused)
        refused = desk.post(f"{page}review/save/", {"make": "yes", "read": "yes", "tell": note})
        assert "Write why each note that you include may be told." in text_of(refused)
        desk.post(f"{page}review/save/", {"black": "p1-1"})
        assert 'value="p1-1" aria-describedby="t-p1-1" checked' in text_of(desk.get(f"{page}review/"))
        desk.post(f"{page}review/save/", {"black": "p1-1", "make": "yes", "read": "yes"})
        assert "The file is being made" in text_of(desk.get(page))
        assert exports.make_exports(clock=lambda: NOW) == 1
        got = desk.post(f"{page}download/")
        assert got["Content-Disposition"] == f'attachment; filename="answer-{row.reference}.zip"'
        names = zipfile.ZipFile(io.BytesIO(got.content)).namelist()
        assert names[:2] == ["yours.html", "yours.json"]
        assert "not ready, or it has gone" in text_of(desk.post(f"{page}download/", follow=True))
        desk.post(f"{page}close/", {"outcome": "done", "words": "Given to Alex in the office"})
        row.refresh_from_db()
        assert (row.outcome, AccessExport.objects.count()) == ("done", 0)

    def test_a_case_of_two_people_asks_whose(self, desk: Client, kind: AppointmentType, party: Party) -> None:
        theirs = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN).party
        Party.objects.filter(pk=theirs.pk).update(case=party.case)

        response = desk.post(f"{REQUESTS}record/", asks(reference=party.case.reference))
        assert "Two people are in this case" in text_of(response)

    def test_two_months_more_and_never_after_the_first(
        self, desk: Client, party: Party, manager: User, clock: Any
    ) -> None:
        row = factories.rights_request(party, manager)
        page = f"{REQUESTS}{row.reference}/"
        desk.post(f"{page}extend/", {"because": "Twelve boxes"})
        row.refresh_from_db()
        assert (f"{row.due_on}", row.extended_because) == ("2027-02-23", "Twelve boxes")
        late = factories.rights_request(party, manager)
        later(desk, manager, clock, factories.at("2026-12-24", "09:00"))
        desk.post(f"{REQUESTS}{late.reference}/extend/", {"because": "Too late"})
        late.refresh_from_db()
        assert late.extended_on is None

    @pytest.mark.parametrize(
        ("on", "kinds"),
        [
            ("2026-12-15", []),
            ("2026-12-16", ["rights.due"]),
            ("2026-12-23", ["rights.due"]),
            ("2026-12-24", ["rights.late"]),
        ],
    )
    def test_managers_are_reminded_of_the_month(
        self, party: Party, manager: User, on: str, kinds: list[str]
    ) -> None:
        factories.rights_request(party, manager)
        rights_requests.watch_requests(now=factories.at(on, "09:00"))

        assert list(Alert.objects.values_list("kind", flat=True)) == kinds

    def test_a_hold_refuses_a_deletion_and_says_so(self, desk: Client, party: Party, manager: User) -> None:
        row = factories.rights_request(party, manager)
        keeping.hold_case(
            case=party.case,
            reason="A claim",
            review_on=date(2027, 1, 1),
            actor=audit.Actor.of(manager),
            now=NOW,
        )
        erase = f"{REQUESTS}{row.reference}/erase/"

        assert "Nothing can be deleted now: a legal hold" in text_of(desk.get(erase))
        text = text_of(desk.post(f"{erase}now/", {"sure": "yes"}, follow=True))
        assert "Nothing was deleted: a legal hold" in text


def test_a_manager_is_asked_whether_mediation_began(
    desk: Client, appointment: Appointment, manager: User, clock: Any
) -> None:
    case = whole_files.fill(appointment).case
    whole_files.meet(appointment)
    Invitation.objects.filter(case=case).update(state="accepted")
    page, asked = f"/staff/cases/{case.reference}/", "Did mediation begin?"
    later(desk, manager, clock, factories.at("2027-11-25", "12:00"))
    desk.post(f"{RECORDS}dry-run/", follow=True)
    records = text_of(desk.get(RECORDS))
    assert asked in records
    assert f"{page}keeping/" in records
    assert asked in text_of(desk.get(f"{page}keeping/"))

    assert "Recorded." in text_of(desk.post(f"{page}mediation/", follow=True))

    assert asked not in text_of(desk.get(f"{page}keeping/"))
    assert asked not in text_of(desk.get(RECORDS))


@pytest.mark.parametrize(("address", "queries"), [(RECORDS, 12), (COMPLAINTS, 9), (REQUESTS, 8)])
def test_a_list_costs_the_same_with_one_row_and_with_three(
    desk: Client, kind: AppointmentType, party: Party, manager: User, address: str, queries: int
) -> None:
    def add() -> None:
        factories.complaint(party, manager)
        factories.rights_request(party, manager)
        keeping.hold_case(
            case=party.case,
            reason="A claim",
            review_on=date(2027, 1, 1),
            actor=audit.Actor.of(manager),
            now=NOW,
        )
        PurgeRun.objects.create(is_dry=True, started_at=NOW, ended_at=NOW, asked_by=manager)

    costs = []
    for rows in (1, 2):
        for _ in range(rows):
            add()
        desk.get(address)
        forget_everything()
        with CaptureQueriesContext(connection) as found:
            desk.get(address)
        costs.append(len(found))

    assert costs == [queries, queries]
