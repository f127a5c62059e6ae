"""Requests that change something: put right, kept and not used, a no to a use; and an invited person's."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, EarlierRequest, Mediator
from bookings.queries.earlier import offerable
from bookings.queries.promise import meetings_held
from bookings.queries.reports import booked_by_kind
from bookings.queries.retention import standings
from bookings.services.joining import NOT_TO_BE_USED, join_cases
from bookings.services.keeping import hold_case
from bookings.services.purge import purge
from intake.enums import JoinReason
from intake.errors import JoinRefused, NothingDone
from intake.invitation_states import InvitationState
from intake.models import Invitation, Measure, Party, RightsRequest, SearchKey
from intake.queries.invitations import invitation_of_code, what_blocks
from intake.retention import Block
from intake.rights import RightsOutcome
from intake.services import registers, rights_requests
from intake.services.flag_comparisons import compare_files
from mediation.core import audit, outbox
from mediation.core.models import AuditEntry, Message, User
from mediation.core.outbox import Skip
from tests import factories
from tests.conftest import HttpsClient
from tests.factories import NOW, ROBIN, at

pytestmark = pytest.mark.django_db
REQUESTS = "/staff/records/requests/"


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: HttpsClient, manager: User) -> HttpsClient:
    client.force_login(manager)
    return client


@pytest.fixture
def party(appointment: Appointment) -> Party:
    return appointment.party


def page_of(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def asked(party: Party, manager: User, kind: str) -> RightsRequest:
    return factories.rights_request(party, manager, kind=kind)


def path_of(row: RightsRequest) -> str:
    return f"{REQUESTS}{row.reference}/"


class TestRectification:
    def test_a_name_is_put_right_where_it_stands_and_what_was_done_is_written_down(
        self, desk: Client, appointment: Appointment, party: Party, manager: User
    ) -> None:
        row = asked(party, manager, "rectification")
        page = page_of(desk, path_of(row))
        assert f'href="/staff/appointments/{appointment.reference}/contact/"' in page
        with pytest.raises(NothingDone):  # not done before it is recorded what was
            rights_requests.close(
                request=row, outcome=RightsOutcome.DONE, words="x", actor=audit.Actor.of(manager), now=NOW
            )
        same = {"own": party.name, "other": party.other_name}
        assert b"stands there already" in desk.post(f"{path_of(row)}names/", same, follow=True).content
        desk.post(f"{path_of(row)}names/", {"own": "Alex Summer", "other": "Robin Field"})

        party.refresh_from_db()
        assert (party.name, party.answers["name"], party.other_name) == (
            "Alex Summer",
            "Alex Summer",
            "Robin Field",
        )
        found = desk.post("/staff/people/search/", {"text": "Alex Summer"}, follow=True)
        assert b"Client: same name." in found.content
        entry = AuditEntry.objects.get(verb="party.corrected")
        assert entry.details == {"keys": ["name"]}
        changes = Party.pgh_event_model.objects.filter(pgh_obj_id=party.pk)  # type: ignore[attr-defined]
        assert {one.name for one in changes} >= {"Alex Winter", "Alex Summer"}
        assert desk.post(f"{path_of(row)}correct/").status_code == 422
        desk.post(f"{path_of(row)}correct/", {"words": "Married name, on the file"})
        assert "Married name, on the file" in page_of(desk, path_of(row))
        desk.post(f"{path_of(row)}close/", {"outcome": "done", "words": "Told by letter"})
        row.refresh_from_db()
        assert row.outcome == "done"

    def test_nothing_is_put_right_before_it_is_known_who_asks(
        self, desk: Client, party: Party, manager: User
    ) -> None:
        row = factories.rights_request(party, manager, kind="rectification", identity="", identity_on=None)
        assert desk.post(f"{path_of(row)}names/", {"own": "Alex Summer", "other": ""}).status_code == 404
        desk.post(f"{path_of(row)}correct/", {"words": "x"})

        party.refresh_from_db()
        assert party.name == "Alex Winter"
        assert not Measure.objects.exists()


def stopped(desk: Client, party: Party, manager: User, kind: str = "restriction", *uses: str) -> Measure:
    row = asked(party, manager, kind)
    desk.post(f"{path_of(row)}stop/", {"uses": list(uses), "words": "They dispute what we hold"})
    return Measure.objects.get(request=row)


class TestRestriction:
    def test_all_that_they_do_not_need_stops_and_the_case_says_so(
        self, desk: Client, kind: AppointmentType, appointment: Appointment, party: Party, manager: User
    ) -> None:
        waits = EarlierRequest.objects.create(appointment=appointment, joined_at=NOW)
        invitation = factories.drafted(party)
        nudges = [_message(appointment, what) for what in ("intake.unfinished", "appointment.reminder:1440")]
        before = booked_by_kind(NOW - timedelta(days=1), NOW + timedelta(days=1))
        assert len(meetings_held(kind, since=NOW, now=NOW + timedelta(days=3))) == 1
        assert waits in offerable()
        measure = stopped(desk, party, manager)

        assert measure.stops == ["nudges", "earlier", "invitation", "reports", "news"]
        unfinished, reminder = (outbox.content_of(one, now=NOW) for one in nudges)
        assert unfinished == Skip("they asked us not to use their data for this")
        assert not isinstance(reminder, Skip)  # of the meeting itself: they need it
        assert waits not in offerable()
        assert "The client asked us not to use their data for this" in str(what_blocks(invitation))
        assert before == [("MIAM, online", 1, 0)]
        assert booked_by_kind(NOW - timedelta(days=1), NOW + timedelta(days=1)) == []
        assert meetings_held(kind, since=NOW, now=NOW + timedelta(days=3)) == []
        page = page_of(desk, f"/staff/cases/{party.case.reference}/")
        assert "They asked us not to use their data for this, since 23 November 2026" in page
        assert "Uses of their data stopped, as they asked by Lee Bianchi" in page

    def test_whoever_joins_the_list_anew_wants_offers_again(
        self, desk: Client, appointment: Appointment, party: Party, manager: User
    ) -> None:
        stopped(desk, party, manager)
        again = EarlierRequest.objects.create(appointment=appointment, joined_at=NOW + timedelta(hours=1))

        assert again in offerable()

    def test_nothing_of_it_is_deleted_while_it_stands(
        self, desk: HttpsClient, party: Party, manager: User, appointment: Appointment
    ) -> None:
        measure = stopped(desk, party, manager)
        rights_requests.close(
            request=measure.request,
            outcome=RightsOutcome.DONE,
            words="x",
            actor=audit.Actor.of(manager),
            now=NOW,
        )
        late = at("2036-01-01", "03:00")
        assert Block.RESTRICTED in standings([party.case_id], now=late)[party.case_id].blocks
        purge(now=late)
        party.refresh_from_db()
        assert party.name == "Alex Winter"
        assert registers.due_requests(now=late) == []  # why it stands stays known

        path = f"{path_of(measure.request)}resume/{measure.pk}/"
        desk.post(path, {"words": ""})
        measure.refresh_from_db()
        assert measure.lifted_at is None
        desk.post(path, {"words": "They agreed by phone"})
        measure.refresh_from_db()
        assert (measure.lifted_at, measure.lifted_by) == (NOW, manager)
        assert "Uses of their data taken up again" in page_of(desk, path_of(measure.request))
        purge(now=late)
        party.refresh_from_db()
        assert party.name == ""

    def test_it_refuses_to_put_the_file_on_another_case(
        self, desk: Client, kind: AppointmentType, drew: Mediator, party: Party, manager: User
    ) -> None:
        factories.works(drew)
        theirs = factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN).party
        compare_files(now=NOW)
        stopped(desk, party, manager)
        with pytest.raises(JoinRefused) as refusal:
            join_cases(kept=party.case, gone=theirs.case, reason=JoinReason.PAPER, user=manager, now=NOW)

        assert refusal.value.message == NOT_TO_BE_USED


def _message(appointment: Appointment, kind: str) -> Message:
    plan = outbox.Plan(
        kind=kind,
        subject=appointment,
        recipient=f"party:{appointment.party_id}",
        due_at=NOW,
        purpose=outbox.Purpose.REMINDER,
        version=appointment.version,
    )
    outbox.plan([plan], now=NOW)
    return Message.objects.get(kind=kind)


class TestObjection:
    def test_only_what_they_say_no_to_stops_with_the_reason(
        self, desk: Client, party: Party, manager: User, appointment: Appointment
    ) -> None:
        Party.objects.filter(pk=party.pk).update(marketing_consent=True)
        row = asked(party, manager, "objection")
        nothing = desk.post(f"{path_of(row)}stop/", {"words": "x"})
        assert b"Choose what stops" in nothing.content
        measure = stopped(desk, party, manager, "objection", "news", "reports")

        party.refresh_from_db()
        assert measure.stops == ["reports", "news"]
        assert measure.words == "They dispute what we hold"
        assert party.marketing_consent is False
        assert not isinstance(outbox.content_of(_message(appointment, "intake.unfinished"), now=NOW), Skip)
        assert Block.RESTRICTED not in standings([party.case_id], now=NOW)[party.case_id].blocks
        page = page_of(desk, path_of(measure.request))
        assert "Counting them in reports" in page
        assert "Offers of an earlier time" not in page

    def test_one_request_stops_one_thing_once_and_a_refusal_needs_no_measure(
        self, desk: Client, party: Party, manager: User
    ) -> None:
        measure = stopped(desk, party, manager, "objection", "news")
        desk.post(f"{path_of(measure.request)}stop/", {"uses": ["reports"], "words": "x"})
        assert Measure.objects.count() == 1
        other = asked(party, manager, "objection")
        desk.post(f"{path_of(other)}close/", {"outcome": "refused", "words": "Law makes us keep it"})
        other.refresh_from_db()
        assert other.outcome == "refused"


class TestInvitedPerson:
    def test_who_was_invited_and_has_no_file_is_deleted_at_their_wish(
        self, desk: Client, party: Party, manager: User
    ) -> None:
        invitation = factories.invited(party)
        code = invitation.code
        desk.post(
            f"{REQUESTS}record/",
            {
                "kind": "erasure",
                "name": "Robin Field",
                "reference": invitation.reference,
                "received_on_day": "23",
                "received_on_month": "11",
                "received_on_year": "2026",
            },
        )
        row = RightsRequest.objects.get()
        assert (row.party, row.invitation) == (None, invitation)
        assert "They were invited, in case" in page_of(desk, path_of(row))
        RightsRequest.objects.update(identity="document_seen", identity_on=NOW.date())
        erase = f"{path_of(row)}erase/"
        assert f"Invitation {invitation.reference}: their name" in page_of(desk, erase)
        assert b"Nothing was deleted" in desk.post(f"{erase}now/", follow=True).content
        desk.post(f"{erase}now/", {"sure": "yes"})

        invitation.refresh_from_db()
        assert (invitation.name, invitation.email, invitation.post) == ("", "", "")
        assert invitation.state == InvitationState.NOT_INVITED
        assert invitation_of_code(code) is None
        assert "Prepare it again" not in page_of(desk, f"/staff/invitations/{invitation.reference}/")
        desk.post(f"/staff/invitations/{invitation.reference}/again/")
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.NOT_INVITED
        assert not SearchKey.objects.filter(invitation=invitation).exists()
        changes = Invitation.pgh_event_model.objects.filter(pgh_obj_id=invitation.pk)  # type: ignore[attr-defined]
        assert not [one for one in changes if one.email or one.name]
        about = Message.objects.filter(subject_type="invitation", subject_id=invitation.pk)
        assert {(one.state, one.sent_copy) for one in about} == {("skipped", None)}
        party.refresh_from_db()
        assert party.other_name == "Robin Field"  # what the client told us is the client's
        assert AuditEntry.objects.get(verb="invitation.erased").details == {"request": row.reference}

    def test_a_hold_on_the_case_refuses_it(self, desk: Client, party: Party, manager: User) -> None:
        invitation = factories.invited(party)
        hold_case(
            case=party.case,
            reason="A claim",
            review_on=at("2027-01-01").date(),
            actor=audit.Actor.of(manager),
            now=NOW,
        )
        row = factories.rights_request(None, manager, invitation=invitation)
        text = desk.post(f"{path_of(row)}erase/now/", {"sure": "yes"}, follow=True).content.decode()

        assert "Nothing was deleted: a legal hold" in text
        invitation.refresh_from_db()
        assert invitation.name
