"""A fee in words, for staff and auditors. PURE."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from legalaid.enums import FundingSource, FundingState

SOURCES = {
    FundingSource.PRIVATE: "paying privately",
    FundingSource.LEGAL_AID: "may get legal aid",
    FundingSource.NOT_SURE: "not sure how to pay",
    FundingSource.OTHER_PARTY: "nothing to pay, because of the other party",
}
STATES = {
    FundingState.DUE: "not paid yet",
    FundingState.PAID: "paid",
    FundingState.WAIVED: "waived",
}


class Said(Protocol):
    """What `legalaid.models.Fee` says."""

    source: str
    fee: Decimal
    state: str
    reason: str


def funding_line(fee: Said) -> str:
    return f"£{fee.fee:.2f}, {SOURCES[FundingSource(fee.source)]}, {STATES[FundingState(fee.state)]}"


def fee_line(fee: Said) -> str:
    """With the reason, where one is written."""
    return funding_line(fee) + (f": {fee.reason}" if fee.reason else "")
