"""The table of limits: which row is in force on which day, and each limit with both its neighbours."""

from datetime import date
from decimal import Decimal

import pytest

from legalaid import thresholds as law

from .households import PERIODS, client, found


@pytest.mark.parametrize(
    ("day", "partner", "dependant"),
    [
        ("2018-04-09", "181.41", "290.70"),
        ("2019-04-07", "181.41", "290.70"),
        ("2019-04-08", "181.91", "291.49"),
        ("2020-04-05", "181.91", "291.49"),
        ("2020-04-06", "184.46", "296.65"),
        ("2021-01-27", "184.46", "296.65"),
        ("2021-01-28", "184.46", "296.65"),
        ("2021-04-11", "184.46", "296.65"),
        ("2022-04-11", "191.41", "307.64"),
        ("2023-04-09", "191.41", "307.64"),
        ("2023-04-10", "211.32", "338.90"),
        ("2024-04-07", "211.32", "338.90"),
        ("2024-04-08", "224.87", "361.70"),
        ("2025-04-06", "224.87", "361.70"),
        ("2025-04-07", "228.56", "367.87"),
        ("2026-04-05", "228.56", "367.87"),
        ("2026-04-06", "237.25", "381.86"),
        ("2027-12-31", "237.25", "381.86"),
    ],
)
def test_the_allowances_are_those_of_the_day_of_application(day, partner, dependant):
    answer = found(assessed_on=day, partner=client(), dependants=[{"age": 5}])

    assert (answer["partner_allowance"], answer["dependants_allowance"]) == (partner, dependant)


@pytest.mark.parametrize("day", ["2021-04-12", "2022-04-10"])
def test_the_allowance_for_dependants_is_known_while_the_partners_is_not(day):
    assert found(assessed_on=day, dependants=[{"age": 5}])["dependants_allowance"] == "298.08"


def test_the_row_that_began_on_28_january_2021_has_its_own_date():
    assert law.allowances_on(date(2021, 1, 28)).effective_from == date(2021, 1, 28)
    assert law.allowances_on(date(2021, 1, 27)).effective_from == date(2020, 4, 6)


def test_nothing_is_known_before_the_first_row():
    with pytest.raises(law.AllowanceNotKnown) as refusal:
        law.allowances_on(date(2018, 4, 8))

    assert refusal.value.fact == "assessed_on"


def test_every_row_says_where_it_comes_from_and_rows_are_in_order():
    days = [row.effective_from for row in law.ALLOWANCES]

    assert days == sorted(set(days))
    assert all(len(row.source) > 20 for row in law.ALLOWANCES)


@pytest.mark.parametrize(
    ("kind", "last_counted", "first_disregarded"),
    [
        ("infected_blood_support", "2021-01-27", "2021-01-28"),
        ("vaccine_damage_payment", "2021-01-27", "2021-01-28"),
        ("vcjd_payment", "2021-01-27", "2021-01-28"),
        ("infected_blood_compensation", "2024-11-19", "2024-11-20"),
        ("modern_slavery_victim_care_payment", "2024-11-19", "2024-11-20"),
    ],
)
def test_a_payment_is_disregarded_from_its_day(kind, last_counted, first_disregarded):
    receiver = client(other_income=[{"kind": kind, "amount": "100.00"}])

    assert found(assessed_on=last_counted, client=receiver)["gross_income"] == "100.00"
    for day in (first_disregarded, "2026-11-22"):
        assert found(assessed_on=day, client=receiver)["gross_income"] == "0.00"


ALWAYS = sorted(kind for kind, since in law.DISREGARDED_INCOME_FROM.items() if since is None)


@pytest.mark.parametrize("kind", ALWAYS)
def test_the_other_payments_never_count(kind):
    receiver = client(other_income=[{"kind": kind, "amount": "100.00"}])

    assert found(assessed_on="2018-04-09", client=receiver)["gross_income"] == "0.00"


def test_there_are_28_payments_that_count_as_nothing():
    assert len(ALWAYS) == 23
    assert len(law.DISREGARDED_INCOME_FROM) == 28


@pytest.mark.parametrize(
    "kind",
    [
        "benefit",
        "pension",
        "maintenance_received",
        "friends_or_family",
        "property_or_lodger",
        "student_finance",
        "dividends_or_interest",
        "other",
    ],
)
@pytest.mark.parametrize("period", PERIODS)
def test_all_other_income_counts_whatever_its_period(kind, period):
    months = {"weekly": "52.00", "two_weekly": "26.00", "four_weekly": "13.00"}
    months |= {"monthly": "12.00", "quarterly": "36.00", "yearly": "144.00"}
    monthly = {"weekly": "225.33", "two_weekly": "56.33", "four_weekly": "14.08"}
    receiver = client(other_income=[{"kind": kind, "amount": months[period], "period": period}])

    assert found(client=receiver)["gross_income"] == monthly.get(period, "12.00")


@pytest.mark.parametrize(
    ("disposable", "disregard"),
    [
        ("-0.01", 100_000),
        ("25", 100_000),
        ("25.01", 90_000),
        ("49.99", 90_000),
        ("50", 90_000),
        ("50.01", 80_000),
        ("75", 80_000),
        ("75.01", 70_000),
        ("100", 70_000),
        ("100.01", 60_000),
        ("125", 60_000),
        ("125.01", 50_000),
        ("150", 50_000),
        ("150.01", 40_000),
        ("175", 40_000),
        ("175.01", 30_000),
        ("200", 30_000),
        ("200.01", 20_000),
        ("225", 20_000),
        ("225.01", 10_000),
        ("315", 10_000),
        ("315.01", 0),
    ],
)
def test_the_disregard_at_60_falls_with_the_income(disposable, disregard):
    assert law.pensioner_disregard(Decimal(disposable)) == disregard
