"""Which parts of the test apply to whom, and what all of them come to."""

from datetime import date
from decimal import Decimal

import pytest

from legalaid.findings import Standing, Verdict
from legalaid.household import Age, CapitalItem, Household, Person, UnderEighteen
from legalaid.intervals import NO, YES, Amount, Truth
from legalaid.means_test import assess

from .households import client, found

RICH = {"other_income": [{"kind": "pension", "amount": "9000.00"}]}
NO_TO_ALL = {"means_aggregated": False, "regular_income": False, "assets_2500_or_more": False}
NOT_ASSESSED = {
    "gross_income": "not_assessed",
    "disposable_income": "not_assessed",
    "capital": "not_assessed",
}


def savings(value):
    return {"kind": "savings", "value": value}


@pytest.mark.parametrize(
    ("age", "under_18", "verdict"),
    [
        (17, NO_TO_ALL, "eligible"),
        (18, NO_TO_ALL, "not_eligible"),
        (0, NO_TO_ALL, "eligible"),
        (17, {}, "eligible"),
        (17, NO_TO_ALL | {"means_aggregated": True}, "not_eligible"),
        (17, NO_TO_ALL | {"regular_income": True}, "not_eligible"),
        (17, NO_TO_ALL | {"assets_2500_or_more": True}, "not_eligible"),
        (17, NO_TO_ALL | {"regular_income": None}, "need_more_information"),
        (17, NO_TO_ALL | {"regular_income": None, "means_aggregated": True}, "not_eligible"),
        (17, None, "need_more_information"),
        (None, NO_TO_ALL, "need_more_information"),
    ],
)
def test_three_times_no_decides_for_a_client_under_18(age, under_18, verdict):
    answer = found(client=client(**RICH) | {"age": age}, capital=[savings("9000.00")], under_18=under_18)

    assert answer["verdict"] == verdict


def test_nothing_is_assessed_where_three_noes_have_decided():
    answer = found(client=client(**RICH) | {"age": 17}, under_18=NO_TO_ALL)

    assert answer["sections"] == NOT_ASSESSED
    assert answer["gross_income"] is answer["capital"] is answer["pensioner_disregard"] is None
    assert (answer["evidence"], answer["missing"]) == ([], [])


def test_an_absent_object_counts_as_unanswered_only_for_a_client_under_18():
    assert found(client=client(age=17), capital=[savings("9000.00")])["missing"] == ["under_18"]
    assert found(client=client(age=18), capital=[savings("9000.00")])["missing"] == []


@pytest.mark.parametrize("who", ["client", "partner"])
def test_a_benefit_settles_the_income_and_not_the_capital(who):
    people = {"client": client(**RICH), "partner": client()}
    people[who]["passporting_benefit"] = True

    answer = found(**people, capital=[savings("8000.00")])

    assert answer["verdict"] == "eligible"
    assert answer["sections"] == NOT_ASSESSED | {"capital": "passes"}
    for figure in ("gross_income", "disposable_income", "partner_allowance", "dependants_allowance",
                   "employment_allowance", "housing_costs_allowed", "childcare_allowed"):  # fmt: skip
        assert answer[figure] is None
    assert answer["capital"] == "8000.00"


@pytest.mark.parametrize(
    ("age", "partner", "disregard"),
    [
        (59, None, "0.00"),
        (60, None, "100000.00"),
        (61, None, "100000.00"),
        (40, 59, "0.00"),
        (40, 60, "100000.00"),
    ],
)
@pytest.mark.parametrize("passported", [True, False])
def test_somebody_of_60_leaves_out_more_capital(age, partner, disregard, passported):
    answer = found(
        client=client(passporting_benefit=passported) | {"age": age},
        partner=None if partner is None else {"age": partner},
        capital=[savings("108000.00")],
    )

    assert answer["pensioner_disregard"] == disregard
    assert answer["verdict"] == ("eligible" if disregard == "100000.00" else "not_eligible")


@pytest.mark.parametrize(
    ("income", "disregard", "capital"),
    [("315.00", "10000.00", "7000.00"), ("315.01", "0.00", "17000.00"), ("25.00", "100000.00", "0.00")],
)
def test_the_disregard_at_60_depends_on_what_is_left_of_the_income(income, disregard, capital):
    pension = {"kind": "pension", "amount": income}
    answer = found(client={"age": 60, "other_income": [pension]}, capital=[savings("17000.00")])

    assert (answer["pensioner_disregard"], answer["capital"]) == (disregard, capital)
    assert answer["other_capital"] == "17000.00"


def test_a_passported_person_of_60_leaves_out_the_most_whatever_the_income():
    answer = found(client={"age": 60, "passporting_benefit": True, **RICH})

    assert answer["pensioner_disregard"] == "100000.00"


def test_every_part_that_fails_is_reported():
    answer = found(client=client(**RICH), capital=[savings("9000.00")])

    assert set(answer["sections"].values()) == {"fails"}
    assert answer["verdict"] == "not_eligible"


@pytest.mark.parametrize(
    ("facts", "failing"),
    [
        ({"client": client(**RICH, maintenance_paid={"amount": "8500.00"})}, "gross_income"),
        ({"client": client(other_income=[{"amount": "800.00"}])}, "disposable_income"),
        ({"capital": [savings("8000.01")]}, "capital"),
    ],
)
def test_one_failing_part_is_enough(facts, failing):
    answer = found(**facts)

    assert {part for part, standing in answer["sections"].items() if standing == "fails"} == {failing}
    assert answer["verdict"] == "not_eligible"


def test_the_limits_are_shown():
    answer = found()

    limits = ("gross_income_limit", "disposable_income_limit", "capital_limit")
    assert [answer[limit] for limit in limits] == ["2657.00", "733.00", "8000.00"]


def test_the_rule_can_be_asked_without_json():
    facts = Household(
        assessed_on=date(2026, 11, 22),
        client=Person(age=Age(17), has_passporting_benefit=YES),
        capital=(CapitalItem(Amount.exactly(Decimal("8000.01"))),),
    )

    open_ = assess(facts)
    settled = assess(
        Household(facts.assessed_on, facts.client, capital=facts.capital, under_18=UnderEighteen(NO, NO, NO))
    )

    assert (open_.verdict, open_.missing) == (Verdict.NEED_MORE_INFORMATION, frozenset({"under_18"}))
    assert settled.verdict is Verdict.ELIGIBLE
    assert settled.disposable_capital.standing is Standing.NOT_ASSESSED


def test_unknown_answers_combine_like_answers():
    unsure, other = Truth.unknown("a"), Truth.unknown("b")

    assert (unsure & NO, unsure | YES) == (NO, YES)
    assert (unsure & other).because == (unsure | other).because == {"a", "b"}
    assert (unsure & YES).because == (~unsure).because == {"a"}
    assert Amount.unknown("c").at_least(Decimal(1)).because == {"c"}
    assert Amount.unknown("c", high=Decimal(1)).at_least(Decimal(1)) == Amount.exactly(1)
