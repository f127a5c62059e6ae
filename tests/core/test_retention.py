"""Periods: how they are said, when they end, and which a practice may choose."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.core.retention import DEFAULTS, RULES, ClassKey, Term, Unit, problem_with


@pytest.mark.parametrize(
    ("term", "since", "last_day"),
    [
        (Term(90, Unit.DAYS), "2026-11-24", "2027-02-22"),
        (Term(1, Unit.MONTHS), "2026-01-31", "2026-02-28"),
        (Term(1, Unit.MONTHS), "2028-01-31", "2028-02-29"),
        (Term(12, Unit.MONTHS), "2026-11-24", "2027-11-24"),
        (Term(6, Unit.YEARS), "2026-11-24", "2032-11-24"),
        (Term(6, Unit.YEARS), "2024-02-29", "2030-02-28"),
        (Term(4, Unit.YEARS), "2024-02-29", "2028-02-29"),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_last_of_a_shorter_month(
    term: Term, since: str, last_day: str
) -> None:
    assert term.last_day(date.fromisoformat(since)).isoformat() == last_day


@pytest.mark.parametrize(
    ("term", "words"), [(Term(1, Unit.YEARS), "1 year"), (Term(90, Unit.DAYS), "90 days")]
)
def test_a_period_is_said_in_words(term: Term, words: str) -> None:
    assert term.words == words


@pytest.mark.parametrize(
    ("key", "term", "complaint"),
    [
        (ClassKey.LEGAL_AID, Term(6, Unit.YEARS), ""),
        (ClassKey.LEGAL_AID, Term(72, Unit.MONTHS), ""),
        (ClassKey.LEGAL_AID, Term(71, Unit.MONTHS), "Enter 6 years or more"),
        (ClassKey.LEGAL_AID, Term(7, Unit.YEARS), ""),
        (ClassKey.MIAM, Term(4, Unit.MONTHS), ""),
        (ClassKey.MIAM, Term(3, Unit.MONTHS), "Enter 4 months or more"),
        (ClassKey.CALLBACK, Term(1, Unit.DAYS), ""),
        (ClassKey.CALLBACK, Term(0, Unit.DAYS), "Enter a number from 1 on."),
        (ClassKey.CHILD, Term(30, Unit.YEARS), ""),
        (ClassKey.CHILD, Term(31, Unit.YEARS), "Enter 30 years or less."),
        (ClassKey.UNFINISHED, Term(20, Unit.DAYS), "Our pages promise this period"),
    ],
)
def test_what_law_asks_for_cannot_be_undercut(key: ClassKey, term: Term, complaint: str) -> None:
    found = problem_with(RULES[key], term)

    assert found.startswith(complaint)
    assert bool(found) == bool(complaint)


def test_every_class_begins_with_a_period_that_may_be_chosen() -> None:
    assert set(DEFAULTS) == set(ClassKey)
    assert [
        key for key, rule in RULES.items() if not rule.is_fixed and problem_with(rule, rule.default)
    ] == []
