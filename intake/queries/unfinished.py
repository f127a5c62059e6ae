"""What a person still has to tell us after booking."""

from intake.answers import has_pages_with_gaps
from intake.enums import Stage
from intake.models import Party
from intake.questionnaire import Questionnaire
from intake.questions import questionnaire


def is_intake_unfinished(party: Party, *, asked: Questionnaire | None = None) -> bool:
    """Whether a question that follows the booking, and that we need answered, waits for this person.

    Never, where their form has none; what may be left out does not count.

    `asked` is the form that they were given, by default the one of the version in their file.
    """
    given = asked or questionnaire(party.questionnaire_version)
    return has_pages_with_gaps(given, party.answers, Stage.AFTER)
