"""PURE. Capital as the official forms set it out: part A, what the opponent claims, and part B, all the rest.

The sums are those of `capital`; here they are only told apart by home, other property and kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from legalaid import thresholds as law
from legalaid.capital import equity_of
from legalaid.household import WHOLE, CapitalItem, CapitalKind, Household, Owner, Property
from legalaid.intervals import INFINITY, NIL, ZERO, Amount, total

OF_NO_KNOWN_PART = Amount(NIL, INFINITY)
Pair = tuple[Amount | None, Amount | None]  # main home and other property, or client and partner


@dataclass(frozen=True, slots=True)
class PartOfCapital:
    """One part of the form, in pounds; None where there is nothing to write."""

    value: Pair
    mortgage: Pair
    share: Pair
    net_equity: Pair
    equity: Pair
    assessed: Pair
    savings: Pair
    investments: Pair
    valuables: Pair
    others: Pair
    total: Amount


@dataclass(frozen=True, slots=True)
class _Holding:
    """A property, or another thing, with what is left of it after the disregards."""

    thing: Property | CapitalItem
    worth: Amount
    left: Amount
    is_home: bool = False


def parts_of_capital(household: Household) -> tuple[PartOfCapital, PartOfCapital]:
    """Part A and part B. Nothing stands in both; all in part B, without its sums, where it is not known what
    the opponent claims."""
    claimed, rest = _shared_out(household)
    if _is_open(household):
        return _part([]), _part([replace(one, left=OF_NO_KNOWN_PART) for one in (*claimed, *rest)])
    return _part(claimed), _part(rest)


def _is_open(household: Household) -> bool:
    """Whether it is not known what the opponent claims, or which home is the main one."""
    disputes = household.disputes_property_or_finance
    return any((one.is_disputed & disputes).is_open for one in household.things) or any(
        one.is_main_home.is_open for one in household.properties
    )


def _shared_out(household: Household) -> tuple[list[_Holding], list[_Holding]]:
    """What is claimed uses up the first disregard in the order of the form; then the main home its own."""
    home = next((one for one in household.properties if one.is_main_home.is_sure), None)
    in_order = sorted(household.things, key=lambda one: one is not home)
    disputes, left_over = household.disputes_property_or_finance, Amount.exactly(law.SUBJECT_MATTER_DISREGARD)
    parts: tuple[list[_Holding], list[_Holding]] = ([], [])
    for one in in_order:
        worth = equity_of(one) if isinstance(one, Property) else one.value
        is_partners = isinstance(one, CapitalItem) and one.owner is Owner.PARTNER
        is_claimed = not is_partners and (one.is_disputed & disputes).may_hold
        used = worth.at_most(left_over) if is_claimed else ZERO
        left_over = _less(left_over, used)
        left = _less(worth, used)
        if one is home:
            left = _less(left, Amount.exactly(law.MAIN_HOME_DISREGARD))
        parts[0 if is_claimed else 1].append(_Holding(one, worth, left, one is home))
    return parts


def _less(amount: Amount, disregard: Amount) -> Amount:
    return (amount - disregard).at_least(NIL)


def _part(holdings: list[_Holding]) -> PartOfCapital:
    homes = [one for one in holdings if one.is_home]
    others = [one for one in holdings if isinstance(one.thing, Property) and not one.is_home]
    columns = (homes, others)
    return PartOfCapital(
        value=_pair(columns, lambda one: one.value),
        mortgage=_pair(columns, lambda one: one.mortgage),
        share=(_share(homes), _share(others)),
        net_equity=_pair(columns, lambda one: equity_of(replace(one, share=WHOLE))),
        equity=(_sum(one.worth for one in homes), _sum(one.worth for one in others)),
        assessed=(_sum(one.left for one in homes), _sum(one.left for one in others)),
        savings=_of_kinds(holdings, CapitalKind.SAVINGS),
        investments=_of_kinds(holdings, CapitalKind.INVESTMENTS),
        valuables=_of_kinds(holdings, CapitalKind.VALUABLES),
        others=_of_kinds(holdings, CapitalKind.MONEY_OWED, CapitalKind.OTHER),
        total=total(one.left for one in holdings),
    )


def _pair(columns: tuple[list[_Holding], list[_Holding]], figure: Callable[[Property], Amount]) -> Pair:
    first, second = (
        _sum(figure(one.thing) for one in column if isinstance(one.thing, Property)) for column in columns
    )
    return first, second


def _share(column: list[_Holding]) -> Amount | None:
    """Of one property; several have no share in common."""
    shares = [one.thing.share for one in column if isinstance(one.thing, Property)]
    return shares[0] if len(shares) == 1 else None


def _sum(amounts: Iterable[Amount]) -> Amount | None:
    found = list(amounts)
    return total(found) if found else None


def _of_kinds(holdings: list[_Holding], *kinds: CapitalKind) -> Pair:
    """The client's, and the partner's."""
    things = [one for one in holdings if isinstance(one.thing, CapitalItem) and one.thing.kind in kinds]
    return (
        _sum(one.worth for one in things if _owner(one) is Owner.CLIENT),
        _sum(one.worth for one in things if _owner(one) is Owner.PARTNER),
    )


def _owner(one: _Holding) -> Owner:
    return one.thing.owner if isinstance(one.thing, CapitalItem) else Owner.CLIENT
