"""One person booked twice: their files become one, and everything else stays true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from bookings import manage_links
from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services import change_contact
from bookings.services.merging import HANDLED, MOVED, merge_cases
from intake.errors import MergeRefused
from intake.invitation_states import InvitationState
from intake.models import Case, ContactPreferences, Document, Flag, FlagTalk, Merge, Party
from intake.queries import parties_in_conflict, preferences_of
from intake.services import flags, people_index
from intake.services.flag_comparisons import compare_files
from intake.typed_search import read_search
from legalaid.enums import EvidenceState, FundingState
from legalaid.models import Evidence, Funding
from legalaid.services import list_evidence, start_assessment
from mediation.core import audit
from mediation.core.models import AuditEntry, Message, User
from mediation.core.tracking import Change
from mediation.desk import people_search
from tests import factories
from tests.conftest import HttpsClient
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db
LATER = at("2026-11-24", "15:00")
CAREFUL = {**ALEX, "email_private": "unsure", "phone_private": "no", "calendar_safe": False}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def twice(kind: AppointmentType, morgan: Mediator) -> tuple[Appointment, Appointment]:
    """Alex booked, and an hour later once more with more careful answers."""
    return factories.booked(kind), factories.booked(kind, LATER, answers=CAREFUL)


def merged(twice: tuple[Appointment, Appointment], user: User) -> tuple[Party, Party]:
    kept, gone = (one.party for one in twice)
    merge_cases(kept=kept.case, gone=gone.case, user=user, now=NOW)
    return Party.objects.get(pk=kept.pk), Party.objects.get(pk=gone.pk)


def test_every_table_that_points_to_a_file_or_a_case_is_thought_of() -> None:
    """A new one is a line in HANDLED, and in MOVED where it simply moves."""
    pointing = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, Change)  # what was, stays as it was
        for field in model._meta.concrete_fields
        if field.related_model in (Party, Case) and not issubclass(model, Change)
    }

    assert pointing == set(HANDLED)
    assert {f"{model._meta.label}.{field}" for model, field in MOVED} == {
        name for name, what in HANDLED.items() if what == "moves" and name != "intake.Invitation.party"
    }


def test_meetings_papers_and_screenings_move_and_the_first_answers_stand(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    paper = factories.document(twice[1].party)
    screening = start_assessment(now=NOW, party=twice[1].party)
    kept, gone = merged(twice, manager)

    assert list(Appointment.objects.filter(party=kept).order_by("starts_at")) == list(twice)
    assert Document.objects.get(pk=paper.pk).party == kept
    screening.refresh_from_db()
    assert screening.party == kept
    assert kept.answers["email_private"] == "yes"
    assert (gone.merged_into, gone.name, gone.answers["email_private"]) == (kept, "Alex Winter", "unsure")
    assert gone.case.merged_into == kept.case
    assert not Appointment.objects.filter(party=gone).exists()


def test_what_was_merged_is_written_down(twice: tuple[Appointment, Appointment], manager: User) -> None:
    kept, gone = merged(twice, manager)
    row = Merge.objects.get()

    assert (row.kept, row.gone, row.by) == (kept, gone, manager)
    assert row.moved["bookings.Appointment.party"] == [twice[1].pk]
    assert [one["email_safety"] for one in row.before["contact"]] == ["ok", "unknown"]
    for verb, subject in (("case.merged", kept.case), ("people.merged", kept)):
        entry = AuditEntry.objects.get(verb=verb)
        assert (entry.actor, entry.subject_id) == (manager, subject.pk)
        assert "Alex" not in str(entry.details)


def test_the_safer_setting_counts_and_what_was_planned_for_the_old_one_is_thought_over(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    kept, _ = merged(twice, manager)
    contact = ContactPreferences.objects.get(party=kept)

    assert (contact.email_safety, contact.call_safety, contact.calendar_entry) == ("unknown", "never", "no")
    entry = AuditEntry.objects.get(verb="contact.changed")
    assert entry.details["because"] == "merged"


def test_flags_and_talks_stand_on_the_file_that_stays(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    kept, gone = (one.party for one in twice)
    for party, code, severity in ((kept, "CT-HEARING", "amber"), (gone, "CT-HEARING", "amber")):
        Flag.objects.create(party=party, code=code, severity=severity, rule_version="1", raised_at=NOW)
    Flag.objects.create(party=gone, code="SS-POLICE", severity="red", rule_version="1", raised_at=NOW)
    flags.record_talk(party=gone, user=manager, was_reached=True, note="a note", now=NOW)
    merged(twice, manager)

    standing = Flag.objects.filter(party=kept, ended_at=None).order_by("code")
    assert [one.code for one in standing] == ["CT-HEARING", "SS-POLICE"]
    assert not Flag.objects.filter(party=gone, ended_at=None).exists()
    assert Flag.objects.filter(party=gone).count() == 2  # what was raised there stays written there
    talk = FlagTalk.objects.get(party=kept)
    assert (talk.note, talk.by, talk.at) == ("a note", manager, NOW)


def test_each_paper_of_legal_aid_stands_once_and_a_settled_fee_counts(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    kept, gone = (one.party for one in twice)
    for party in (kept, gone):
        start_assessment(now=NOW, party=party)
        list_evidence(party=party, now=NOW)
    Evidence.objects.filter(party=gone, paper="signed_form").update(state=EvidenceState.ACCEPTED)
    Funding.objects.filter(party=gone).update(state=FundingState.PAID)
    papers = Evidence.objects.filter(party=kept).count()
    merged(twice, manager)

    assert Evidence.objects.filter(party=kept).count() == papers
    assert Evidence.objects.get(party=kept, paper="signed_form").state == EvidenceState.ACCEPTED
    assert Funding.objects.get(party=kept).state == FundingState.PAID


def test_the_invitation_of_either_case_is_the_invitation_now(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    invitation = factories.invited(twice[1].party)
    kept, _ = merged(twice, manager)

    invitation.refresh_from_db()
    assert (invitation.case, invitation.inviting, invitation.state) == (kept.case, kept, "sent")


def test_an_invitation_that_was_sent_is_never_left_behind(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    factories.invited(twice[1].party)
    draft = factories.drafted(twice[0].party)
    with pytest.raises(MergeRefused, match="was sent"):
        merged(twice, manager)
    assert not Merge.objects.exists()

    merged((twice[1], twice[0]), manager)  # the other way round: the draft is stopped
    draft.refresh_from_db()
    assert draft.state == InvitationState.NOT_INVITED


def test_the_two_sides_of_a_dispute_are_refused_in_every_way(
    kind: AppointmentType, morgan: Mediator, manager: User
) -> None:
    alex = factories.booked(kind)
    robin = factories.booked(kind, LATER, answers={**ROBIN, "phone": ALEX["phone"], "email": ALEX["email"]})
    with pytest.raises(MergeRefused, match="two sides"):
        merged((alex, robin), manager)
    with pytest.raises(MergeRefused, match="two sides"):
        merged((robin, alex), manager)
    Party.objects.filter(pk=robin.party_id).update(case=alex.party.case, role="other")
    with pytest.raises(MergeRefused):
        merge_cases(kept=alex.party.case, gone=alex.party.case, user=manager, now=NOW)

    assert Party.objects.filter(merged_into=None).count() == 2
    assert not Merge.objects.exists()


def test_the_clients_links_go_on_working_and_show_nothing_before_a_code(
    client: Client, twice: tuple[Appointment, Appointment], manager: User
) -> None:
    links = [manage_links.manage_url(one) for one in twice]
    merged(twice, manager)

    for link, clock in zip(links, ("1:00pm", "3:00pm"), strict=True):
        page = client.get(urlsplit(link).path)
        assert page.status_code == 200
        assert clock in page.content.decode()
        assert "Alex" not in page.content.decode()
        assert "alex@example.org" not in page.content.decode()


def test_the_file_that_is_gone_is_in_no_conflict_and_waits_for_nobody(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    index = twice[0].party.name_index
    kept, _ = merged(twice, manager)

    assert list(parties_in_conflict(client_index="", other_index=index)) == [kept]
    compare_files(now=NOW)
    assert compare_files(now=NOW) == 0
    assert people_index.reindex().mended == 0
    assert not Flag.objects.filter(code="PT-CONFLICT").exists()


def test_they_are_found_by_what_either_file_says(
    twice: tuple[Appointment, Appointment], manager: User
) -> None:
    said = replace(preferences_of(twice[1].party.contact), phone="+447700900555")
    change_contact(party=twice[1].party, preferences=said, actor=audit.CLIENT, now=NOW)
    kept, _ = merged(twice, manager)

    for typed in ("07700 900123", "07700 900555"):
        found = people_search.search(manager, read_search(typed), now=NOW)
        assert [one.words.split(".")[0] for one in found.exact] == [f"Case {kept.case.reference}"]


def test_a_third_booking_is_merged_as_well_and_all_old_references_lead_to_the_first(
    client: Client, kind: AppointmentType, twice: tuple[Appointment, Appointment], manager: User
) -> None:
    merged((twice[1], twice[0]), manager)
    third = factories.booked(kind, at("2026-11-25", "09:00"))
    kept, _ = merged((third, twice[1]), manager)

    assert set(Party.objects.filter(merged_into=kept)) == {one.party for one in twice}
    client.force_login(manager)
    for one in twice:
        reference = Party.objects.get(pk=one.party_id).case.reference
        response = client.get(f"/staff/cases/{reference}/")
        assert response["Location"] == f"/staff/cases/{kept.case.reference}/"


def test_at_the_desk_a_manager_sees_what_moves_and_does_it(
    client: HttpsClient, twice: tuple[Appointment, Appointment], manager: User, admin: User
) -> None:
    kept, gone = (one.party.case.reference for one in twice)
    path = f"/staff/cases/{kept}/merge/{gone}/"
    client.force_login(admin)
    assert b"Ask a manager to do this" in client.get(path).content
    client.post(f"{path}ask/")
    manager.set_password(factories.PASSWORD)
    manager.save()
    client.force_login(manager)
    client.have_shown_who_they_are_long_ago()
    page = client.get(path).content.decode()
    assert "The meeting on Tuesday 24 November, 3:00pm to 4:00pm" in page
    assert "two files to be merged" in client.get("/staff/alerts/").content.decode().lower()
    assert not Merge.objects.exists()  # looking changes nothing

    confirm = client.post(f"{path}now/")["Location"]
    assert confirm.startswith("/staff/account/confirm/")
    assert not Merge.objects.exists()
    done = client.post(confirm, {"password": factories.PASSWORD})
    assert done["Location"] == f"/staff/cases/{kept}/"
    assert "two files to be merged" not in client.get("/staff/alerts/").content.decode().lower()
    assert Merge.objects.exists()


def test_nobody_is_told(twice: tuple[Appointment, Appointment], manager: User) -> None:
    before = set(Message.objects.values_list("pk", flat=True))
    merged(twice, manager)

    assert set(Message.objects.values_list("pk", flat=True)) == before
