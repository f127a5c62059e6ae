"""Deleting one person at their own wish (UK GDPR article 17), all but what law needs. Nobody else is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.errors import ErasureRefused
from bookings.models import Appointment
from bookings.queries.retention import TOOK_PLACE, calls_behind, standings
from intake.models import Case, Complaint, Document, Flag, FlagTalk, Party, RightsRequest
from intake.queries.retention import callbacks_kept_back
from intake.retention import BLOCKS, Block
from intake.services import documents
from intake.services.callback_retention import forget_callbacks
from legalaid.models import MeansAssessment
from legalaid.queries.retention import last_decisions, paid_by_legal_aid
from mediation.core import audit, forgetting
from mediation.core.models import Message
from mediation.core.retention import ClassKey
from mediation.core.retention_terms import terms
from mediation.core.times import local_day

# An open request does not stop its own erasure; everything else that keeps a case does.
STOPPING = (Block.HOLD, Block.COMPLAINT, Block.PAPER, Block.MEETING)
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
    """Line by line what goes, and what stays with the reason."""
    keep, until = _kept(party, now)
    legal_aid = ClassKey.LEGAL_AID in keep
    meetings = Appointment.objects.filter(party=party)
    papers = Document.objects.filter(party=party)
    evidence = papers.filter(retention="legal_aid") if legal_aid else papers.none()
    messages = Message.objects.filter(subject_type="appointment", subject_id__in=meetings.values("pk"))
    lines = [
        Line("Answers before and after booking"),
        Line("E-mail address, phone number, post address and code word"),
        Line("Papers that they sent", papers.exclude(pk__in=evidence).count()),
        Line("Flags", Flag.objects.filter(party=party).count()),
        Line("Notes about talks", FlagTalk.objects.filter(party=party).count()),
        Line("Copies of messages", messages.filter(sent_copy__isnull=False).count()),
        Line("Requests for a call", len(calls_behind([party.pk]))),
    ]
    stays = _what_stays(party, until if legal_aid else "")
    if not legal_aid:
        lines += [
            Line("Name"),
            Line("Legal aid: figures", MeansAssessment.objects.filter(party=party).count()),
        ]
    return Preview(tuple(one for one in lines if one.count != 0), stays, _refusals(party, now))


def _what_stays(party: Party, legal_aid_until: str) -> tuple[Line, ...]:
    found = []
    if legal_aid_until:
        found.append(
            Line(
                "Name, legal aid figures, proof and decision",
                stays_because=f"the Legal Aid Agency may ask for the file until {legal_aid_until}",
            )
        )
    if Appointment.objects.filter(party=party, certificate_ready_at__isnull=False).exists():
        found.append(Line("The certificate", stays_because="a court may check it; it is a record of its own"))
    complaints = Complaint.objects.filter(party=party, forgotten_at=None).count()
    if complaints:
        found.append(
            Line("Complaints", complaints, "legal claims: they go on their own day, after they were closed")
        )
    found += [
        Line(
            "Dates, kind and outcome of the meeting", stays_because="for counting; nobody’s name is with it"
        ),
        Line("Who did what and when", stays_because="accountability; references alone, no names"),
        Line("This request", stays_because="to show that we answered it"),
        Line(
            "Other people’s files, also where they name this person",
            stays_because="that is what those people told us, and theirs",
        ),
    ]
    return tuple(found)


def _kept(party: Party, now: datetime) -> tuple[frozenset[ClassKey], str]:
    """The classes that law keeps of this party, and until when, in words."""
    decided = last_decisions([party.pk]).get(party.pk)
    met = [local_day(at) for at in _met(party)]
    paid = bool(met) and party.pk in paid_by_legal_aid([party.pk])
    days = [day for day in (decided, max(met, default=None) if paid or decided else None) if day]
    if not days:
        return frozenset(), ""
    last = terms()[ClassKey.LEGAL_AID].last_day(max(days))
    if last < local_day(now):
        return frozenset(), ""
    return frozenset({ClassKey.LEGAL_AID}), f"{last.day} {last:%B %Y}"


def _met(party: Party) -> list[datetime]:
    rows = Appointment.objects.filter(party=party, state__in=TOOK_PLACE)
    return list(rows.values_list("starts_at", flat=True))


def _refusals(party: Party, now: datetime) -> tuple[str, ...]:
    standing = standings([party.case_id], now=now)[party.case_id]
    own_meeting = Appointment.objects.filter(party=party, ends_at__gt=now, state="confirmed").exists()
    found = [one for one in STOPPING if one in standing.blocks and one is not Block.MEETING]
    words = [BLOCKS[one] for one in found]
    return tuple([*words, MEETING_FIRST] if own_meeting else words)


@transaction.atomic
def erase_party(*, request: RightsRequest, actor: audit.Actor, now: datetime) -> None:
    """Delete this person's file at once. Raises ErasureRefused with the reason, StorageAway with no row gone.

    The case is locked first, so that a hold placed at this moment counts, or comes too late and says so.
    """
    party = request.party
    if party is None:
        raise ErasureRefused("there is no file")
    Case.objects.select_for_update().get(pk=party.case_id)
    refusals = _refusals(party, now)
    if refusals:
        raise ErasureRefused("; ".join(refusals))
    keep, _ = _kept(party, now)
    scope = forgetting.Scope(party.case_id, frozenset({party.pk}), is_whole_case=False, now=now, keep=keep)
    forgetting.remove_files(scope)
    forgetting.forget(scope)
    Party.objects.filter(pk=party.pk).update(erased_at=now)
    kept = sorted(str(one) for one in keep)
    audit.record(actor, "party.erased", party, at=now, request=request.reference, kept=kept)


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
