"""A person's answers, with what their pages hang on besides."""

from datetime import date

from intake.conditions import Given
from intake.models import Party

from .flags import needs_person_first


def answers_on(party: Party, day: date) -> dict[str, Given]:
    """What they said, with the (local) day of their meeting, and whether a person speaks with them first."""
    answers: dict[str, Given] = {**party.answers, "today": day.isoformat()}
    if needs_person_first(party):
        answers["needs_person_first"] = True
    return answers
