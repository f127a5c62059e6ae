"""The JSON contract: every case, through the function and through the real command, and every refusal."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from legalaid.means_test_contract import answer_all
from mediation.core.json_contract import ContractError

from .households import PLENTY, client, filled, found, household

PROJECT = Path(__file__).resolve().parents[2]
CASES = json.loads((Path(__file__).parent / "cases" / "means_test.json").read_text(encoding="utf-8"))
SECONDS = 5
FIGURES = (
    "gross_income",
    "gross_income_limit",
    "disposable_income",
    "disposable_income_limit",
    "capital",
    "capital_limit",
    "partner_allowance",
    "dependants_allowance",
    "employment_allowance",
    "housing_costs_allowed",
    "childcare_allowed",
    "pensioner_disregard",
    "smod_disregard",
    "main_home_disregard",
    "property_capital",
    "other_capital",
)
ALL = {
    "assessed_on": "2026-11-22",
    "disputes_property_or_finance": True,
    "client": {
        "age": 40,
        "passporting_benefit": False,
        "student": False,
        "employments": [
            {
                "gross": "1000.00",
                "tax": "-1.00",
                "national_insurance": "-1.00",
                "period": "monthly",
                "statutory_pay_only": False,
            }
        ],
        "self_employments": [
            {"gross": "1.00", "tax": "0.00", "national_insurance": "0.00", "period": "yearly"}
        ],
        "other_income": [{"kind": "fostering_allowance", "amount": "1.00", "period": "weekly"}],
        "housing": {"cost": "1.00", "kind": "rent", "period": "quarterly", "housing_benefit": "0.50"},
        "childcare": {"amount": "1.00", "period": "two_weekly"},
        "maintenance_paid": {"amount": "1.00", "period": "four_weekly"},
        "criminal_legal_aid_contribution": {"amount": "1.00", "period": "monthly"},
    },
    "partner": {"age": 59, "student": True},
    "dependants": [
        {
            "age": 3,
            "child_relative": True,
            "in_full_time_education": False,
            "income_monthly": "1.00",
            "capital": "1.00",
        }
    ],
    "properties": [
        {
            "main_home": True,
            "value": "1.00",
            "mortgage": "1.00",
            "share_percent": "50",
            "disputed": True,
            "landlord_percent": "0.5",
        }
    ],
    "capital": [{"kind": "savings", "value": "-1.00", "disputed": True, "owner": "partner"}],
    "under_18": {"means_aggregated": False, "regular_income": False, "assets_2500_or_more": False},
}


def assert_expected(answer, expect):
    for key, wanted in expect.items():
        if key == "sections":
            assert answer["sections"] | wanted == answer["sections"]
        else:
            assert answer[key] == wanted, key


def run_command(text):
    """The real command in an empty environment, as support would run it on a machine with nothing set up."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(PROJECT / "manage.py"), "means_test"],
        input=text,
        capture_output=True,
        env={"DATABASE_URL": ""},
        timeout=60,
        check=False,
    )


def steps(path):
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_case_is_answered_as_expected(case):
    (answer,) = json.loads(answer_all(json.dumps([case["input"]])))

    assert_expected(answer, case["expect"])


def test_the_command_answers_every_case_without_any_environment():
    done = run_command(json.dumps([case["input"] for case in CASES]).encode())

    assert (done.returncode, done.stderr) == (0, b"")
    answers = json.loads(done.stdout)
    assert len(answers) == len(CASES)
    for case, answer in zip(CASES, answers, strict=True):
        assert_expected(answer, case["expect"])


def test_a_thousand_households_take_less_than_five_seconds():
    items = [CASES[number % len(CASES)]["input"] for number in range(1000)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = run_command(json.dumps(items).encode())

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(json.loads(done.stdout)) == 1000
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS


def test_a_household_with_every_answer_unsure_takes_no_longer_than_others():
    person = {key: value for key, value in ALL["client"].items() if key != "age"}
    unsure = {"gross": None, "tax": None, "national_insurance": None, "statutory_pay_only": None}
    person |= {"age": None, "passporting_benefit": None, "student": None, "employments": [unsure] * 20}
    home = {"main_home": None, "value": None, "mortgage": None, "share_percent": None, "disputed": None}
    item = ALL | {
        "disputes_property_or_finance": None,
        "client": person,
        "partner": person,
        "dependants": [{"age": None, "child_relative": None, "income_monthly": None}] * 20,
        "properties": [home] * 20,
        "capital": [{"value": None, "disputed": None}] * 20,
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime

    (answer,) = json.loads(answer_all(json.dumps([item])))

    assert answer["verdict"] == "need_more_information"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 1


def test_the_answer_has_every_field_of_the_contract_and_money_with_two_places():
    answer = found(**ALL)

    assert set(answer) == {*FIGURES, "verdict", "sections", "missing", "reasons", "evidence"}
    assert set(answer["sections"]) == {"gross_income", "disposable_income", "capital"}
    for figure in FIGURES:
        assert re.fullmatch(r"-?[0-9]+\.[0-9]{2}", answer[figure]), figure


def test_nothing_but_an_age_and_a_date_is_needed():
    (answer,) = json.loads(answer_all('[{"assessed_on": "2026-11-22", "client": {"age": 40}}]'))

    assert (answer["verdict"], answer["capital"], answer["gross_income"]) == ("eligible", "0.00", "0.00")


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b'["\xff"]', "input: is not UTF-8"),
        (b"[{}]", "item 0: assessed_on: is missing"),
    ],
)
def test_the_command_refuses_in_one_line_with_status_2(given, line):
    done = run_command(given)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [f"CommandError: {line}"]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("", "input: is not JSON (line 1, column 1)"),
        ('{"client": {"age": 40}}', "input: must be a list"),
        ("[null]", "item 0: must be an object"),
        ("[[]]", "item 0: must be an object"),
    ],
)
def test_what_is_no_list_of_households_is_refused(given, line):
    with pytest.raises(ContractError) as refusal:
        answer_all(given)

    assert str(refusal.value) == line


def test_one_bad_item_among_good_ones_leaves_standard_output_empty():
    items = [household(), household(), household(client=client(shoe_size=43))]

    done = run_command(json.dumps(items).encode())

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == ["CommandError: item 2: client.shoe_size: unknown key"]


def test_the_help_is_there():
    done = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "means_test", "--help"],
        capture_output=True,
        env={"DATABASE_URL": ""},
        timeout=60,
        check=True,
        text=True,
    )

    assert "standard input" in done.stdout


MONEY = 'must be pounds and pence as text, like "1200.50"'
PERCENT = 'must be a percentage as text, like "50"'
BELOW = "must not be below zero"
AGE = "must be an age in whole years"
TRUTH = "must be true, false or null"
INCOME = "client.other_income.0"
JOB = "client.employments.0"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("extra", 1, "unknown key"),
        ("client.colour", 1, "unknown key"),
        ("partner.colour", 1, "unknown key"),
        (f"{JOB}.colour", 1, "unknown key"),
        ("client.self_employments.0.statutory_pay_only", False, "unknown key"),
        (f"{INCOME}.colour", 1, "unknown key"),
        ("client.housing.colour", 1, "unknown key"),
        ("client.housing.amount", "1.00", "unknown key"),
        ("client.childcare.kind", "rent", "unknown key"),
        ("dependants.0.colour", 1, "unknown key"),
        ("properties.0.owner", "client", "unknown key"),
        ("capital.0.colour", 1, "unknown key"),
        ("under_18.colour", 1, "unknown key"),
        (f"{JOB}.gross", "-0.01", BELOW),
        ("client.self_employments.0.gross", "-0.01", BELOW),
        (f"{INCOME}.amount", "-1.00", BELOW),
        ("client.housing.cost", "-1.00", BELOW),
        ("client.housing.housing_benefit", "-1.00", BELOW),
        ("client.childcare.amount", "-1.00", BELOW),
        ("client.maintenance_paid.amount", "-1.00", BELOW),
        ("client.criminal_legal_aid_contribution.amount", "-1.00", BELOW),
        ("dependants.0.income_monthly", "-1.00", BELOW),
        ("dependants.0.capital", "-1.00", BELOW),
        ("properties.0.value", "-1.00", BELOW),
        ("properties.0.mortgage", "-1.00", BELOW),
        ("properties.0.share_percent", "-1", PERCENT),
        ("properties.0.share_percent", "100.01", "must be 100 or less"),
        ("properties.0.share_percent", 50, PERCENT),
        ("properties.0.landlord_percent", "101", "must be 100 or less"),
        (f"{JOB}.gross", "12", MONEY),
        (f"{JOB}.gross", "12.5", MONEY),
        (f"{JOB}.gross", "12.345", MONEY),
        (f"{JOB}.gross", 12.5, MONEY),
        (f"{JOB}.gross", 12, MONEY),
        (f"{JOB}.gross", True, MONEY),
        (f"{JOB}.gross", "1,200.50", MONEY),
        (f"{JOB}.gross", "£1200.00", MONEY),
        (f"{JOB}.gross", "+1.00", MONEY),
        (f"{JOB}.gross", " 1.00", MONEY),
        (f"{JOB}.gross", "1.00\n", MONEY),
        (f"{JOB}.gross", "1e9", MONEY),
        (f"{JOB}.gross", "NaN", MONEY),
        (f"{JOB}.gross", "Infinity", MONEY),
        (f"{JOB}.gross", "٤٢.٠٠", MONEY),
        (f"{JOB}.gross", "1234567890123.00", MONEY),
        (f"{JOB}.gross", [], MONEY),
        (f"{JOB}.tax", "NaN", MONEY),
        (f"{JOB}.statutory_pay_only", 1, TRUTH),
        ("client.passporting_benefit", "yes", TRUTH),
        ("disputes_property_or_finance", 0, TRUTH),
        ("under_18.regular_income", "no", TRUTH),
        ("client.age", "40", AGE),
        ("client.age", True, AGE),
        ("client.age", 40.0, AGE),
        ("client.age", -1, f"{AGE}, 0 or more"),
        ("client.age", 151, f"{AGE}, 150 or less"),
        ("dependants.0.age", "3", AGE),
        ("client", None, "must be an object"),
        ("client", [], "must be an object"),
        ("partner", [], "must be an object"),
        ("client.housing", None, "must be an object"),
        ("client.employments", None, "must be a list"),
        ("dependants", {}, "must be a list"),
        ("properties", [1], "must be an object"),
        ("assessed_on", None, "must be a date like 2026-06-15"),
        ("assessed_on", "22/11/2026", "must be a date like 2026-06-15"),
        ("assessed_on", "2026-02-29", "is a date that does not exist"),
        ("assessed_on", "2018-04-08", "the allowances before 2018-04-09 are not known"),
        (f"{INCOME}.kind", None, "must be one of benefit, pension, "),
        (f"{INCOME}.kind", "lottery", "must be one of benefit, pension, "),
        (f"{INCOME}.kind", "Benefit", "must be one of benefit, pension, "),
        (f"{INCOME}.period", "daily", "must be one of weekly, two_weekly, four_weekly, monthly, quarterly"),
        (f"{JOB}.period", None, "must be one of weekly, "),
        ("client.housing.kind", "hotel", "must be one of rent, mortgage, board_and_lodging"),
        ("client.housing.period", "fortnightly", "must be one of weekly, "),
        ("client.childcare.period", 12, "must be one of weekly, "),
        ("capital.0.kind", "crypto", "must be one of savings, investments, valuables, money_owed, other"),
        ("capital.0.owner", "opponent", "must be one of client, partner"),
    ],
)  # fmt: skip
def test_what_breaks_the_contract_is_refused_and_named(path, value, words):
    item = filled(ALL, {steps(path): value})
    named = re.sub(r"\.([0-9]+)", r"[\1]", path)
    at = named.removesuffix("[0]") + ("[0]" if value == [1] else "")

    with pytest.raises(ContractError) as refusal:
        answer_all(json.dumps([household(), item]))

    assert str(refusal.value).startswith(f"item 1: {at}: {words}")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("client", "client"),
        ("assessed_on", "assessed_on"),
        ("client.age", "client.age"),
        ("partner.age", "partner.age"),
        ("dependants.0.age", "dependants[0].age"),
    ],
)
def test_ages_and_the_date_are_needed(path, field):
    item = json.loads(json.dumps(ALL))
    node = item
    *way, last = steps(path)
    for step in way:
        node = node[step]
    del node[last]

    with pytest.raises(ContractError, match=rf"^item 0: {re.escape(field)}: is missing$"):
        answer_all(json.dumps([item]))


@pytest.mark.parametrize("key", ["gross", "period", "statutory_pay_only"])
def test_a_key_given_twice_is_refused(key):
    given = json.dumps([ALL]).replace(f'"{key}": ', f'"{key}": "1.00", "{key}": ', 1)

    with pytest.raises(ContractError, match=rf"^item 0: client\.employments\[0\]\.{key}: is given twice$"):
        answer_all(given)


@pytest.mark.parametrize("day", ["2021-04-12", "2022-04-10"])
def test_a_partner_is_refused_while_no_source_states_the_allowance(day):
    with pytest.raises(
        ContractError, match=r"^item 0: partner: the partner allowance from 2021-04-12 is not"
    ):
        found(assessed_on=day, partner=client())

    assert found(assessed_on=day)["verdict"] == "eligible"


@pytest.mark.parametrize("day", ["2018-04-09", "2021-04-11", "2022-04-11", "2040-01-01"])
def test_a_partner_is_accepted_on_the_days_beside(day):
    assert found(assessed_on=day, partner=client())["verdict"] == "eligible"


def test_a_partners_savings_need_a_partner():
    with pytest.raises(ContractError, match=r"^item 0: capital\[0\]\.owner: is a partner, but there is none"):
        found(capital=[{"value": "1.00", "owner": "partner"}])


@pytest.mark.parametrize("kind", ["investments", "valuables", "money_owed", "other"])
def test_only_savings_may_be_below_zero(kind):
    with pytest.raises(ContractError, match=r"^item 0: capital\[0\]\.value: must not be below zero$"):
        found(capital=[{"kind": kind, "value": "-0.01"}])

    assert found(capital=[{"kind": "savings", "value": "-300.00"}])["capital"] == "0.00"
    assert found(capital=[{"kind": kind, "value": "-0.00"}])["capital"] == "0.00"


def test_very_large_amounts_are_worked_out_to_the_penny():
    answer = found(
        properties=[{"value": PLENTY, "mortgage": "0.01", "share_percent": "33.33333333"}],
        capital=[{"value": PLENTY}],
    )

    assert answer["property_capital"] == "33333333329.99"
    assert answer["other_capital"] == PLENTY
