"""Telling a person what we hold: all of theirs, nothing of the other one's, and read by somebody first."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from bookings.models import Appointment, AppointmentType
from intake import access_review
from intake.access_review import NOT_TOLD, Decisions
from intake.errors import IdentityFirst, NotAllRead, NotReady, WhyTold
from intake.models import AccessExport, Party, RightsRequest
from intake.services import exports
from mediation.core import audit
from mediation.core.models import AuditEntry, User
from tests import factories, whole_files
from tests.bookings.test_erasure import request_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db
# What only Robin's file, or only staff, may say.
ROBINS = ("Robin", "robin@example.org", "900456", "Harbour", "PT-CONFLICT", "other_party", "other party")


@pytest.fixture
def party(kind: AppointmentType, appointment: Appointment) -> Party:
    """Alex's whole file, and Robin's in the same case; Robin's legal aid pays for both."""
    party = whole_files.fill(appointment)
    theirs = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN).party
    answers = {**theirs.answers, "issues_words": "We live in Harbour Street."}
    Party.objects.filter(pk=theirs.pk).update(case=appointment.party.case_id, role="other", answers=answers)
    party.funding.source = "other_party"
    party.funding.save(update_fields=["source"])
    return party


@pytest.fixture
def request_(party: Party, manager: User) -> RightsRequest:
    return request_of(party, manager, kind="access")


def made(request: RightsRequest, staff: User, decisions: Decisions | None = None) -> AccessExport:
    actor = audit.Actor.of(staff)
    found = exports.begin_review(request=request, actor=actor, now=NOW)
    exports.ask_for_file(
        export=found, decisions=decisions or Decisions(), has_read=True, actor=actor, now=NOW
    )
    assert exports.make_exports(clock=lambda: NOW) == 1
    found.refresh_from_db()
    return found


def opened(content: bytes) -> dict[str, bytes]:
    zipped = zipfile.ZipFile(io.BytesIO(content))
    return {name: zipped.read(name) for name in zipped.namelist()}


def test_it_holds_all_of_the_person_and_nothing_of_the_other_one(
    request_: RightsRequest, manager: User
) -> None:
    found = made(request_, manager)
    files = opened(exports.take_export(export=found, actor=audit.Actor.of(manager), now=NOW))

    page, data = files["yours.html"].decode(), files["yours.json"].decode()
    for text in (page, data):
        for word in (
            "Alex Winter",
            "alex@example.org",
            "1 Wishing Well, Leeds",
            "Morgan Ellis",
            "Rollerskate",
        ):
            assert word in text, word
        for word in ROBINS:
            assert word not in text, word
    assert "[the other person] took my car." in page
    assert NOT_TOLD in page  # the note of the talk
    assert "<script" not in page
    papers = [name for name in files if name.startswith("papers/")]
    assert [files[name] for name in papers] == [b"%PDF of Alex"]
    told = json.loads(data)
    assert {"file", "contact", "answers", "messages"} <= {one["key"] for one in told["sections"]}


def test_a_person_blacks_out_more_and_decides_on_notes(request_: RightsRequest, manager: User) -> None:
    actor = audit.Actor.of(manager)
    draft = exports.begin_review(request=request_, actor=actor, now=NOW)
    texts = access_review.passages(draft.gathered, Decisions())
    words = next(one for one in texts if "took my car" in str(one))
    note = next(one for one in texts if one.is_note and "shouts" in str(one.lines))
    first = words.lines[0].name
    careless = Decisions(told=frozenset({note.name}))

    for refused, decisions, has_read in ((NotAllRead, Decisions(), False), (WhyTold, careless, True)):
        with pytest.raises(refused):
            exports.ask_for_file(export=draft, decisions=decisions, has_read=has_read, actor=actor, now=NOW)
    sure = Decisions(
        blacked_out=frozenset({first}), told=frozenset({note.name}), why={note.name: "They were there"}
    )
    files = opened(exports.take_export(export=made(request_, manager, sure), actor=actor, now=NOW))
    page = files["yours.html"].decode()
    assert "took my car" not in page
    assert "she said that [the other person] shouts" in page


def test_it_is_taken_once_and_gone(request_: RightsRequest, manager: User) -> None:
    found, actor = made(request_, manager), audit.Actor.of(manager)
    exports.take_export(export=found, actor=actor, now=NOW)
    found.refresh_from_db()

    assert (found.state, found.stored_as, found.downloaded_by) == ("taken", "", manager)
    with pytest.raises(NotReady):
        exports.take_export(export=found, actor=actor, now=NOW)
    verbs = list(AuditEntry.objects.filter(subject_type="rightsrequest").values_list("verb", flat=True))
    assert verbs == ["export.gathered", "export.asked_for", "export.made", "export.downloaded"]


@pytest.mark.parametrize(
    ("wait", "is_there"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)]
)
def test_it_waits_for_a_week(request_: RightsRequest, manager: User, wait: timedelta, is_there: bool) -> None:
    found = made(request_, manager)

    assert exports.expire_exports(now=NOW + wait) == 1 - is_there
    found.refresh_from_db()
    assert found.state == ("ready" if is_there else "expired")


def test_nobody_gathers_anything_before_they_know_who_asks(party: Party, manager: User) -> None:
    request = request_of(party, manager, kind="access", identity="", identity_on=None)

    with pytest.raises(IdentityFirst):
        exports.begin_review(request=request, actor=audit.Actor.of(manager), now=NOW)


def test_closing_the_request_forgets_what_was_gathered(request_: RightsRequest, manager: User) -> None:
    from intake.services import rights_requests

    made(request_, manager)
    rights_requests.close(
        request=request_,
        outcome="done",  # type: ignore[arg-type]
        words="Sent by post",
        actor=audit.Actor.of(manager),
        now=NOW,
    )

    assert not AccessExport.objects.exists()


def test_a_caller_is_told_about_their_call(practice: Any, manager: User) -> None:
    request = request_of(None, manager, callback=factories.callback(), kind="access")

    files = opened(exports.take_export(export=made(request, manager), actor=audit.Actor.of(manager), now=NOW))
    assert "robin@example.org" in files["yours.html"].decode()
    assert date(2026, 11, 23).isoformat() in files["yours.json"].decode()
