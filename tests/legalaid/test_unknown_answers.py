"""Answers that are not sure: a verdict stands if no answer can change it, and is withheld only if one can.

The corners are every way of filling in that can matter: the two ends of a range, both answers, one age of
each band, and the first penny of pay, which is income and earns an allowance at once.
"""

import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .households import (
    CORNERS,
    client,
    corner_fillings,
    filled,
    findings,
    found,
    household,
    kind_of,
    unknowns,
    unsure_households,
    written,
)

NO_FIGURES = {"verdict", "sections", "missing", "reasons", "evidence"}
EVERYTHING = 600  # fillings, above which only some are tried
BETWEEN = {
    "money": ("0.02", "45.00", "381.86", "733.00", "2657.00", "8000.00", "8000.01", "100000.00", "250000.00"),
    "percent": ("0.01", "33.33", "50", "99.99"),
    "truth": (False, True),
    "age": (0, 16, 18, 59, 60, 100),
}
quick = settings(max_examples=60, deadline=None)


def fillings(item, seed):
    """The corners, and some ways between them."""
    chance = random.Random(seed)
    paths = unknowns(item)
    between = [
        {
            path: chance.choice((*BETWEEN[kind], *CORNERS[kind]))
            for path in paths
            for kind in [kind_of(path[-1])]
        }
        for _ in range(40)
    ]
    return corner_fillings(item, EVERYTHING) + between


@quick
@given(unsure_households(), st.integers(0, 1000))
def test_no_filling_contradicts_what_is_decided(item, seed):
    (answer,) = findings([item])

    for one in findings([filled(item, facts) for facts in fillings(item, seed)]):
        if answer["verdict"] != "need_more_information":
            assert one["verdict"] == answer["verdict"]
        for section, standing in answer["sections"].items():
            assert standing in ("unknown", one["sections"][section])
        for figure in answer.keys() - NO_FIGURES:
            assert answer[figure] in (None, one[figure]), figure


@quick
@given(unsure_households(most=3))
def test_what_is_not_decided_can_go_both_ways(item):
    (answer,) = findings([item])

    ends = findings([filled(item, facts) for facts in corner_fillings(item, EVERYTHING)])

    verdicts = {one["verdict"] for one in ends}
    if answer["verdict"] == "need_more_information":
        assert verdicts == {"eligible", "not_eligible"}
    for section, standing in answer["sections"].items():
        assert standing != "unknown" or len({one["sections"][section] for one in ends}) > 1
    for figure in answer.keys() - NO_FIGURES:
        seen = {one[figure] for one in ends}
        assert answer[figure] is not None or seen == {None} or len(seen) > 1, figure


@quick
@given(unsure_households())
def test_the_missing_facts_are_unsure_ones_and_answering_them_all_settles_the_verdict(item):
    (answer,) = findings([item])
    nulls = unknowns(item)

    assert set(answer["missing"]) <= set(map(written, nulls))
    assert bool(answer["missing"]) == (answer["verdict"] == "need_more_information")
    tried = corner_fillings(item, EVERYTHING)
    verdicts = defaultdict(set)
    for facts, one in zip(tried, findings([filled(item, facts) for facts in tried]), strict=True):
        told = tuple(value for path, value in facts.items() if written(path) in answer["missing"])
        verdicts[told].add(one["verdict"])
    assert all(len(one) == 1 for one in verdicts.values())


def job(gross, **facts):
    return {"gross": gross, **facts}


def pension(amount):
    return {"kind": "pension", "amount": amount}


def home(**facts):
    return {"main_home": True, "value": "0.00", **facts}


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"client": client(other_income=[pension(None)])}, ["client.other_income[0].amount"]),
        (
            {"client": client(employments=[job(None), job("1.00"), job(None)])},
            ["client.employments[0].gross", "client.employments[2].gross"],
        ),
        ({"capital": [{"value": None}]}, ["capital[0].value"]),
        # Ten before two, and the order in which people are asked.
        (
            {"capital": [{"value": None}] * 11, "properties": [home(value=None)]},
            ["properties[0].value", *(f"capital[{number}].value" for number in range(11))],
        ),
        # Passported or not, this income may be too much; unless the benefit is known, nobody can say.
        (
            {"client": client(passporting_benefit=None, other_income=[pension("3000.00")])},
            ["client.passporting_benefit"],
        ),
        # The tax cannot help somebody whose gross income is over the limit already; the benefit can.
        (
            {
                "client": client(
                    passporting_benefit=None, employments=[job("9000.00", tax=None)], student=None
                )
            },
            ["client.passporting_benefit"],
        ),
        # A client under 18 who has not been asked the three questions.
        ({"client": client(age=17), "capital": [{"value": "9000.00"}]}, ["under_18"]),
        (
            {
                "client": client(age=17),
                "capital": [{"value": "9000.00"}],
                "under_18": {"means_aggregated": None, "assets_2500_or_more": None},
            },
            ["under_18.assets_2500_or_more", "under_18.means_aggregated"],
        ),
        (
            {"client": client(age=None), "capital": [{"value": "9000.00"}]},
            ["client.age", "under_18"],
        ),
        # Over the limit unless somebody is 60: then the income matters too.
        (
            {
                "client": client(age=30),
                "partner": client(age=None, childcare={"amount": None}, maintenance_paid={"amount": None}),
                "capital": [{"value": "9000.00"}],
            },
            ["partner.age"],
        ),
        # The same fact on both sides of a sum, of a choice or of a limit is still missing.
        (
            {"client": client(other_income=[pension("900.00")], housing={"cost": None})},
            ["client.housing.cost"],
        ),
        (
            {
                "client": client(other_income=[pension("900.00")], housing={"cost": None}),
                "dependants": [{"age": None, "capital": "8000.01"}],
            },
            ["client.housing.cost", "dependants[0].age"],
        ),
        (
            {
                "properties": [home(value=None, disputed=True)],
                "capital": [{"value": "9000.00", "disputed": True}],
                "disputes_property_or_finance": True,
            },
            ["properties[0].value"],
        ),
        (
            {"capital": [{"value": None, "disputed": True}], "disputes_property_or_finance": True},
            ["capital[0].value"],
        ),
        # What tells two readings apart is missing where they differ, at either end, and only there.
        (
            {
                "capital": [{"value": None}, {"value": "9000.00", "disputed": True}],
                "disputes_property_or_finance": None,
            },
            ["capital[0].value", "disputes_property_or_finance"],
        ),
        (
            {
                "properties": [{"value": "20000.00", "share_percent": None, "disputed": True}],
                "disputes_property_or_finance": None,
            },
            ["properties[0].share_percent", "disputes_property_or_finance"],
        ),
        ({"capital": [{"value": None}], "disputes_property_or_finance": None}, ["capital[0].value"]),
        (
            {
                "properties": [home(value="100.00"), home(main_home=None, value="9000.00", disputed=True)],
                "disputes_property_or_finance": None,
            },
            ["disputes_property_or_finance"],
        ),
        (
            {"client": client(employments=[job(None, statutory_pay_only=True)])},
            ["client.employments[0].gross"],
        ),
        # What can be left out at 60 hangs on the benefit, on the partner's age and on what is left.
        (
            {
                "client": client(passporting_benefit=None, other_income=[pension("300.00")]),
                "partner": client(age=None),
                "capital": [{"value": "90000.00"}],
            },
            ["client.passporting_benefit", "partner.age"],
        ),
        (
            {
                "client": client(
                    age=60,
                    passporting_benefit=None,
                    other_income=[pension("300.00")],
                    maintenance_paid={"amount": None},
                ),
                "capital": [{"value": "50000.00"}],
            },
            ["client.maintenance_paid.amount", "client.passporting_benefit"],
        ),
        ({"properties": [home(main_home=None, value="60000.00")]}, ["properties[0].main_home"]),
        # Two ways of being the main home.
        (
            {"properties": [home(main_home=None, value="200000.00"), home(main_home=None, value="50000.00")]},
            [],
        ),
        (
            {"properties": [home(main_home=None, value="60000.00"), home(main_home=None, value="5000.00")]},
            ["properties[0].main_home", "properties[1].main_home"],
        ),
        (
            {
                "properties": [home(value="90000.00", disputed=None)],
                "capital": [{"value": "100000.00", "disputed": True}],
                "disputes_property_or_finance": True,
            },
            ["properties[0].disputed"],
        ),
        (
            {"capital": [{"value": "9000.00", "disputed": True}], "disputes_property_or_finance": None},
            ["disputes_property_or_finance"],
        ),
        ({"capital": [{"value": "9000.00", "disputed": None}], "disputes_property_or_finance": False}, []),
        ({"properties": [home(value="208000.01", share_percent=None)]}, ["properties[0].share_percent"]),
        ({"properties": [home(value="108000.00", share_percent=None)]}, []),
        # How much of the first disregard the home leaves for the rest hangs on the share, although the home
        # itself comes to nothing whatever the share is.
        (
            {
                "properties": [home(value="100000.00", share_percent=None, disputed=True)],
                "capital": [{"value": "50000.00", "disputed": True}],
                "disputes_property_or_finance": True,
            },
            ["properties[0].share_percent"],
        ),
        (
            {"properties": [home(value="300000.00", landlord_percent=None)]},
            ["properties[0].landlord_percent"],
        ),
    ],
)  # fmt: skip
def test_the_missing_facts_are_those_that_could_still_change_the_verdict(facts, missing):
    assert found(**facts)["missing"] == missing


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        # Decided although something is not known.
        ({"client": client(age=None)}, "eligible"),
        ({"client": client(passporting_benefit=None)}, "eligible"),
        ({"client": client(employments=[job("2657.01", tax=None)])}, "not_eligible"),
        ({"client": client(passporting_benefit=True, other_income=[pension(None)])}, "eligible"),
        ({"capital": [{"value": "8000.01"}, {"value": None}]}, "not_eligible"),
        ({"client": client(other_income=[{"kind": "carers_allowance", "amount": None}])}, "eligible"),
        # Nothing earned: 733.01 is left, which is too much. A penny earned would bring the allowance of 45.
        (
            {"client": client(employments=[job(None)], other_income=[pension("733.01")])},
            "need_more_information",
        ),
        # One penny a week is four a month, and that is over the gross limit; nothing earned leaves too much.
        (
            {"client": client(employments=[job(None, period="weekly")], other_income=[pension("2657.00")])},
            "not_eligible",
        ),
        (
            {
                "client": client(
                    employments=[job(None, period="weekly")],
                    other_income=[pension("2657.00")],
                    maintenance_paid={"amount": "1879.01"},
                )
            },
            "not_eligible",
        ),
        # One penny a week is too much before, and nothing at all leaves too much after.
        (
            {
                "client": client(
                    employments=[job(None, period="weekly")],
                    other_income=[pension("2657.00")],
                    maintenance_paid={"amount": "1879.04"},
                )
            },
            "not_eligible",
        ),
        # Sick pay by the year would not bring the allowance; a penny a month from the other job would.
        *(
            (
                {
                    "client": client(
                        employments=[
                            job(None, statutory_pay_only=True, period="yearly"),
                            job(None),
                        ],
                        self_employments=[job(None, period="yearly")],
                        other_income=[pension(amount)],
                    )
                },
                verdict,
            )
            for amount, verdict in (("777.99", "need_more_information"), ("778.00", "not_eligible"))
        ),
        # With monthly pay a penny over 2656.99 is just within it, and 45 is taken off.
        (
            {
                "client": client(
                    employments=[job(None)],
                    other_income=[pension("2656.99")],
                    maintenance_paid={"amount": "1879.00"},
                )
            },
            "need_more_information",
        ),
        # The same on sick pay alone, which earns no allowance.
        (
            {
                "client": client(
                    employments=[job(None, statutory_pay_only=True)],
                    other_income=[pension("2656.99")],
                    maintenance_paid={"amount": "1879.00"},
                )
            },
            "not_eligible",
        ),
    ],
)  # fmt: skip
def test_a_verdict_is_given_wherever_no_answer_can_change_it(facts, verdict):
    answer = found(**facts)

    assert answer["verdict"] == verdict
    assert bool(answer["missing"]) == (verdict == "need_more_information")


def test_the_first_penny_of_a_business_makes_childcare_count():
    facts = {
        "client": client(
            self_employments=[job(None)], other_income=[pension("800.00")], childcare={"amount": "500.00"}
        ),
        "dependants": [{"age": 3, "income_monthly": "381.86"}],
    }

    answer = found(**facts)

    assert answer["verdict"] == "need_more_information"
    assert answer["childcare_allowed"] is None
    assert answer["employment_allowance"] == "0.00"
    assert answer["missing"] == ["client.self_employments[0].gross"]


@pytest.mark.parametrize(
    ("partner", "verdict"),
    [
        ({"self_employments": [job(None)]}, "need_more_information"),
        ({"student": None}, "need_more_information"),
        ({"employments": [job(None, statutory_pay_only=None)]}, "need_more_information"),
        ({"employments": [job(None, statutory_pay_only=True)]}, "not_eligible"),
        ({}, "not_eligible"),
    ],
)
def test_childcare_waits_for_what_both_adults_do(partner, verdict):
    answer = found(
        client=client(employments=[job("1500.00")], childcare={"amount": "485.00"}),
        partner=client(**partner),
        dependants=[{"age": 3, "income_monthly": "381.86"}],
    )

    assert answer["verdict"] == verdict


def test_a_figure_that_depends_on_an_unknown_is_null_and_the_others_are_there():
    answer = found(
        client=client(employments=[job("1000.00", tax=None)], housing={"cost": "400.00"}),
        capital=[{"value": None}],
        properties=[home(value="150000.00")],
    )

    assert answer["gross_income"] == "1000.00"
    assert answer["employment_allowance"] == "45.00"
    assert answer["housing_costs_allowed"] == "400.00"
    assert answer["disposable_income"] is None
    assert answer["property_capital"] == "50000.00"
    assert answer["capital"] is answer["other_capital"] is None
    assert answer["sections"] == {"gross_income": "passes", "disposable_income": "passes", "capital": "fails"}


def test_income_figures_wait_for_the_benefit_and_all_figures_for_the_age():
    unsure_benefit = found(client=client(passporting_benefit=None))
    unsure_age = found(client=client(age=None))

    assert unsure_benefit["gross_income"] is None
    assert unsure_benefit["capital"] == "0.00"
    assert unsure_benefit["sections"]["gross_income"] == "unknown"
    assert unsure_age["capital"] is None
    assert set(unsure_age["sections"].values()) == {"unknown"}


def test_the_contract_of_the_corners_covers_every_fact():
    item = household(client=client(age=None, student=None, maintenance_paid={"amount": None}))

    assert len(corner_fillings(item)) == 4 * 2 * 3
