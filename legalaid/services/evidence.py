"""The checklist of papers, and the mediator's determination."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from intake.models import Party
from legalaid import thresholds as law
from legalaid.enums import Decision, EvidenceState, FundingSource, FundingState
from legalaid.errors import NotReady, ReasonMissing
from legalaid.evidence_rules import in_the_way, papers_for
from legalaid.models import Determination, Evidence, Funding, MeansAssessment
from legalaid.queries import checklist, latest_assessment, outcome_of
from mediation.core import audit, times
from mediation.core.models import User


@transaction.atomic
def list_evidence(*, party: Party, now: datetime) -> None:
    """Make the party's checklist what their screening asks for; what was brought already stays on it."""
    assessment = latest_assessment(party)
    asked = outcome_of(assessment, now=now).evidence if assessment else ()
    papers = papers_for(asked)
    Evidence.objects.bulk_create(
        [Evidence(party=party, paper=paper, updated_at=now) for paper in papers], ignore_conflicts=True
    )
    Evidence.objects.filter(party=party, state=EvidenceState.NEEDED).exclude(paper__in=papers).delete()


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
    """Staff say what became of a paper. Raises ReasonMissing for a rejection without one."""
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if state is EvidenceState.REJECTED and not reason.strip():
        raise ReasonMissing
    row.state, row.dated_on, row.updated_at = state, dated_on, now
    row.reason = reason.strip() if state is EvidenceState.REJECTED else ""
    row.save()
    audit.record(actor, f"evidence.{state}", row, at=now, paper=row.paper)
    return row


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
    rows.update(
        source=FundingSource.LEGAL_AID if is_eligible else FundingSource.PRIVATE, updated_at=now, reason=""
    )
    if is_eligible:
        rows.exclude(state=FundingState.PAID).update(state=FundingState.WAIVED)
    else:
        rows.filter(state=FundingState.WAIVED).update(state=FundingState.DUE)
