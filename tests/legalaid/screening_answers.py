"""Answers to the screening, made up: page by page, as somebody gives them, and also to what is not asked."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from legalaid.asking import (
    ANOTHER,
    PERIODS,
    UNSURE,
    Kind,
    Question,
    in_view,
    questions_open,
    steps,
    with_step,
)
from legalaid.screening import PAGES

TODAY = "2026-11-26"
AMOUNTS = (
    "0.00",
    "0.01",
    "45.00",
    "381.86",
    "545.00",
    "733.00",
    "2657.00",
    "8000.00",
    "8000.01",
    "250000.00",
)
CALM = {  # somebody alone, without money or property
    "age": "adult",
    "partner": "no",
    "passporting": ["none"],
    "children": "0",
    "others": "no",
    "work": ["none"],
    "student": "no",
    "benefits": ["none"],
    "incomes": ["none"],
    "housing": "none",
    "maintenance": {"amount": "0.00", "period": "monthly"},
    "contribution": {"amount": "0.00", "period": "monthly"},
    "home": "no",
    "property": "no",
    "capital": ["none"],
}
JOB = {
    "pay": {"amount": "1842.33", "period": "monthly"},
    "tax": "100.00",
    "ni": "42.33",
    "sick": "no",
    ANOTHER: "no",
}


def flow(amount: str, period: str = "monthly") -> dict[str, str]:
    return {"amount": amount, "period": period}


@st.composite
def an_answer(draw: Any, question: Question, *, sure: bool = False) -> Any:
    """Something that this question can have as its answer; with `sure` never "not sure"."""
    may_doubt = [] if sure else [UNSURE]
    values = [choice.value for choice in question.choices if not (sure and choice.value == UNSURE)]
    match question.kind:
        case Kind.ONE:
            return draw(st.sampled_from(values))
        case Kind.ANY:
            alone = [value for value in values if value in question.exclusive]
            several = [value for value in values if value not in question.exclusive]
            some = st.lists(st.sampled_from(several), min_size=1, max_size=3, unique=True)
            return draw(st.one_of(st.sampled_from(alone).map(lambda one: [one]), some))
        case Kind.COUNT:
            return draw(st.sampled_from([*("0", "1", "2", "5", str(question.most)), *may_doubt]))
        case Kind.PERCENT:
            return draw(st.sampled_from([*("0", "33.33", "50", "100"), *may_doubt]))
        case Kind.AMOUNT:
            return draw(st.sampled_from([*AMOUNTS, *may_doubt]))
    amounts = st.sampled_from(AMOUNTS).map(lambda amount: flow(amount))
    period = draw(st.sampled_from([choice.value for choice in PERIODS]))
    found = draw(st.one_of(amounts, *(st.just(one) for one in may_doubt)))
    return found if found == UNSURE else {**found, "period": period}


@st.composite
def walks(draw: Any, *, sure: bool = False) -> list[dict[str, Any]]:
    """Everything that was answered after each step, from nothing to the last page."""
    answers: dict[str, Any] = {}
    walked = [answers]
    done = 0
    while done < len(opened := steps(PAGES, answers)):
        step = opened[done]
        given: dict[str, Any] = {}
        for question in step.page.questions:
            view = {**in_view(step, answers), **given}
            if question in questions_open(step, view):
                given[question.key] = draw(an_answer(question, sure=sure))
        answers = with_step(answers, step, given)
        walked.append(answers)
        done += 1
    return walked


@st.composite
def overfull(draw: Any) -> dict[str, Any]:
    """All answers of a whole walk, and others to every page that it did not open."""
    answers = draw(walks())[-1]
    closed = [page for page in PAGES if page not in {step.page for step in steps(PAGES, answers)}]
    for page in closed:
        given = {one.key: draw(an_answer(one)) for one in page.questions}
        answers = {**answers, page.group: [given]} if page.group else {**answers, **given}
    return answers
