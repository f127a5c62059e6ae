"""PURE. Amounts and answers that may not be known yet.

An `Amount` is a range and a `Truth` may be yes, no or still either. Each carries the paths of the unknown
facts it depends on; once it is settled it depends on none. Functions here are exact as long as each unknown
pushes the result in one direction only; what does not is split into readings first (`spanning`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

INFINITY = Decimal("Infinity")
NIL = Decimal(0)
Paths = frozenset[str]
NO_PATHS: Paths = frozenset()


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes, a no, or (where both are possible) an answer that waits for the facts in ``because``."""

    may_hold: bool
    may_fail: bool
    because: Paths = NO_PATHS

    @classmethod
    def of(cls, value: bool) -> Truth:
        return YES if value else NO

    @classmethod
    def unknown(cls, path: str) -> Truth:
        return cls(True, True, frozenset((path,)))

    @classmethod
    def possibly(cls, may_hold: bool, may_fail: bool, because: Paths) -> Truth:
        if may_hold and may_fail:
            return cls(True, True, because)
        return cls.of(may_hold)

    @property
    def is_sure(self) -> bool:
        return not self.may_fail

    @property
    def is_open(self) -> bool:
        return self.may_hold and self.may_fail

    def __and__(self, other: Truth) -> Truth:
        return Truth.possibly(
            self.may_hold and other.may_hold, self.may_fail or other.may_fail, self.because | other.because
        )

    def __or__(self, other: Truth) -> Truth:
        return Truth.possibly(
            self.may_hold or other.may_hold, self.may_fail and other.may_fail, self.because | other.because
        )

    def __invert__(self) -> Truth:
        return Truth(self.may_fail, self.may_hold, self.because)


YES = Truth(True, False)
NO = Truth(False, True)


def any_of(truths: Iterable[Truth]) -> Truth:
    found = NO
    for one in truths:
        found = found | one
    return found


def all_of(truths: Iterable[Truth]) -> Truth:
    found = YES
    for one in truths:
        found = found & one
    return found


@dataclass(frozen=True, slots=True)
class Amount:
    """From ``low`` to ``high``, both included; ``high`` may be infinite. Pounds, unless said otherwise."""

    low: Decimal
    high: Decimal
    because: Paths = NO_PATHS

    @classmethod
    def exactly(cls, value: Decimal | int) -> Amount:
        exact = Decimal(value)
        return cls(exact, exact)

    @classmethod
    def unknown(cls, path: str, *, high: Decimal = INFINITY) -> Amount:
        return cls(NIL, high, frozenset((path,)))

    @classmethod
    def between(cls, low: Decimal, high: Decimal, because: Paths) -> Amount:
        return cls(low, high, because if low != high else NO_PATHS)

    @property
    def is_known(self) -> bool:
        return self.low == self.high

    @property
    def known(self) -> Decimal | None:
        return self.low if self.low == self.high else None

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.low + other.low, self.high + other.high, self.because | other.because)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.low - other.high, self.high - other.low, self.because | other.because)

    def rising(self, rule: Callable[[Decimal], Decimal]) -> Amount:
        """Under a rule whose result never falls when the amount rises."""
        low = rule(self.low)
        return Amount.between(low, low if self.is_known else rule(self.high), self.because)

    def falling(self, rule: Callable[[Decimal], Decimal]) -> Amount:
        """Under a rule whose result never rises when the amount rises."""
        return Amount.between(rule(self.high), rule(self.low), self.because)

    def at_least(self, floor: Decimal) -> Amount:
        return Amount.between(max(self.low, floor), max(self.high, floor), self.because)

    def at_most(self, other: Amount) -> Amount:
        """The smaller of the two."""
        low, high = min(self.low, other.low), min(self.high, other.high)
        return Amount.between(low, high, self.because | other.because)

    def is_up_to(self, limit: Amount) -> Truth:
        """Whether it is within an inclusive limit."""
        may_hold, may_fail = self.low <= limit.high, self.high > limit.low
        return Truth.possibly(may_hold, may_fail, self.because | limit.because)

    def is_over(self, limit: Amount) -> Truth:
        return ~self.is_up_to(limit)


ZERO = Amount.exactly(0)


def total(amounts: Iterable[Amount]) -> Amount:
    found = ZERO
    for one in amounts:
        found = found + one
    return found


def choose(which: Truth, if_yes: Amount, if_no: Amount) -> Amount:
    if not which.is_open:
        return if_yes if which.may_hold else if_no
    low, high = min(if_yes.low, if_no.low), max(if_yes.high, if_no.high)
    return Amount.between(low, high, which.because | if_yes.because | if_no.because)


def spanning(readings: Iterable[Amount], split_on: Paths) -> Amount:
    """One amount for several readings of the same facts; ``split_on`` are the facts that tell them apart."""
    found = list(readings)
    low, high = min(one.low for one in found), max(one.high for one in found)
    because = NO_PATHS.union(*(one.because for one in found))
    if any((one.low, one.high) != (low, high) for one in found):
        because |= split_on
    return Amount.between(low, high, because)
