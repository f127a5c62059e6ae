"""The reasons: plain sentences, in the order of the rules, that agree with the figures."""

import re

import pytest
from hypothesis import given, settings

from .households import client, findings, found, unsure_households

LAST = "Your mediator decides, on the official form and with your papers."
LIKELY = "So legal aid is likely to pay for your mediation."
NOT_LIKELY = "So legal aid is not likely to pay for your mediation."
MORE = "We need to know more before we can say if legal aid is likely to pay."
ALONE = "We look at your money only."
NEVER_THEIRS = "We never count the money of the person you are in dispute with."
NO_INCOME = (
    "Your income before anything is taken off is £0.00 a month. "
    "This is within the limit of £2,657.00 a month."
)
NOTHING_LEFT = "The income that is left is £0.00 a month. This is within the limit of £733.00 a month."
NO_CAPITAL = "What counts of your savings and property is £0.00. This is within the limit of £8,000.00."
NO_TO_ALL = {"means_aggregated": False, "regular_income": False, "assets_2500_or_more": False}
JOB = {"gross": "1842.33", "tax": "100.00", "national_insurance": "42.33"}
CHILDREN = [{"age": 5, "child_relative": True, "income_monthly": "381.76"}] * 5


def reasons(**facts):
    return found(**facts)["reasons"]


def test_somebody_with_nothing_reads_the_three_parts_in_order():
    expected = [ALONE, NEVER_THEIRS, NO_INCOME, NOTHING_LEFT, NO_CAPITAL, LIKELY, LAST]

    assert reasons() == expected


def test_every_deduction_has_its_line():
    facts = {
        "client": client(
            employments=[JOB],
            maintenance_paid={"amount": "10.00"},
            housing={"cost": "900.00"},
            childcare={"amount": "20.00"},
            criminal_legal_aid_contribution={"amount": "5.00"},
            student=True,
        ),
        "partner": client(student=True),
        "dependants": CHILDREN,
    }

    assert reasons(**facts) == [
        "We look at your money and your partner's money together.",
        NEVER_THEIRS,
        "Your income before anything is taken off is £1,842.33 a month. "
        "This is within the limit of £2,879.00 a month.",
        "This limit is higher because of the number of children you look after.",
        "We take off £142.33 a month for tax and National Insurance.",
        "We take off £45.00 a month because of paid work.",
        "We take off £237.25 a month for your partner.",
        "We take off £0.50 a month for the people you look after.",
        "We take off £10.00 a month for the maintenance you pay.",
        "We take off £900.00 a month for your rent or mortgage.",
        "We take off £20.00 a month for childcare.",
        "We take off £5.00 a month for what you pay towards legal aid in a criminal case.",
        "The income that is left is £482.25 a month. This is within the limit of £733.00 a month.",
        NO_CAPITAL,
        LIKELY,
        LAST,
    ]


def test_the_cap_on_housing_and_childcare_that_does_not_count_are_explained():
    said = reasons(client=client(housing={"cost": "545.01"}, childcare={"amount": "20.00"}))

    assert said[3:6] == [
        "We take off £545.00 a month for your rent or mortgage.",
        "For rent or mortgage we take off no more than £545.00 a month. "
        "That is because nothing is taken off for a partner or for people you look after.",
        "We cannot take off childcare. It counts for a child under 16, "
        "while every adult whose money we look at works or studies.",
    ]
    assert "The income that is left is -£545.00 a month." in said[6]


@pytest.mark.parametrize(
    ("paid", "is_said"), [("0.00", False), ("0.01", True), ("1.00", True), ("1.01", True)]
)
def test_childcare_that_does_not_count_is_named_where_it_is_paid(paid, is_said):
    said = reasons(client=client(childcare={"amount": paid}))

    assert any("cannot take off childcare" in sentence for sentence in said) == is_said


@pytest.mark.parametrize(("paid", "left"), [("0.01", "-£0.01"), ("1.00", "-£1.00"), ("0.00", "£0.00")])
def test_income_below_zero_has_its_sign(paid, left):
    said = reasons(client=client(maintenance_paid={"amount": paid}))

    assert any(f"The income that is left is {left} a month." in sentence for sentence in said)


@pytest.mark.parametrize(("cost", "capped"), [("544.99", False), ("545.00", False), ("545.01", True)])
def test_the_cap_is_named_only_where_it_bites(cost, capped):
    said = reasons(client=client(housing={"cost": cost}))

    assert any("no more than" in sentence for sentence in said) == capped
    assert not any("childcare" in sentence for sentence in said)


def test_everything_left_out_of_the_capital_has_its_line():
    facts = {
        "client": client(age=60, other_income=[{"amount": "315.00"}]),
        "properties": [{"main_home": True, "disputed": True, "value": "250000.00"}],
        "capital": [{"value": "1000.00"}],
        "disputes_property_or_finance": True,
    }

    assert reasons(**facts)[4:] == [
        "We leave out £100,000.00 because you and the other person disagree about who it belongs to.",
        "We leave out £100,000.00 because it is in the home you live in.",
        "We count £50,000.00 for your home and other property.",
        "We count £1,000.00 for your savings and other things of value.",
        "We leave out up to £10,000.00 because you are 60 or over.",
        "What counts of your savings and property is £41,000.00. This is over the limit of £8,000.00.",
        "If you cannot sell your property or borrow on it, tell your mediator, who can look again.",
        NOT_LIKELY,
        LAST,
    ]


def test_only_property_that_fails_is_looked_at_again():
    again = "look again"

    assert again not in " ".join(reasons(capital=[{"value": "9000.00"}]))
    assert again not in " ".join(reasons(properties=[{"value": "8000.00"}]))
    assert again in " ".join(reasons(properties=[{"value": "8000.01"}]))
    assert again in " ".join(reasons(properties=[{"value": "0.01"}], capital=[{"value": "8000.00"}]))


@pytest.mark.parametrize(
    ("people", "who"),
    [
        ({"client": client(passporting_benefit=True)}, "You get"),
        ({"partner": client(passporting_benefit=True)}, "You or your partner get"),
    ],
)
def test_a_benefit_replaces_the_lines_about_income(people, who):
    said = reasons(**people, capital=[{"value": "9000.00"}])

    settles = "a benefit that settles the part about income, so we do not look at your income."
    assert said[2] == f"{who} {settles}"
    assert not any("taken off" in sentence for sentence in said)
    assert said[-2] == NOT_LIKELY


def test_a_benefit_that_is_not_known_is_said_before_the_income():
    said = reasons(client=client(passporting_benefit=None))

    assert said[2:4] == [
        "We do not know yet if a benefit settles the part about income. If not, it is this:",
        NO_INCOME,
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"client": client(age=17), "under_18": NO_TO_ALL},
            [
                "You are under 18 and said no to all three questions about money.",
                "This means that we do not look at your money.",
                LIKELY,
                LAST,
            ],
        ),
        (
            {"client": client(age=17)},
            [
                "You are under 18, so three more answers may mean that we do not look at your money.",
                ALONE,
            ],
        ),
        (
            {"client": client(age=None)},
            [
                "If you are under 18, three more answers may mean that we do not look at your money.",
                ALONE,
            ],
        ),
        (
            {"client": client(age=17), "under_18": NO_TO_ALL | {"regular_income": True}},
            ["You are under 18 and said yes to a question about money, so we look at it.", ALONE],
        ),
        (
            {"client": client(age=17), "under_18": {"means_aggregated": True}},
            [
                "You are under 18 and said yes to a question about money, so we look at it.",
                "We look at your money and the money of the adult who looks after you.",
            ],
        ),
        ({"client": client(age=18), "under_18": {"means_aggregated": True}}, [ALONE]),
    ],
)
def test_a_client_under_18_reads_whose_money_counts(facts, said):
    assert reasons(**facts)[: len(said)] == said


def test_what_is_not_known_is_said_part_by_part():
    facts = {
        "client": client(age=None, other_income=[{"amount": None}], maintenance_paid={"amount": None}),
        "under_18": {"regular_income": True},
        "properties": [{"value": None, "disputed": True}],
        "capital": [{"value": None}],
        "disputes_property_or_finance": True,
    }

    assert reasons(**facts)[2:] == [
        "We cannot say yet if your income before anything is taken off is within the limit of "
        "£2,657.00 a month.",
        "We do not know yet how much we can take off for the maintenance you pay.",
        "We cannot say yet if the income that is left is within the limit of £733.00 a month.",
        "We do not know yet how much we can leave out because you and the other person disagree "
        "about who it belongs to.",
        "We do not know yet how much counts of your home and other property.",
        "We do not know yet how much counts of your savings and other things of value.",
        "We do not know yet how much we can leave out if you are 60 or over.",
        "We cannot say yet if what counts of your savings and property is within the limit of £8,000.00.",
        MORE,
        LAST,
    ]


def test_a_part_that_is_settled_although_an_amount_is_missing_says_so():
    said = reasons(
        client=client(other_income=[{"amount": "2657.01"}], maintenance_paid={"amount": None}),
        capital=[{"value": "8000.01"}, {"value": None}],
        dependants=[{"age": None, "child_relative": True}] * 5,
    )

    over = "What counts of your savings and property is over the limit of £8,000.00"
    assert "We cannot say yet if your income before anything is taken off is within the limit." in said
    assert f"{over}, whatever the missing answers are." in said


@settings(max_examples=60, deadline=None)
@given(unsure_households())
def test_the_reasons_are_short_plain_sentences_that_end_with_who_decides(item):
    (answer,) = findings([item])
    said = answer["reasons"]

    assert said[-1] == LAST
    assert said[-2] == {"eligible": LIKELY, "not_eligible": NOT_LIKELY}.get(answer["verdict"], MORE)
    assert len(said) == len(set(said))
    for sentence in said:
        assert re.fullmatch(r"[A-Z].*[.:]", sentence)
        assert all(len(part.split()) <= 24 for part in re.split(r"[.:] ", sentence)), sentence
        assert not re.search(r"None|Decimal|Infinity|[_{}\[\]]|disregard|dependant|aggregat", sentence)
