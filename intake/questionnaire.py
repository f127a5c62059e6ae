"""The shapes that questions come in: question, page, questionnaire. PURE; the words are in `questions.py`."""

from dataclasses import dataclass, replace

from .conditions import Answers, Condition, holds
from .enums import Answer, QuestionKind, Stage
from .errors import UnknownPage

TITLE = "Appointment"
NAME_LENGTH = 100
EMAIL_LENGTH = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
PHONE_LENGTH = 30


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    help: str = ""


YES_NO_NOT_SURE = (
    Choice(Answer.YES, "Yes"),
    Choice(Answer.NO, "No"),
    Choice(Answer.UNSURE, "Not sure"),
)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of a question for some people: in Wales much has another name. Values never change."""

    when: Condition
    text: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `key` names its answer; `missing`, `invalid` and `too_long` tell the reader what to do.

    `safety`: the answer is never shown again, to the client either. `opened_by`: asked only when true.
    `not_needed_if`: still asked, but may be left empty. `wordings`: the first that fits is said in place of
    the plain words. `alone`: choices that mean nothing beside another, such as "None of these".
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
    wordings: tuple[Wording, ...] = ()
    alone: tuple[str, ...] = ()

    def worded(self, answers: Answers) -> "Question":
        """The question in the words for whoever gave these answers."""
        fits = next((one for one in self.wordings if holds(one.when, answers)), None)
        if fits is None:
            return self
        return replace(
            self,
            text=fits.text or self.text,
            help=fits.help or self.help,
            choices=fits.choices or self.choices,
        )

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
