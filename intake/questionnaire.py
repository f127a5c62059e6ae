"""The shapes that questions come in: question, page, questionnaire. PURE; the words are in `questions.py`."""

from dataclasses import dataclass

from .conditions import Answers, Condition, holds
from .enums import QuestionKind, Stage
from .errors import UnknownPage


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `key` names its answer; `missing`, `invalid` and `too_long` tell the reader what to do.

    `safety`: the answer is never shown again, to the client either. `opened_by`: asked only when true.
    `not_needed_if`: still asked, but may be left empty.
    """

    key: str
    kind: QuestionKind
    text: str
    help: str = ""
    why: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    safety: bool = False
    opened_by: Condition | None = None
    not_needed_if: Condition | None = None
    autocomplete: str = ""
    inputmode: str = ""
    missing: str = ""
    invalid: str = ""
    too_long: str = ""
    max_length: int | None = None

    def is_needed(self, answers: Answers) -> bool:
        """Must this be answered before the page is finished?"""
        if not self.required or not holds(self.opened_by, answers):
            return False
        return self.not_needed_if is None or not holds(self.not_needed_if, answers)


@dataclass(frozen=True)
class OneOf:
    """At least one of these questions must be answered; the error stands beside the first."""

    keys: tuple[str, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One screen. `title` is neutral, since it stays in the browser's history; `notices` are slots for texts
    that the practice keeps in its settings, by kind.
    """

    slug: str
    title: str
    heading: str
    stage: Stage
    questions: tuple[Question, ...]
    lead: tuple[str, ...] = ()
    rules: tuple[OneOf, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(one.key for one in self.questions)


@dataclass(frozen=True)
class Questionnaire:
    version: str
    pages: tuple[Page, ...]

    def page(self, slug: str) -> Page:
        """Raises UnknownPage."""
        for one in self.pages:
            if one.slug == slug:
                return one
        raise UnknownPage
