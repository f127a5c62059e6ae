"""PURE. Gross and disposable income a month, SI 2013/480 regs 14-29, with unknown facts as ranges.

A little unknown pay does two things at once: it is income, and it may earn the employment allowance and make
childcare count. So a person with unknown pay is read once as earning none of it and once as earning a penny
or more; within one reading every unknown pushes one way, and the ranges are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product

from legalaid import thresholds as law
from legalaid.household import PENNY, Dependant, Flow, Household, HousingKind, Person, Work
from legalaid.intervals import (
    NO_PATHS,
    ZERO,
    Amount,
    Paths,
    Truth,
    all_of,
    any_of,
    choose,
    spanning,
    total,
)

HOUSING_CAP = Amount.exactly(law.HOUSING_CAP)
EMPLOYMENT_ALLOWANCE = Amount.exactly(law.EMPLOYMENT_ALLOWANCE)
ADULT_DEPENDANT_CAPITAL_LIMIT = Amount.exactly(law.ADULT_DEPENDANT_CAPITAL_LIMIT)
ONE = Amount.exactly(1)


@dataclass(frozen=True, slots=True)
class IncomeFigures:
    """Pounds a month, of client and partner together. What is paid and not allowed says so."""

    gross: Amount
    gross_limit: Amount
    partner_allowance: Amount
    dependants_allowance: Amount
    employment_allowance: Amount
    tax_and_national_insurance: Amount
    maintenance_paid: Amount
    housing: Amount
    housing_before_cap: Amount
    childcare: Amount
    childcare_paid: Amount
    criminal_legal_aid_contribution: Amount

    @property
    def disposable(self) -> Amount:
        """What is left; below zero is allowed."""
        return self.gross - total(
            (
                self.partner_allowance,
                self.dependants_allowance,
                self.employment_allowance,
                self.tax_and_national_insurance,
                self.maintenance_paid,
                self.housing,
                self.childcare,
                self.criminal_legal_aid_contribution,
            )
        )


@dataclass(frozen=True, slots=True)
class Income:
    """Every reading of the facts that has to be looked at by itself, and the facts that tell them apart."""

    readings: tuple[IncomeFigures, ...]
    split_on: Paths = NO_PATHS

    def over_all(self, figure: Callable[[IncomeFigures], Amount]) -> Amount:
        if len(self.readings) == 1:
            return figure(self.readings[0])
        return spanning(map(figure, self.readings), self.split_on)


def income_of(household: Household) -> Income:
    """AllowanceNotKnown where no source states an allowance of that day."""
    readings = product(*map(_earning_readings, household.adults))
    pays = (work.gross.amount.because for person in household.adults for work in person.work)
    return Income(tuple(_figures(household, adults) for adults in readings), NO_PATHS.union(*pays))


def _earning_readings(person: Person) -> list[Person]:
    """The person with nothing of the pay that is not known, with the first penny of a job, or of a business.

    One job or business is enough: it is the one whose first penny comes to least in a month.
    """
    jobs = [job for job in person.jobs if job.pays.is_open and job.statutory_pay_only.may_fail]
    businesses = [work for work in person.self_employments if work.pays.is_open]
    if not (jobs or businesses) or _is_paid(person).is_sure:
        return [person]
    readings = [_earning(person, None, idle=[work for work in person.work if work.pays.is_open])]
    if jobs:
        readings.append(_earning(person, min(jobs, key=_first_penny), idle=[]))
    if businesses:
        readings.append(_earning(person, min(businesses, key=_first_penny), idle=jobs))
    return readings


def _first_penny(work: Work) -> Decimal:
    """What the least pay comes to in a month."""
    return Flow(Amount.exactly(PENNY), work.gross.period).monthly().low


def _earning(person: Person, starter: Work | None, *, idle: list[Work]) -> Person:
    """With something from the one, and the least from the others."""

    def read(work: Work) -> Work:
        paid = work.gross.amount
        if work is starter:
            paid = paid.at_least(PENNY)
        elif work in idle:
            paid = Amount.exactly(paid.low)
        return replace(work, gross=replace(work.gross, amount=paid))

    return replace(
        person,
        jobs=tuple(map(read, person.jobs)),
        self_employments=tuple(map(read, person.self_employments)),
    )


def _figures(household: Household, adults: tuple[Person, ...]) -> IncomeFigures:
    row = law.allowances_on(household.assessed_on)
    partner = ZERO if len(adults) == 1 else Amount.exactly(law.partner_allowance(row))
    dependants = total(dependant_allowance(one, row.dependant) for one in household.dependants)
    housing = _housing_before_cap(adults)
    childcare = total(person.childcare.monthly() for person in adults)
    is_alone = (partner + dependants).is_up_to(ZERO)
    return IncomeFigures(
        gross=total(gross_of(person, household.assessed_on) for person in adults),
        gross_limit=_gross_limit(household.dependants, row.dependant),
        partner_allowance=partner,
        dependants_allowance=dependants,
        employment_allowance=total(map(employment_allowance, adults)),
        tax_and_national_insurance=total(map(tax_of, adults)),
        maintenance_paid=total(person.maintenance_paid.monthly() for person in adults),
        housing=choose(is_alone, housing.at_most(HOUSING_CAP), housing),
        housing_before_cap=housing,
        childcare=choose(_childcare_counts(adults, household.dependants), childcare, ZERO),
        childcare_paid=childcare,
        criminal_legal_aid_contribution=total(
            person.criminal_legal_aid_contribution.monthly() for person in adults
        ),
    )


def gross_of(person: Person, day: date) -> Amount:
    return earnings_of(person) + other_income_of(person, day)


def earnings_of(person: Person) -> Amount:
    """Pay and drawings, a month."""
    return total(work.gross.monthly() for work in person.work)


def other_income_of(person: Person, day: date) -> Amount:
    """All other income that counts on that day, a month."""
    counted = (one.received for one in person.other_income if not law.is_disregarded(one.kind, day))
    return total(flow.monthly() for flow in counted)


def tax_of(person: Person) -> Amount:
    """Tax and National Insurance, a month."""
    return total(paid.monthly() for work in person.work for paid in (work.tax, work.national_insurance))


def employment_allowance(person: Person) -> Amount:
    return choose(_is_paid(person), EMPLOYMENT_ALLOWANCE, ZERO)


def housing_cost_of(person: Person) -> Amount:
    """Rent, mortgage, or half of board and lodging, a month, before housing benefit."""
    return person.housing.cost.monthly(2 if person.housing.kind is HousingKind.BOARD_AND_LODGING else 1)


def _is_paid(person: Person) -> Truth:
    """In paid employment: reg 27(1)(a). Sick or maternity pay alone, and self-employment, are not."""
    return any_of(job.pays & ~job.statutory_pay_only for job in person.jobs)


def _is_away_for_work_or_study(person: Person) -> Truth:
    in_business = any_of(work.pays for work in person.self_employments)
    return _is_paid(person) | in_business | person.is_student


def _gross_limit(dependants: tuple[Dependant, ...], allowance: Decimal) -> Amount:
    """Raised for the fifth and each further child: of the family, young or studying, with little income."""
    most = Amount.exactly(allowance)
    children = total(
        choose(
            one.is_child_relative
            & (one.age.is_under(law.CHILDCARE_UNDER_AGE) | one.in_full_time_education)
            & ~most.is_up_to(one.income),
            ONE,
            ZERO,
        )
        for one in dependants
    )
    return children.rising(
        lambda count: (
            law.GROSS_INCOME_LIMIT
            + law.GROSS_INCOME_EXTRA_PER_CHILD * max(count - law.CHILDREN_WITHOUT_EXTRA, Decimal(0))
        )
    )


def dependant_allowance(one: Dependant, allowance: Decimal) -> Amount:
    """Less the dependant's own income; nothing for an adult with capital of their own over the limit."""
    is_adult = one.age.is_at_least(law.ADULT_DEPENDANT_AGE) | (
        one.age.is_at_least(law.YOUNG_PERSON_AGE) & ~one.in_full_time_education
    )
    has_own_capital = is_adult & one.capital.is_over(ADULT_DEPENDANT_CAPITAL_LIMIT)
    after_income = (Amount.exactly(allowance) - one.income).at_least(Decimal(0))
    return choose(has_own_capital, ZERO, after_income)


def _housing_before_cap(adults: tuple[Person, ...]) -> Amount:
    """All costs, half of board and lodging, minus all housing benefit; both count by the housing's period."""
    costs = total(map(housing_cost_of, adults))
    benefit = total(person.housing.benefit.monthly() for person in adults)
    return (costs - benefit).at_least(Decimal(0))


def _childcare_counts(adults: tuple[Person, ...], dependants: tuple[Dependant, ...]) -> Truth:
    """For a child under 16, while every adult works (not on sick or maternity pay alone) or studies."""
    has_young_child = any_of(one.age.is_under(law.CHILDCARE_UNDER_AGE) for one in dependants)
    return has_young_child & all_of(map(_is_away_for_work_or_study, adults))
