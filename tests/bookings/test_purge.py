"""The nightly deletion: what goes, what is left, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentType
from bookings.queries import appointments_visible_to
from bookings.queries.retention import standings
from bookings.services import keeping
from bookings.services.purge import purge
from intake.models import (
    CallbackEvent,
    CallbackRequest,
    Case,
    Complaint,
    Document,
    Flag,
    FlagTalk,
    Party,
    RightsRequest,
)
from intake.services import document_retention
from legalaid.models import Determination, Funding
from mediation.core import audit, forgetting
from mediation.core.models import (
    Alert,
    AuditEntry,
    LegalHold,
    Message,
    PurgeLine,
    PurgeRun,
    RetentionClass,
    User,
)
from mediation.core.remembered import forget_everything
from tests import factories, whole_files
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MET = date(2026, 11, 24)
LAST_NIGHT = factories.at("2027-11-24", "02:10")  # 12 months after the meeting: its last day
TONIGHT = factories.at("2027-11-25", "02:10")


@pytest.fixture
def party(appointment: Appointment) -> Party:
    return whole_files.fill(appointment)


def lines(run: PurgeRun | None) -> list[tuple[str, str]]:
    assert run is not None
    return [(line.state, line.because) for line in run.lines.all()]


def test_a_case_goes_the_night_after_its_last_day_and_leaves_a_skeleton(party: Party, manager: User) -> None:
    place = Document.objects.get().stored_as
    assert lines(purge(now=LAST_NIGHT)) == []
    assert whole_files.found_in_the_database(*whole_files.ALEXS) != []

    run = purge(now=TONIGHT)

    assert lines(run) == [("gone", "12 months after the last meeting, because no mediation began")]
    assert whole_files.found_in_the_database(*whole_files.ALEXS, "Robin", "robin@example.org") == []
    assert not storages["documents"].exists(place)
    kept = Appointment.objects.get()
    assert (kept.state, kept.appointment_type.slug, kept.mediator.name) == (
        "attended",
        "online",
        "Morgan Ellis",
    )
    assert Funding.objects.get().fee == 110
    assert Message.objects.filter(subject_type="appointment", sent_copy__isnull=True).exists()
    assert AuditEntry.objects.filter(verb="case.forgotten", subject_id=party.case_id).count() == 1
    assert not appointments_visible_to(manager).exists()
    assert lines(purge(now=TONIGHT + timedelta(days=1))) == []


def test_a_dry_run_says_what_would_go_and_deletes_nothing(party: Party, manager: User) -> None:
    before = whole_files.found_in_the_database(*whole_files.ALEXS)

    run = purge(now=TONIGHT, is_dry=True, actor=audit.Actor.of(manager))

    assert run
    assert (run.is_dry, run.asked_by, run.swept["callbacks"]) == (True, manager, 1)
    assert [(one.reference, one.key, one.state, f"{one.goes_on}") for one in run.lines.all()] == [
        (party.case.reference, "miam", "would_go", "2027-11-25")
    ]
    assert whole_files.found_in_the_database(*whole_files.ALEXS) == before
    words = " ".join(f"{one}" for one in PurgeLine.objects.values_list())
    assert "Alex" not in words


def _held(party: Party, staff: User) -> None:
    keeping.hold_case(
        case=party.case, reason="A claim", review_on=date(2028, 1, 1), actor=audit.Actor.of(staff), now=NOW
    )


def _complained(party: Party, staff: User) -> None:
    Complaint.objects.create(
        reference="CCCC-CCCC",
        received_on=MET,
        came_from="client",
        case=party.case,
        name="",
        words="",
        about="office",
        acknowledge_by=MET,
        answer_by=MET,
        recorded_by=staff,
        recorded_at=NOW,
    )


def _asked(party: Party, staff: User) -> None:
    RightsRequest.objects.create(
        reference="RRRR-RRRR",
        kind="access",
        received_on=MET,
        due_on=MET,
        party=party,
        name="",
        recorded_by=staff,
        recorded_at=NOW,
    )


def _paper_held(party: Party, staff: User) -> None:
    Document.objects.update(is_held=True)


def _meets_again(party: Party, staff: User) -> None:
    later = TONIGHT + timedelta(days=3)
    Appointment.objects.update(state="confirmed", starts_at=later, ends_at=later + timedelta(hours=1))


@pytest.mark.parametrize(
    ("happens", "because"),
    [
        (_held, "a legal hold"),
        (_complained, "a complaint is open"),
        (_asked, "a data protection request is open"),
        (_paper_held, "one of its papers is held"),
    ],
)
def test_what_stands_in_the_way_keeps_the_case_and_its_papers_and_is_reported(
    party: Party, manager: User, happens: Callable[[Party, User], None], because: str
) -> None:
    happens(party, manager)

    assert lines(purge(now=TONIGHT)) == [("stayed", because)]
    assert Document.objects.count() == 1
    assert whole_files.found_in_the_database("Rollerskate") != []


def test_a_hold_on_a_case_also_keeps_the_call_that_it_began_with(party: Party, manager: User) -> None:
    _held(party, manager)
    purge(now=TONIGHT)
    assert CallbackRequest.objects.count() == 1

    hold = keeping.holds_of_case(party.case).get()
    keeping.lift_hold(hold=hold, because="Settled", actor=audit.Actor.of(manager), now=TONIGHT)
    assert [state for state, _ in lines(purge(now=TONIGHT))] == ["gone"]
    assert CallbackRequest.objects.count() == 0
    assert whole_files.found_in_the_database("A claim", "Settled") == []


def test_a_hold_on_a_case_also_keeps_its_papers_past_their_own_day(party: Party, manager: User) -> None:
    Document.objects.update(delete_at=NOW)
    _held(party, manager)

    assert document_retention.purge_documents(now=TONIGHT) == 0
    LegalHold.objects.update(lifted_at=NOW, lifted_by=manager)
    assert document_retention.purge_documents(now=TONIGHT) == 1


def test_a_meeting_to_come_keeps_everything(party: Party, manager: User) -> None:
    _meets_again(party, manager)

    assert lines(purge(now=TONIGHT)) == []


def test_legal_aid_keeps_the_whole_case_for_six_years(appointment: Appointment) -> None:
    party = whole_files.fill(appointment, legal_aid=True)

    found = standings([party.case_id], now=TONIGHT)[party.case_id]
    assert (found.key, f"{found.goes_on}") == ("legal_aid", "2032-11-25")
    assert lines(purge(now=factories.at("2032-11-24", "02:10"))) == []
    run = purge(now=factories.at("2032-11-25", "02:10"))
    assert lines(run) == [("gone", "6 years after the last meeting, because legal aid paid")]
    assert not Determination.objects.exists()
    assert whole_files.found_in_the_database(*whole_files.ALEXS) == []


def test_that_mediation_began_makes_it_six_years(party: Party, manager: User) -> None:
    keeping.record_mediation(case=party.case, on=MET, actor=audit.Actor.of(manager), now=LAST_NIGHT)

    assert lines(purge(now=TONIGHT)) == []
    assert standings([party.case_id], now=NOW)[party.case_id].key == "mediation"


def test_the_practices_own_period_counts(party: Party, manager: User) -> None:
    RetentionClass.objects.create(key="miam", number=2, unit="years", changed_at=NOW, changed_by=manager)
    forget_everything()

    assert lines(purge(now=TONIGHT)) == []
    assert [state for state, _ in lines(purge(now=factories.at("2028-11-25", "03:00")))] == ["gone"]


def _refusing_storage(settings: Any, folder: Path) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": backend, "OPTIONS": {"location": folder}},
    }


def _refuse(folder: Path, place: str) -> None:
    """The file can be deleted no more: a folder that is not empty stands in its place."""
    path = folder / place
    path.unlink(missing_ok=True)
    (path / "full").mkdir(parents=True)


def test_a_storage_that_refuses_one_file_stops_no_other_and_raises_an_alert(
    kind: AppointmentType, appointment: Appointment, settings: Any, tmp_path: Path
) -> None:
    _refusing_storage(settings, tmp_path)
    whole_files.fill(appointment)
    factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    _refuse(tmp_path, Document.objects.get().stored_as)

    states = lines(purge(now=TONIGHT))

    assert [state for state, _ in states] == ["stayed", "gone"]
    assert whole_files.found_in_the_database("Rollerskate") != []
    assert Alert.objects.get(kind="papers.storage_away").closed_at is None
    with pytest.raises(CommandError, match="could not be deleted") as error, _at(TONIGHT):
        call_command("purge", verbosity=0, stdout=StringIO())
    assert error.value.returncode == 1


def test_papers_on_their_own_day_go_on_past_one_that_is_refused(
    party: Party, settings: Any, tmp_path: Path
) -> None:
    _refusing_storage(settings, tmp_path)
    stuck = Document.objects.get()
    _refuse(tmp_path, stuck.stored_as)
    other = factories.document(party)
    Document.objects.update(delete_at=NOW)

    assert document_retention.purge_documents(now=NOW) == 1
    assert list(Document.objects.values_list("pk", flat=True)) == [stuck.pk] != [other.pk]
    assert Alert.objects.filter(kind="papers.storage_away", closed_at=None).exists()

    (tmp_path / stuck.stored_as / "full").rmdir()
    assert document_retention.purge_documents(now=NOW) == 1
    assert not Alert.objects.filter(kind="papers.storage_away", closed_at=None).exists()


class Interrupted(Exception):
    """Somebody pulled the plug."""


def test_an_interrupted_run_goes_on_with_the_next(kind: AppointmentType, party: Party) -> None:
    factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)

    def pull_the_plug(seen: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        purge(now=TONIGHT, told=pull_the_plug)
    first = PurgeRun.objects.get()
    assert (first.ended_at, first.lines.count()) == (None, 2)
    assert lines(purge(now=TONIGHT)) == []
    assert not Case.objects.filter(forgotten_at=None).exists()


@pytest.mark.parametrize("model", [Flag, FlagTalk, CallbackEvent, Determination])
def test_guarded_rows_go_through_the_gate_and_in_no_other_way(appointment: Appointment, model: Any) -> None:
    whole_files.fill(appointment, legal_aid=True)
    CallbackRequest.objects.update(claimed_by=None)
    for refused in (lambda: model.objects.all().delete(), lambda: model.objects.first().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()

    with forgetting.gate():
        first = model.objects.earliest("pk").pk
        assert forgetting.delete(model.objects.filter(pk=first)) == 1
    if model.objects.exists():  # the gate is closed again, within the same transaction
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()


def test_no_gate_opens_the_audit_trail(party: Party) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), forgetting.gate():
        AuditEntry.objects.all().delete()


def test_many_cases_cost_no_more_queries_than_one(kind: AppointmentType, party: Party) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            standings(list(Case.objects.values_list("pk", flat=True)), now=TONIGHT)
        return len(found)

    one = cost()
    for hour in ("09:00", "15:00"):
        factories.booked(kind, factories.at("2026-11-24", hour), answers=factories.ROBIN)

    assert cost() == one


def _at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def test_the_command_tells_by_reference_and_never_by_name(party: Party) -> None:
    said = StringIO()
    with _at(TONIGHT):
        call_command("purge", "--dry-run", stdout=said)

    assert f"{party.case.reference}  miam       2027-11-25  would go: 12 months" in said.getvalue()
    assert "Cases: 1 would go, 0 due and kept." in said.getvalue()
    assert "Alex" not in said.getvalue()
    assert Case.objects.filter(forgotten_at=None).exists()
