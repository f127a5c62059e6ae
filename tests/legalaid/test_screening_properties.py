"""The screening and the means test agree, whatever is answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, example, given, settings

from legalaid.asking import UNSURE, is_finished, steps
from legalaid.findings import Verdict
from legalaid.means_test_contract import answer_all
from legalaid.screening import PAGES, VERSION
from legalaid.screening_input import households
from legalaid.screening_outcome import outcome

from .screening_answers import CALM, TODAY, overfull, walks

UNDER_18 = {"age": "under_18", "minor_adult": "no", "minor_income": "no", "minor_assets": "no"}
DAY = date.fromisoformat(TODAY)
enough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def verdicts(answers: Any, *, everything: bool = False) -> list[str]:
    found = households(answers, version=VERSION, assessed_on=DAY, everything=everything)
    return [one["verdict"] for one in json.loads(answer_all(json.dumps([each.item for each in found])))]


def said_unsure(node: Any) -> bool:
    """Whether "not sure" stands anywhere in the answers."""
    if isinstance(node, dict | list):
        return any(map(said_unsure, node.values() if isinstance(node, dict) else node))
    return node == UNSURE


@enough
@given(walks())
def test_an_early_result_never_changes_with_what_is_answered_afterwards(walk: Any) -> None:
    found = [outcome(answers, version=VERSION, assessed_on=DAY) for answers in walk]
    decided = [one.verdict for one in found if one.is_decided]

    assert len(set(decided)) <= 1
    assert not decided or found[-1].is_decided
    assert [one.is_complete for one in found] == [False] * (len(walk) - 1) + [True]


@enough
@given(overfull())
@example({**CALM, **UNDER_18, "partner": UNSURE})
def test_filling_a_page_that_is_skipped_never_changes_the_verdict(answers: Any) -> None:
    """A partner on a page that is skipped may be a second way to count, but never with another verdict."""
    assert set(verdicts(answers, everything=True)) == set(verdicts(answers))


@enough
@given(walks(sure=True))
def test_whoever_is_sure_of_everything_gets_a_verdict_and_is_asked_nothing_more(walk: Any) -> None:
    found = outcome(walk[-1], version=VERSION, assessed_on=DAY)

    assert found.verdict is not Verdict.NEED_MORE_INFORMATION
    assert found.missing == ()
    assert all(not one.unknown for one in households(walk[-1], version=VERSION, assessed_on=DAY))


@enough
@given(walks())
def test_what_is_missing_is_always_something_that_was_not_sure_and_can_be_asked(walk: Any) -> None:
    answers = walk[-1]
    found = outcome(answers, version=VERSION, assessed_on=DAY)

    assert bool(found.missing) is (found.verdict is Verdict.NEED_MORE_INFORMATION)
    assert not found.missing or said_unsure(answers)
    assert {one.step for one in found.missing} <= {step.slug for step in steps(PAGES, answers)}
    assert all(is_finished(step, answers) for step in steps(PAGES, answers))


@enough
@given(walks())
def test_nothing_but_plain_sentences_reaches_the_client(walk: Any) -> None:
    found = outcome(walk[-1], version=VERSION, assessed_on=DAY)

    assert json.loads(json.dumps(found.kept()))["verdict"] == found.verdict
    for sentence in (*found.working, *found.notes):
        assert sentence.endswith((".", ":"))
        assert not {"None", "null", "Infinity", "unsure", "_"} & set(sentence.split())
