"""Every sum and comparison hangs on the unknown facts of both its sides, also on one that they share."""

from decimal import Decimal

import pytest

from legalaid.intervals import Amount, Truth, choose, spanning

FLOW, OTHER = Amount.unknown("pay"), Amount.unknown("rent")
MAYBE = Truth.unknown("pay")


@pytest.mark.parametrize(
    "combined",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: one.at_most(other),
        lambda one, other: one.is_up_to(other),
        lambda one, other: one.is_over(other),
        lambda one, other: choose(MAYBE, one, other),
        lambda one, other: spanning((one, other), frozenset()),
    ],
    ids=["plus", "minus", "at most", "up to", "over", "choose", "spanning"],
)
def test_what_is_combined_hangs_on_both_sides(combined):
    assert combined(FLOW, OTHER).because == {"pay", "rent"}
    assert combined(FLOW, FLOW).because == {"pay"}


def test_what_is_settled_hangs_on_nothing():
    known = Amount.exactly(5)

    assert FLOW.at_most(Amount.exactly(0)).because == frozenset()
    assert known.at_most(FLOW).because == {"pay"}
    assert (known.low, known.known, known.is_known) == (Decimal(5), Decimal(5), True)
    assert (FLOW.known, FLOW.is_known) == (None, False)
