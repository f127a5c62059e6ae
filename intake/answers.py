"""Reading a person's answers: what is still missing, where to go on, what to show them. PURE.

Answers are plain values that survive JSON. An absent key was not asked; None was asked and not answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .conditions import Answers, Given, Item, as_date, is_filled, keys_of
from .enums import QuestionKind, Stage
from .questionnaire import Group, Page, Question, Questionnaire
from .questions import VERSION, is_open, pages_for, questionnaire, questions_open
from .typed import number_in_words

ANSWERED = "Answered"
NOT_ANSWERED = "Not answered"
NOTHING_GIVEN = "Not given"


@dataclass(frozen=True)
class Missing:
    """A question that still needs an answer, and the words that say what to do."""

    key: str
    message: str


@dataclass(frozen=True)
class Row:
    """One line of check-your-answers; several choices are several lines of its answer.

    `page` and `anchor` lead to where it is changed: the page's slug and the id of the first input there.
    `leads_on`: questions that are not listed hang on it, so whoever changes it goes on from there.
    """

    key: str
    question: str
    lines: tuple[str, ...]
    page: str
    anchor: str
    is_hidden: bool = False  # the line only says that there is an answer
    leads_on: bool = False

    @property
    def answer(self) -> str:
        return "; ".join(self.lines)


def is_answered(question: Question, answers: Answers) -> bool:
    """Was something given that this question can have as its answer?"""
    given = answers.get(question.key)
    values = {choice.value for choice in question.choices}
    match question.kind:
        case QuestionKind.CHOICE:
            return isinstance(given, str) and given in values
        case QuestionKind.CHOICES:
            return isinstance(given, list) and bool(given) and all(_is_one_of(one, values) for one in given)
        case QuestionKind.TICK:
            return given is True
        case QuestionKind.DATE:
            return as_date(given) is not None
        case _:
            return isinstance(given, str) and is_filled(given)


def _is_one_of(given: object, values: Iterable[str]) -> bool:
    return isinstance(given, str) and given in values


def items_of(group: Group, answers: Answers) -> list[Item]:
    """What was said of each: the first child, the second."""
    given = answers.get(group.key)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def missing(page: Page, answers: Answers) -> tuple[Missing, ...]:
    """What the page still needs, in the order of the page."""
    found = {
        one.key: one.missing
        for one in page.questions
        if one.is_needed(answers) and not is_answered(one, answers)
    }
    for rule in page.rules:
        if not any(is_filled(answers.get(key)) for key in rule.keys):
            found.setdefault(rule.keys[0], rule.message)
    if page.group is not None:
        return _missing_of_group(page.group, answers)
    return tuple(Missing(one.key, found[one.key]) for one in page.questions if one.key in found)


def _missing_of_group(group: Group, answers: Answers) -> tuple[Missing, ...]:
    items = items_of(group, answers)
    if group.required and not items:
        return (Missing(group.key, group.missing),)
    return tuple(
        Missing(one.key, one.missing)
        for item in items
        for one in group.questions
        if one.is_needed({**answers, **item}) and not is_answered(one, item)
    )


def is_finished(page: Page, answers: Answers) -> bool:
    """Was the page sent, and does it need nothing more?"""
    asked = {page.group.key} if page.group else {one.key for one in questions_open(page, answers)}
    return asked <= answers.keys() and not missing(page, answers)


def first_unfinished(answers: Answers, stage: Stage, *, version: str = VERSION) -> Page | None:
    """Where to go on; None when the stage is done."""
    pages = pages_for(answers, stage, version=version)
    return next((page for page in pages if not is_finished(page, answers)), None)


def has_pages_with_gaps(asked: Questionnaire, answers: Answers, stage: Stage) -> bool:
    """Is there a page of this stage that these answers open, and that needs an answer which is not there?

    A page on which nothing is needed may be left out.
    """
    pages = (page for page in asked.pages if page.stage == stage and is_open(page, answers))
    return any(missing(page, answers) for page in pages)


def pages_within_reach(answers: Answers, stage: Stage, *, version: str = VERSION) -> tuple[Page, ...]:
    """The pages that may be opened now: all finished ones up to the first unfinished one, and that one."""
    reach: list[Page] = []
    for page in pages_for(answers, stage, version=version):
        reach.append(page)
        if not is_finished(page, answers):
            break
    return tuple(reach)


def with_page(answers: Answers, page: Page, given: Answers) -> dict[str, Given]:
    """The answers after a page was sent: this page's old answers go, those of other pages stay.

    An answer on another page stays even when it is no longer asked for: contradictions are found by it.
    """
    kept = {key: value for key, value in answers.items() if key not in page.keys}
    return kept | dict(given)


def rows(
    answers: Answers, stage: Stage, *, version: str = VERSION, for_staff: bool = False
) -> tuple[Row, ...]:
    """Check-your-answers: every question that was asked, in order.

    What was said on safety stays hidden from the client, who may not be alone at the screen. So do questions
    on safety that only an answer on safety opens: that they were asked would tell it.
    """
    words = in_words if for_staff else display
    hidden = frozenset() if for_staff else telling(version)
    gates = gates_of(version)
    return tuple(
        row_of(question, words(question, answers), page, leads_on=not gates.isdisjoint(page.keys))
        for page in pages_for(answers, stage, version=version)
        for question in questions_open(page, answers)
        if question.key not in hidden
    )


@cache
def telling(version: str) -> frozenset[str]:
    """The questions on safety whose being asked tells an answer on safety."""
    asked = [one for page in questionnaire(version).pages for one in page.questions if one.safety]
    safety = frozenset(one.key for one in asked)
    return frozenset(one.key for one in asked if keys_of(one.opened_by) & safety)


@cache
def gates_of(version: str) -> frozenset[str]:
    """The answers on safety that open those questions."""
    asked = [one for page in questionnaire(version).pages for one in page.questions]
    safety = frozenset(one.key for one in asked if one.safety)
    opened = telling(version)
    return frozenset(key for one in asked if one.key in opened for key in keys_of(one.opened_by) & safety)


def row_of(
    question: Question, words: tuple[str, ...], page: Page, *, prefix: str = "", leads_on: bool = False
) -> Row:
    """The line of this question; `prefix` stands before its name on a page that asks it more than once."""
    has_several_inputs = question.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.DATE}
    anchor = f"id_{prefix}{question.key}" + ("_0" if has_several_inputs else "")
    return Row(question.key, question.text, words, page.slug, anchor, leads_on=leads_on)


def display(question: Question, answers: Answers) -> tuple[str, ...]:
    """An answer in words that the client may see."""
    if question.safety:
        return (ANSWERED if is_answered(question, answers) else NOT_ANSWERED,)
    return in_words(question, answers)


def in_words(question: Question, answers: Answers) -> tuple[str, ...]:
    """An answer in words, whatever it is about."""
    given = answers.get(question.key)
    if question.kind is QuestionKind.TICK:
        return ("Yes" if given is True else "No",)
    if not is_answered(question, answers):
        return (NOTHING_GIVEN,)
    return _told(question, given if isinstance(given, list) else [str(given)])


def _told(question: Question, given: Sequence[object]) -> tuple[str, ...]:
    words = [str(one) for one in given]
    match question.kind:
        case QuestionKind.PHONE | QuestionKind.PHONE_ANYWHERE:
            return tuple(number_in_words(one) for one in words)
        case QuestionKind.DATE:
            days = [date.fromisoformat(one) for one in words]
            return tuple(f"{day:%A} {day.day} {day:%B} {day.year}" for day in days)
        case QuestionKind.LONG_TEXT:
            return tuple(line for one in words for line in one.splitlines())
        case QuestionKind.CHOICE | QuestionKind.CHOICES:
            return tuple(choice.text for choice in question.choices if choice.value in words)
        case _:
            return tuple(words)
