"""What the screening asks, skips, makes of the answers, and says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from intake.conditions import keys_of
from legalaid.asking import (
    ANOTHER,
    UNSURE,
    Kind,
    Step,
    first_unfinished,
    is_answered,
    questions_open,
    questions_shown,
    steps,
    with_step,
    within_reach,
    without_item,
)
from legalaid.screening import PAGES, PARTS, VERSION
from legalaid.screening_input import households
from legalaid.screening_outcome import BOTH_WAYS, outcome

from .screening_answers import CALM, JOB, TODAY, flow

DAY = date.fromisoformat(TODAY)
BY_SLUG = {page.slug: page for page in PAGES}
JOBS = BY_SLUG["8"]


def result(**answers):
    return outcome({**CALM, **answers}, version=VERSION, assessed_on=DAY)


def household(**answers):
    return households({**CALM, **answers}, version=VERSION, assessed_on=DAY)[-1].item


def slugs(**answers):
    return [step.slug for step in steps(PAGES, {**CALM, **answers})]


def test_the_pages_stand_in_the_order_of_the_official_checkers():
    assert [page.slug for page in PAGES] == [str(number) for number in range(1, len(PAGES) + 1)]
    assert PARTS == ("About you", "Money coming in", "Money going out", "What you own")


def test_every_condition_looks_at_questions_that_stand_before_it():
    seen = set()
    for page in PAGES:
        assert keys_of(page.opened_by) <= seen
        own = {one.key for one in page.questions}
        for question in page.questions:
            assert keys_of(question.opened_by) <= seen | own
        seen |= set() if page.group else own


@pytest.mark.parametrize(
    "question", [one for page in PAGES for one in page.questions], ids=lambda one: one.key
)
def test_every_question_can_be_answered_with_not_sure_and_says_what_to_do(question):
    if question.kind in (Kind.ONE, Kind.ANY) and question.key != ANOTHER:
        assert UNSURE in {choice.value for choice in question.choices}
    assert question.missing
    assert question.fact[0].islower()
    assert not question.missing.endswith(".")


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, "1 3 4 5 7 13 15 17 20 21 23 25"),
        ({"age": "under_18", "minor_adult": "no", "minor_income": "no", "minor_assets": "no"}, "1 2"),
        (
            {"age": "under_18", "minor_adult": "no", "minor_income": "unsure", "minor_assets": "no"},
            "1 2 3 4 5 7 13 15 17 20 21 23 25",
        ),
        ({"passporting": ["universal_credit"]}, "1 3 4 21 23 25"),
        ({"passporting": ["unsure"]}, "1 3 4 5 7 13 15 17 20 21 23 25"),
        ({"partner": "new"}, "1 3 4 5 7 10 13 15 17 20 21 23 25 27"),
        ({"partner": "opponent"}, "1 3 4 5 7 13 15 17 20 21 23 25"),
        ({"others": "yes"}, "1 3 4 5 6-1 7 13 15 17 20 21 23 25"),
        ({"work": ["employed", "self_employed"]}, "1 3 4 5 7 8-1 9 13 15 17 20 21 23 25"),
        ({"children": "1"}, "1 3 4 5 7 13 15 17 20 21 23 25"),
        ({"children": "1", "work": ["unsure"]}, "1 3 4 5 7 13 15 17 19 20 21 23 25"),
        ({"children": "0", "work": ["employed"]}, "1 3 4 5 7 8-1 13 15 17 20 21 23 25"),
        ({"children": "2", "student": "yes"}, "1 3 4 5 7 13 15 17 19 20 21 23 25"),
        ({"benefits": ["child_benefit"], "incomes": ["pension"]}, "1 3 4 5 7 13 14 15 16 17 20 21 23 25"),
        ({"home": "mortgage"}, "1 3 4 5 7 13 15 17 20 21 22 23 25 28"),
        ({"home": "unsure"}, "1 3 4 5 7 13 15 17 20 21 23 25 28"),
        ({"property": "yes"}, "1 3 4 5 7 13 15 17 20 21 23 24-1 25 28"),
        ({"capital": ["savings"]}, "1 3 4 5 7 13 15 17 20 21 23 25 26 28"),
    ],
)
def test_pages_that_earlier_answers_make_pointless_are_skipped(answers, asked):
    assert slugs(**answers) == asked.split()


def test_a_page_that_repeats_is_shown_again_as_long_as_there_is_another():
    more = {**JOB, ANOTHER: "yes"}

    assert slugs(work=["employed"], jobs=[more])[5:7] == ["8-1", "8-2"]
    assert slugs(work=["employed"], jobs=[more, JOB, JOB])[5:8] == ["8-1", "8-2", "13"]
    assert slugs(work=["employed"], jobs=[more] * 6)[5:12] == [*(f"8-{n}" for n in range(1, 7)), "13"]


def test_the_last_job_that_there_may_be_is_not_asked_for_another():
    assert ANOTHER not in {one.key for one in questions_shown(Step(JOBS, 5), CALM)}
    assert ANOTHER in {one.key for one in questions_shown(Step(JOBS, 4), CALM)}


def test_a_job_is_changed_added_and_taken_away():
    one, two = {**JOB, ANOTHER: "yes"}, {**JOB, "tax": "7.00"}
    answers = with_step(with_step(CALM, Step(JOBS), one), Step(JOBS, 1), two)

    assert answers["jobs"] == [one, two]
    assert without_item(answers, Step(JOBS, 0))["jobs"] == [two]
    assert without_item(answers, Step(JOBS, 1))["jobs"] == [{**one, ANOTHER: "no"}]
    assert without_item({"jobs": [one]}, Step(JOBS))["jobs"] == [one]
    assert answers["jobs"] == [one, two]


def test_only_the_pages_up_to_the_first_unfinished_one_can_be_opened():
    answers = {"age": "adult", "partner": "new", "home": "no"}

    assert [step.slug for step in within_reach(PAGES, answers)] == ["1", "3"]
    assert first_unfinished(PAGES, answers).slug == "3"
    assert first_unfinished(PAGES, CALM) is None


def test_a_question_that_another_on_its_page_may_open_stands_there_but_is_not_asked():
    step = Step(BY_SLUG["3"])

    assert [one.key for one in questions_shown(step, CALM)] == ["partner", "partner_is_60"]
    assert [one.key for one in questions_open(step, CALM)] == ["partner"]


@pytest.mark.parametrize(
    ("key", "given", "answered"),
    [
        ("housing_benefit", "1.00", True),
        ("housing_benefit", UNSURE, True),
        ("housing_benefit", "", False),
        ("housing_benefit", None, False),
        ("housing_cost", flow("1.00"), True),
        ("housing_cost", {"amount": "1.00"}, False),
        ("housing_cost", UNSURE, True),
        ("student", "yes", True),
        ("student", "perhaps", False),
        ("work", ["employed"], True),
        ("work", [], False),
        ("work", ["king"], False),
    ],
)
def test_what_counts_as_an_answer(key, given, answered):
    question = next(one for page in PAGES for one in page.questions if one.key == key)

    assert is_answered(question, {key: given}) is answered


def test_somebody_alone_with_nothing_is_likely_to_get_it():
    found = result()

    assert (found.verdict, found.is_complete, found.missing) == ("eligible", True, ())
    assert "This is within the limit of £2,657.00 a month." in " ".join(found.working)
    assert found.thresholds == "2026-04-06"


def test_the_other_parent_never_counts_and_a_new_partner_does():
    theirs = {
        "partner_work": ["employed"],
        "partner_student": "no",
        "partner_jobs": [
            {
                "partner_pay": flow("5000.00"),
                "partner_tax": "0.00",
                "partner_ni": "0.00",
                "partner_sick": "no",
                ANOTHER: "no",
            }
        ],
    }

    assert result(partner="opponent", **theirs).verdict == "eligible"
    found = result(partner="new", partner_is_60="no", partner_capital="0.00", **theirs)
    assert found.verdict == "not_eligible"
    assert "partner" not in household(partner="opponent", **theirs)


def test_a_partner_who_may_count_is_looked_at_both_ways():
    found = result(partner="unsure")

    assert found.verdict == "need_more_information"
    assert [(one.words, one.step) for one in found.missing] == [
        ("if you have a partner whose money counts", "3")
    ]
    assert found.working[0] == BOTH_WAYS
    assert not [line for line in found.working if line.endswith("for your partner.")]


def test_pay_is_taken_by_its_period_and_jobs_are_added():
    weekly = {**JOB, "pay": flow("100.00", "weekly"), ANOTHER: "yes"}
    found = result(work=["employed"], jobs=[weekly, JOB])

    assert "Your income before anything is taken off is £2,275.66 a month." in " ".join(found.working)
    assert [note for note in found.notes if "all jobs" in note]


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ({"age": "under_18", "minor_adult": "no", "minor_income": "no", "minor_assets": "no"}, "under 18"),
        ({"partner": "opponent"}, "live in the same house"),
        ({"passporting": ["guarantee_credit"]}, "Savings and property are still looked at"),
        ({"work": ["self_employed"], "drawings": flow("10.00")}, "accounts"),
        (
            {"home": "shared_ownership", "home_living": "yes", "home_value": "200000.00"},
            "landlord’s share",
        ),
        ({"home": "outright", "home_living": "left", "home_value": "1.00"}, "away from for now"),
        ({"capital": ["other"], "worth_other": "1.00"}, "Businesses, trusts"),
    ],
)
def test_each_situation_has_its_words(answers, note):
    assert len([one for one in result(**answers).notes if note in one]) == 1
    assert not [one for one in result().notes if note in one]


def test_no_note_reads_back_what_was_said_on_safety():
    found = result(home="outright", home_living="left", home_value="1.00", home_share="100", dispute="no")

    assert "abuse" not in " ".join((*found.notes, *found.working))


def test_capital_that_cannot_be_sold_has_its_words():
    words = "If you cannot sell your property or borrow on it, tell your mediator, who can look again."
    home = {"home": "outright", "home_living": "yes", "home_share": "100", "dispute": "no"}

    assert words in result(home_value="500000.00", **home).working
    assert words not in result(home_value="50000.00", **home).working


def test_a_home_left_because_of_abuse_counts_like_the_one_lived_in():
    home = {"home": "outright", "home_share": "100", "home_value": "108000.00", "dispute": "no"}

    assert result(home_living="yes", **home).verdict == "eligible"
    assert result(home_living="left", **home).verdict == "eligible"
    assert result(home_living="no", **home).verdict == "not_eligible"


def test_shared_ownership_leaves_out_the_landlords_share():
    (home,) = household(
        home="shared_ownership",
        home_living="yes",
        home_value="200000.00",
        home_owed="30000.00",
        home_landlord="60",
        home_share="100",
        dispute="no",
    )["properties"]

    assert (home["landlord_percent"], home["mortgage"], home["main_home"]) == ("60", "30000.00", True)


def test_what_the_other_person_claims_is_left_out():
    home = {"home": "outright", "home_living": "yes", "home_share": "100", "home_value": "200000.00"}

    assert result(**home, dispute="no").verdict == "not_eligible"
    assert result(**home, dispute="yes", disputed_home="yes").verdict == "eligible"
    assert result(**home, dispute="unsure", disputed_home="yes").verdict == "need_more_information"


def test_what_a_new_partner_has_is_never_in_dispute():
    items = household(
        partner="new",
        partner_is_60="no",
        partner_work=["none"],
        partner_student="no",
        partner_capital="9000.00",
        capital=["savings"],
        worth_savings="100.00",
        dispute="yes",
        disputed_savings="yes",
    )["capital"]

    assert items == [
        {"kind": "savings", "value": "100.00", "disputed": True},
        {"kind": "savings", "value": "9000.00", "owner": "partner"},
    ]


@pytest.mark.parametrize(
    ("person", "dependant"),
    [
        (
            {
                "relation": "child",
                "band": "grown",
                "studies": "yes",
                "own_income": flow("52.00", "weekly"),
                "own_savings": "no",
            },
            (18, True, True, "225.33", "0.00"),
        ),
        (
            {
                "relation": "other",
                "band": "young",
                "studies": "no",
                "own_income": flow("0.00"),
                "own_savings": "yes",
            },
            (17, False, False, "0.00", "8000.01"),
        ),
        (
            {
                "relation": "child",
                "band": "unsure",
                "studies": "yes",
                "own_income": UNSURE,
                "own_savings": "yes",
            },
            (17, True, None, None, "8000.01"),
        ),
        (
            {
                "relation": "unsure",
                "band": "unsure",
                "studies": "yes",
                "own_income": UNSURE,
                "own_savings": "no",
            },
            (17, None, True, None, "0.00"),
        ),
    ],
)
def test_somebody_of_sixteen_or_over_is_a_dependant(person, dependant):
    (found,) = household(others="yes", people=[{**person, ANOTHER: "no"}])["dependants"]

    assert tuple(found.values()) == dependant


def test_missing_facts_of_a_second_job_are_numbered_and_lead_to_its_page():
    doubtful = {**JOB, "pay": UNSURE}
    found = result(work=["employed"], jobs=[{**doubtful, ANOTHER: "yes"}, doubtful])

    assert [(one.words, one.step) for one in found.missing] == [
        ("the pay in your job", "8-1"),
        ("the pay in your job (2)", "8-2"),
    ]


def test_not_sure_of_everything_names_everything_once():
    answers = {
        "age": UNSURE,
        "minor_adult": UNSURE,
        "minor_income": UNSURE,
        "minor_assets": UNSURE,
        "partner": UNSURE,
        "passporting": [UNSURE],
        "children": UNSURE,
        "others": UNSURE,
        "work": [UNSURE],
        "student": UNSURE,
        "benefits": [UNSURE],
        "incomes": [UNSURE],
        "housing": UNSURE,
        "childcare": UNSURE,
        "maintenance": UNSURE,
        "contribution": UNSURE,
        "home": UNSURE,
        "property": UNSURE,
        "capital": [UNSURE],
        "dispute": UNSURE,
        "disputed_home": UNSURE,
        "disputed_property": UNSURE,
        "disputed_savings": UNSURE,
    }
    found = outcome(answers, version=VERSION, assessed_on=DAY)

    assert (found.verdict, found.is_complete) == ("need_more_information", True)
    assert len({one.words for one in found.missing}) == len(found.missing) > 15
    assert found.missing[0].words == "how old you are"


def test_income_over_the_limit_is_said_before_all_is_answered():
    answers = {key: CALM[key] for key in ("age", "partner", "passporting", "children", "others", "student")}
    early = outcome(
        {**answers, "work": ["employed"], "jobs": [{**JOB, "pay": flow("2657.01")}]},
        version=VERSION,
        assessed_on=DAY,
    )
    within = outcome(
        {**answers, "work": ["employed"], "jobs": [{**JOB, "pay": flow("2657.00")}]},
        version=VERSION,
        assessed_on=DAY,
    )

    assert (early.verdict, early.is_complete) == ("not_eligible", False)
    assert within.verdict == "need_more_information"
    assert not [line for line in early.working if re.match("We (cannot say|do not know) yet", line)]


def test_somebody_who_may_be_under_18_is_asked_the_three_questions_too():
    no_to_all = {"minor_adult": "no", "minor_income": "no", "minor_assets": "no"}

    assert slugs(age=UNSURE, **no_to_all)[:3] == ["1", "2", "3"]
    assert result(age=UNSURE, home="unsure", **no_to_all).verdict == "need_more_information"
