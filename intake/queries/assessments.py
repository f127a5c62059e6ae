"""What somebody's answers mean now, worked out afresh."""

from datetime import datetime

from intake.enums import Stage
from intake.flags import Assessment, evaluate
from intake.form_facts import facts_from
from intake.models import Draft, Party
from mediation.core import times


def assessment_of(form: Draft | Party, *, now: datetime) -> Assessment:
    """The flags of what was asked before confirming, judged today (a day in UK time)."""
    facts = facts_from(form.answers, stages=frozenset({Stage.BEFORE}), version=form.questionnaire_version)
    return evaluate(facts, today=times.local_day(now))
