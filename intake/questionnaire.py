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


@dataclass(frozen=True, kw_only=True)
class Group:
    """Questions that are asked once for each of several: each child, for instance.

    `key` names the answer: a list of items, each with its own answers by question. An item whose questions
    are all left empty is none. `name` is what one item is called ("Child"); `add_text` and `remove_text`
    stand on the buttons. `required`: at least one item is needed; `missing` then says so.
    """

    key: str
    name: str
    questions: tuple[Question, ...]
    add_text: str
    remove_text: str
    most: int = 30
    required: bool = False
    missing: str = ""

    def title_of(self, index: int) -> str:
        """ "Child 1" for the first, whose index is 0."""
        return f"{self.name} {index + 1}"


@dataclass(frozen=True)
class OneOf:
    """At least one of these questions must be answered; the error stands beside the first."""

    keys: tuple[str, ...]
    message: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One screen. `title` is neutral, since it stays in the browser's history; `notices` are slots for texts
    that the practice keeps in its settings, by kind. `name` says what it is about, in a list of pages
    ("Your children"). `opened_by` closes the page as a whole. A page with a `group` asks nothing else.
    """

    slug: str
    title: str
    heading: str
    stage: Stage
    questions: tuple[Question, ...] = ()
    lead: tuple[str, ...] = ()
    rules: tuple[OneOf, ...] = ()
    notices: tuple[str, ...] = ()
    name: str = ""
    group: Group | None = None
    opened_by: Condition | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Under which answers of this page are kept: a whole group under one."""
        own = frozenset(one.key for one in self.questions)
        return own | {self.group.key} if self.group else own


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
