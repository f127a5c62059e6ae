"""Whose records a reference leads to, and which alerts somebody sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import ExternalCalendar
from bookings.queries import appointments_visible_to, cases_visible_to, parties_visible_to
from bookings.queries.retention import facts_of
from intake.models import CallbackRequest, Case, Complaint, Invitation, Party
from intake.queries.joined import whole_cases
from intake.queries.records import complaints_visible_to, requests_visible_to
from intake.queries.retention import complaints_closed_on
from intake.retention import BLOCKS, Block, Standing, standing_of
from mediation.core.enums import Role
from mediation.core.models import Alert, PurgeLine, User
from mediation.core.references import read_reference
from mediation.core.retention_terms import terms

from .invitation_list import invitations_visible_to

MANAGERS = frozenset({Role.MANAGER, Role.OWNER})
MUST_STAY = "it must be kept for now"
FOR_MANAGERS = ("hold.review",)
# Comparing files tells of other people's cases.
FOR_THE_OFFICE = "people."


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


def refusals_seen_by(user: User, case: Case, refusals: Iterable[str]) -> tuple[str, ...]:
    """Why somebody's file cannot be deleted now, without naming a complaint that the reader may not see."""
    words = BLOCKS[Block.COMPLAINT]
    sees = complaints_visible_to(user).filter(case__in=whole_cases([case.pk]), closed_on=None).exists()
    return tuple(MUST_STAY if one == words and not sees else one for one in refusals)


def standing_seen_by(user: User, case: Case, *, now: datetime) -> Standing:
    """How long the case is kept, as far as this colleague may know: as if a complaint that they may not see
    were not there. The purge counts all."""
    facts = facts_of([case.pk], now=now)[case.pk]
    cases = whole_cases([case.pk])
    seen = complaints_visible_to(user).filter(case__in=cases)
    if Complaint.objects.filter(case__in=cases).exclude(pk__in=seen.values("pk")).exists():
        closed = complaints_closed_on(cases, among=seen)
        blocks = facts.blocks
        if not seen.filter(closed_on=None).exists():
            blocks -= {Block.COMPLAINT}
        facts = replace(facts, complaint_closed_on=max(closed.values(), default=None), blocks=blocks)
    return standing_of(facts, terms())


def lines_seen_by(user: User, lines: QuerySet[PurgeLine]) -> QuerySet[PurgeLine]:
    """Of a run of the deletion: without the cases about which there is a complaint that they may not see."""
    hidden = Complaint.objects.exclude(pk__in=complaints_visible_to(user).values("pk"))
    about = hidden.filter(case__isnull=False).values("case__reference")
    into = hidden.filter(case__merged_into__isnull=False).values("case__merged_into__reference")
    return lines.exclude(reference__in=about).exclude(reference__in=into)


def alerts_seen_by(user: User, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Of these, those that this colleague may see: what is about complaints and requests, only where they see
    the complaint or the request itself; a mediator, what is about their own clients or calendars."""
    complaints = complaints_visible_to(user).values("pk")
    requests = requests_visible_to(user).values("pk")
    rows = rows.exclude(Q(subject_type="complaint") & ~Q(subject_id__in=complaints))
    rows = rows.exclude(Q(subject_type="rightsrequest") & ~Q(subject_id__in=requests))
    if user.role == Role.MEDIATOR:
        return _of_mediator(user, rows)
    return rows if user.role in MANAGERS else rows.exclude(kind__in=FOR_MANAGERS)


def _of_mediator(user: User, rows: QuerySet[Alert]) -> QuerySet[Alert]:
    own = {
        "appointment": appointments_visible_to(user),
        "party": parties_visible_to(user),
        "case": cases_visible_to(user),
        "invitation": invitations_visible_to(user),
        "externalcalendar": ExternalCalendar.objects.filter(mediator__user=user),
    }
    about = Q()
    for kind, seen in own.items():
        # Few alerts are open: looking each up is far cheaper than finding all that a mediator may see.
        about |= Q(Exists(seen.order_by().filter(pk=OuterRef("subject_id"))), subject_type=kind)
    return rows.filter(about).exclude(kind__in=FOR_MANAGERS).exclude(kind__startswith=FOR_THE_OFFICE)
