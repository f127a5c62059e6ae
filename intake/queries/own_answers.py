"""A person's answers, with what their pages hang on besides."""

from datetime import date

from intake.conditions import Given
from intake.enums import BookingEffect, Stage
from intake.flags import evaluate
from intake.form_facts import facts_from
from intake.models import Party


def answers_on(party: Party, day: date) -> dict[str, Given]:
    """What they said, with the (local) day of their meeting, and whether a person speaks with them first."""
    answers: dict[str, Given] = {**party.answers, "today": day.isoformat()}
    if _needs_person_first(party, day):
        answers["needs_person_first"] = True
    return answers


def _needs_person_first(party: Party, day: date) -> bool:
    facts = facts_from(party.answers, stages=frozenset({Stage.BEFORE}), version=party.questionnaire_version)
    return evaluate(facts, today=day).booking is BookingEffect.NEEDS_PERSON_FIRST
