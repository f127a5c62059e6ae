"""What the mediator writes down at a meeting: the list, their notes; and what goes on the case's log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from bookings.enums import AppointmentState, LogKind, WhyNotes
from bookings.errors import (
    ChangedMeanwhile,
    NotBegunYet,
    NothingWritten,
    NotTheirMediator,
    RecordIsClosed,
    WasCancelled,
)
from bookings.meeting_checklist import NO, YES, Answer, all_items
from bookings.models import (
    Appointment,
    CaseLogEntry,
    Certificate,
    MeetingNote,
    MeetingRecord,
    NoteAccess,
)
from bookings.queries.records import is_the_mediator, meeting_facts
from intake.invitation_states import InvitationState
from intake.invitations import UNSENT
from intake.models import Case, Invitation
from intake.services import invitations
from mediation.core import audit, outbox
from mediation.core.alerts import raise_alert
from mediation.core.enums import Severity
from mediation.core.models import User
from mediation.core.times import local_day

from . import messages

NOTES_OPEN_FOR = timedelta(minutes=60)
NOTES_OPENED = "notes.opened"
EARLY = timedelta(minutes=30)  # a mediator may begin the list while they wait for the client


@transaction.atomic
def save_checklist(
    *, appointment: Appointment, given: Mapping[str, Answer | None], version: int, user: User, now: datetime
) -> MeetingRecord:
    """Keep the list as it was sent; an answer that did not change keeps its time and its author.

    `version` is that of the list on the page. Raises NotTheirMediator, NotBegunYet (from 30 minutes before
    the meeting on), WasCancelled, RecordIsClosed once a certificate stands, ChangedMeanwhile.
    """
    _check_may_write(appointment, user, now)
    MeetingRecord.objects.get_or_create(appointment=appointment, defaults={"updated_at": now})
    row = MeetingRecord.objects.select_for_update().get(appointment=appointment)
    if Certificate.objects.filter(appointment=appointment).exists():
        raise RecordIsClosed
    if row.version != version:
        raise ChangedMeanwhile
    changed = _take(row, given, appointment, user, now)
    if changed:
        row.version += 1
        row.updated_at = now
        row.save()
        audit.record(audit.Actor.of(user), "meeting.list_saved", appointment, at=now, items=changed)
        if {"invite", "invite_because"}.intersection(changed):
            _feed_invitation(row, appointment, user, now)
    return row


def _check_may_write(appointment: Appointment, user: User, now: datetime) -> None:
    if not is_the_mediator(user, appointment):
        raise NotTheirMediator
    if appointment.state == AppointmentState.CANCELLED:
        raise WasCancelled
    if now < appointment.starts_at - EARLY:
        raise NotBegunYet


def _take(
    row: MeetingRecord,
    given: Mapping[str, Answer | None],
    appointment: Appointment,
    user: User,
    now: datetime,
) -> list[str]:
    """Bring the row up to date; the keys of what changed. Items that are not asked here stay as they are."""
    changed = []
    for item in all_items(meeting_facts(appointment)):
        answer = given.get(item.key)
        if answer == row.answers.get(item.key):
            continue
        changed.append(item.key)
        if answer is None:
            del row.items[item.key]
        else:
            row.items[item.key] = {"answer": answer, "at": now.isoformat(), "by": user.pk}
    return changed


def _feed_invitation(row: MeetingRecord, appointment: Appointment, user: User, now: datetime) -> None:
    """Whether to invite, and why not, stands with the invitation too; one that has left is never stopped
    here. The meeting of the invited person says nothing about it."""
    party, actor = appointment.party, audit.Actor.of(user)
    found = Invitation.objects.filter(case=party.case).first()
    if found is not None and found.inviting_id != party.pk:
        return
    said, why = row.answers.get("invite"), str(row.answers.get("invite_because") or "")
    if said == YES and found is None:
        invitations.start_invitation(party=party, actor=actor, now=now)
    elif said == YES and found is not None and found.state == InvitationState.NOT_INVITED:
        invitations.draft_again(invitation=found, actor=actor, now=now)
    elif said == NO and why:
        begun = found or invitations.start_invitation(party=party, actor=actor, now=now)
        if InvitationState(begun.state) in UNSENT and begun.party_id is None:
            invitations.do_not_invite(invitation=begun, reason=why[:500], actor=actor, now=now)


@transaction.atomic
def add_note(*, appointment: Appointment, text: str, user: User, now: datetime) -> MeetingNote:
    """One more note; none is ever changed. Raises NotTheirMediator, NothingWritten."""
    if not is_the_mediator(user, appointment):
        raise NotTheirMediator
    if not text.strip():
        raise NothingWritten
    row = MeetingNote.objects.create(appointment=appointment, author=user, text=text.strip(), written_at=now)
    audit.record(audit.Actor.of(user), "notes.written", appointment, at=now)
    return row


@transaction.atomic
def open_notes(*, case: Case, why: WhyNotes, words: str, user: User, now: datetime) -> NoteAccess:
    """A manager breaks the glass: the notes of this case, for an hour, and everybody hears of it.

    The alert tells the office; the case's mediators get an e-mail and see it on their meeting page. Raises
    NothingWritten without a reason in words.
    """
    if not words.strip():
        raise NothingWritten
    row = NoteAccess.objects.create(
        case=case, user=user, why=why, words=words.strip(), opened_at=now, until=now + NOTES_OPEN_FOR
    )
    audit.record(audit.Actor.of(user), NOTES_OPENED, case, at=now, why=str(why), access=row.pk)
    text = f"{case.reference}: a mediator’s notes were opened ({why.replace('_', ' ')})."
    raise_alert(NOTES_OPENED, text, severity=Severity.NOTICE, at=now, about=case, key=str(row.pk))
    meetings = Appointment.objects.filter(party__case=case, mediator__user__isnull=False)
    mediators = sorted(set(meetings.values_list("mediator__user", flat=True)))
    outbox.plan(messages.notes_opened(case, access=row.pk, mediators=mediators, now=now), now=now)
    return row


@transaction.atomic
def log_on_case(
    *,
    case: Case,
    kind: LogKind,
    happened_on: date,
    with_whom: str,
    words: str,
    decided: str,
    user: User,
    now: datetime,
) -> CaseLogEntry:
    """A consultation with the PPC, or a referral. It is sent to nobody, and no client ever sees it.

    Raises NothingWritten, ValueError for a day that is still to come.
    """
    if not (with_whom.strip() and words.strip()):
        raise NothingWritten
    if happened_on > local_day(now):
        raise ValueError("the day is still to come")
    row = CaseLogEntry.objects.create(
        case=case,
        kind=kind,
        happened_on=happened_on,
        with_whom=with_whom.strip(),
        words=words.strip(),
        decided=decided.strip(),
        recorded_by=user,
        recorded_at=now,
    )
    audit.record(audit.Actor.of(user), f"log.{kind}", case, at=now, entry=row.pk)
    return row
