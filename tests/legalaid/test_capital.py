"""Capital: the order of what is left out, and each limit with both its neighbours."""

import pytest

from .households import client, found

FIGURES = ("property_capital", "other_capital", "smod_disregard", "main_home_disregard")


def home(value, **facts):
    return {"main_home": True, "value": value, **facts}


def house(value, **facts):
    return {"main_home": False, "value": value, **facts}


def savings(value, **facts):
    return {"kind": "savings", "value": value, **facts}


def disputed(item):
    return {**item, "disputed": True}


def figures(**facts):
    answer = found(disputes_property_or_finance=True, **facts)
    return tuple(answer[name].removesuffix(".00") for name in FIGURES)


@pytest.mark.parametrize(
    ("value", "standing", "verdict"),
    [
        ("7999.99", "passes", "eligible"),
        ("8000.00", "passes", "eligible"),
        ("8000.01", "fails", "not_eligible"),
    ],
)
@pytest.mark.parametrize("passported", [True, False])
def test_the_capital_limit_is_inclusive_with_or_without_a_benefit(value, standing, verdict, passported):
    answer = found(client=client(passporting_benefit=passported), capital=[savings(value)])

    assert (answer["sections"]["capital"], answer["verdict"]) == (standing, verdict)


@pytest.mark.parametrize("kind", ["savings", "investments", "valuables", "money_owed", "other"])
@pytest.mark.parametrize("owner", ["client", "partner"])
def test_everything_is_added_whoevers_it_is(kind, owner):
    item = {"kind": kind, "value": "499.99", "owner": owner}

    assert found(partner=client(), capital=[item, savings("0.01")])["capital"] == "500.00"


@pytest.mark.parametrize(
    ("property_", "counted"),
    [
        (house("150000.00"), "150000.00"),
        (house("150000.00", mortgage="100000.00"), "50000.00"),
        (house("150000.00", mortgage="150000.00"), "0.00"),
        (house("150000.00", mortgage="150000.01"), "0.00"),
        # No cap on the mortgage, and nothing off for selling.
        (house("450000.00", mortgage="442000.00"), "8000.00"),
        (house("150000.00", mortgage="100000.00", share_percent="50"), "25000.00"),
        (house("150000.00", share_percent="0"), "0.00"),
        (house("100.00", share_percent="33.33"), "33.33"),
        (house("0.01", share_percent="50"), "0.01"),
        (house("0.01", share_percent="49.9"), "0.00"),
        # The landlord's part is of the whole value: not pro rata with the mortgage.
        (house("160000.00", mortgage="70000.00", landlord_percent="50"), "10000.00"),
        (house("160000.00", mortgage="80000.01", landlord_percent="50"), "0.00"),
        (house("160000.00", mortgage="70000.00", landlord_percent="50", share_percent="50"), "5000.00"),
        (house("160000.00", landlord_percent="100"), "0.00"),
    ],
)
@pytest.mark.parametrize("day", ["2018-04-09", "2021-01-27", "2021-01-28", "2026-11-22"])
def test_the_equity_of_a_property(property_, counted, day):
    answer = found(assessed_on=day, properties=[property_])

    assert answer["property_capital"] == answer["capital"] == counted


@pytest.mark.parametrize(
    ("value", "counted", "used"),
    [
        ("99999.99", "0.00", "99999.99"),
        ("100000.00", "0.00", "100000.00"),
        ("100000.01", "0.01", "100000.00"),
        ("108000.00", "8000.00", "100000.00"),
    ],
)
def test_the_main_home_leaves_out_a_hundred_thousand(value, counted, used):
    answer = found(properties=[home(value)])

    assert (answer["property_capital"], answer["main_home_disregard"]) == (counted, used)
    assert found(properties=[house(value)])["main_home_disregard"] == "0.00"


def test_only_the_first_main_home_counts_and_its_unused_part_is_lost():
    assert figures(properties=[home("60000.00"), home("50000.00")]) == ("50000", "0", "0", "60000")
    assert figures(properties=[house("60000.00"), home("50000.00")]) == ("60000", "0", "0", "50000")


def test_a_home_that_is_worth_nothing_does_not_make_up_for_another():
    answer = found(properties=[home("100.00", mortgage="9000.00"), house("5000.00")])

    assert answer["capital"] == "5000.00"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("99999.99", ("0", "0", "99999.99", "0")),
        ("100000.00", ("0", "0", "100000", "0")),
        ("100000.01", ("0", "0", "100000", "0.01")),
        ("200000.00", ("0", "0", "100000", "100000")),
        ("200000.01", ("0.01", "0", "100000", "100000")),
    ],
)
def test_a_disputed_home_is_covered_to_two_hundred_thousand(value, expected):
    assert figures(properties=[disputed(home(value))]) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("99999.99", ("0", "99999.99")),
        ("100000.00", ("0", "100000")),
        ("100000.01", ("0.01", "100000")),
    ],
)
def test_disputed_savings_are_covered_to_a_hundred_thousand(value, expected):
    assert figures(capital=[disputed(savings(value))])[1:3] == expected


def test_the_order_is_main_home_then_other_property_then_the_rest():
    properties = [disputed(house("50000.00")), disputed(home("30000.00"))]
    others = [disputed(savings("10000.00")), disputed({"kind": "valuables", "value": "30000.00"})]

    # 30,000 on the home, 50,000 on the house, and 20,000 are left for 40,000 of other things.
    assert figures(properties=properties, capital=others) == ("0", "20000", "100000", "0")
    # 80,000 on the first, 20,000 on the second.
    first, second = disputed(house("80000.00")), disputed(house("30000.00"))
    assert figures(properties=[first, second], capital=others) == ("10000", "40000", "100000", "0")


def test_only_what_is_disputed_is_left_out():
    properties = [disputed(house("30000.00")), house("20000.00"), home("10000.00")]
    others = [disputed(savings("5000.00")), savings("4000.00")]

    assert figures(properties=properties, capital=others) == ("20000", "4000", "35000", "10000")


def test_a_disputed_home_uses_the_disregard_first_even_where_it_would_not_need_it():
    others = [disputed(savings("90000.00"))]

    assert figures(properties=[disputed(home("90000.00"))], capital=others) == ("0", "80000", "100000", "0")
    assert figures(properties=[home("90000.00")], capital=others) == ("0", "0", "90000", "90000")


def test_the_partners_own_things_are_never_in_dispute():
    item = disputed(savings("9000.00", owner="partner"))

    assert figures(partner=client(), capital=[item]) == ("0", "9000", "0", "0")


def test_where_only_children_are_disputed_nothing_is_left_out_for_it():
    answer = found(
        disputes_property_or_finance=False,
        properties=[disputed(home("150000.00"))],
        capital=[disputed(savings("9000.00"))],
    )

    assert (answer["smod_disregard"], answer["capital"]) == ("0.00", "59000.00")


def test_the_worked_examples_of_the_specification():
    disputed_home = found(
        disputes_property_or_finance=True,
        properties=[disputed(home("300000.00", mortgage="100000.00"))],
        capital=[savings("8000.00")],
    )
    own_home = found(properties=[home("163000.00", mortgage="13000.00")])

    assert (disputed_home["capital"], disputed_home["verdict"]) == ("8000.00", "eligible")
    assert (own_home["capital"], own_home["verdict"]) == ("50000.00", "not_eligible")
