"""Alex's file with something in every table, and a look through the whole database for what is left of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps

from bookings.models import (
    Appointment,
    CaseLogEntry,
    Certificate,
    EarlierRequest,
    Mediator,
    MeetingNote,
    NoteAccess,
    Offer,
)
from bookings.services import certificates
from intake import document_files
from intake.models import ChildInclusive, ChildRecord, Flag, FlagTalk, ParentConsent, Party
from intake.services.callback_queue import mark_converted
from intake.services.people_index import index_party
from legalaid.models import Determination, Evidence, MeansAssessment
from legalaid.services import start_assessment
from mediation.core import audit
from mediation.core.models import Message
from tests import factories
from tests.factories import NOW

# What only Alex's file holds, in plain words.
ALEXS = (
    "Alex",
    "Winter",
    "alex@example.org",
    "07700900123",
    "7700900123",
    "Sam Winter",
    "Wishing Well",
    "Rollerskate",
    "letter of mine",
)
NEVER = NOW + timedelta(days=10_000)
MET = factories.TOMORROW_1PM + timedelta(hours=1)
SAID = "Rollerskate: Robin took my car. Robin's sister has it."
NOTE = "Rollerskate: she said that Robin shouts."


def fill(one: Appointment, *, legal_aid: bool = False) -> Party:
    """Alex tells more, sends a letter, is talked with, and asked for a call before booking."""
    party = one.party
    party.answers = {
        **party.answers,
        **factories.NOTHING_LEFT,
        "address": "1 Wishing Well, Leeds",
        "children": [{"child_name": "Sam Winter", "child_born_on": "2015-03-02"}],
        "issues_words": SAID,
    }
    party.save(update_fields=["answers"])
    staff = one.mediator.user
    place = document_files.new_place()
    document_files.put(place, b"%PDF of Alex")
    factories.document(party, name="letter of mine.pdf", stored_as=place, state="clean", delete_at=NEVER)
    factories.invited(party, named_as="Alex Winter")
    common: dict[str, Any] = {"rule_version": "1", "raised_at": NOW}
    Flag.objects.create(party=party, code="CT-HEARING", severity="amber", answers={"x": "Alex"}, **common)
    Flag.objects.create(party=party, code="PT-CONFLICT", severity="amber", staff_only=True, **common)
    FlagTalk.objects.create(party=party, at=NOW, by=staff, was_reached=True, note=NOTE)
    inclusive = ChildInclusive.objects.create(case=party.case, created_at=NOW)
    ParentConsent.objects.create(
        inclusive=inclusive, party=party, agrees="yes", recorded_by=staff, updated_at=NOW
    )
    called = factories.callback(name="Alex Winter", phone="+447700900123", email="alex@example.org")
    mark_converted(request=called, appointment_id=one.pk, actor=audit.SYSTEM, now=NOW)
    MeansAssessment.objects.filter(party=party).delete()
    start_assessment(now=NOW, party=party)
    if legal_aid:
        Evidence.objects.create(party=party, paper="signed_form", state="accepted", updated_at=NOW)
        Determination.objects.create(
            party=party,
            decision="eligible",
            reasons="Alex Winter brought all of it.",
            thresholds_version="2026",
            decided_by=staff,
            decided_at=NOW + timedelta(days=1),
        )
    Message.objects.filter(subject_type="appointment", subject_id=one.pk).update(
        state="sent",
        sent_at=NOW,
        sent_copy={"subject": "Your booking", "text": "Hello Alex"},
        lease_until=None,
    )
    Appointment.objects.filter(pk=one.pk).update(state="attended")
    return party


def meet(one: Appointment) -> Certificate:
    """The meeting of a filled file took place: the list, a note, the log, who opened notes, the certificate
    with its file, and Alex waited for an earlier time."""
    staff, case = one.mediator.user, one.party.case
    assert staff
    Appointment.objects.filter(pk=one.pk).update(state="confirmed")
    certificate = factories.certificate(one, name="Alexandra Winter")
    certificates.make_certificates(now=MET)
    MeetingNote.objects.create(appointment=one, author=staff, text=NOTE, written_at=MET)
    CaseLogEntry.objects.create(
        case=case,
        kind="ppc",
        happened_on=MET.date(),
        with_whom="The PPC",
        words="Rollerskate",
        decided="",
        recorded_by=staff,
        recorded_at=MET,
    )
    NoteAccess.objects.create(
        case=case, user=staff, why="sickness", words="Rollerskate", opened_at=MET, until=MET
    )
    waits = EarlierRequest.objects.create(
        appointment=one, windows=["evening"], state="over", joined_at=NOW, closed_at=MET
    )
    Offer.objects.create(
        request=waits,
        claim=one.claim,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        made_at=NOW,
        expires_at=NOW,
        state="expired",
    )
    index_party(Party.objects.select_related("contact").get(pk=one.party_id))
    certificate.refresh_from_db()
    return certificate


def a_child_is_heard(party: Party) -> None:
    inclusive = ChildInclusive.objects.get(case=party.case)
    ChildRecord.objects.create(inclusive=inclusive, name="Sam Winter", age=11, created_at=NOW)


def found_in_the_database(*words: str) -> list[str]:
    """Every column of every table of ours, decrypted, that holds one of these words."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in {"core", "intake", "legalaid", "bookings"} or model is Mediator:
            continue
        names = [field.name for field in model._meta.concrete_fields]
        for row in model._default_manager.values(*names):
            found += [
                f"{model._meta.label}.{name}: {value}"
                for name, value in row.items()
                if any(word in str(value) for word in words)
            ]
    return found
