"""Reading screenings for legal aid."""

from __future__ import annotations

from datetime import datetime

from intake.document_enums import DocumentFor, DocumentState
from intake.models import Document, Party
from legalaid.enums import EvidenceState, Paper
from legalaid.form_figures import OfficialForm, Section, form_figures
from legalaid.means_test import assess
from legalaid.means_test_input import household
from legalaid.models import Determination, Evidence, MeansAssessment
from legalaid.screening_input import households
from legalaid.screening_outcome import Outcome, outcome
from legalaid.urgency import days_to_hearing
from mediation.core import times
from mediation.core.json_contract import Field


def live_assessment(key: str, *, now: datetime) -> MeansAssessment | None:
    """The screening of this key, unless it was to be forgotten."""
    found = MeansAssessment.objects.filter(key=key).select_related("party").first()
    return None if found is None or _is_over(found, now) else found


def live_assessment_by_id(pk: int, *, now: datetime) -> MeansAssessment | None:
    """As `live_assessment`, for whoever holds an id from a link or a message."""
    found = MeansAssessment.objects.filter(pk=pk).first()
    return None if found is None or _is_over(found, now) else found


def _is_over(assessment: MeansAssessment, now: datetime) -> bool:
    return assessment.forget_at is not None and assessment.forget_at <= now


def latest_assessment(party: Party) -> MeansAssessment | None:
    """The party's own screening; the newest where there are several."""
    return party.means_assessments.order_by("-created_at", "-pk").first()


def outcome_of(assessment: MeansAssessment, *, now: datetime) -> Outcome:
    """What its answers come to today, UK time."""
    version = assessment.questionnaire_version
    return outcome(assessment.answers, version=version, assessed_on=times.local_day(now))


def forms_of(assessment: MeansAssessment, *, now: datetime) -> dict[OfficialForm, tuple[Section, ...]]:
    """Its figures as each official form asks for them, with the limits of the day it was finished, else of
    today. Where a partner may count or not, with the partner."""
    day = assessment.assessed_on or times.local_day(now)
    *_, last = households(assessment.answers, version=assessment.questionnaire_version, assessed_on=day)
    found = assess(household(Field("item 0", last.item)))
    return {form: form_figures(found, form) for form in OfficialForm}


def has_hearing_near(party: Party | None, *, now: datetime) -> bool:
    """Whether this party told us of a day in court within 14 days, UK time."""
    return party is not None and days_to_hearing(party.answers, times.local_day(now)) is not None


def checklist(party: Party) -> list[Evidence]:
    """The party's papers in the order of the form."""
    order = list(Paper)
    return sorted(Evidence.objects.filter(party=party), key=lambda one: order.index(Paper(one.paper)))


def refused_papers(party: Party) -> frozenset[Paper]:
    """What the client sent and we have of it only files that were refused, for a virus or by staff."""
    rows = Document.objects.filter(party=party, sent_for=DocumentFor.EVIDENCE)
    states: dict[str, set[str]] = {}
    for paper, state in rows.values_list("paper", "state"):
        states.setdefault(paper, set()).add(state)
    received = Evidence.objects.filter(party=party, state=EvidenceState.RECEIVED)
    return frozenset(
        Paper(paper)
        for paper in received.values_list("paper", flat=True)
        if states.get(paper) == {DocumentState.REFUSED}
    )


def changed_since(assessment: MeansAssessment, decided: Determination) -> bool:
    """Whether the client changed their answers after this decision: the mediator should look again."""
    return assessment.pk != decided.assessment_id or assessment.updated_at > decided.decided_at


def determinations_of(party: Party) -> list[Determination]:
    """Every decision about this party, the newest first."""
    rows = Determination.objects.filter(party=party).select_related("decided_by")
    return list(rows.order_by("-decided_at", "-pk"))
