"""PURE. The limits and allowances of the means test for family mediation, by the date of application.

Pounds a month unless said. Every limit is inclusive: the limit itself passes. Proposals that are not in
force (the Means Test Review) are not here. Before 28 January 2021 the regulations also capped the mortgage
that could be taken off a home's value; that cap is not applied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Unchanged since before 2018: cfe-civil config/thresholds, 2018 to 2026; Keycard 60 (April 2024), table 1;
# CIVMEANS7 (April 2025); SI 2013/480 regs 7, 8, 27, 28, 37-41.
GROSS_INCOME_LIMIT = Decimal(2657)
GROSS_INCOME_EXTRA_PER_CHILD = Decimal(222)
CHILDREN_WITHOUT_EXTRA = 4
DISPOSABLE_INCOME_LIMIT = Decimal(733)
CAPITAL_LIMIT = Decimal(8000)
EMPLOYMENT_ALLOWANCE = Decimal(45)  # once for each person in paid work: reg 27(1)(a)
HOUSING_CAP = Decimal(545)  # where nothing is taken off for a partner or dependant: reg 28(7)
ADULT_DEPENDANT_CAPITAL_LIMIT = Decimal(8000)
SUBJECT_MATTER_DISREGARD = Decimal(100_000)  # in all: reg 38
MAIN_HOME_DISREGARD = Decimal(100_000)  # reg 39

ADULT_CLIENT_AGE = 18
CHILDCARE_UNDER_AGE = 16  # reg 27(3)
YOUNG_PERSON_AGE, ADULT_DEPENDANT_AGE = 16, 18
PENSIONER_AGE = 60  # a fixed age, not the State Pension age
MOST_PENSIONER_DISREGARD = Decimal(100_000)  # also whenever the household is passported
# Disposable income up to the first figure: the second is left out of the capital. Above the last: nothing.
PENSIONER_BANDS = tuple(
    (Decimal(up_to), Decimal(disregard))
    for up_to, disregard in (
        (25, 100_000),
        (50, 90_000),
        (75, 80_000),
        (100, 70_000),
        (125, 60_000),
        (150, 50_000),
        (175, 40_000),
        (200, 30_000),
        (225, 20_000),
        (315, 10_000),
    )
)

# What CIVMEANS7 (April 2025), pages 7-9, asks papers for.
HOUSING_EVIDENCE_SHARE = 3  # housing costs above a third of gross income
CHILDCARE_EVIDENCE_OVER = Decimal(600)

# Kinds of income that count as nothing, from this day on (None: on every date here): SI 2013/480 reg 24(1),
# SI 2020/1584, SI 2024/1074; cfe-civil db/seeds/data/state_benefit_types.yml.
BLOOD_SUPPORT_DISREGARDED, COMPENSATION_DISREGARDED = date(2021, 1, 28), date(2024, 11, 20)
DISREGARDED_INCOME_FROM: Mapping[str, date | None] = {
    "disability_living_allowance": None,
    "personal_independence_payment": None,
    "attendance_allowance": None,
    "constant_attendance_allowance": None,
    "exceptionally_severe_disablement_allowance": None,
    "severe_disablement_allowance": None,
    "armed_forces_independence_payment": None,
    "carers_allowance": None,
    "housing_benefit": None,
    "council_tax_reduction": None,
    "social_fund_payment": None,
    "direct_payments_for_care": None,
    "independent_living_fund": None,
    "fostering_allowance": None,
    "war_disablement_pension": None,
    "war_widows_pension": None,
    "widows_pension_lump_sum": None,
    "back_to_work_bonus": None,
    "budgeting_advance": None,
    "universal_credit_advance": None,
    "cost_of_living_payment": None,
    "grenfell_payment": None,
    "windrush_compensation": None,
    "infected_blood_support": BLOOD_SUPPORT_DISREGARDED,
    "vaccine_damage_payment": BLOOD_SUPPORT_DISREGARDED,
    "vcjd_payment": BLOOD_SUPPORT_DISREGARDED,
    "infected_blood_compensation": COMPENSATION_DISREGARDED,
    "modern_slavery_victim_care_payment": COMPENSATION_DISREGARDED,
}


@dataclass(frozen=True, slots=True)
class Allowances:
    """One row of the yearly uprating. ``partner`` is None where no source states it."""

    effective_from: date
    partner: Decimal | None
    dependant: Decimal  # the same for a child of any age and for an adult
    source: str


ALLOWANCES = tuple(
    Allowances(date.fromisoformat(day), Decimal(partner) if partner else None, Decimal(dependant), source)
    for day, partner, dependant, source in (
        (
            "2018-04-09",  # the exact day is not verified
            "181.41",
            "290.70",
            "cla_backend eligibility_calculator/constants.py before commit e7652e9a; Keycard 54 (April 2018)",
        ),
        (
            "2019-04-08",
            "181.91",
            "291.49",
            "cfe-civil config/thresholds/2019-04-08.yml; cla_backend commit e7652e9a",
        ),
        (
            "2020-04-06",
            "184.46",
            "296.65",
            "cfe-civil config/thresholds/2020-04-06.yml; cla_backend commit 919ff952",
        ),
        ("2021-01-28", "184.46", "296.65", "cfe-civil config/thresholds/2021-01-28.yml; SI 2020/1584"),
        ("2021-04-12", "", "298.08", "cfe-civil config/thresholds/2021-04-12.yml"),
        ("2022-04-11", "191.41", "307.64", "cfe-civil config/thresholds/2022-04-11.yml"),
        ("2023-04-10", "211.32", "338.90", "cfe-civil config/thresholds/2023-04-10.yml"),
        ("2024-04-08", "224.87", "361.70", "cfe-civil config/thresholds/2024-04-08.yml"),
        ("2025-04-07", "228.56", "367.87", "cfe-civil config/thresholds/2025-04-07.yml"),
        (
            "2026-04-06",
            "237.25",
            "381.86",
            "cfe-civil config/thresholds/2026-04-06.yml; gov.uk, Civil Eligibility Keycard 2026",
        ),
    )
)


class AllowanceNotKnown(ValueError):
    """No source states the allowance on that day; ``fact`` is what asks for it: assessed_on or partner."""

    def __init__(self, fact: str, words: str) -> None:
        super().__init__(words)
        self.fact = fact


def allowances_on(day: date) -> Allowances:
    """The row in force on the day of application. AllowanceNotKnown before the first one."""
    in_force = [row for row in ALLOWANCES if row.effective_from <= day]
    if not in_force:
        first = ALLOWANCES[0].effective_from
        raise AllowanceNotKnown("assessed_on", f"the allowances before {first} are not known")
    return in_force[-1]


def partner_allowance(row: Allowances) -> Decimal:
    if row.partner is None:
        raise AllowanceNotKnown("partner", f"the partner allowance from {row.effective_from} is not known")
    return row.partner


def is_disregarded(kind: str, day: date) -> bool:
    """Whether income of this kind counts as nothing on that day."""
    if kind not in DISREGARDED_INCOME_FROM:
        return False
    since = DISREGARDED_INCOME_FROM[kind]
    return since is None or since <= day


def pensioner_disregard(disposable_income: Decimal) -> Decimal:
    """What somebody aged 60 or over may leave out of the capital, in pounds."""
    for up_to, disregard in PENSIONER_BANDS:
        if disposable_income <= up_to:
            return disregard
    return Decimal(0)
