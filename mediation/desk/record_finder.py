"""Whose records a reference leads to, and which alerts somebody sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bookings.queries import appointments_visible_to, cases_visible_to
from intake.models import CallbackRequest, Case, Invitation, Party
from intake.queries.joined import whole_cases
from intake.queries.records import complaints_visible_to, requests_visible_to
from intake.retention import BLOCKS, Block
from mediation.core.enums import Role
from mediation.core.models import Alert, User
from mediation.core.references import read_reference

from .invitation_list import invitations_visible_to

MANAGERS = frozenset({Role.MANAGER, Role.OWNER})
FOR_MANAGERS = ("hold.review",)


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference leads to; `party` where it leads to one person alone."""

    case: Case | None = None
    party: Party | None = None
    callback: CallbackRequest | None = None
    invitation: Invitation | None = None


def found_by(typed: str, user: User) -> Found | None:
    """What this reference leads to; None for one that is not known. An empty one leads nowhere."""
    if not typed.strip():
        return Found()
    reference = read_reference(typed)
    meeting = appointments_visible_to(user).select_related("party__case").filter(reference=reference).first()
    if meeting is not None:
        return Found(meeting.party.case, meeting.party)
    case = cases_visible_to(user).filter(reference=reference).first()
    if case is not None:
        people = list(Party.objects.filter(case=case)[:2])
        return Found(case, people[0] if len(people) == 1 else None)
    invitation = invitations_visible_to(user).filter(reference=reference).first()
    if invitation is not None:
        return Found(invitation.case, invitation.party, invitation=invitation)
    call = CallbackRequest.objects.filter(reference=reference).first()
    return Found(callback=call) if call is not None else None


def blocks_seen_by(user: User, case: Case, blocks: Iterable[Block]) -> list[str]:
    """What keeps the case, in words; a complaint only for who sees it, since it may be about the reader."""
    found = list(blocks)
    if Block.COMPLAINT in found:
        theirs = complaints_visible_to(user).filter(case__in=whole_cases([case.pk]), closed_on=None)
        if not theirs.exists():
            found.remove(Block.COMPLAINT)
            return [*(BLOCKS[one] for one in found), "something that the owner looks after"]
    return [BLOCKS[one] for one in found]


def alerts_seen_by(user: User, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Of these, those that this colleague may see: what is about complaints and requests, only where they see
    the complaint or the request itself."""
    complaints = complaints_visible_to(user).values("pk")
    requests = requests_visible_to(user).values("pk")
    rows = rows.exclude(Q(subject_type="complaint") & ~Q(subject_id__in=complaints))
    rows = rows.exclude(Q(subject_type="rightsrequest") & ~Q(subject_id__in=requests))
    return rows if user.role in MANAGERS else rows.exclude(kind__in=FOR_MANAGERS)
