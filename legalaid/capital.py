"""PURE. Disposable capital on the day of application, SI 2013/480 regs 30-41, with unknown facts as ranges.

The order of what is left out is fixed (CIVMEANS7): the share, then the subject matter of the dispute (main
home, other property as listed, everything else), then the main home's own 100,000, then the disregard for
people of 60 or over. Nothing is taken off for selling. A main home that is in dispute can use up the first
disregard needlessly, so which property is the main home, and whether it is in dispute, are read each way;
within one reading every unknown pushes one way, and the ranges are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from legalaid import thresholds as law
from legalaid.household import Household, Owner, Property, to_the_penny
from legalaid.intervals import NIL, NO, NO_PATHS, ZERO, Amount, Paths, Truth, choose, spanning, total

SUBJECT_MATTER = Amount.exactly(law.SUBJECT_MATTER_DISREGARD)
ALL = Decimal(100)  # per cent
EXACT = 60  # digits: a value, times what the landlord leaves, times a share


@dataclass(frozen=True, slots=True)
class CapitalFigures:
    """Pounds, before the disregard for people of 60 or over; the disregards are the amounts used."""

    property: Amount
    other: Amount
    subject_matter_disregard: Amount
    main_home_disregard: Amount
    total: Amount


@dataclass(frozen=True, slots=True)
class Capital:
    """Every reading of the facts that has to be looked at by itself, and the facts that tell them apart."""

    readings: tuple[CapitalFigures, ...]
    split_on: Paths = NO_PATHS

    def over_all(self, figure: Callable[[CapitalFigures], Amount]) -> Amount:
        if len(self.readings) == 1:
            return figure(self.readings[0])
        return spanning(map(figure, self.readings), self.split_on)


@dataclass(frozen=True, slots=True)
class _Asset:
    value: Amount
    is_disputed: Truth

    @property
    def disputed_part(self) -> Amount:
        return choose(self.is_disputed, self.value, ZERO)


def capital_of(household: Household) -> Capital:
    disputes, homes = household.disputes_property_or_finance, _possible_main_homes(household.properties)
    equities = [equity_of(one) for one in household.properties]
    readings: list[CapitalFigures] = []
    split_on = disputes.because
    if len(homes) > 1:
        split_on = split_on.union(*(one.is_main_home.because for one in household.properties))
    for is_dispute in _each(disputes):
        estate, others = _assets(household, equities, is_dispute)
        for home in homes:
            is_home_disputed = NO if home is None else estate[home].is_disputed
            split_on |= is_home_disputed.because
            readings += [_figures(estate, others, home, each) for each in _each(is_home_disputed)]
    return Capital(tuple(readings), split_on)


def _assets(
    household: Household, equities: list[Amount], is_dispute: Truth
) -> tuple[list[_Asset], list[_Asset]]:
    """Properties and everything else, each with whether it is in dispute. A partner's own never are."""
    estate = [
        _Asset(equity, one.is_disputed & is_dispute)
        for equity, one in zip(equities, household.properties, strict=True)
    ]
    others = [
        _Asset(one.value, NO if one.owner is Owner.PARTNER else one.is_disputed & is_dispute)
        for one in household.capital
    ]
    return estate, others


def _each(truth: Truth) -> Iterable[Truth]:
    return (Truth.of(True), Truth.of(False)) if truth.is_open else (truth,)


def _possible_main_homes(properties: tuple[Property, ...]) -> list[int | None]:
    """Positions of the properties that may be the first main home; None where there may be none."""
    found: list[int | None] = []
    for position, one in enumerate(properties):
        if one.is_main_home.may_hold:
            found.append(position)
        if one.is_main_home.is_sure:
            return found
    return [*found, None]


def equity_of(one: Property) -> Amount:
    """What the client's share would fetch above all that is secured on it; never below nothing."""
    with localcontext(prec=EXACT):
        return _equity_in_full(one)


def _equity_in_full(one: Property) -> Amount:
    left = Amount.between(
        _times(one.value.low, ALL - one.landlord.high),
        _times(one.value.high, ALL - one.landlord.low),
        one.value.because | one.landlord.because,
    )
    secured = one.mortgage.rising(lambda value: value * ALL)
    whole = (left - secured).at_least(NIL)
    shared = Amount.between(
        _times(whole.low, one.share.low),
        _times(whole.high, one.share.high),
        whole.because | one.share.because,
    )
    return shared.rising(lambda value: to_the_penny(value / ALL / ALL))


def _times(value: Decimal, factor: Decimal) -> Decimal:
    """Nothing of an amount without end is nothing."""
    return value * factor if factor else NIL


def _figures(
    estate: list[_Asset], others: list[_Asset], home: int | None, is_home_disputed: Truth
) -> CapitalFigures:
    home_equity = ZERO if home is None else estate[home].value
    claimed_home = choose(is_home_disputed, home_equity, ZERO).at_most(SUBJECT_MATTER)
    own_home = home_equity.rising(
        lambda equity: min(equity - _claimed(equity, is_home_disputed), law.MAIN_HOME_DISREGARD)
    )
    home_left = home_equity.rising(
        lambda equity: max(equity - _claimed(equity, is_home_disputed) - law.MAIN_HOME_DISREGARD, NIL)
    )
    elsewhere = [asset for position, asset in enumerate(estate) if position != home]
    left_for_property = SUBJECT_MATTER - claimed_home
    left_for_others = _less(left_for_property, total(one.disputed_part for one in elsewhere))
    claimed = claimed_home + total(one.disputed_part for one in (*elsewhere, *others))
    return CapitalFigures(
        property=home_left + _after_disregard(elsewhere, left_for_property),
        other=_after_disregard(others, left_for_others),
        subject_matter_disregard=claimed.at_most(SUBJECT_MATTER),
        main_home_disregard=own_home,
        total=home_left + _after_disregard([*elsewhere, *others], left_for_property),
    )


def _claimed(equity: Decimal, is_disputed: Truth) -> Decimal:
    """What of the main home falls under the disregard for the subject matter of the dispute."""
    return min(equity, law.SUBJECT_MATTER_DISREGARD) if is_disputed.may_hold else NIL


def _less(disregard: Amount, claimed: Amount) -> Amount:
    return (disregard - claimed).at_least(NIL)


def _after_disregard(assets: list[_Asset], disregard: Amount) -> Amount:
    """All of it, less what is in dispute as far as the disregard goes. Being in dispute never adds."""
    low = sum((one.value.low for one in assets), NIL)
    high = sum((one.value.high for one in assets), NIL)
    most_claimed = sum((one.value.low for one in assets if one.is_disputed.may_hold), NIL)
    least_claimed = sum((one.value.high for one in assets if one.is_disputed.is_sure), NIL)
    because = NO_PATHS.union(*(one.value.because | one.disputed_part.because for one in assets))
    return Amount.between(
        low - min(most_claimed, disregard.high),
        high - min(least_claimed, disregard.low),
        because | disregard.because,
    )
