"""PURE. A household as the means-test contract writes it, checked and typed; null is "not sure"."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from legalaid import household as home
from legalaid.intervals import NIL, NO, ZERO, Amount, Truth
from legalaid.thresholds import DISREGARDED_INCOME_FROM
from mediation.core.json_contract import Field

MONEY = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")
PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,8})?")
ALL = Decimal(100)
OLDEST = 150

PERSON_KEYS = (
    "passporting_benefit",
    "student",
    "employments",
    "self_employments",
    "other_income",
    "housing",
    "childcare",
    "maintenance_paid",
    "criminal_legal_aid_contribution",
)
PAY_KEYS = ("gross", "tax", "national_insurance", "period")
INCOME_KINDS = (*(kind.value for kind in home.IncomeKind), *DISREGARDED_INCOME_FROM)
UNDER_18_KEYS = ("means_aggregated", "regular_income", "assets_2500_or_more")

Read = TypeVar("Read")
Choice = TypeVar("Choice", bound=StrEnum)


def household(item: Field) -> home.Household:
    """ContractError names the field that breaks the contract."""
    item.checked(
        needed=("assessed_on", "client"),
        allowed=(
            "disputes_property_or_finance",
            "partner",
            "dependants",
            "properties",
            "capital",
            "under_18",
        ),
    )
    partner = item.at("partner")
    has_partner = not partner.is_absent and partner.value is not None
    capital = item.at("capital")
    return home.Household(
        assessed_on=item.at("assessed_on").day(),
        client=_person(item.at("client")),
        partner=_person(partner) if has_partner else None,
        dependants=_each(item.at("dependants"), _dependant),
        properties=_each(item.at("properties"), _property),
        capital=_each(capital, lambda each: _capital_item(each, has_partner=has_partner)),
        under_18=_under_18(item.at("under_18")),
        disputes_property_or_finance=_truth(item.at("disputes_property_or_finance")),
    )


def _person(field: Field) -> home.Person:
    field.checked(needed=("age",), allowed=PERSON_KEYS)
    return home.Person(
        age=_age(field.at("age")),
        has_passporting_benefit=_truth(field.at("passporting_benefit")),
        is_student=_truth(field.at("student")),
        jobs=_each(field.at("employments"), _job),
        self_employments=_each(field.at("self_employments"), _self_employment),
        other_income=_each(field.at("other_income"), _other_income),
        housing=_housing(field.at("housing")),
        childcare=_regular(field.at("childcare")),
        maintenance_paid=_regular(field.at("maintenance_paid")),
        criminal_legal_aid_contribution=_regular(field.at("criminal_legal_aid_contribution")),
    )


def _job(field: Field) -> home.Work:
    field.checked(allowed=(*PAY_KEYS, "statutory_pay_only"))
    return _work(field, _truth(field.at("statutory_pay_only")))


def _self_employment(field: Field) -> home.Work:
    return _work(field.checked(allowed=PAY_KEYS), NO)


def _work(field: Field, statutory_pay_only: Truth) -> home.Work:
    period = _period(field)
    return home.Work(
        gross=home.Flow(_money(field.at("gross")), period),
        tax=home.Flow(_money(field.at("tax"), below_zero_is_nil=True), period),
        national_insurance=home.Flow(_money(field.at("national_insurance"), below_zero_is_nil=True), period),
        statutory_pay_only=statutory_pay_only,
    )


def _other_income(field: Field) -> home.OtherIncome:
    field.checked(allowed=("kind", "amount", "period"))
    kind = field.at("kind")
    return home.OtherIncome(
        kind=home.IncomeKind.OTHER if kind.is_absent else kind.one_of(INCOME_KINDS),
        received=home.Flow(_money(field.at("amount")), _period(field)),
    )


def _housing(field: Field) -> home.Housing:
    if field.is_absent:
        return home.Housing()
    field.checked(allowed=("cost", "kind", "period", "housing_benefit"))
    period = _period(field)
    return home.Housing(
        cost=home.Flow(_money(field.at("cost")), period),
        benefit=home.Flow(_money(field.at("housing_benefit")), period),
        kind=_choice(field.at("kind"), home.HousingKind.RENT),
    )


def _regular(field: Field) -> home.Flow:
    """An amount and its period; nothing where the object is absent."""
    if field.is_absent:
        return home.Flow()
    field.checked(allowed=("amount", "period"))
    return home.Flow(_money(field.at("amount")), _period(field))


def _dependant(field: Field) -> home.Dependant:
    field.checked(
        needed=("age",), allowed=("child_relative", "in_full_time_education", "income_monthly", "capital")
    )
    return home.Dependant(
        age=_age(field.at("age")),
        is_child_relative=_truth(field.at("child_relative")),
        in_full_time_education=_truth(field.at("in_full_time_education")),
        income=_money(field.at("income_monthly")),
        capital=_money(field.at("capital")),
    )


def _property(field: Field) -> home.Property:
    field.checked(allowed=("main_home", "value", "mortgage", "share_percent", "disputed", "landlord_percent"))
    return home.Property(
        value=_money(field.at("value")),
        mortgage=_money(field.at("mortgage")),
        share=_percent(field.at("share_percent"), absent=home.WHOLE),
        landlord=_percent(field.at("landlord_percent"), absent=ZERO),
        is_main_home=_truth(field.at("main_home")),
        is_disputed=_truth(field.at("disputed")),
    )


def _capital_item(field: Field, *, has_partner: bool) -> home.CapitalItem:
    field.checked(allowed=("kind", "value", "disputed", "owner"))
    kind = _choice(field.at("kind"), home.CapitalKind.OTHER)
    owner = _choice(field.at("owner"), home.Owner.CLIENT)
    if owner is home.Owner.PARTNER and not has_partner:
        raise field.at("owner").refuse("is a partner, but there is none whose means are added")
    return home.CapitalItem(
        value=_money(field.at("value"), below_zero_is_nil=kind is home.CapitalKind.SAVINGS),
        kind=kind,
        is_disputed=_truth(field.at("disputed")),
        owner=owner,
    )


def _under_18(field: Field) -> home.UnderEighteen:
    """Absent or null: the three questions are unanswered."""
    if field.is_absent or field.value is None:
        return home.UNANSWERED
    field.checked(allowed=UNDER_18_KEYS)
    return home.UnderEighteen(*(_truth(field.at(key)) for key in UNDER_18_KEYS))


def _each(field: Field, read: Callable[[Field], Read]) -> tuple[Read, ...]:
    """The elements of a list that may be absent."""
    return () if field.is_absent else tuple(map(read, field.items()))


def _choice(field: Field, absent: Choice) -> Choice:
    kinds = type(absent)
    return absent if field.is_absent else kinds(field.one_of([kind.value for kind in kinds]))


def _period(field: Field) -> home.PayPeriod:
    return _choice(field.at("period"), home.PayPeriod.MONTHLY)


def _truth(field: Field) -> Truth:
    if field.is_absent:
        return NO
    if field.value is None:
        return Truth.unknown(_place(field))
    if not isinstance(field.value, bool):
        raise field.refuse("must be true, false or null")
    return Truth.of(field.value)


def _age(field: Field) -> home.Age:
    if field.value is None:
        return home.Age(None, _place(field))
    return home.Age(field.whole("an age in whole years", least=0, most=OLDEST))


def _money(field: Field, *, below_zero_is_nil: bool = False) -> Amount:
    """Pounds and pence as text; nothing where absent."""
    if field.is_absent:
        return ZERO
    if field.value is None:
        return Amount.unknown(_place(field))
    text = _matching(field, MONEY, 'pounds and pence as text, like "1200.50"')
    if text.startswith("-") and not below_zero_is_nil and Decimal(text):
        raise field.refuse("must not be below zero")
    return Amount.exactly(max(NIL, Decimal(text)))


def _percent(field: Field, *, absent: Amount) -> Amount:
    if field.is_absent:
        return absent
    if field.value is None:
        return Amount.unknown(_place(field), high=ALL)
    percent = Decimal(_matching(field, PERCENT, 'a percentage as text, like "50"'))
    if percent > ALL:
        raise field.refuse("must be 100 or less")
    return Amount.exactly(percent)


def _matching(field: Field, pattern: re.Pattern[str], what: str) -> str:
    text = field.value
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise field.refuse(f"must be {what}")
    return text


def _place(field: Field) -> str:
    """Where a field stands inside its item."""
    return field.path.partition(": ")[2]
