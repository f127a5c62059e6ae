"""Two parents booked by themselves: both files come into one case, and neither sees anything of the other."""

from __future__ import annotations

import html
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from bookings import manage_links
from bookings.models import Appointment, AppointmentType, Mediator, NoteAccess
from bookings.services.joining import (
    CALL_FIRST,
    CONFLICT_NOTED,
    INVITATION_OUT,
    NOT_JUDGED,
    SAID_NOT_SAFE,
    SAID_NOT_SAME,
    join_cases,
)
from bookings.services.keeping import hold_case
from intake.enums import JoinReason, MatchDecision, MatchKind
from intake.errors import JoinRefused, NoSuchMove
from intake.invitation_states import InvitationState
from intake.models import (
    Case,
    Complaint,
    ContactPreferences,
    Document,
    Flag,
    Invitation,
    Party,
    PersonMatch,
)
from intake.queries.invitations import invitation_of_code, what_blocks
from intake.services import flags, invitation_replies, invitations
from intake.services.exports import begin_review
from intake.services.flag_comparisons import compare_files
from intake.services.matches import settle_match
from mediation.core import audit
from mediation.core.models import Alert, AuditEntry, LegalHold, Message, User
from tests import factories
from tests.conftest import HttpsClient
from tests.factories import ALEX, NOW, ROBIN, at

pytestmark = pytest.mark.django_db
LATER = at("2026-11-24", "15:00")
OF_ALEX = ("Alex Winter", "alex@example.org", "07700 900123", "07700900123", "1:00pm", "13:00")
OF_ROBIN = ("Robin Field", "robin@example.org", "07700 900456", "07700900456", "3:00pm", "15:00")


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def apart(kind: AppointmentType, morgan: Mediator, drew: Mediator) -> tuple[Appointment, Appointment]:
    """Alex meets Morgan; Robin, who named nobody but Alex, booked by themselves and meets Drew."""
    factories.works(drew)
    alex = factories.booked(kind, mediator=morgan)
    robin = factories.booked(kind, LATER, answers=ROBIN, mediator=drew)
    compare_files(now=NOW)
    return alex, robin


def joined(apart: tuple[Appointment, Appointment], user: User, now: datetime = NOW) -> Case:
    kept, gone = (Case.objects.get(parties=one.party_id) for one in apart)
    return join_cases(kept=kept, gone=gone, reason=JoinReason.BOTH_SAID, user=user, now=now)


def test_both_files_stand_in_one_case_as_they_were(
    apart: tuple[Appointment, Appointment], manager: User
) -> None:
    alex, robin = (Party.objects.get(pk=one.party_id) for one in apart)
    old = robin.case
    contacts = list(ContactPreferences.objects.order_by("pk").values())
    paper = factories.document(robin)
    case = joined(apart, manager)

    files = list(case.parties.order_by("role"))
    assert [(one.pk, one.role, one.merged_into) for one in files] == [
        (alex.pk, "first", None),
        (robin.pk, "other", None),
    ]
    assert [one.answers for one in files] == [alex.answers, robin.answers]
    assert list(ContactPreferences.objects.order_by("pk").values()) == contacts
    assert [one.party_id for one in Appointment.objects.order_by("starts_at")] == [alex.pk, robin.pk]
    assert Document.objects.get(pk=paper.pk).party == robin
    old.refresh_from_db()
    assert old.merged_into == case
    entry = AuditEntry.objects.get(verb="case.joined")
    assert (entry.actor, entry.subject_id) == (manager, case.pk)
    assert entry.details == {"gone": old.reference, "file": robin.pk, "because": "both_said"}


def test_what_is_about_the_case_follows_and_nothing_held_is_left_behind(
    apart: tuple[Appointment, Appointment], manager: User
) -> None:
    robin = Party.objects.get(pk=apart[1].party_id)
    complaint = factories.complaint(robin, manager)
    hold = hold_case(
        case=robin.case, reason="x", review_on=date(2027, 1, 1), actor=audit.Actor.of(manager), now=NOW
    )
    access = NoteAccess.objects.create(
        user=manager, case=robin.case, why="complaint", opened_at=NOW, until=LATER
    )
    with pytest.raises(JoinRefused, match="notes"):  # the hour was given for one file
        joined(apart, manager, now=NOW)
    case = joined(apart, manager, now=LATER)

    assert Complaint.objects.get(pk=complaint.pk).case == case
    assert LegalHold.objects.get(pk=hold.pk).subject_id == case.pk
    access.refresh_from_db()
    assert access.case == case


def test_neither_is_told_and_neither_sees_anything_of_the_other(
    client: Client, other_client: Client, apart: tuple[Appointment, Appointment], manager: User
) -> None:
    """Before as after: behind their own link, in what was and will be sent, and in what we hold of them."""
    messages = set(Message.objects.values_list("pk", flat=True))
    links = [urlsplit(manage_links.manage_url(one)).path for one in apart]
    before = [client.get(link).content for link in links]
    joined(apart, manager)

    assert set(Message.objects.values_list("pk", flat=True)) == messages
    for link, page, others in zip(links, before, (OF_ROBIN, OF_ALEX), strict=True):
        after = client.get(link).content.decode()
        assert len(after) == len(page.decode())
        assert not [one for one in others if one in after]
    for one, other in zip(apart, (OF_ROBIN, OF_ALEX), strict=True):
        request = factories.rights_request(Party.objects.get(pk=one.party_id), manager, kind="access")
        export = begin_review(request=request, actor=audit.Actor.of(manager), now=NOW)
        told = str(export.gathered)
        assert not [each for each in other[1:] if each in told]  # the name they gave us themselves


def test_each_mediator_sees_only_the_file_of_whom_they_meet(
    client: Client, apart: tuple[Appointment, Appointment], manager: User
) -> None:
    case = joined(apart, manager)
    for one, hidden in zip(apart, (OF_ROBIN, OF_ALEX), strict=True):
        assert one.mediator.user
        client.force_login(one.mediator.user)
        page = html.unescape(client.get(f"/staff/cases/{case.reference}/").content.decode())
        assert one.party.name in page
        assert not [each for each in hidden[1:] if each in page]
    client.force_login(manager)
    page = html.unescape(client.get(f"/staff/cases/{case.reference}/").content.decode())
    assert "Client, came first" in page
    assert "Client, the other person of the first client" in page
    assert "The other side, booked apart, came into this case by Lee Bianchi" in page


def test_the_conflict_rules_run_again_with_both_files(
    kind: AppointmentType, morgan: Mediator, manager: User
) -> None:
    """One names the other, who named nobody: until then a conflict. They differ about a plan: X-PARTIES."""
    plan = {"involved": "yes", "social_services": "now", "plan": ["child_protection"]}
    alex = factories.booked(kind, answers={**ALEX, **plan})
    nobody = {**ROBIN, "other_name": "", "other_name_unknown": True}
    robin = factories.booked(kind, LATER, answers={**nobody, "involved": "no"})
    compare_files(now=NOW)
    assert Flag.objects.get(code="PT-CONFLICT", ended_at=None).party == alex.party
    assert not Flag.objects.filter(code="X-PARTIES").exists()
    for flag in Flag.objects.filter(severity="red"):
        flags.record_talk(party=flag.party, user=manager, was_reached=True, note="", now=NOW)
    joined((alex, robin), manager)

    conflict = Flag.objects.get(code="PT-CONFLICT")
    assert conflict.not_raised_since == NOW
    assert conflict.is_open  # as ever, a person says that it is over
    assert Flag.objects.filter(code="X-PARTIES", ended_at=None, staff_only=True).exists()


def test_what_safety_demands_refuses_it_and_nothing_is_half_done(
    apart: tuple[Appointment, Appointment], manager: User
) -> None:
    alex, robin = (Party.objects.get(pk=one.party_id) for one in apart)

    def refused(words: str) -> None:
        with pytest.raises(JoinRefused) as refusal:
            joined(apart, manager)
        assert refusal.value.message == words
        assert Case.objects.filter(merged_into=None).count() == 2

    Party.objects.filter(pk=robin.pk).update(compared_at=None)
    refused(NOT_JUDGED)
    compare_files(now=NOW)
    red = Flag.objects.create(party=robin, code="SF-NOW", severity="red", rule_version="1", raised_at=NOW)
    refused(CALL_FIRST)
    flags.record_talk(party=robin, user=manager, was_reached=True, note="", now=NOW)
    Alert.objects.create(
        kind="safety.not_safe",
        severity="urgent",
        text="x",
        dedupe_key="x",
        raised_at=NOW,
        subject_type="appointment",
        subject_id=apart[1].pk,
    )
    refused(SAID_NOT_SAFE)
    Alert.objects.update(closed_at=NOW)
    noted = flags.note_conflict(party=alex, user=manager, now=NOW)
    refused(CONFLICT_NOTED)
    Flag.objects.filter(pk=noted.pk).update(cleared_at=NOW, cleared_by=manager, cleared_because="x")
    settle_match(
        party=alex,
        other=robin,
        kind=MatchKind.CONFLICT,
        decision=MatchDecision.NOT_SAME,
        user=manager,
        now=NOW,
    )
    refused(SAID_NOT_SAME)
    PersonMatch.objects.all().delete()
    joined(apart, manager)
    assert Flag.objects.get(pk=red.pk).ended_at is None  # nothing on a file is over because of it


@pytest.mark.parametrize("whose", [0, 1])
def test_an_invitation_that_is_out_is_settled_first(
    apart: tuple[Appointment, Appointment], manager: User, whose: int
) -> None:
    factories.invited(Party.objects.get(pk=apart[whose].party_id))
    with pytest.raises(JoinRefused) as refusal:
        joined(apart, manager)

    assert refusal.value.message == INVITATION_OUT


def test_nobody_is_left_to_invite_and_the_code_opens_nothing(
    apart: tuple[Appointment, Appointment], manager: User
) -> None:
    alex, robin = (Party.objects.get(pk=one.party_id) for one in apart)
    sent, draft = factories.invited(alex), factories.drafted(robin)
    invitation_replies.reply(invitation=sent, answer=InvitationState.DECLINED, now=NOW)
    assert invitation_of_code(sent.code) == sent
    joined(apart, manager)

    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.state, sent.party) == (InvitationState.DECLINED, robin)  # their no stays their word
    assert invitation_of_code(sent.code) is None
    assert draft.state == InvitationState.NOT_INVITED


def test_an_invitation_that_was_left_behind_writes_to_nobody_again(
    client: HttpsClient, apart: tuple[Appointment, Appointment], manager: User
) -> None:
    """Its old case has no file any more; the other person has one all the same."""
    draft = factories.drafted(Party.objects.get(pk=apart[1].party_id))
    assert what_blocks(Invitation.objects.get(pk=draft.pk)) == ()
    joined(apart, manager)

    draft = Invitation.objects.get(pk=draft.pk)
    assert "They have a file of their own" in str(what_blocks(draft))
    client.force_login(manager)
    assert b"Prepare it again" not in client.get(f"/staff/invitations/{draft.reference}/").content
    with pytest.raises(NoSuchMove):
        invitations.draft_again(invitation=draft, actor=audit.Actor.of(manager), now=NOW)
    draft.refresh_from_db()
    assert draft.state == InvitationState.NOT_INVITED


def test_at_the_desk_an_admin_asks_and_a_manager_does_it_with_a_reason(
    client: HttpsClient, apart: tuple[Appointment, Appointment], manager: User, admin: User
) -> None:
    kept, gone = (one.party.case.reference for one in apart)
    path = f"/staff/cases/{kept}/join/{gone}/"
    client.force_login(admin)
    page = client.get(f"/staff/cases/{gone}/matches/").content.decode()
    assert f'href="{path}"' in page
    page = html.unescape(client.get(path).content.decode())
    assert "They name each other as the other person." in page
    assert "The names are the same, word for word." in page
    assert "Drew Marsh and Morgan Ellis can open the case, and read its log" in page
    assert "The meeting on Tuesday 24 November, 3:00pm to 4:00pm, with Drew Marsh" in page
    assert not [each for each in (*OF_ALEX[1:4], *OF_ROBIN[1:4]) if each in page]
    client.post(f"{path}ask/")

    client.force_login(manager)
    assert "two sides to be put on one case" in client.get("/staff/alerts/").content.decode().lower()
    unsaid = client.post(f"{path}now/")
    assert unsaid.status_code == 422
    assert b"Say how you know that this is one dispute" in unsaid.content
    done = client.post(f"{path}now/", {"reason": "paper"})
    assert done["Location"] == f"/staff/cases/{kept}/"
    assert "two sides to be put on one case" not in client.get("/staff/alerts/").content.decode().lower()
    assert client.get(f"/staff/cases/{gone}/")["Location"] == f"/staff/cases/{kept}/"
    assert client.get(path).status_code == 404


def test_a_refusal_is_said_on_the_page(
    client: HttpsClient, apart: tuple[Appointment, Appointment], manager: User
) -> None:
    kept, gone = (one.party.case.reference for one in apart)
    Flag.objects.create(party=apart[0].party, code="SF-NOW", severity="red", rule_version="1", raised_at=NOW)
    client.force_login(manager)
    page = client.get(f"/staff/cases/{kept}/join/{gone}/").content.decode()

    assert CALL_FIRST in page
    assert "join/{gone}/now/" not in page
