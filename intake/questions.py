"""The questions themselves, as data, and which of them are asked. PURE.

Order and stages follow the booking: the pages of stage B come after the time is held, those of stage C stand
where the answers are checked, and those of stage A come after it is confirmed. Change the words freely; a
change of keys, values or order needs a new version, with the old one kept in `QUESTIONNAIRES` for as long as
drafts and forms answered under it live.
"""

from . import questions_version_1
from .conditions import Answers, holds
from .enums import Stage
from .errors import UnknownVersion
from .questionnaire import TITLE, YES_NO_NOT_SURE, Page, Question, Questionnaire
from .questions_after import AFTER_PAGES
from .questions_before import BEFORE_PAGES

__all__ = ["QUESTIONNAIRES", "TITLE", "VERSION", "YES_NO_NOT_SURE"]

VERSION = "2"
QUESTIONNAIRES = {
    questions_version_1.VERSION: questions_version_1.QUESTIONNAIRE,
    VERSION: Questionnaire(VERSION, (*BEFORE_PAGES, *AFTER_PAGES)),
}


def questionnaire(version: str = VERSION) -> Questionnaire:
    """The questions as they were asked in that version. Raises UnknownVersion."""
    try:
        return QUESTIONNAIRES[version]
    except KeyError:
        raise UnknownVersion from None


def pages_for(answers: Answers, stage: Stage, *, version: str = VERSION) -> tuple[Page, ...]:
    """The pages of a stage that these answers open, in order."""
    pages = questionnaire(version).pages
    return tuple(page for page in pages if page.stage == stage and questions_shown(page, answers))


def questions_open(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions of a page that are asked, given these answers."""
    return tuple(one.worded(answers) for one in page.questions if holds(one.opened_by, answers))


def questions_shown(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions that stand on the page: those asked, and those that an answer on it may yet open.

    They stand there with or without scripts; only the open ones are read.
    """
    return tuple(
        one.worded(answers) for one in page.questions if holds(one.opened_by, answers, undecided=page.keys)
    )
