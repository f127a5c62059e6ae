"""PURE. Check your answers: what was asked and what was said, in order and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from legalaid.asking import (
    ANOTHER,
    PERIODS,
    UNSURE,
    Answers,
    Kind,
    Question,
    Step,
    given_on,
    in_view,
    is_answered,
    questions_open,
    steps,
)
from legalaid.screening import pages

NOT_SURE, ANSWERED, NOT_ANSWERED = "Not sure", "Answered", "Not answered"
OFTEN = {choice.value: choice.text for choice in PERIODS}


@dataclass(frozen=True)
class Row:
    """`anchor` is the id of the first input of the question on its step."""

    question: str
    lines: tuple[str, ...]
    anchor: str


@dataclass(frozen=True)
class Section:
    """The rows of one step. `heading` names an item of several kinds ("Your job"), and is empty for a plain
    page; `may_go`: it is one of several such items, and may be taken away."""

    part: str
    heading: str
    step: str
    rows: tuple[Row, ...]
    may_go: bool


def sections(answers: Answers, version: str, *, for_staff: bool = False) -> tuple[Section, ...]:
    """Every step that was asked. What was said on safety stays hidden from a client, who may not be alone."""
    opened = steps(pages(version), answers)
    return tuple(
        Section(
            part=step.page.part,
            heading=step.heading if step.page.group else "",
            step=step.slug,
            rows=tuple(_rows(step, answers, for_staff=for_staff)),
            may_go=bool(step.page.group) and sum(one.page is step.page for one in opened) > 1,
        )
        for step in opened
    )


def _rows(step: Step, answers: Answers, *, for_staff: bool) -> list[Row]:
    given = given_on(step, answers)
    return [
        Row(one.text, lines_of(one, given, for_staff=for_staff), f"id_{one.key}_0")
        for one in questions_open(step, in_view(step, answers))
        if one.key != ANOTHER
    ]


def lines_of(question: Question, given: Answers, *, for_staff: bool = False) -> tuple[str, ...]:
    """One answer in words, a line for each choice."""
    if not is_answered(question, given):
        return (NOT_ANSWERED,)
    if question.safety and not for_staff:
        return (ANSWERED,)
    value = given[question.key]
    if question.kind in (Kind.ONE, Kind.ANY):
        chosen = value if isinstance(value, list) else [value]
        return tuple(choice.text for choice in question.choices if choice.value in chosen)
    return (NOT_SURE if value == UNSURE else _amount(question.kind, value),)


def _amount(kind: Kind, value: Any) -> str:
    match kind:
        case Kind.FLOW:
            return f"{_pounds(value['amount'])} {OFTEN[value['period']]}"
        case Kind.AMOUNT:
            return _pounds(value)
        case Kind.PERCENT:
            return f"{value}%"
    return str(value)


def _pounds(amount: str) -> str:
    whole, _, pence = amount.partition(".")
    return f"£{int(whole):,}.{pence}"
