"""Gross and disposable income: tables with each limit and both its neighbours."""

import pytest

from .households import client, found

CHILD = {"age": 5, "child_relative": True}
ALLOWANCE = "381.86"


def pension(amount, period="monthly"):
    return {"kind": "pension", "amount": amount, "period": period}


def job(gross="1000.00", **facts):
    return {"gross": gross, **facts}


@pytest.mark.parametrize(
    ("amount", "standing", "verdict"),
    [
        ("2656.99", "passes", "eligible"),
        ("2657.00", "passes", "eligible"),
        ("2657.01", "fails", "not_eligible"),
    ],
)
def test_the_gross_limit_is_inclusive(amount, standing, verdict):
    answer = found(client=client(other_income=[pension(amount)], maintenance_paid={"amount": "2000.00"}))

    assert (answer["sections"]["gross_income"], answer["verdict"]) == (standing, verdict)
    assert answer["sections"]["disposable_income"] == "passes"


@pytest.mark.parametrize(
    ("amount", "standing", "verdict"),
    [
        ("732.99", "passes", "eligible"),
        ("733.00", "passes", "eligible"),
        ("733.01", "fails", "not_eligible"),
    ],
)
def test_the_disposable_limit_is_inclusive(amount, standing, verdict):
    answer = found(client=client(other_income=[pension(amount)]))

    assert (answer["sections"]["disposable_income"], answer["verdict"]) == (standing, verdict)
    assert answer["disposable_income"] == amount


@pytest.mark.parametrize(
    ("children", "limit"),
    [(0, "2657.00"), (4, "2657.00"), (5, "2879.00"), (6, "3101.00"), (7, "3323.00")],
)
def test_the_gross_limit_rises_from_the_fifth_child_on(children, limit):
    assert found(dependants=[CHILD] * children)["gross_income_limit"] == limit


@pytest.mark.parametrize(
    ("fifth", "counts"),
    [
        ({"age": 15, "child_relative": True}, True),
        ({"age": 16, "child_relative": True}, False),
        ({"age": 16, "child_relative": True, "in_full_time_education": True}, True),
        ({"age": 30, "child_relative": True, "in_full_time_education": True}, True),
        ({"age": 30, "child_relative": True, "in_full_time_education": True, "capital": "9000.00"}, True),
        ({"age": 5, "child_relative": False}, False),
        ({"age": 5, "child_relative": True, "income_monthly": "381.85"}, True),
        ({"age": 5, "child_relative": True, "income_monthly": "381.86"}, False),
        ({"age": 5, "child_relative": True, "income_monthly": "381.87"}, False),
    ],
)
def test_which_children_raise_the_limit(fifth, counts):
    answer = found(dependants=[CHILD] * 4 + [fifth])

    assert answer["gross_income_limit"] == ("2879.00" if counts else "2657.00")


@pytest.mark.parametrize(
    ("amount", "period", "monthly"),
    [
        ("100.00", "weekly", "433.33"),
        ("100.00", "two_weekly", "216.67"),
        ("100.00", "four_weekly", "108.33"),
        ("100.00", "monthly", "100.00"),
        ("100.00", "quarterly", "33.33"),
        ("100.00", "yearly", "8.33"),
        ("0.05", "yearly", "0.00"),
        ("0.06", "yearly", "0.01"),
        ("0.15", "weekly", "0.65"),
        ("0.03", "four_weekly", "0.03"),
        ("0.06", "four_weekly", "0.07"),
    ],
)
def test_a_period_becomes_a_month_and_half_a_penny_goes_up(amount, period, monthly):
    assert found(client=client(other_income=[pension(amount, period)]))["gross_income"] == monthly


def test_each_stream_is_rounded_before_they_are_added():
    streams = [pension("0.06", "yearly")] * 4

    assert found(client=client(other_income=streams))["gross_income"] == "0.04"


def test_the_means_of_client_and_partner_are_added():
    person = {
        "employments": [job("500.00", tax="10.00", national_insurance="5.00")],
        "self_employments": [{"gross": "100.00", "tax": "4.00", "national_insurance": "1.00"}],
        "other_income": [pension("50.00")],
        "maintenance_paid": {"amount": "20.00"},
        "criminal_legal_aid_contribution": {"amount": "7.00"},
        "housing": {"cost": "300.00"},
    }

    answer = found(client=client(**person), partner=client(**person))

    assert answer["gross_income"] == "1300.00"
    assert answer["employment_allowance"] == "90.00"
    assert answer["housing_costs_allowed"] == "600.00"
    assert answer["partner_allowance"] == "237.25"
    # 1300.00 - 40.00 - 90.00 - 40.00 - 14.00 - 600.00 - 237.25
    assert answer["disposable_income"] == "278.75"


def test_periods_of_deductions_count():
    answer = found(
        client=client(
            other_income=[pension("1000.00")],
            employments=[job("0.00", tax="100.00", national_insurance="10.00", period="weekly")],
            self_employments=[{"tax": "12.00", "national_insurance": "24.00", "period": "yearly"}],
            maintenance_paid={"amount": "30.00", "period": "quarterly"},
            criminal_legal_aid_contribution={"amount": "6.00", "period": "two_weekly"},
        )
    )

    # 1000.00 - 433.33 - 43.33 - 1.00 - 2.00 - 10.00 - 13.00
    assert answer["disposable_income"] == "497.34"


def test_tax_and_national_insurance_below_zero_count_as_nil():
    refunds = {"tax": "-100.00", "national_insurance": "-0.01"}
    answer = found(client=client(employments=[job(**refunds)], self_employments=[{**refunds}]))

    assert answer["disposable_income"] == "955.00"


@pytest.mark.parametrize(
    ("facts", "allowance"),
    [
        ({}, "0.00"),
        ({"employments": [job()]}, "45.00"),
        ({"employments": [job("0.01")]}, "45.00"),
        ({"employments": [job("0.01", period="yearly")]}, "45.00"),
        ({"employments": [job("0.00")]}, "0.00"),
        ({"employments": [job(), job()]}, "45.00"),
        ({"employments": [job(statutory_pay_only=True)]}, "0.00"),
        ({"employments": [job(statutory_pay_only=True), job()]}, "45.00"),
        ({"employments": [job(statutory_pay_only=True), job("0.00")]}, "0.00"),
        ({"self_employments": [job()]}, "0.00"),
        ({"self_employments": [job()], "employments": [job()]}, "45.00"),
        ({"student": True}, "0.00"),
    ],
)
def test_the_employment_allowance_is_for_paid_work_once_a_person(facts, allowance):
    assert found(client=client(**facts))["employment_allowance"] == allowance


@pytest.mark.parametrize(
    ("dependant", "allowance"),
    [
        ({"age": 5}, ALLOWANCE),
        ({"age": 5, "income_monthly": "100.00"}, "281.86"),
        ({"age": 5, "income_monthly": "381.85"}, "0.01"),
        ({"age": 5, "income_monthly": "381.86"}, "0.00"),
        ({"age": 5, "income_monthly": "381.87"}, "0.00"),
        ({"age": 40, "income_monthly": "100.00"}, "281.86"),
        ({"age": 18, "capital": "7999.99"}, ALLOWANCE),
        ({"age": 18, "capital": "8000.00"}, ALLOWANCE),
        ({"age": 18, "capital": "8000.01"}, "0.00"),
        ({"age": 18, "capital": "8000.01", "in_full_time_education": True}, "0.00"),
        ({"age": 17, "capital": "8000.01"}, "0.00"),
        ({"age": 17, "capital": "8000.01", "in_full_time_education": True}, ALLOWANCE),
        ({"age": 16, "capital": "8000.01"}, "0.00"),
        ({"age": 15, "capital": "8000.01"}, ALLOWANCE),
        ({"age": 15, "capital": "8000.01", "income_monthly": "81.86"}, "300.00"),
    ],
)
def test_the_allowance_for_a_dependant(dependant, allowance):
    assert found(dependants=[dependant])["dependants_allowance"] == allowance


def test_the_allowances_for_dependants_are_added():
    assert found(dependants=[{"age": 5}, {"age": 70}])["dependants_allowance"] == "763.72"


@pytest.mark.parametrize(
    ("housing", "allowed"),
    [
        ({"cost": "544.99"}, "544.99"),
        ({"cost": "545.00"}, "545.00"),
        ({"cost": "545.01"}, "545.00"),
        ({"cost": "600.00", "housing_benefit": "54.99"}, "545.00"),
        ({"cost": "600.00", "housing_benefit": "55.01"}, "544.99"),
        ({"cost": "100.00", "housing_benefit": "100.01"}, "0.00"),
        ({"cost": "100.00", "housing_benefit": "50.00", "period": "weekly"}, "216.66"),
        ({"cost": "500.00", "kind": "board_and_lodging"}, "250.00"),
        ({"cost": "0.01", "kind": "board_and_lodging"}, "0.01"),
        ({"cost": "500.00", "kind": "board_and_lodging", "housing_benefit": "100.00"}, "150.00"),
        ({"cost": "500.00", "kind": "mortgage"}, "500.00"),
        ({"housing_benefit": "10.00"}, "0.00"),
    ],
)
def test_what_housing_takes_off_for_a_person_alone(housing, allowed):
    assert found(client=client(housing=housing))["housing_costs_allowed"] == allowed


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({"dependants": [{"age": 5}]}, "900.00"),
        ({"dependants": [{"age": 5, "income_monthly": "381.85"}]}, "900.00"),
        # No deduction is made for this dependant: reg 28(7).
        ({"dependants": [{"age": 5, "income_monthly": "381.86"}]}, "545.00"),
        ({"partner": client()}, "900.00"),
        ({"partner": client(housing={"cost": "50.00", "housing_benefit": "150.00"})}, "800.00"),
        ({"partner": client(housing={"cost": "50.00", "kind": "board_and_lodging"})}, "925.00"),
    ],
)
def test_the_cap_lifts_where_something_is_taken_off_for_somebody(facts, allowed):
    answer = found(client=client(housing={"cost": "900.00"}), **facts)

    assert answer["housing_costs_allowed"] == allowed


@pytest.mark.parametrize(
    ("person", "age", "allowed"),
    [
        ({"employments": [job()]}, 15, "300.00"),
        ({"employments": [job()]}, 16, "0.00"),
        ({"employments": [job("0.00")]}, 3, "0.00"),
        ({"employments": [job(statutory_pay_only=True)]}, 3, "0.00"),
        ({"self_employments": [job("0.01")]}, 3, "300.00"),
        ({"self_employments": [job("0.00")]}, 3, "0.00"),
        ({"student": True}, 3, "300.00"),
        ({}, 3, "0.00"),
    ],
)
def test_childcare_is_for_a_child_under_16_and_work_or_study(person, age, allowed):
    person = client(**person, childcare={"amount": "900.00", "period": "quarterly"})

    assert found(client=person, dependants=[{"age": age}])["childcare_allowed"] == allowed


@pytest.mark.parametrize(
    ("partner", "allowed"),
    [
        ({}, "0.00"),
        ({"student": True}, "150.00"),
        ({"employments": [job()]}, "150.00"),
        ({"self_employments": [job()]}, "150.00"),
        ({"employments": [job(statutory_pay_only=True)]}, "0.00"),
    ],
)
def test_childcare_needs_both_adults_to_work_or_study(partner, allowed):
    answer = found(
        client=client(employments=[job()], childcare={"amount": "100.00"}),
        partner=client(**partner, childcare={"amount": "50.00"}),
        dependants=[{"age": 17}, {"age": 3}],
    )

    assert answer["childcare_allowed"] == allowed
    assert (
        found(
            client=client(**partner, childcare={"amount": "100.00"}),
            partner=client(employments=[job()], childcare={"amount": "50.00"}),
            dependants=[{"age": 3}],
        )["childcare_allowed"]
        == allowed
    )


def test_disposable_income_may_be_below_zero_and_passes():
    answer = found(client=client(maintenance_paid={"amount": "10.00"}))

    assert (answer["disposable_income"], answer["verdict"]) == ("-10.00", "eligible")
