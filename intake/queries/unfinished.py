"""What a person still has to tell us after booking."""

from intake.answers import has_unfinished_pages
from intake.enums import Stage
from intake.models import Party
from intake.questionnaire import Questionnaire
from intake.questions import questionnaire


def is_intake_unfinished(party: Party, *, asked: Questionnaire | None = None) -> bool:
    """Whether pages that follow the booking wait for this person; never, where their form has none.

    `asked` is the form that they were given, by default the one of the version in their file.
    """
    given = asked or questionnaire(party.questionnaire_version)
    return has_unfinished_pages(given, party.answers, Stage.AFTER)
