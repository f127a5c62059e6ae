"""Deleting one person at their own wish (UK GDPR article 17), all but what law needs. Nobody else is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bookings.errors import ErasureRefused
from bookings.models import (
    Appointment,
    CaseLogEntry,
    Certificate,
    EarlierRequest,
    MeetingNote,
    MeetingRecord,
)
from bookings.queries.began import TOOK_PLACE
from bookings.queries.retention import calls_behind, standings
from intake.models import Case, Complaint, Document, Flag, FlagTalk, Invitation, Party, RightsRequest
from intake.queries.joined import files_of, standing_file, whole_cases
from intake.queries.retention import callbacks_kept_back
from intake.retention import BLOCKS, Block
from intake.services import documents
from intake.services.callback_retention import forget_callbacks
from intake.services.invitations import forget_invited, lock
from legalaid.models import MeansAssessment
from legalaid.queries.retention import last_decisions, paid_by_legal_aid
from mediation.core import audit, forgetting
from mediation.core.models import Message
from mediation.core.retention import ClassKey
from mediation.core.retention_terms import terms
from mediation.core.times import local_day

# An open request does not stop its own erasure; everything else that keeps a case does.
STOPPING = (Block.HOLD, Block.COMPLAINT, Block.PAPER, Block.MEETING)
JUST_MERGED = "the file has just become part of another: look at it once more"
MEETING_FIRST = "a meeting is to come: cancel it first"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of record: what it is, how many rows there are of it, and why it stays (empty: it goes)."""

    what: str
    count: int | None = None
    stays_because: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen. With `refusals` nothing can."""

    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    refusals: tuple[str, ...]


def preview_of(party: Party, *, now: datetime) -> Preview:
    """Line by line what goes, and what stays with the reason; of all files that became one with this."""
    files = _files(party)
    keep, until = _kept(files, now)
    legal_aid = ClassKey.LEGAL_AID in keep
    meetings = Appointment.objects.filter(party__in=files)
    papers = Document.objects.filter(party__in=files)
    evidence = papers.filter(retention="legal_aid") if legal_aid else papers.none()
    messages = Message.objects.filter(subject_type="appointment", subject_id__in=meetings.values("pk"))
    lines = [
        Line("Answers before and after booking"),
        Line("E-mail address, phone number, post address and code word"),
        Line("Papers that they sent", papers.exclude(pk__in=evidence).count()),
        Line("Flags", Flag.objects.filter(party__in=files).count()),
        Line("Notes about talks", FlagTalk.objects.filter(party__in=files).count()),
        Line("Mediator’s notes", MeetingNote.objects.filter(appointment__in=meetings).count()),
        Line("Waiting for an earlier time", EarlierRequest.objects.filter(appointment__in=meetings).count()),
        Line("Copies of messages", messages.filter(sent_copy__isnull=False).count()),
        Line("Requests for a call", len(calls_behind(files))),
        Line("What they are found by in the search"),
    ]
    if len(files) > 1:
        lines.append(Line("Files that became part of this one", len(files) - 1))
    stays = _what_stays(party, files, until if legal_aid else "")
    if not legal_aid:
        lines += [
            Line("Name"),
            Line("Legal aid: figures", MeansAssessment.objects.filter(party__in=files).count()),
            Line("Lists of what was covered", MeetingRecord.objects.filter(appointment__in=meetings).count()),
        ]
    return Preview(tuple(one for one in lines if one.count != 0), stays, _refusals(party, files, now))


def _files(party: Party) -> list[int]:
    """The file that stands, and those that became part of it."""
    return list(files_of(party).values_list("pk", flat=True))


ALWAYS = (
    Line("Dates, kind and outcome of the meeting", stays_because="for counting; nobody’s name is with it"),
    Line("Who did what and when", stays_because="accountability; references alone, no names"),
    Line("This request", stays_because="to show that we answered it"),
    Line(
        "Other people’s files, also where they name this person",
        stays_because="that is what those people told us, and theirs",
    ),
)


def _what_stays(party: Party, files: list[int], legal_aid_until: str) -> tuple[Line, ...]:
    certificates = Certificate.objects.filter(appointment__party__in=files)
    last = certificates.aggregate(last=Max("valid_until"))["last"]
    log = CaseLogEntry.objects.filter(case__in=whole_cases([standing_file(party).case_id]))
    found = (
        Line(
            "Name, legal aid figures, proof and decision, and the list of what was covered",
            None if legal_aid_until else 0,
            f"the Legal Aid Agency may ask for the file until {legal_aid_until}",
        ),
        Line(
            "Certificates, with their name",
            certificates.count(),
            f"a court may check them until {_day(last)}, and they prove that we held the meeting; they go "
            "with the rest of the case",
        ),
        Line(
            "Complaints",
            Complaint.objects.filter(party__in=files, forgotten_at=None).count(),
            "legal claims: they go on their own day, after they were closed",
        ),
        Line(
            "The case’s log of consultations and referrals",
            log.count(),
            "it is about the safety of everybody in the case; it goes with the rest of the case",
        ),
    )
    return (*(one for one in found if one.count != 0), *ALWAYS)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _kept(files: list[int], now: datetime) -> tuple[frozenset[ClassKey], str]:
    """The classes that law keeps of this person, and until when, in words."""
    decided = last_decisions(files).values()
    met = [local_day(at) for at in _met(files)]
    paid = bool(met) and bool(paid_by_legal_aid(files))
    days = [*decided, *([max(met)] if met and (paid or decided) else [])]
    if not days:
        return frozenset(), ""
    last = terms()[ClassKey.LEGAL_AID].last_day(max(days))
    if last < local_day(now):
        return frozenset(), ""
    return frozenset({ClassKey.LEGAL_AID}), _day(last)


def _met(files: list[int]) -> list[datetime]:
    rows = Appointment.objects.filter(party__in=files, state__in=TOOK_PLACE)
    return list(rows.values_list("starts_at", flat=True))


def _refusals(party: Party, files: list[int], now: datetime) -> tuple[str, ...]:
    case_id = standing_file(party).case_id
    standing = standings([case_id], now=now)[case_id]
    own_meeting = Appointment.objects.filter(party__in=files, ends_at__gt=now, state="confirmed").exists()
    found = [one for one in STOPPING if one in standing.blocks and one is not Block.MEETING]
    words = [BLOCKS[one] for one in found]
    return tuple([*words, MEETING_FIRST] if own_meeting else words)


@transaction.atomic
def erase_party(*, request: RightsRequest, actor: audit.Actor, now: datetime) -> None:
    """Delete this person's file, and those that became part of it, at once. Raises ErasureRefused with the
    reason, StorageAway with no row gone.

    The case is locked first, so that a hold placed at this moment counts, or comes too late and says so; and
    so that no file becomes part of this one meanwhile.
    """
    party = request.party
    if party is None:
        raise ErasureRefused("there is no file")
    case = Case.objects.select_for_update().get(pk=standing_file(party).case_id)
    party.refresh_from_db()
    if case.merged_into_id is not None or standing_file(party).case_id != case.pk:
        raise ErasureRefused(JUST_MERGED)
    files = _files(party)
    refusals = _refusals(party, files, now)
    if refusals:
        raise ErasureRefused("; ".join(refusals))
    keep, _ = _kept(files, now)
    cases = frozenset(whole_cases([case.pk]))
    scope = forgetting.Scope(cases, frozenset(files), is_whole_case=False, now=now, keep=keep)
    forgetting.remove_files(scope)
    forgetting.forget(scope)
    Party.objects.filter(pk__in=files).update(erased_at=now)
    kept = sorted(str(one) for one in keep)
    about = standing_file(party)
    audit.record(actor, "party.erased", about, at=now, request=request.reference, kept=kept)


@transaction.atomic
def erase_invited(*, request: RightsRequest, actor: audit.Actor, now: datetime) -> None:
    """The same for somebody who was only ever invited: who they are, where they were written to, and what
    they answered. That they are not to be invited stays, without a name. Raises ErasureRefused.

    The client's own file, also where it names them, is the client's. Nobody is told.
    """
    if request.invitation_id is None:
        raise ErasureRefused("there is no invitation")
    row = lock(Invitation(pk=request.invitation_id))
    if row.party_id is not None:
        raise ErasureRefused("they have a file of their own: record the request for that")
    blocks = standings([standing_case(row)], now=now)[standing_case(row)].blocks
    refusals = [BLOCKS[one] for one in (Block.HOLD, Block.COMPLAINT) if one in blocks]
    if refusals:
        raise ErasureRefused("; ".join(refusals))
    forget_invited(row, actor=actor, now=now)
    audit.record(actor, "invitation.erased", row, at=now, request=request.reference)


def standing_case(row: Invitation) -> int:
    """Of an invitation that stayed behind in a case which became part of another: that other."""
    return row.case.merged_into_id or row.case_id


@transaction.atomic
def erase_call(*, request: RightsRequest, actor: audit.Actor, now: datetime) -> None:
    """The same for somebody who only ever asked for a call. Raises ErasureRefused, StorageAway."""
    row = request.callback
    if row is None:
        raise ErasureRefused("there is no request for a call")
    kept_back = callbacks_kept_back(but_for=request)
    if kept_back.filter(pk=row.pk).exists():
        raise ErasureRefused("a legal hold, or a complaint is open")
    audit.record(actor, "callback.erased", row, at=now, request=request.reference)
    for paper in Document.objects.filter(callback=row):
        documents.remove(paper, actor=actor, now=now)
    forget_callbacks([row.pk])
