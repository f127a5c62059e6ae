"""PURE. What the means test has found: the figures, how each part of the test stands, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legalaid import thresholds as law
from legalaid.capital import Capital
from legalaid.household import Household
from legalaid.income import Income
from legalaid.intervals import NO_PATHS, Amount, Paths, Truth

CAPITAL_LIMIT = Amount.exactly(law.CAPITAL_LIMIT)
DISPOSABLE_INCOME_LIMIT = Amount.exactly(law.DISPOSABLE_INCOME_LIMIT)


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEED_MORE_INFORMATION = "need_more_information"


class Standing(StrEnum):
    """How one part of the test stands."""

    PASSES = "passes"
    FAILS = "fails"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which parts of the test apply."""

    is_exempt: Truth  # under 18, with "no" to all three questions
    is_passported: Truth
    is_pensioner: Truth  # somebody whose means count is 60 or over

    @property
    def income_counts(self) -> Truth:
        return ~self.is_exempt & ~self.is_passported


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the test: an amount against its limit, where it is assessed at all."""

    amount: Amount
    limit: Amount
    is_assessed: Truth

    @property
    def passes(self) -> Truth:
        return self.amount.is_up_to(self.limit)

    @property
    def standing(self) -> Standing:
        if not self.is_assessed.may_hold:
            return Standing.NOT_ASSESSED
        passes = self.passes
        if self.is_assessed.is_open or passes.is_open:
            return Standing.UNKNOWN
        return Standing.PASSES if passes.is_sure else Standing.FAILS


@dataclass(frozen=True, slots=True)
class Findings:
    """``gross_income``, ``disposable_income`` and ``disposable_capital`` are the three parts of the test."""

    household: Household
    circumstances: Circumstances
    income: Income
    capital: Capital
    pensioner_disregard: Amount
    gross_income: Part
    disposable_income: Part
    disposable_capital: Part
    verdict: Verdict

    @property
    def missing(self) -> Paths:
        """The unknown facts that could still change the verdict."""
        if self.verdict is not Verdict.NEED_MORE_INFORMATION:
            return NO_PATHS
        income_passes = self.gross_income.passes & self.disposable_income.passes
        settled = self.circumstances.is_passported | income_passes
        return (self.circumstances.is_exempt | (settled & self.disposable_capital.passes)).because
