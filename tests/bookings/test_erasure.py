"""Deleting one person at their wish: all but what law needs, at once, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bookings.errors import ErasureRefused
from bookings.models import Appointment, AppointmentType
from bookings.services import erasure, keeping
from bookings.services.purge import purge
from intake.errors import WrongStep
from intake.models import CallbackRequest, Complaint, Flag, Party, RightsRequest
from intake.services import rights_requests
from intake.services.complaints import record_complaint
from legalaid.models import Determination
from mediation.core import audit
from mediation.core.history import change_model
from mediation.core.models import AuditEntry, Message, User
from tests import factories, whole_files
from tests.factories import NOW

pytestmark = pytest.mark.django_db
AFTER = factories.at("2026-11-26", "10:00")


def request_of(party: Party | None, staff: User, **fields: object) -> RightsRequest:
    return factories.rights_request(party, staff, reference="RRRR-RRRR", **fields)


def erase(party: Party, staff: User) -> None:
    erasure.erase_party(request=request_of(party, staff), actor=audit.Actor.of(staff), now=AFTER)


def test_everything_goes_at_once_and_the_other_persons_file_is_untouched(
    kind: AppointmentType, appointment: Appointment, manager: User
) -> None:
    party = whole_files.fill(appointment)
    theirs = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN).party
    Party.objects.filter(pk=theirs.pk).update(case=appointment.party.case_id, role="other")
    Appointment.objects.filter(party=theirs).update(state="attended")
    messages = Message.objects.count()

    erase(party, manager)

    left = whole_files.found_in_the_database(*whole_files.ALEXS)
    assert {one.partition(":")[0] for one in left} == {
        "intake.Party.other_name",
        "intake.Party.answers",
        "intake.PartyChange.other_name",
        "intake.PartyChange.answers",
        "intake.RightsRequest.name",
        "intake.RightsRequestChange.name",
    }
    changes = change_model(Party)._base_manager.values("pgh_obj_id", "name")
    assert not [one for one in changes if one["pgh_obj_id"] == party.pk and one["name"]]
    theirs.refresh_from_db()
    assert (theirs.name, theirs.other_name, theirs.contact.email) == (
        "Robin Field",
        "Alex Winter",
        "robin@example.org",
    )
    party.refresh_from_db()
    assert (party.erased_at, party.forgotten_at) == (AFTER, AFTER)
    assert Message.objects.count() == messages  # nobody was told anything
    assert AuditEntry.objects.get(verb="party.erased").details == {"request": "RRRR-RRRR", "kept": []}


def test_legal_aids_records_stay_with_the_name_and_go_on_their_own_day(
    appointment: Appointment, manager: User
) -> None:
    party = whole_files.fill(appointment, legal_aid=True)
    preview = erasure.preview_of(party, now=AFTER)
    assert next(one.stays_because for one in preview.stays).endswith("until 24 November 2032")

    erase(party, manager)

    party.refresh_from_db()
    assert (party.name, party.forgotten_at) == ("Alex Winter", None)
    assert party.answers == {
        "funding": "pay",
        "born_on": "1987-03-27",
        "ni_number_later": True,
        "address": "1 Wishing Well, Leeds",
    }
    assert Determination.objects.exists()
    assert not Flag.objects.exists()
    assert whole_files.found_in_the_database("Rollerskate", "alex@example.org") == []
    RightsRequest.objects.update(closed_on=AFTER.date(), outcome="partly")
    purge(now=factories.at("2032-11-25", "02:10"))
    assert whole_files.found_in_the_database(*whole_files.ALEXS) == []


def test_a_hold_a_complaint_and_a_meeting_to_come_refuse_it_and_say_why(
    appointment: Appointment, manager: User
) -> None:
    party = whole_files.fill(appointment)
    actor = audit.Actor.of(manager)
    hold = keeping.hold_case(
        case=party.case, reason="A claim", review_on=date(2027, 6, 1), actor=actor, now=NOW
    )
    told = {
        "received_on": date(2026, 11, 23),
        "came_from": "client",
        "name": "Alex",
        "words": "x",
        "about": "office",
    }
    record_complaint(told=told, case=party.case, party=party, actor=manager, now=NOW)
    later = AFTER + timedelta(days=1)
    Appointment.objects.update(state="confirmed", starts_at=later, ends_at=later + timedelta(hours=1))

    with pytest.raises(ErasureRefused) as refused:
        erase(party, manager)

    assert str(refused.value) == "a legal hold; a complaint is open; a meeting is to come: cancel it first"
    assert erasure.preview_of(party, now=AFTER).refusals == tuple(str(refused.value).split("; "))
    assert whole_files.found_in_the_database("Rollerskate") != []
    keeping.lift_hold(hold=hold, because="Settled", actor=actor, now=AFTER)
    Complaint.objects.update(
        acknowledged_on="2026-11-24", answered_on="2026-11-24", outcome="upheld", closed_on="2026-11-25"
    )
    Appointment.objects.update(state="attended", starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    assert erasure.preview_of(party, now=AFTER).refusals == ()
    assert "Complaints" in [one.what for one in erasure.preview_of(party, now=AFTER).stays]


def test_somebody_who_only_asked_for_a_call(practice: object, manager: User) -> None:
    call = factories.callback()
    request = request_of(None, manager, callback=call)

    erasure.erase_call(request=request, actor=audit.Actor.of(manager), now=AFTER)

    assert not CallbackRequest.objects.exists()
    assert whole_files.found_in_the_database("Robin", "robin@example.org", "7700900456") == []
    request.refresh_from_db()
    assert request.callback is None


def test_a_request_that_is_closed_is_closed(appointment: Appointment, manager: User) -> None:
    request = request_of(appointment.party, manager)
    actor = audit.Actor.of(manager)
    rights_requests.close(request=request, outcome="done", words="", actor=actor, now=AFTER)  # type: ignore[arg-type]

    with pytest.raises(WrongStep):
        rights_requests.extend(request=request, because="x", actor=actor, now=AFTER)
