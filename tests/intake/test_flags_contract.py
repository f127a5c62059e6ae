"""The JSON contract of the flags: every case, by function and by command, and every refusal."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from intake.flags_contract import answer_all
from mediation.core.json_contract import ContractError

from .made_up_answers import CASES, DATES, KEYS, LISTS_OF, ONE_OF, TODAY, calm

PROJECT = Path(__file__).resolve().parents[2]
DATE = "must be a date like 2026-06-15"


def answers_to(items):
    return json.loads(answer_all(json.dumps(items)))


def run_command(text, *arguments):
    """The real command in an empty environment, as support would run it on a machine with nothing set up."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(PROJECT / "manage.py"), "intake_flags", *arguments],
        input=text,
        capture_output=True,
        env={"DATABASE_URL": ""},
        timeout=60,
        check=False,
    )


def assert_expected(answer, expect):
    codes = [flag["code"] for flag in answer["flags"]]
    for key, wanted in expect.items():
        match key:
            case "codes":
                assert sorted(codes) == sorted(wanted)
            case "includes":
                assert set(wanted) <= set(codes)
            case _:
                assert answer[key] == wanted


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_case_is_answered_as_expected(case):
    (answer,) = answers_to([case["input"]])

    assert_expected(answer, case["expect"])


def test_the_command_answers_a_thousand_cases_soon_and_without_any_environment():
    cases = [CASES[number % len(CASES)] for number in range(1000)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = run_command(json.dumps([case["input"] for case in cases]).encode())

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stderr) == (0, b"")
    for case, answer in zip(cases, json.loads(done.stdout), strict=True):
        assert_expected(answer, case["expect"])
    assert after.ru_utime - before.ru_utime < 5  # of work: other programs may keep it waiting


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b'["\xff"]', "input: is not UTF-8"),
        (b'[{"today": "2026-11-22"}, {"today": 1}]', f"item 1: today: {DATE}"),
    ],
)
def test_the_command_refuses_in_one_line_with_status_2(given, line):
    done = run_command(given)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [f"CommandError: {line}"]


def test_the_help_is_there():
    done = run_command(b"", "--help")

    assert done.returncode == 0
    assert b"standard input" in done.stdout


def test_an_empty_list_is_an_empty_answer():
    assert answer_all("[]") == "[]"


def test_the_date_alone_is_an_item_and_raises_nothing():
    assert answers_to([{"today": TODAY}]) == [
        {"flags": [], "severity": "none", "booking": "confirmed", "contact_other_party": False}
    ]


def test_an_answer_has_the_four_keys_and_each_flag_has_two():
    (answer,) = answers_to([calm(order="yes", afraid="yes", adjustments=["bsl"], court="finished")])

    assert set(answer) == {"flags", "severity", "booking", "contact_other_party"}
    assert all(set(flag) == {"code", "severity"} for flag in answer["flags"])


def test_flags_come_worst_first_and_then_by_code():
    item = calm(
        order="yes",
        crisis="yes",
        afraid="yes",
        coerced="yes",
        child_country="scotland",
        cafcass="yes",
        adjustments=["welsh", "bsl"],
    )

    (answer,) = answers_to([item])

    found = [(flag["severity"], flag["code"]) for flag in answer["flags"]]
    assert found == [
        ("red", "SF-CRISIS"),
        ("red", "SF-ORDER"),
        ("amber", "SF-COERCED"),
        ("amber", "SF-FEAR"),
        ("contradiction", "X-CAF-NOCOURT"),
        ("contradiction", "X-COUNTRY"),
        ("info", "ACC-BSL"),
        ("info", "ACC-WELSH"),
    ]


def test_every_key_may_be_absent():
    for key in KEYS:
        item = calm()
        item.pop(key, None)
        assert len(answers_to([item])) == 1


def test_every_key_may_be_null():
    answers_to([{"today": TODAY, key: None} for key in [*KEYS, "other_party"]])
    answers_to([{"today": TODAY} | dict.fromkeys([*KEYS, "other_party"])])
    answers_to([calm(other_party=dict.fromkeys(KEYS))])


def test_every_value_of_the_contract_is_understood():
    answers_to([{"today": TODAY, key: value} for key, values in ONE_OF.items() for value in values])
    answers_to([{"today": TODAY, key: [value]} for key, values in LISTS_OF.items() for value in values])
    answers_to([{"today": TODAY, key: values} for key, values in LISTS_OF.items()])
    answers_to([{"today": TODAY, key: []} for key in LISTS_OF])


def refusal_of(item):
    with pytest.raises(ContractError) as refusal:
        answer_all(json.dumps([calm(), item]))
    return str(refusal.value)


@pytest.mark.parametrize("key", ONE_OF)
def test_any_other_value_is_refused_by_item_and_field(key):
    for wrong in ["", "Yes", "maybe", "null", True, False, 0, 1, 1.5, ["yes"], [], {}]:
        assert refusal_of(calm(**{key: wrong})) == f"item 1: {key}: must be one of {', '.join(ONE_OF[key])}"


@pytest.mark.parametrize("key", LISTS_OF)
@pytest.mark.parametrize(
    ("wrong", "place", "words"),
    [
        ("children", "", "must be a list"),
        (True, "", "must be a list"),
        ({}, "", "must be a list"),
        (["frob"], "[0]", "must be one of "),
        ([None], "[0]", "must be one of "),
        ([["none"]], "[0]", "must be one of "),
        ([""], "[0]", "must be one of "),
    ],
)
def test_a_list_of_anything_else_is_refused(key, wrong, place, words):
    assert refusal_of(calm(**{key: wrong})).startswith(f"item 1: {key}{place}: {words}")


@pytest.mark.parametrize("key", ["today", *DATES])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("", DATE),
        ("2026-6-15", DATE),
        ("20260615", DATE),
        ("2026-06-15T00:00:00Z", DATE),
        (20260615, DATE),
        (["2026-06-15"], DATE),
        ("2026-02-29", "is a date that does not exist"),
    ],
)
def test_dates_are_real_and_written_in_full(key, wrong, words):
    assert refusal_of(calm(**{key: wrong})) == f"item 1: {key}: {words}"


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (None, "item 1: must be an object"),
        ([], "item 1: must be an object"),
        ({}, "item 1: today: is missing"),
        ({"court": "none"}, "item 1: today: is missing"),
        (calm(today=None), f"item 1: today: {DATE}"),
        (calm(colour="blue"), "item 1: colour: unknown key"),
        (calm(**{"two\nlines": 1}), 'item 1: "two\\nlines": unknown key'),
        (calm(device_private="yes"), "item 1: device_private: unknown key"),
        (calm(other_party=[]), "item 1: other_party: must be an object"),
        (calm(other_party={"colour": 1}), "item 1: other_party.colour: unknown key"),
        (calm(other_party={"other_party": {}}), "item 1: other_party.other_party: unknown key"),
        (calm(other_party={"other_party": None}), "item 1: other_party.other_party: unknown key"),
        (calm(other_party={"today": None}), f"item 1: other_party.today: {DATE}"),
        (
            calm(other_party={"today": "2026-13-01"}),
            "item 1: other_party.today: is a date that does not exist",
        ),
        (
            calm(other_party={"plan_current": "unsure"}),
            "item 1: other_party.plan_current: must be one of yes, no",
        ),
        (calm(other_party={"plan": "none"}), "item 1: other_party.plan: must be a list"),
    ],
)
def test_what_breaks_the_contract_is_refused_by_item_and_field(item, line):
    assert refusal_of(item) == line


def test_a_key_given_twice_is_refused():
    given = '[{"today": "2026-11-22", "order": "yes", "order": "no"}]'

    with pytest.raises(ContractError, match=r"^item 0: order: is given twice$"):
        answer_all(given)


def test_a_refusal_names_the_key_and_never_the_answer():
    secret = "Robin hit me on Tuesday"

    assert secret not in refusal_of(calm(afraid=secret))
    assert re.fullmatch(r"item 1: hearing_on: [a-z0-9 -]+", refusal_of(calm(hearing_on=secret)))


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_first_and_the_last_year_can_be_reckoned_with(year):
    day, other = f"{year}-02-28", "0001-01-01" if year == "9999" else "9999-12-31"
    items = [
        {"today": today, "hearing_on": date, "social_services": "past", "social_services_closed_on": date}
        for today in (day, other)
        for date in (day, other)
    ]

    assert len(answers_to(items)) == 4
