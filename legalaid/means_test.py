"""PURE. The means test for legally aided family mediation, three-valued: unknown stays unknown.

The test of controlled work: one inclusive limit for each part, no lower limit and no contribution. Capital is
always assessed; a passporting benefit settles income. Every part is worked out even where an earlier one
fails. A verdict is given where every way of filling in the unknown facts leads to it, and only there.
"""

from __future__ import annotations

from collections.abc import Iterator

from legalaid import thresholds as law
from legalaid.capital import capital_of
from legalaid.findings import CAPITAL_LIMIT, DISPOSABLE_INCOME_LIMIT, Circumstances, Findings, Part, Verdict
from legalaid.household import Household
from legalaid.income import Income, income_of
from legalaid.intervals import NIL, YES, ZERO, Amount, Truth, any_of, choose

MOST_PENSIONER_DISREGARD = Amount.exactly(law.MOST_PENSIONER_DISREGARD)


def assess(household: Household) -> Findings:
    """Apply the limits in force on the day of application. AllowanceNotKnown where no source states them."""
    facts, income, capital = _circumstances(household), income_of(household), capital_of(household)
    before = capital.over_all(lambda figures: figures.total)
    disposable = income.over_all(lambda figures: figures.disposable)
    disregard = choose(
        facts.is_passported, _disregard_of_passported(facts), _pensioner_disregard(facts, disposable)
    )
    return Findings(
        household=household,
        circumstances=facts,
        income=income,
        capital=capital,
        pensioner_disregard=disregard,
        gross_income=Part(
            income.over_all(lambda figures: figures.gross),
            income.over_all(lambda figures: figures.gross_limit),
            facts.income_counts,
        ),
        disposable_income=Part(disposable, DISPOSABLE_INCOME_LIMIT, facts.income_counts),
        disposable_capital=Part(_less(before, disregard), CAPITAL_LIMIT, ~facts.is_exempt),
        verdict=_verdict(_worlds(facts, income, before)),
    )


def _circumstances(household: Household) -> Circumstances:
    asked = household.under_18
    has_means = asked.means_aggregated | asked.regular_income | asked.assets_2500_or_more
    return Circumstances(
        is_exempt=household.client.age.is_under(law.ADULT_CLIENT_AGE) & ~has_means,
        is_passported=any_of(person.has_passporting_benefit for person in household.adults),
        is_pensioner=any_of(person.age.is_at_least(law.PENSIONER_AGE) for person in household.adults),
    )


def _worlds(facts: Circumstances, income: Income, capital: Amount) -> Iterator[Truth]:
    """Whether the client is eligible, in each world that the unknown facts leave possible.

    ``capital`` is before the disregard for people of 60 or over, which depends on the world.
    """
    if facts.is_exempt.may_hold:
        yield YES
    if facts.is_exempt.is_sure:
        return
    if facts.is_passported.may_hold:
        yield _less(capital, _disregard_of_passported(facts)).is_up_to(CAPITAL_LIMIT)
    if facts.is_passported.may_fail:
        for reading in income.readings:
            left = _less(capital, _pensioner_disregard(facts, reading.disposable))
            yield (
                reading.gross.is_up_to(reading.gross_limit)
                & reading.disposable.is_up_to(DISPOSABLE_INCOME_LIMIT)
                & left.is_up_to(CAPITAL_LIMIT)
            )


def _verdict(worlds: Iterator[Truth]) -> Verdict:
    found = list(worlds)
    if all(world.is_sure for world in found):
        return Verdict.ELIGIBLE
    if any(world.may_hold for world in found):
        return Verdict.NEED_MORE_INFORMATION
    return Verdict.NOT_ELIGIBLE


def _disregard_of_passported(facts: Circumstances) -> Amount:
    return choose(facts.is_pensioner, MOST_PENSIONER_DISREGARD, ZERO)


def _pensioner_disregard(facts: Circumstances, disposable: Amount) -> Amount:
    """By plain disposable income; income from capital is not stripped out of it."""
    return choose(facts.is_pensioner, disposable.falling(law.pensioner_disregard), ZERO)


def _less(capital: Amount, disregard: Amount) -> Amount:
    return (capital - disregard).at_least(NIL)
