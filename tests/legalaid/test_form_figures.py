"""The figures in the order of CIVMEANS7 and CW5, for copying."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from legalaid.form_figures import NOT_KNOWN, OfficialForm, form_figures
from legalaid.means_test import assess
from legalaid.means_test_input import household as read
from mediation.core.json_contract import Field

from .households import client, household

CASES = json.loads((Path(__file__).parent / "cases" / "means_test.json").read_text(encoding="utf-8"))
NO_TO_ALL = {"means_aggregated": False, "regular_income": False, "assets_2500_or_more": False}


def found(item):
    return assess(read(Field("item 0", item)))


def sections(form=OfficialForm.CIVMEANS7, **facts):
    return form_figures(found(household(**facts)), form)


def lines(form=OfficialForm.CIVMEANS7, **facts):
    return {line.words: line.cells for section in sections(form, **facts) for line in section.lines}


def words(form, **facts):
    return [line.words for section in sections(form, **facts) for line in section.lines]


RICH_IN_KINDS = {
    "disputes_property_or_finance": True,
    "client": client(
        employments=[{"gross": "1000.00", "tax": "100.00", "national_insurance": "50.00"}],
        other_income=[{"kind": "benefit", "amount": "26.05", "period": "weekly"}],
        housing={"cost": "600.00", "kind": "mortgage"},
        maintenance_paid={"amount": "10.00"},
        criminal_legal_aid_contribution={"amount": "5.00"},
    ),
    "partner": {
        "age": 30,
        "self_employments": [{"gross": "200.00", "tax": "20.00"}],
        "housing": {"cost": "100.00", "housing_benefit": "40.00"},
        "childcare": {"amount": "60.00"},
    },
    "dependants": [{"age": 3, "child_relative": True}, {"age": 17, "income_monthly": "81.86"}],
    "properties": [
        {
            "main_home": True,
            "value": "300000.00",
            "mortgage": "60000.00",
            "share_percent": "50",
            "disputed": True,
        },
        {"value": "50000.00", "mortgage": "20000.00"},
    ],
    "capital": [
        {"kind": "savings", "value": "100.00"},
        {"kind": "savings", "value": "30.00", "owner": "partner"},
        {"kind": "valuables", "value": "600.00", "disputed": True},
        {"kind": "money_owed", "value": "7.00"},
    ],
}


def test_the_lines_stand_in_the_order_of_civmeans7():
    assert words(OfficialForm.CIVMEANS7, **RICH_IN_KINDS) == [
        "Under 18", "Has a partner whose means are added", "The opponent claims assets",
        *CAPITAL_LINES, *CAPITAL_LINES,
        "Part A and part B together", "Disregard at 60 or over", "Capital that counts",
        "Gets a passporting benefit",
        "Gross monthly earnings", "Other income", "Total gross income", "Total gross income, together",
        "Mortgage", "Rent, or board and lodging", "Housing Benefit, taken off", "Housing, as allowed",
        "For a partner", "For dependants aged 15 or under", "For dependants aged 16 or over",
        "Tax and National Insurance", "Employment expenses", "Maintenance paid", "Childcare",
        "Criminal legal aid contribution", "Total allowances, together", "Together",
    ]  # fmt: skip


CAPITAL_LINES = (
    "Current market value", "Outstanding mortgage or secured loan", "Client’s share, per cent",
    "Total net equity", "Client’s share of the net equity", "Final assessed amount",
    "Savings", "Investments", "Valuable items", "Money owed, and other capital", "Total of this part",
)  # fmt: skip


def test_cw5_asks_the_same_and_one_question_more():
    more = "Application for controlled legal representation"
    theirs = words(OfficialForm.CW5, **RICH_IN_KINDS)

    assert theirs[:3] == ["Under 18", more, "Has a partner whose means are added"]
    assert [one for one in theirs if one != more] == words(OfficialForm.CIVMEANS7, **RICH_IN_KINDS)
    assert lines(OfficialForm.CW5)[more] == ("No",)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Under 18", ("No",)),
        ("Has a partner whose means are added", ("Yes",)),
        ("The opponent claims assets", ("Yes",)),
        ("Gross monthly earnings", ("1000.00", "200.00")),
        ("Other income", ("112.88", "0.00")),
        ("Total gross income", ("1112.88", "200.00")),
        ("Total gross income, together", ("1312.88",)),
        ("Mortgage", ("600.00", "0.00")),
        ("Rent, or board and lodging", ("0.00", "100.00")),
        ("Housing Benefit, taken off", ("0.00", "40.00")),
        ("Housing, as allowed", ("660.00",)),
        ("For a partner", ("237.25",)),
        ("For dependants aged 15 or under", ("381.86",)),
        ("For dependants aged 16 or over", ("300.00",)),
        ("Tax and National Insurance", ("150.00", "20.00")),
        ("Employment expenses", ("45.00", "0.00")),
        ("Maintenance paid", ("10.00", "0.00")),
        ("Childcare", ("60.00",)),
        ("Criminal legal aid contribution", ("5.00", "0.00")),
        ("Total allowances, together", ("1869.11",)),
        ("Together", ("-556.23",)),
        # part B, which comes last under the same words
        ("Current market value", ("", "50000.00")),
        ("Client’s share, per cent", ("", "100")),
        ("Total net equity", ("", "30000.00")),
        ("Savings", ("100.00", "30.00")),
        ("Money owed, and other capital", ("7.00", "")),
        ("Total of this part", ("30137.00",)),
        ("Part A and part B together", ("30737.00",)),
    ],
)
def test_each_box_has_its_figure(line, cells):
    assert lines(**RICH_IN_KINDS)[line] == cells


def test_part_a_holds_what_the_opponent_claims_after_both_disregards():
    home, things = sections(**RICH_IN_KINDS)[1:3]

    assert [line.cells for line in home.lines] == [
        ("300000.00", ""), ("60000.00", ""), ("50", ""),
        ("240000.00", ""), ("120000.00", ""), ("0.00", ""),
    ]  # fmt: skip
    assert [line.cells for line in things.lines] == [
        ("", ""),
        ("", ""),
        ("600.00", ""),
        ("", ""),
        ("600.00",),
    ]


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_the_two_parts_come_to_the_capital_of_the_means_test(case):
    figures = found(case["input"])
    parts = [
        line.cells[0]
        for section in form_figures(figures, OfficialForm.CIVMEANS7)
        for line in section.lines
        if line.words == "Total of this part"
    ]
    whole = figures.capital.over_all(lambda each: each.total).known

    if parts and whole is not None:
        assert sum(map(Decimal, parts)) == whole


def test_where_a_benefit_settles_the_income_only_that_is_written():
    assert words(OfficialForm.CIVMEANS7, client=client(passporting_benefit=True))[-2:] == [
        "Capital that counts",
        "Gets a passporting benefit",
    ]


def test_a_client_under_18_answers_the_three_questions_and_three_noes_end_the_form():
    young = lines(client={"age": 17}, under_18=NO_TO_ALL | {"regular_income": True})
    done = lines(client={"age": 17}, under_18=NO_TO_ALL)

    assert young["Under 18"] == young["Gets money on a regular basis"] == ("Yes",)
    assert young["Savings, items of value or investments of £2,500 or more"] == ("No",)
    assert "Capital that counts" in young
    assert list(done)[-1] == "The opponent claims assets"


@pytest.mark.parametrize(
    ("facts", "line", "cell"),
    [
        ({"client": {"age": None}}, "Under 18", NOT_KNOWN),
        ({"client": client(employments=[{"gross": None}])}, "Gross monthly earnings", NOT_KNOWN),
        ({"client": client(passporting_benefit=None)}, "Gets a passporting benefit", NOT_KNOWN),
        ({"capital": [{"kind": "savings", "value": None}]}, "Savings", NOT_KNOWN),
        (
            {
                "capital": [{"kind": "savings", "value": "5.00", "disputed": None}],
                "disputes_property_or_finance": True,
            },
            "Total of this part",
            NOT_KNOWN,
        ),
        (
            {
                "capital": [{"kind": "savings", "value": "5.00", "disputed": None}],
                "disputes_property_or_finance": True,
            },
            "Savings",
            "5.00",
        ),
        ({"properties": [{"main_home": None, "value": "5.00"}]}, "Final assessed amount", ""),
        ({"dependants": [{"age": None}]}, "For dependants aged 16 or over", "381.86"),
    ],
)
def test_what_hangs_on_an_unknown_fact_says_so(facts, line, cell):
    assert lines(**facts)[line][0] == cell


def test_boxes_that_stay_empty_can_be_left_out():
    claimed, rest = sections(capital=[{"kind": "savings", "value": "5.00"}])[1:5:2]
    things = sections(capital=[{"kind": "savings", "value": "5.00"}])[4]

    assert claimed.is_empty
    assert rest.is_empty
    assert [line.words for line in things.lines if not line.is_empty] == ["Savings", "Total of this part"]
