"""PURE. From the screening's answers to the household that the means test looks at.

What was not asked is nothing; "not sure" and what was not answered yet are unknown, so that the means test
can say at any moment whether anything can still change. Every unknown fact remembers which question it hangs
on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from intake.conditions import holds
from legalaid import screening_capital, screening_people
from legalaid.asking import (
    ANOTHER,
    UNSURE,
    Answers,
    Kind,
    Page,
    Question,
    Step,
    in_view,
    is_answered,
    items_of,
    steps,
)
from legalaid.household import Flow, PayPeriod
from legalaid.intervals import Amount
from legalaid.screening import pages

Item: TypeAlias = dict[str, Any]
AGES = {"under_18": 17, "adult": 40, "older": 60}  # as the official checkers do: only the band matters
PARTNER_AGES = {"no": 40, "yes": 60}
CHILD_AGE, YOUNG_AGE, GROWN_AGE = 10, 17, 18
OVER_8000 = "8000.01"
NOTHING = "0.00"


@dataclass(frozen=True)
class Unsure:
    """An unknown fact: the question that it hangs on, and which item of a page that repeats."""

    key: str
    index: int = 0
    page: str = ""


@dataclass(frozen=True)
class Household:
    """What the means test is given, and for each of its unknown facts by path, where it is asked."""

    item: Item
    unknown: Mapping[str, Unsure]


class Reading:
    """The answers, each found by key; `everything` also reads answers to what is no longer asked."""

    def __init__(self, answers: Answers, *, version: str, everything: bool = False) -> None:
        self.answers = answers
        self.counts: dict[str, int] = {}
        self.found: dict[tuple[str, int], Any] = {}
        for page in pages(version):
            self._read(page, everything=everything)

    def _read(self, page: Page, *, everything: bool) -> None:
        if not everything and not holds(page.opened_by, self.answers, undecided=self._undecided()):
            return
        listed = [step for step in steps([page], self.answers) if step.page.group] or [Step(page)]
        if everything and page.group:
            listed = [Step(page, index) for index in range(len(items_of(page, self.answers)))]
        for step in listed:
            given = in_view(step, self.answers)
            for question in page.questions:
                self._keep(step, question, given, everything=everything)
        self.counts[page.group or page.slug] = len(listed)
        last = listed[-1] if listed else None
        if page.group and not everything and last and not self._is_last(last):
            for index in range(last.index + 1, page.most):  # there may be more of them than we know of
                self._all_unsure(page, index)
            self.counts[page.group] = page.most

    def _undecided(self) -> frozenset[str]:
        """Keys that no answer is there for yet: what they open may still open."""
        keys = {one.key for page in pages() if not page.group for one in page.questions}
        return frozenset(keys - set(self.answers))

    def _is_last(self, step: Step) -> bool:
        given = in_view(step, self.answers)
        return step.index + 1 == step.page.most or given.get(ANOTHER) == "no"

    def _keep(self, step: Step, question: Question, given: Answers, *, everything: bool) -> None:
        undecided = frozenset() if everything else self._undecided()
        is_open = holds(question.opened_by, given, undecided=undecided)
        if is_answered(question, given) and is_open:
            value = given[question.key]
            unsure = value == UNSURE or (question.kind is Kind.ANY and UNSURE in value)
            self.found[question.key, step.index] = self._unsure(step, question) if unsure else value
        elif is_open and not everything:
            self.found[question.key, step.index] = self._unsure(step, question)

    def _unsure(self, step: Step, question: Question) -> Unsure:
        return Unsure(question.key, step.index, step.page.slug)

    def _all_unsure(self, page: Page, index: int) -> None:
        for question in page.questions:
            self.found[question.key, index] = Unsure(question.key, index, page.slug)

    def value(self, key: str, index: int = 0) -> Any:
        """The answer; an `Unsure`; or None for what is not asked."""
        return self.found.get((key, index))

    def is_asked(self, key: str, index: int = 0) -> bool:
        return (key, index) in self.found

    def truth(self, key: str, index: int = 0, *, yes: str = "yes") -> bool | Unsure:
        value = self.value(key, index)
        return value if isinstance(value, Unsure) else value == yes

    def amount(self, key: str, index: int = 0) -> str | Unsure:
        value = self.value(key, index)
        return NOTHING if value is None else value

    def flow(self, key: str, index: int = 0, *, name: str = "amount") -> Item:
        """An amount and its period, as the contract wants them."""
        value = self.value(key, index)
        if isinstance(value, dict):
            return {name: value["amount"], "period": value["period"]}
        return {name: self.amount(key, index)}

    def chosen(self, key: str) -> list[str]:
        value = self.value(key)
        return value if isinstance(value, list) else []


def households(
    answers: Answers, *, version: str, assessed_on: date, everything: bool = False
) -> tuple[Household, ...]:
    """The households that the answers may mean: one, or two where it is not known if a partner counts.

    The last is the one with the partner. `everything`: also with answers to what is no longer asked.
    """
    reading = Reading(answers, version=version, everything=everything)
    partner = reading.value("partner")
    may_be = [isinstance(partner, Unsure), partner == "new"]
    worlds = [False, True] if may_be[0] else [may_be[1]]
    return tuple(_settled(_item(reading, assessed_on, has_partner=one)) for one in worlds)


def _item(reading: Reading, assessed_on: date, *, has_partner: bool) -> Item:
    item: Item = {
        "assessed_on": assessed_on.isoformat(),
        "client": _client(reading),
        "dependants": _children(reading) + _people(reading),
        "properties": _home(reading) + _properties(reading),
        "capital": _capital(reading, has_partner=has_partner),
        "disputes_property_or_finance": reading.truth("dispute"),
    }
    if has_partner:
        item["partner"] = _partner(reading)
    if reading.is_asked("minor_adult"):
        item["under_18"] = {
            "means_aggregated": reading.truth("minor_adult"),
            "regular_income": reading.truth("minor_income"),
            "assets_2500_or_more": reading.truth("minor_assets"),
        }
    return item


def _client(reading: Reading) -> Item:
    age, passporting = reading.value("age"), reading.value("passporting")
    return {
        "age": age if isinstance(age, Unsure) else AGES[age],
        "passporting_benefit": passporting
        if isinstance(passporting, Unsure)
        else bool(passporting and "none" not in passporting),
        "other_income": [*_amounts(reading, "benefits", "benefit"), *_amounts(reading, "incomes")],
        "housing": _housing(reading),
        "childcare": reading.flow("childcare"),
        "maintenance_paid": reading.flow("maintenance"),
        "criminal_legal_aid_contribution": reading.flow("contribution"),
        **_work(reading, ""),
    }


def _partner(reading: Reading) -> Item:
    """Everything of a partner who may be there is unknown, for the one reason that they may be there."""
    there = reading.value("partner")
    if isinstance(there, Unsure):
        return {
            "age": there,
            "student": there,
            "passporting_benefit": there,
            "employments": [_job(there, there, there, there, {})],
            "self_employments": [{"gross": there, "tax": there, "national_insurance": there}],
            "other_income": [{"amount": there}],
            "housing": {"cost": there, "housing_benefit": there},
            "childcare": {"amount": there},
            "maintenance_paid": {"amount": there},
            "criminal_legal_aid_contribution": {"amount": there},
        }
    is_60 = reading.value("partner_is_60")
    age = is_60 if isinstance(is_60, Unsure) else PARTNER_AGES[is_60 or "no"]
    return {"age": age, **_work(reading, "partner_")}


def _work(reading: Reading, who: str) -> Item:
    """Jobs and self-employment; where it is not known if somebody works, one of each that may pay."""
    work = reading.value(f"{who}work")
    student = {"student": reading.truth(f"{who}student")}
    if isinstance(work, Unsure):
        return student | {
            "employments": [_job(work, work, work, work, {})],
            "self_employments": [{"gross": work, "tax": work, "national_insurance": work}],
        }
    jobs = range(reading.counts.get(f"{who}jobs", 0)) if "employed" in (work or ()) else range(0)
    businesses = range(int("self_employed" in (work or ())))
    return student | {
        "employments": [
            _job(
                None,
                reading.amount(f"{who}tax", index),
                reading.amount(f"{who}ni", index),
                reading.truth(f"{who}sick", index),
                reading.flow(f"{who}pay", index, name="gross"),
            )
            for index in jobs
        ],
        "self_employments": [
            {
                **reading.flow(f"{who}drawings", name="gross"),
                "tax": reading.amount(f"{who}business_tax"),
                "national_insurance": reading.amount(f"{who}business_ni"),
            }
            for _ in businesses
        ],
    }


def _job(gross: Any, tax: Any, insurance: Any, statutory: Any, pay: Item) -> Item:
    known = {"tax": tax, "national_insurance": insurance, "statutory_pay_only": statutory}
    return known | (pay or {"gross": gross})


def _amounts(reading: Reading, key: str, kind: str = "") -> Iterator[Item]:
    """Income of each kind that was chosen; where the kinds are not known, some income of any."""
    which = reading.value(key)
    if isinstance(which, Unsure):
        yield {"kind": kind or "other", "amount": which}
    for one in reading.chosen(key):
        if one != "none":
            yield {"kind": kind or one, **reading.flow(f"from_{one}")}


def _housing(reading: Reading) -> Item:
    kind = reading.value("housing")
    if isinstance(kind, Unsure):
        return {"cost": kind, "housing_benefit": kind}
    if kind in (None, "none"):
        return {}
    cost = reading.flow("housing_cost", name="cost")
    return {"kind": kind, **cost, "housing_benefit": reading.amount("housing_benefit")}


def _children(reading: Reading) -> list[Item]:
    count = reading.value("children")
    if isinstance(count, Unsure):
        return [_dependant(count, count, count, count, count) for _ in range(screening_people.MOST_CHILDREN)]
    child = _dependant(CHILD_AGE, True, False, NOTHING, NOTHING)
    return [dict(child) for _ in range(int(count or 0))]


def _people(reading: Reading) -> list[Item]:
    others = reading.value("others")
    if isinstance(others, Unsure):
        some = _dependant(YOUNG_AGE, others, others, others, others)
        return [dict(some) for _ in range(screening_people.MOST_PEOPLE)]
    return (
        [_person(reading, index) for index in range(reading.counts.get("people", 0))]
        if others == "yes"
        else []
    )


def _person(reading: Reading, index: int) -> Item:
    band, savings = reading.value("band", index), reading.value("own_savings", index)
    studies = reading.truth("studies", index)
    capital: Any = OVER_8000 if savings == "yes" else NOTHING
    if isinstance(savings, Unsure):
        capital = savings
    if isinstance(band, Unsure) and studies is True and savings != "no":
        studies = band  # at 17 their savings would not matter, at 18 they would
    age = GROWN_AGE if band == "grown" else YOUNG_AGE
    return _dependant(
        age, reading.truth("relation", index, yes="child"), studies, _monthly(reading, index), capital
    )


def _dependant(age: Any, relative: Any, studies: Any, income: Any, capital: Any) -> Item:
    return {
        "age": age,
        "child_relative": relative,
        "in_full_time_education": studies,
        "income_monthly": income,
        "capital": capital,
    }


def _monthly(reading: Reading, index: int) -> Any:
    flow = reading.value("own_income", index)
    if not isinstance(flow, dict):
        return reading.amount("own_income", index)
    given = Flow(Amount.exactly(Decimal(flow["amount"])), PayPeriod(flow["period"]))
    return f"{given.monthly().low:.2f}"


def _home(reading: Reading) -> list[Item]:
    home, lives = reading.value("home"), reading.value("home_living")
    if home in (None, "no"):
        return []
    disputed = reading.truth("disputed_home")
    if isinstance(home, Unsure):
        facts = dict.fromkeys(("value", "mortgage", "share_percent", "landlord_percent", "main_home"), home)
        return [{**facts, "disputed": disputed}]
    return [
        {
            "value": reading.amount("home_value"),
            "mortgage": reading.amount("home_owed"),
            "share_percent": reading.amount("home_share"),
            "landlord_percent": reading.value("home_landlord") or "0",
            "main_home": lives if isinstance(lives, Unsure) else lives in ("yes", "left"),
            "disputed": disputed,
        }
    ]


def _properties(reading: Reading) -> list[Item]:
    owns = reading.value("property")
    disputed = reading.truth("disputed_property")
    if isinstance(owns, Unsure):
        return [{"value": owns, "mortgage": owns, "share_percent": owns, "disputed": disputed}]
    if owns != "yes":
        return []
    return [
        {
            "value": reading.amount("value", index),
            "mortgage": reading.amount("owed", index),
            "share_percent": reading.amount("share", index),
            "disputed": disputed,
        }
        for index in range(reading.counts.get("properties", 0))
    ]


def _capital(reading: Reading, *, has_partner: bool) -> list[Item]:
    which = reading.value("capital")
    found: list[Item] = []
    if isinstance(which, Unsure):
        found = [{"kind": "savings", "value": which, "disputed": reading.truth("disputed_savings")}]
    for kind in reading.chosen("capital"):
        if kind in screening_capital.KINDS:
            value, disputed = reading.amount(f"worth_{kind}"), reading.truth(f"disputed_{kind}")
            found.append({"kind": kind, "value": value, "disputed": disputed})
    if has_partner:
        partner = reading.value("partner")
        value = partner if isinstance(partner, Unsure) else reading.amount("partner_capital")
        found.append({"kind": "savings", "value": value, "owner": "partner"})
    return found


def _settled(item: Item) -> Household:
    """Unknown facts become null, and a table says where each is asked."""
    unknown: dict[str, Unsure] = {}
    return Household(_without_unsure(item, "", unknown), unknown)


def _without_unsure(node: Any, path: str, unknown: dict[str, Unsure]) -> Any:
    if isinstance(node, Unsure):
        unknown[path] = node
        return None
    if isinstance(node, dict):
        return {
            key: _without_unsure(value, f"{path}.{key}" if path else key, unknown)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_without_unsure(value, f"{path}[{index}]", unknown) for index, value in enumerate(node)]
    return node
