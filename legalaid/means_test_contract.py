"""PURE. The means test as a JSON contract: one household in, its findings out, no clock and no database."""

from __future__ import annotations

import re

from legalaid import means_test_input as given
from legalaid.evidence_needed import evidence_needed
from legalaid.findings import Findings
from legalaid.intervals import Amount, Paths, Truth
from legalaid.means_test import assess
from legalaid.reasons import reasons
from legalaid.thresholds import AllowanceNotKnown
from mediation.core.json_contract import Field, answer_each

Answer = dict[str, object]
# Missing facts are named in the order in which people are asked for them.
ORDER_OF_FACTS = (
    "client",
    "under_18",
    "partner",
    "dependants",
    "properties",
    "capital",
    "disputes_property_or_finance",
)
STEP = re.compile(r"[0-9]+|[a-z_0-9]*[a-z_][a-z_0-9]*")


def answer_all(text: str) -> str:
    """The answers to a JSON list of households. ContractError names the item and field that is refused."""
    return answer_each(text, answer)


def answer(item: Field) -> Answer:
    household = given.household(item)
    try:
        found = assess(household)
    except AllowanceNotKnown as error:
        raise item.at(error.fact).refuse(str(error)) from error
    return {
        "verdict": found.verdict.value,
        "gross_income": _pounds(found.gross_income.amount, found.gross_income.is_assessed),
        "gross_income_limit": _pounds(found.gross_income.limit),
        "disposable_income": _pounds(found.disposable_income.amount, found.disposable_income.is_assessed),
        "disposable_income_limit": _pounds(found.disposable_income.limit),
        "capital": _pounds(found.disposable_capital.amount, found.disposable_capital.is_assessed),
        "capital_limit": _pounds(found.disposable_capital.limit),
        "sections": {
            "gross_income": found.gross_income.standing.value,
            "disposable_income": found.disposable_income.standing.value,
            "capital": found.disposable_capital.standing.value,
        },
        **_income_figures(found),
        **_capital_figures(found),
        "missing": _in_order(found.missing),
        "reasons": reasons(found),
        "evidence": evidence_needed(found),
    }


def _income_figures(found: Findings) -> Answer:
    figures = {
        "partner_allowance": found.income.over_all(lambda each: each.partner_allowance),
        "dependants_allowance": found.income.over_all(lambda each: each.dependants_allowance),
        "employment_allowance": found.income.over_all(lambda each: each.employment_allowance),
        "housing_costs_allowed": found.income.over_all(lambda each: each.housing),
        "childcare_allowed": found.income.over_all(lambda each: each.childcare),
    }
    return {name: _pounds(figure, found.gross_income.is_assessed) for name, figure in figures.items()}


def _capital_figures(found: Findings) -> Answer:
    figures = {
        "pensioner_disregard": found.pensioner_disregard,
        "smod_disregard": found.capital.over_all(lambda each: each.subject_matter_disregard),
        "main_home_disregard": found.capital.over_all(lambda each: each.main_home_disregard),
        "property_capital": found.capital.over_all(lambda each: each.property),
        "other_capital": found.capital.over_all(lambda each: each.other),
    }
    return {name: _pounds(figure, found.disposable_capital.is_assessed) for name, figure in figures.items()}


def _pounds(figure: Amount, is_assessed: Truth | None = None) -> str | None:
    """The figure, if it is the same whatever the unknown facts turn out to be."""
    if figure.known is None or (is_assessed is not None and not is_assessed.is_sure):
        return None
    return f"{figure.known:.2f}"


def _in_order(paths: Paths) -> list[str]:
    return sorted(paths, key=_place_in_order)


def _place_in_order(path: str) -> tuple[int, list[tuple[int, str]]]:
    first, *rest = STEP.findall(path)
    steps = [(int(step), "") if step.isdigit() else (0, step) for step in rest]
    return ORDER_OF_FACTS.index(first), steps
