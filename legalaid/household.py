"""PURE. The facts that the means test looks at, each of them possibly unknown. Pounds throughout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from legalaid.intervals import NO, ZERO, Amount, Truth

PENNY = Decimal("0.01")
WHOLE = Amount.exactly(100)  # per cent


class PayPeriod(StrEnum):
    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


# A month's worth: times the first, divided by the second.
MONTHLY_WORTH = {
    PayPeriod.WEEKLY: (52, 12),
    PayPeriod.TWO_WEEKLY: (26, 12),
    PayPeriod.FOUR_WEEKLY: (13, 12),
    PayPeriod.MONTHLY: (1, 1),
    PayPeriod.QUARTERLY: (1, 3),
    PayPeriod.YEARLY: (1, 12),
}


class IncomeKind(StrEnum):
    """Income that counts. The kinds that do not are `thresholds.DISREGARDED_INCOME_FROM`."""

    BENEFIT = "benefit"
    PENSION = "pension"
    MAINTENANCE_RECEIVED = "maintenance_received"
    FRIENDS_OR_FAMILY = "friends_or_family"
    PROPERTY_OR_LODGER = "property_or_lodger"
    STUDENT_FINANCE = "student_finance"
    DIVIDENDS_OR_INTEREST = "dividends_or_interest"
    OTHER = "other"


class HousingKind(StrEnum):
    RENT = "rent"
    MORTGAGE = "mortgage"
    BOARD_AND_LODGING = "board_and_lodging"


class CapitalKind(StrEnum):
    SAVINGS = "savings"
    INVESTMENTS = "investments"
    VALUABLES = "valuables"
    MONEY_OWED = "money_owed"
    OTHER = "other"


class Owner(StrEnum):
    CLIENT = "client"
    PARTNER = "partner"


def to_the_penny(value: Decimal) -> Decimal:
    """Half a penny goes up. The one place where money is rounded; amounts here are never below zero."""
    return value.quantize(PENNY, ROUND_HALF_UP) if value.is_finite() else value


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that comes or goes once in every period."""

    amount: Amount = ZERO
    period: PayPeriod = PayPeriod.MONTHLY

    def monthly(self, divided_by: int = 1) -> Amount:
        times, parts = MONTHLY_WORTH[self.period]
        return self.amount.rising(lambda value: to_the_penny(value * times / (parts * divided_by)))


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years on the day of application; None where it is not known."""

    years: int | None
    path: str = ""

    def is_at_least(self, years: int) -> Truth:
        return Truth.unknown(self.path) if self.years is None else Truth.of(self.years >= years)

    def is_under(self, years: int) -> Truth:
        return ~self.is_at_least(years)


@dataclass(frozen=True, slots=True)
class Work:
    """A job or a self-employment: gross pay (or drawings), and the tax and National Insurance on it."""

    gross: Flow
    tax: Flow = Flow()
    national_insurance: Flow = Flow()
    statutory_pay_only: Truth = NO  # sick or maternity pay and nothing else

    @property
    def pays(self) -> Truth:
        """Whether there is anything above zero."""
        return self.gross.amount.is_over(ZERO)


@dataclass(frozen=True, slots=True)
class OtherIncome:
    kind: str  # an IncomeKind, or a name in DISREGARDED_INCOME_FROM
    received: Flow


@dataclass(frozen=True, slots=True)
class Housing:
    """Rent, mortgage or board and lodging, and the housing benefit towards it."""

    cost: Flow = Flow()
    benefit: Flow = Flow()
    kind: HousingKind = HousingKind.RENT


@dataclass(frozen=True, slots=True)
class Person:
    """The client, or the partner whose means are added to the client's."""

    age: Age
    has_passporting_benefit: Truth = NO
    is_student: Truth = NO
    jobs: tuple[Work, ...] = ()
    self_employments: tuple[Work, ...] = ()
    other_income: tuple[OtherIncome, ...] = ()
    housing: Housing = Housing()
    childcare: Flow = Flow()
    maintenance_paid: Flow = Flow()
    criminal_legal_aid_contribution: Flow = Flow()

    @property
    def work(self) -> tuple[Work, ...]:
        return self.jobs + self.self_employments


@dataclass(frozen=True, slots=True)
class Dependant:
    """Somebody of the household whom the client or partner supports; income a month."""

    age: Age
    is_child_relative: Truth = NO
    in_full_time_education: Truth = NO
    income: Amount = ZERO
    capital: Amount = ZERO


@dataclass(frozen=True, slots=True)
class Property:
    """A home or land. ``share`` is the client's, ``landlord`` a shared-ownership landlord's, in per cent."""

    value: Amount
    mortgage: Amount = ZERO
    share: Amount = WHOLE
    landlord: Amount = ZERO
    is_main_home: Truth = NO
    is_disputed: Truth = NO


@dataclass(frozen=True, slots=True)
class CapitalItem:
    value: Amount
    kind: CapitalKind = CapitalKind.OTHER
    is_disputed: Truth = NO
    owner: Owner = Owner.CLIENT


@dataclass(frozen=True, slots=True)
class UnderEighteen:
    """The three questions that CIVMEANS7 asks a client under 18."""

    means_aggregated: Truth
    regular_income: Truth
    assets_2500_or_more: Truth


UNANSWERED = UnderEighteen(*(Truth.unknown("under_18") for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Household:
    """Everything that one assessment looks at. The other party of the dispute is never in it."""

    assessed_on: date
    client: Person
    partner: Person | None = None
    dependants: tuple[Dependant, ...] = ()
    properties: tuple[Property, ...] = ()
    capital: tuple[CapitalItem, ...] = ()
    under_18: UnderEighteen = UNANSWERED  # looked at only for a client under 18
    disputes_property_or_finance: Truth = NO

    @property
    def adults(self) -> tuple[Person, ...]:
        return (self.client,) if self.partner is None else (self.client, self.partner)

    @property
    def things(self) -> tuple[Property | CapitalItem, ...]:
        """All capital, property first."""
        return (*self.properties, *self.capital)
