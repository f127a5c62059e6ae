"""The checklist of papers, and the mediator's determination."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from intake.models import Party
from legalaid import thresholds as law
from legalaid.enums import Decision, EvidenceState, FundingSource, FundingState, Paper
from legalaid.errors import DateMissing, DateToCome, NotReady, ReasonMissing
from legalaid.evidence_rules import LETTERS, OF_EVERYBODY, OPTIONAL, in_the_way, papers_for
from legalaid.models import Determination, Evidence, Funding, MeansAssessment
from legalaid.queries import checklist, latest_assessment, outcome_of, refused_papers
from mediation.core import audit, outbox, times
from mediation.core.enums import Purpose
from mediation.core.models import User
from mediation.core.outbox import Plan

from .hurry import ask_staff_to_hurry, no_more_hurry

PAPERS = "papers.needed"  # what it says is in bookings, which knows the meeting
WAITS = (timedelta(days=1), timedelta(days=3))
ON_THEIR_OWN = range(1, len(WAITS) + 1)  # the versions that nobody at the desk asked for


@transaction.atomic
def list_evidence(*, party: Party, now: datetime) -> None:
    """Make the party's checklist what their finished screening asks for; what was brought stays on it.

    Without a finished one it is what everybody is asked for, and nothing goes from it.
    """
    assessment = latest_assessment(party)
    is_finished = assessment is not None and assessment.finished_at is not None
    asked = outcome_of(assessment, now=now).evidence if assessment and is_finished else OF_EVERYBODY
    papers = papers_for(asked)
    Evidence.objects.bulk_create(
        [Evidence(party=party, paper=paper, updated_at=now) for paper in papers], ignore_conflicts=True
    )
    if is_finished:
        Evidence.objects.filter(party=party, state=EvidenceState.NEEDED).exclude(paper__in=papers).delete()
        _plan_chasers(party, now)
    ask_staff_to_hurry(party=party, now=now)


@transaction.atomic
def record_evidence(
    *,
    evidence: Evidence,
    state: EvidenceState,
    reason: str,
    dated_on: date | None,
    actor: audit.Actor,
    now: datetime,
) -> Evidence:
    """Staff say what became of a paper.

    Raises ReasonMissing for a rejection without one, DateMissing for a letter that is accepted without its
    date, and DateToCome.
    """
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if state is EvidenceState.REJECTED and not reason.strip():
        raise ReasonMissing
    if state is EvidenceState.ACCEPTED and row.item.paper in LETTERS and dated_on is None:
        raise DateMissing
    if dated_on is not None and dated_on > times.local_day(now):
        raise DateToCome
    row.state, row.dated_on, row.updated_at = state, dated_on, now
    row.reason = reason.strip() if state is EvidenceState.REJECTED else ""
    row.save()
    audit.record(actor, f"evidence.{state}", row, at=now, paper=row.paper)
    return row


@transaction.atomic
def receive_paper(*, party: Party, paper: Paper, actor: audit.Actor, now: datetime) -> None:
    """The client sent a paper. What staff accepted stays accepted; anything else waits for them anew."""
    row = Evidence.objects.select_for_update().filter(party=party, paper=paper).first()
    today = times.local_day(now)
    if row is None or (row.state == EvidenceState.ACCEPTED and not row.item.is_too_old(today)):
        return
    row.state, row.reason, row.dated_on, row.updated_at = EvidenceState.RECEIVED, "", None, now
    row.save()
    audit.record(actor, "evidence.received", row, at=now, paper=row.paper)
    ask_staff_to_hurry(party=party, now=now)


@transaction.atomic
def determine(
    *,
    party: Party,
    decision: Decision,
    reasons: str,
    without_papers_because: str,
    mediator: User,
    now: datetime,
) -> Determination:
    """Record the decision with what it rests on; the party's funding follows it.

    Raises NotReady while the signed form is not accepted, or a paper is not and no reason is stated.
    """
    Party.objects.select_for_update().get(pk=party.pk)
    today = times.local_day(now)
    items = [one.item for one in checklist(party)]
    if barred := in_the_way(items, on=today, without_papers_because=without_papers_because):
        raise NotReady(f"Not on file and accepted: {', '.join(barred)}.")
    assessment = latest_assessment(party)
    row = Determination.objects.create(
        party=party,
        assessment=assessment,
        decision=decision,
        reasons=reasons,
        without_papers_because=without_papers_because,
        figures=_figures(assessment, now),
        thresholds_version=law.allowances_on(today).effective_from.isoformat(),
        decided_by=mediator,
        decided_at=now,
    )
    _fund(party, decision, now)
    no_more_hurry(party=party, now=now)
    audit.record(audit.Actor.of(mediator), "means.determined", row, at=now, thresholds=row.thresholds_version)
    return row


def _figures(assessment: MeansAssessment | None, now: datetime) -> dict[str, str | None]:
    return dict(outcome_of(assessment, now=now).figures) if assessment else {}


def _fund(party: Party, decision: Decision, now: datetime) -> None:
    """Legal aid pays, or the client does. What staff set because of the other party stays set."""
    is_eligible = decision is Decision.ELIGIBLE
    rows = Funding.objects.filter(party=party)
    if not is_eligible:
        rows = rows.exclude(source=FundingSource.OTHER_PARTY)
    rows.update(source=FundingSource.LEGAL_AID if is_eligible else FundingSource.PRIVATE, updated_at=now)
    if is_eligible:
        rows.exclude(state=FundingState.PAID).update(state=FundingState.WAIVED, reason="")
    else:  # a meeting that was cancelled in time costs nothing now either
        rows.filter(state=FundingState.WAIVED, fee__gt=0).update(state=FundingState.DUE, reason="")


def missing_papers(party: Party, *, now: datetime) -> bool:
    """Whether the client still has to bring something: needed, rejected or too old."""
    today = times.local_day(now)
    waits = (EvidenceState.NEEDED, EvidenceState.REJECTED)
    refused = refused_papers(party)
    return any(
        one.item.paper not in OPTIONAL | {Paper.SIGNED_FORM}
        and (one.item.state in waits or one.item.paper in refused or one.item.is_too_old(today))
        for one in checklist(party)
    )


def has_every_paper(party: Party, *, now: datetime) -> bool:
    """Whether the list was made from their answers, and nothing on it waits for the client."""
    listed = {one.item.paper for one in checklist(party)} - {Paper.SIGNED_FORM}
    return bool(listed) and not missing_papers(party, now=now)


def ask_for_papers(*, party: Party, actor: audit.Actor, now: datetime) -> None:
    """Staff ask the client for what is missing, at once."""
    with transaction.atomic():
        outbox.plan([_chaser(party, version=outbox.minute_of(now), due_at=now, now=now)], now=now)
        audit.record(actor, "evidence.asked", party, at=now)


def _plan_chasers(party: Party, now: datetime) -> None:
    """A day and three days after the checklist was made; whether still true is asked when they are sent."""
    outbox.plan(
        [
            _chaser(party, version=number, due_at=now + wait, now=now)
            for number, wait in zip(ON_THEIR_OWN, WAITS, strict=True)
        ],
        now=now,
    )


def _chaser(party: Party, *, version: int, due_at: datetime, now: datetime) -> Plan:
    return Plan(
        kind=PAPERS,
        subject=party,
        version=version,
        recipient=f"party:{party.pk}",
        purpose=Purpose.LEGAL_AID,
        due_at=due_at,
        not_after=now + WAITS[-1] + timedelta(days=1),
    )
