"""What to bring: only what the form asks for, for one month, and each limit with both its neighbours."""

import pytest

from legalaid import evidence_needed as papers
from legalaid.household import IncomeKind

from .households import client, found

BANK = papers.BANK_STATEMENTS
NO_TO_ALL = {"means_aggregated": False, "regular_income": False, "assets_2500_or_more": False}
PAY = {"gross": "900.00"}


def evidence(**facts):
    return found(**facts)["evidence"]


def test_bank_statements_are_always_asked_for_and_for_one_month():
    assert evidence() == [BANK]
    assert "last month" in BANK
    assert not any("three" in paper or "3 months" in paper for paper in papers.PAPER_OF_KIND.values())


def test_nothing_is_asked_for_where_no_means_are_looked_at():
    assert evidence(client=client(age=17, employments=[PAY]), under_18=NO_TO_ALL) == []


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        ({"employments": [PAY]}, [papers.WAGE_SLIPS]),
        ({"employments": [PAY, PAY]}, [papers.WAGE_SLIPS]),
        ({"employments": [{"gross": None}]}, [papers.WAGE_SLIPS]),
        ({"employments": [{"gross": "0.00"}]}, []),
        ({"self_employments": [PAY]}, [papers.SELF_EMPLOYMENT]),
        ({"self_employments": [PAY | {"tax": "1.00"}]}, [papers.SELF_EMPLOYMENT, papers.SELF_EMPLOYMENT_TAX]),
        ({"self_employments": [{"gross": "0.00"}]}, []),
        ({"maintenance_paid": {"amount": "1.00"}}, [papers.MAINTENANCE_PAID]),
        ({"maintenance_paid": {"amount": None}}, [papers.MAINTENANCE_PAID]),
        ({"maintenance_paid": {"amount": "0.00"}}, []),
        ({"passporting_benefit": True, "employments": [PAY]}, [papers.PASSPORT_LETTER]),
        ({"passporting_benefit": True, "housing": {"cost": "9.00"}}, [papers.PASSPORT_LETTER]),
        ({"passporting_benefit": None, "employments": [PAY]}, [papers.PASSPORT_LETTER, papers.WAGE_SLIPS]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["client", "partner"])
def test_papers_follow_from_the_answers_of_either(person, asked, who):
    people = {"client": client(), "partner": client()} | {who: client(**person)}

    assert evidence(**people) == [BANK, *asked]


@pytest.mark.parametrize("kind", [kind for kind in IncomeKind if kind is not IncomeKind.OTHER])
def test_each_kind_of_income_has_its_paper(kind):
    receiver = client(other_income=[{"kind": kind, "amount": "1.00"}])
    nothing = client(other_income=[{"kind": kind, "amount": "0.00"}])

    assert evidence(client=receiver) == [BANK, papers.PAPER_OF_KIND[kind]]
    assert evidence(client=nothing) == [BANK]


@pytest.mark.parametrize("kind", ["other", "carers_allowance"])
def test_other_income_is_seen_on_the_bank_statements(kind):
    assert evidence(client=client(other_income=[{"kind": kind, "amount": "1.00"}])) == [BANK]


@pytest.mark.parametrize(
    ("cost", "gross", "asked"),
    [
        ("299.99", "900.00", False),
        ("300.00", "900.00", False),
        ("300.01", "900.00", True),
        ("0.01", "0.00", True),
        ("0.00", "0.00", False),
        (None, "900.00", True),
        ("300.00", None, True),
    ],
)
def test_housing_is_proved_only_above_a_third_of_the_income(cost, gross, asked):
    person = client(housing={"cost": cost}, other_income=[{"amount": gross}])

    assert (papers.HOUSING in evidence(client=person)) == asked


def test_housing_benefit_comes_off_before_the_third():
    person = client(
        housing={"cost": "400.00", "housing_benefit": "100.00"}, other_income=[{"amount": "900.00"}]
    )

    assert papers.HOUSING not in evidence(client=person)


@pytest.mark.parametrize(
    ("amount", "age", "asked"),
    [("599.99", 3, False), ("600.00", 3, False), ("600.01", 3, True), ("600.01", 16, False), (None, 3, True)],
)
def test_childcare_is_proved_only_above_600_a_month_and_where_it_counts(amount, age, asked):
    person = client(student=True, childcare={"amount": amount})

    assert (papers.CHILDCARE in evidence(client=person, dependants=[{"age": age}])) == asked


@pytest.mark.parametrize(
    "facts",
    [
        {"capital": [{"value": "0.01"}]},
        {"capital": [{"value": None}]},
        {"properties": [{"value": "200000.00"}]},
        {"properties": [{"value": "90000.00", "main_home": True}]},
        {
            "capital": [{"value": "9.00", "disputed": True}],
            "disputes_property_or_finance": True,
        },
    ],
)
def test_capital_is_proved_only_if_the_mediator_asks(facts):
    assert evidence(**facts) == [BANK, papers.CAPITAL]
    assert papers.CAPITAL.startswith("If your mediator asks")


def test_each_paper_is_named_once():
    pensions = [{"kind": "pension", "amount": "1.00"}] * 2
    asked = evidence(client=client(other_income=pensions), partner=client(other_income=pensions))

    assert asked == [BANK, papers.PAPER_OF_KIND[IncomeKind.PENSION]]
