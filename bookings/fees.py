"""What a meeting's fee becomes when it is cancelled, missed, or held after all. PURE.

The rule writes only what it knows: the terms that the client agreed to. Whatever a person at the desk wrote
(waived, paid, a smaller fee) stands over it, also where they begin with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from legalaid.enums import FundingState

BY_TERMS = "due by their terms"


class Why(StrEnum):
    """What happened to the meeting, as the desk reads it beside the fee."""

    BY_CLIENT = "Cancelled by the client"
    BY_US = "Cancelled by us"
    MISSED = "They did not attend"


@dataclass(frozen=True, slots=True)
class Fee:
    amount: Decimal
    state: FundingState
    reason: str

    @property
    def is_by_rule(self) -> bool:
        return self.reason.startswith(tuple(f"{one}: " for one in Why)) and BY_TERMS in self.reason


def when_not_held(fee: Fee, *, agreed: Decimal, due: Decimal, why: Why) -> Fee:
    """After a cancellation or a no-show: `due` of what was agreed, by the terms; never more than is written.

    Who has nothing to pay goes on so. What is paid stays paid, and says what of it is theirs.
    """
    if fee.state is FundingState.WAIVED and not fee.is_by_rule:
        return fee
    asked = agreed if fee.is_by_rule and fee.state is not FundingState.PAID else fee.amount
    due = min(due, asked)
    if fee.state is FundingState.PAID:
        over = fee.amount - due
        words = f"{why}: {_pounds(due)} is {BY_TERMS}. {_pounds(over)} goes back or to their next fee"
        return replace(fee, reason=words) if over else fee
    if not due:
        return Fee(Decimal(0), FundingState.WAIVED, f"{why}: nothing is {BY_TERMS}")
    return Fee(due, FundingState.DUE, f"{why}: this part of {_pounds(agreed)} is {BY_TERMS}")


def when_held(fee: Fee, *, agreed: Decimal) -> Fee:
    """They came after all, or it failed through nobody's fault: what the rule wrote is taken back."""
    if not fee.is_by_rule:
        return fee
    if fee.state is FundingState.PAID:
        return replace(fee, reason="")
    return Fee(agreed, FundingState.DUE, "")


def _pounds(amount: Decimal) -> str:
    return f"£{amount:.2f}".removesuffix(".00")
