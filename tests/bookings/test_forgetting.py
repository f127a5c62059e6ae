"""What is written about meetings, certificates and merged files: forgotten with a person, kept until then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from bookings.certificates import Matters
from bookings.errors import ErasureRefused
from bookings.models import (
    Appointment,
    AppointmentType,
    CaseLogEntry,
    Certificate,
    EarlierRequest,
    MeetingNote,
    MeetingRecord,
    NoteAccess,
    Offer,
)
from bookings.queries.retention import standings
from bookings.services import erasure, issue_copy, keeping, supersede_certificate
from bookings.services.merging import merge_cases
from bookings.services.purge import purge
from intake import access_review
from intake.access_review import Decisions
from intake.models import Case, Invitation, Merge, Party, PersonMatch, SearchKey
from intake.retention import BLOCKS, Block
from intake.services import exports
from intake.services.people_index import reindex
from mediation.core import audit, forgetting
from mediation.core.models import RetentionClass, User
from mediation.core.remembered import forget_everything
from tests import factories, whole_files
from tests.bookings.test_erasure import erase, request_of
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
TONIGHT = at("2027-11-25", "02:10")
ALEXS = (*whole_files.ALEXS, "Alexandra")
GUARDED = [Certificate, MeetingNote, MeetingRecord, CaseLogEntry, NoteAccess]


@pytest.fixture
def certificate(appointment: Appointment) -> Certificate:
    whole_files.fill(appointment)
    return whole_files.meet(appointment)


@pytest.fixture
def party(certificate: Certificate) -> Party:
    return Party.objects.get(pk=certificate.appointment.party_id)


class TestTheGate:
    @pytest.mark.parametrize("model", GUARDED)
    def test_what_was_written_of_a_meeting_goes_through_the_gate_alone(
        self, certificate: Any, model: Any
    ) -> None:
        with connection.cursor() as cursor:  # the switches of other triggers open nothing here
            for switch in ("intake.purging", "legalaid.purging", "core.forgetting"):
                cursor.execute("SELECT set_config(%s, 'on', true)", [switch])
        for refused in (
            lambda: model.objects.all().delete(),
            lambda: model.objects.first().delete(),
            lambda: model.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(IntegrityError, match="by the purge alone"), transaction.atomic():
                refused()

        with forgetting.gate():
            assert forgetting.delete(model.objects.all()) == 1

    def test_the_gate_is_closed_again_within_the_same_transaction(self, certificate: Any) -> None:
        with forgetting.gate():
            pass
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingNote.objects.all().delete()

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Certificate.objects.update(facts={}),
            lambda: MeetingNote.objects.update(text=""),
            lambda: CaseLogEntry.objects.update(words=""),
            lambda: NoteAccess.objects.update(words=""),
        ],
    )
    def test_the_gate_lets_nothing_be_changed(self, certificate: Any, change: Callable[[], int]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), forgetting.gate():
            change()


class TestCertificates:
    def test_they_go_with_the_case_and_so_does_all_that_was_written(
        self, certificate: Certificate, party: Party
    ) -> None:
        assert storages["documents"].exists(certificate.stored_as)
        purge(now=TONIGHT)

        assert not any(
            model._default_manager.exists() for model in (*GUARDED, EarlierRequest, Offer, SearchKey)
        )
        assert not storages["documents"].exists(certificate.stored_as)
        assert whole_files.found_in_the_database(*ALEXS, "Robin") == []
        assert Appointment.objects.get().state == "attended"

    def test_copies_and_what_was_replaced_go_too(self, certificate: Certificate, party: Party) -> None:
        one, user = certificate.appointment, certificate.issued_by
        issue_copy(appointment=one, user=user, now=whole_files.MET)
        supersede_certificate(
            appointment=one,
            legal_name="Alexandra Winter",
            matters=Matters.CHILDREN,
            signed_as="M",
            because="The name",
            user=user,
            now=whole_files.MET,
        )
        purge(now=TONIGHT)
        assert not Certificate.objects.exists()

    def test_one_that_a_court_still_takes_keeps_the_case_whatever_the_practice_chose(
        self, certificate: Certificate, party: Party, manager: User
    ) -> None:
        keeping.record_mediation(
            case=party.case, on=date(2026, 11, 24), actor=audit.Actor.of(manager), now=whole_files.MET
        )
        RetentionClass.objects.create(
            key="mediation", number=1, unit="months", changed_at=NOW, changed_by=manager
        )
        forget_everything()

        run = purge(now=at("2027-03-24", "02:10"))
        assert run
        assert [(one.state, one.because) for one in run.lines.all()] == [
            ("stayed", "a court still takes its certificate")
        ]
        assert certificate.valid_until == date(2027, 3, 24)
        purge(now=at("2027-03-25", "02:10"))
        assert not Certificate.objects.exists()

    def test_they_stay_when_the_person_is_deleted_and_the_preview_says_until_when(
        self, certificate: Certificate, party: Party, manager: User
    ) -> None:
        stays = {one.what: one for one in erasure.preview_of(party, now=TONIGHT).stays}
        assert stays["Certificates, with their name"].count == 1
        assert "until 24 March 2027" in stays["Certificates, with their name"].stays_because
        assert stays["The case’s log of consultations and referrals"].count == 1

        erase(party, manager)

        left = whole_files.found_in_the_database(*ALEXS)
        assert {one.partition(":")[0] for one in left} == {
            "bookings.Certificate.facts",
            "bookings.CaseLogEntry.words",
            "bookings.NoteAccess.words",
            "intake.RightsRequest.name",
            "intake.RightsRequestChange.name",
        }
        assert storages["documents"].exists(certificate.stored_as)
        assert not MeetingNote.objects.exists()
        assert not SearchKey.objects.filter(party=party).exists()
        reindex()
        assert not SearchKey.objects.filter(party=party).exists()


class TestMergedFiles:
    """Alex booked twice: the second file became part of the first."""

    @pytest.fixture
    def gone(self, kind: AppointmentType, certificate: Certificate, party: Party, manager: User) -> Party:
        answers = {**factories.ALEX, "email": "second@example.org", "issues_words": "Secondly."}
        second = factories.booked(kind, at("2026-11-24", "15:00"), answers=answers)
        Appointment.objects.filter(pk=second.pk).update(state="attended")
        Party.objects.filter(pk=second.party_id).update(
            answers={**second.party.answers, "issues_words": "Secondly: Robin did it."}
        )
        keeping.hold_case(
            case=second.party.case,
            reason="A claim",
            review_on=date(2028, 1, 1),
            actor=audit.Actor.of(manager),
            now=NOW,
        )
        merge_cases(kept=party.case, gone=second.party.case, user=manager, now=whole_files.MET)
        return Party.objects.get(pk=second.party_id)

    def _lift(self, party: Party, manager: User) -> None:
        hold = keeping.holds_of_case(party.case).get()
        keeping.lift_hold(hold=hold, because="Settled", actor=audit.Actor.of(manager), now=TONIGHT)

    def test_a_hold_on_either_keeps_both_and_both_go_together(
        self, gone: Party, party: Party, manager: User
    ) -> None:
        assert gone.merged_into == party
        run = purge(now=TONIGHT)
        assert run
        assert [(one.reference, one.because) for one in run.lines.all()] == [
            (party.case.reference, "a legal hold")
        ]

        self._lift(party, manager)
        purge(now=TONIGHT)

        assert whole_files.found_in_the_database(*ALEXS, "second@", "Secondly", "Robin") == []
        assert not Case.objects.filter(forgotten_at=None).exists()
        assert (Merge.objects.get().before, Merge.objects.get().moved) == ({}, {})

    def test_erasure_takes_both_whichever_was_asked_for(
        self, gone: Party, party: Party, manager: User
    ) -> None:
        request, actor = request_of(gone, manager), audit.Actor.of(manager)
        PersonMatch.objects.create(party=party, other=gone, kind="same_person", found_at=NOW)
        with pytest.raises(ErasureRefused, match="hold"):
            erasure.erase_party(request=request, actor=actor, now=TONIGHT)
        self._lift(party, manager)
        preview = erasure.preview_of(gone, now=TONIGHT)
        assert ("Files that became part of this one", 1) in [(one.what, one.count) for one in preview.goes]

        erasure.erase_party(request=request, actor=actor, now=TONIGHT)

        assert whole_files.found_in_the_database("second@", "Secondly", "Alex ", "Robin") == []
        assert not Party.objects.filter(erased_at=None).exists()
        assert not PersonMatch.objects.exists()
        assert not SearchKey.objects.filter(party__isnull=False).exists()

    def test_the_person_is_told_of_both_and_of_the_other_one_nothing(
        self, gone: Party, party: Party, manager: User
    ) -> None:
        request, actor = request_of(gone, manager, kind="access"), audit.Actor.of(manager)
        draft = exports.begin_review(request=request, actor=actor, now=NOW)
        told = json.dumps(access_review.told(draft.gathered, Decisions()))

        for words in ("second@example.org", "Secondly: [the other person] did it.", "another file of yours"):
            assert words in told, words
        assert "Robin" not in told


class TestWhetherMediationBegan:
    def _both_came(self, kind: AppointmentType, party: Party) -> None:
        theirs = factories.booked(kind, at("2026-11-24", "15:00"), answers=factories.ROBIN)
        Party.objects.filter(pk=theirs.party_id).update(case=party.case, role="other")
        Appointment.objects.filter(pk=theirs.pk).update(state="attended")

    def test_a_case_in_which_it_may_have_begun_stays_until_a_manager_says(
        self, kind: AppointmentType, party: Party, manager: User
    ) -> None:
        self._both_came(kind, party)
        for is_dry in (True, False):
            run = purge(now=TONIGHT, is_dry=is_dry)
            assert run
            assert [(one.state, one.because) for one in run.lines.filter(reference=party.case.reference)] == [
                ("stayed", BLOCKS[Block.MEDIATION])
            ]

        keeping.record_mediation(case=party.case, on=None, actor=audit.Actor.of(manager), now=TONIGHT)
        purge(now=TONIGHT)
        assert whole_files.found_in_the_database("Rollerskate") == []

    def test_what_was_said_before_the_last_meeting_does_not_count(
        self, kind: AppointmentType, party: Party, manager: User
    ) -> None:
        self._both_came(kind, party)
        keeping.record_mediation(case=party.case, on=None, actor=audit.Actor.of(manager), now=NOW)

        assert Block.MEDIATION in standings([party.case_id], now=TONIGHT)[party.case_id].blocks

    def test_one_that_only_one_of_them_came_to_goes(self, party: Party) -> None:
        assert standings([party.case_id], now=TONIGHT)[party.case_id].blocks == ()

    def test_an_invitation_that_was_accepted_counts_as_much_as_that_both_came(self, party: Party) -> None:
        Invitation.objects.filter(case=party.case).update(state="accepted")

        assert standings([party.case_id], now=TONIGHT)[party.case_id].blocks == (Block.MEDIATION,)
