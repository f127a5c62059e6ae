"""PURE. The shapes that the screening's questions come in, and which of them are asked.

Like `intake.questionnaire`, with what money needs besides: amounts, amounts with a period, whole numbers,
percentages, and pages that repeat (one job, the next job). Answers are plain JSON values: text for one
choice, an amount ("1200.50"), a number or a percentage; a list for several choices; an object with `amount`
and `period` for regular money; a list of objects for a page that repeats. "unsure" is an answer to all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from intake.conditions import Condition, holds
from intake.questionnaire import Choice
from legalaid.household import PayPeriod

UNSURE = "unsure"
ANOTHER = "another"  # the question at the end of a page that repeats
Answers: TypeAlias = Mapping[str, Any]

PERIODS = (
    Choice(PayPeriod.WEEKLY, "every week"),
    Choice(PayPeriod.TWO_WEEKLY, "every 2 weeks"),
    Choice(PayPeriod.FOUR_WEEKLY, "every 4 weeks"),
    Choice(PayPeriod.MONTHLY, "every month"),
    Choice(PayPeriod.QUARTERLY, "every 3 months"),
    Choice(PayPeriod.YEARLY, "every year"),
)


class Kind(StrEnum):
    ONE = "one"  # one of several
    ANY = "any"  # any of several; an exclusive one stands alone
    AMOUNT = "amount"  # pounds
    FLOW = "flow"  # pounds in every period
    COUNT = "count"  # a whole number
    PERCENT = "percent"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `missing` tells the reader what to do; `fact` names what is not known without an answer.

    `safety`: the answer is never shown again. `opened_by`: asked only when true. `exclusive` choices stand
    alone. `most`: of a whole number. `noun` starts the sentence of a mistake in an amount.
    """

    key: str
    kind: Kind
    text: str
    help: str = ""
    why: str = ""
    choices: tuple[Choice, ...] = ()
    exclusive: frozenset[str] = frozenset()
    opened_by: Condition | None = None
    safety: bool = False
    missing: str
    fact: str
    most: int = 0


@dataclass(frozen=True, kw_only=True)
class Page:
    """One screen. `slug` says nothing, since it stays in the browser's history. `group`: where the answers of
    a page that repeats are kept; it is shown up to `most` times. `heading_next`: from the second time on."""

    slug: str
    part: str
    heading: str
    questions: tuple[Question, ...]
    lead: tuple[str, ...] = ()
    opened_by: Condition | None = None
    group: str = ""
    most: int = 1
    heading_next: str = ""


@dataclass(frozen=True)
class Step:
    """A page as it is walked through; `index` counts the items of one that repeats, from 0."""

    page: Page
    index: int = 0

    @property
    def slug(self) -> str:
        return f"{self.page.slug}-{self.index + 1}" if self.page.group else self.page.slug

    @property
    def heading(self) -> str:
        return self.page.heading_next if self.index else self.page.heading


def steps(pages: Sequence[Page], answers: Answers) -> tuple[Step, ...]:
    """The pages that these answers open, in order; of one that repeats, as many as were asked for."""
    return tuple(
        Step(page, index)
        for page in pages
        if holds(page.opened_by, answers)
        for index in range(_times(page, answers))
    )


def _times(page: Page, answers: Answers) -> int:
    """How often a page is shown: once more as long as the item before says that there is another."""
    if not page.group:
        return 1
    for index, item in enumerate(items_of(page, answers)[: page.most], start=1):
        if item.get(ANOTHER) != "yes" or index == page.most:
            return index
    return min(len(items_of(page, answers)) + 1, page.most)


def items_of(page: Page, answers: Answers) -> list[dict[str, Any]]:
    return list(answers.get(page.group) or [])


def given_on(step: Step, answers: Answers) -> dict[str, Any]:
    """What was answered on this step so far, by key."""
    if not step.page.group:
        keys = {one.key for one in step.page.questions}
        return {key: value for key, value in answers.items() if key in keys}
    items = items_of(step.page, answers)
    return dict(items[step.index]) if step.index < len(items) else {}


def in_view(step: Step, answers: Answers) -> dict[str, Any]:
    """What the step's conditions look at: all answers, those of this very item included."""
    return {**answers, **given_on(step, answers)}


def questions_open(step: Step, answers: Answers) -> tuple[Question, ...]:
    """The questions of the step that are asked, given these answers (see `in_view`)."""
    return tuple(one for one in _questions(step) if holds(one.opened_by, answers))


def questions_shown(step: Step, answers: Answers) -> tuple[Question, ...]:
    """Those asked, and those that an answer on the same page may yet open."""
    keys = frozenset(one.key for one in step.page.questions)
    return tuple(one for one in _questions(step) if holds(one.opened_by, answers, undecided=keys))


def _questions(step: Step) -> tuple[Question, ...]:
    """The last item that there may be is not asked whether there is another."""
    is_last = step.index + 1 >= step.page.most
    return tuple(one for one in step.page.questions if not (is_last and one.key == ANOTHER))


def is_answered(question: Question, given: Answers) -> bool:
    """Whether something was given that this question can have as its answer."""
    value = given.get(question.key)
    values = {choice.value for choice in question.choices}
    match question.kind:
        case Kind.ONE:
            return isinstance(value, str) and value in values
        case Kind.ANY:
            return isinstance(value, list) and bool(value) and values.issuperset(value)
        case Kind.FLOW:
            return value == UNSURE or (isinstance(value, dict) and {"amount", "period"} == set(value))
        case _:
            return isinstance(value, str) and bool(value)


def is_finished(step: Step, answers: Answers) -> bool:
    """Whether everything that is asked on the step is answered."""
    given = given_on(step, answers)
    return all(is_answered(one, given) for one in questions_open(step, in_view(step, answers)))


def first_unfinished(pages: Sequence[Page], answers: Answers) -> Step | None:
    """Where to go on; None when there is nothing more to ask."""
    return next((one for one in steps(pages, answers) if not is_finished(one, answers)), None)


def within_reach(pages: Sequence[Page], answers: Answers) -> tuple[Step, ...]:
    """The steps that may be opened now: the finished ones up to the first that is not, and that one."""
    reach: list[Step] = []
    for step in steps(pages, answers):
        reach.append(step)
        if not is_finished(step, answers):
            break
    return tuple(reach)


def with_step(answers: Answers, step: Step, given: Answers) -> dict[str, Any]:
    """The answers after a step was sent: its old ones go, all others stay, also those no longer asked for."""
    if not step.page.group:
        keys = {one.key for one in step.page.questions}
        return {key: value for key, value in answers.items() if key not in keys} | dict(given)
    items = items_of(step.page, answers)
    items[step.index : step.index + 1] = [dict(given)]
    return {**answers, step.page.group: items}


def without_item(answers: Answers, step: Step) -> dict[str, Any]:
    """The answers after one of several items was taken away; the last one left cannot be."""
    items = items_of(step.page, answers)
    if len(items) < 2 or step.index >= len(items):
        return dict(answers)
    taken = items.pop(step.index)
    if step.index == len(items):
        items[-1] = {**items[-1], ANOTHER: taken.get(ANOTHER, "no")}
    return {**answers, step.page.group: items}
