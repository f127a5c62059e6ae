"""The questions after a booking: what opens them, what they need, what is read back, and what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.answers import is_finished, missing
from intake.conditions import Absent, Aged, Filled, Has, Not, holds, keys_of
from intake.enums import Answer, ExemptionWish, QuestionKind, Stage
from intake.flag_answers import KINDS
from intake.own_answers import (
    State,
    after_page,
    changed_keys,
    later_pages,
    only_filled,
    state_of,
    told_before,
    told_later,
    told_to_staff,
)
from intake.questionnaire import Page, Question
from intake.questions import VERSION, questions_open
from intake.questions_after import AFTER_PAGES
from intake.usual_questions import NOT_SAID
from tests.factories import ALEX

PAGES = {page.slug: page for page in AFTER_PAGES}
QUESTIONS = {
    one.key: one
    for page in AFTER_PAGES
    for one in (*page.questions, *(page.group.questions if page.group else ()))
}
PLAIN = {**ALEX, "today": "2026-11-24", "afraid": "no", "contact_limits": "none", "court": "none"}
SAM = {"child_name": "Sam", "child_born_on": "2015-03-27", "child_lives_with": "me"}


def slugs(**answers: Any) -> list[str]:
    return [page.slug for page in later_pages({**PLAIN, **answers}, VERSION)]


def keys_asked(slug: str, **answers: Any) -> set[str]:
    return {one.key for one in questions_open(PAGES[slug], {**PLAIN, **answers})}


def words_of(sections: Any) -> dict[str, dict[str, str]]:
    return {one.heading: {row.question: row.answer for row in one.rows} for one in sections}


def test_the_plain_path_has_few_pages():
    assert slugs() == ["record", "two", "names", "others", "topics", "self", "room", "contact", "ask"]


@pytest.mark.parametrize(
    ("answers", "slug", "is_open"),
    [
        ({"matter": ["finance"]}, "names", False),
        ({"matter": ["grandparent"]}, "names", True),
        ({"court": "mine"}, "dates", True),
        ({"court": "unsure"}, "dates", True),
        ({"court": None}, "dates", False),
        ({"social_services": "past"}, "office", True),
        ({"social_services": "no"}, "office", False),
        ({"funding": "pay"}, "place", False),
        ({"funding": "legal_aid"}, "place", True),
        ({"funding": "not_sure"}, "numbers", True),
        ({"wants_exemption": "apply_to_court"}, "place", True),
        ({"wants_exemption": "agree_first"}, "place", False),
        ({"afraid": "unsure"}, "words", True),
        ({"contact_limits": "bail"}, "words", True),
        ({"abduction": "worried"}, "journeys", True),
        ({"abduction": "no"}, "journeys", False),
        ({"needs_person_first": True}, "contact", False),
        ({"children": [SAM]}, "say", True),
        ({"children": [{**SAM, "child_born_on": "2020-03-27"}]}, "say", False),
        ({"children": [{"child_name": "Sam"}]}, "say", False),
        ({"children": [SAM], "matter": ["finance"]}, "say", False),
    ],
)
def test_a_page_is_there_for_those_whom_it_concerns(answers, slug, is_open):
    assert (slug in slugs(**answers)) is is_open


@pytest.mark.parametrize(
    ("refuge", "asked"),
    [
        ({}, {"address", "kept_private"}),
        ({"refuge": "no"}, {"address", "kept_private"}),
        ({"refuge": "yes"}, {"postcode_area"}),
        ({"refuge": "unsure"}, {"postcode_area"}),
        ({"refuge": None}, {"postcode_area"}),
        ({"refuge": NOT_SAID}, {"postcode_area"}),
    ],
)
def test_an_address_is_asked_only_where_it_is_no_secret(refuge, asked):
    assert keys_asked("place", funding="legal_aid", **refuge) == asked


@pytest.mark.parametrize("refuge", ["yes", "unsure", None])
def test_an_address_goes_when_it_becomes_a_secret(refuge):
    before = {**PLAIN, "address": "1 Example Street", "kept_private": ["address"], "refuge": "no"}
    page = Page(
        slug="refuge",
        title="",
        heading="",
        stage=Stage.BEFORE,
        questions=(Question(key="refuge", kind=QuestionKind.CHOICE, text=""),),
    )

    kept = after_page(before, page, {"refuge": refuge})

    assert {"address", "kept_private"}.isdisjoint(kept)
    assert after_page(before, page, {"refuge": "no"})["address"] == "1 Example Street"


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ({}, {"record", "names"}),
        ({"matter": ["finance"]}, {"record"}),
        ({"miam_last_4_months": "no", "wants_exemption": "unsure", "children": [SAM]}, set()),
        ({"children": []}, {"record", "names"}),
        ({"children": [{"child_needs": "Welsh"}]}, {"record", "names"}),
        ({"funding": "legal_aid"}, {"record", "names", "place", "numbers"}),
        ({"funding": "not_sure"}, {"record", "names", "place"}),
        (
            {"funding": "legal_aid", "born_on": "1987-03-27", "ni_number_later": True, "address": "1 A St"},
            {"record", "names"},
        ),
        ({"funding": "legal_aid", "refuge": "yes"}, {"record", "names", "numbers"}),
    ],
)
def test_only_what_a_certificate_legal_aid_or_the_children_need_is_needed(answers, needed):
    everything = {**PLAIN, **answers}

    assert {page.slug for page in later_pages(everything, VERSION) if missing(page, everything)} == needed


def test_nothing_about_safety_is_needed_and_all_of_it_can_be_left_unsaid():
    for one in QUESTIONS.values():
        if one.safety:
            assert not one.required
            assert one.why
        if one.safety and one.kind is QuestionKind.CHOICE:
            assert {Answer.UNSURE.value, NOT_SAID, "ask_first"} & {choice.value for choice in one.choices}


@pytest.mark.parametrize("one", QUESTIONS.values(), ids=lambda one: one.key)
def test_each_question_has_the_words_that_its_kind_needs(one: Question):
    assert bool(one.choices) == (one.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES})
    assert not one.required or one.missing
    if one.kind in {QuestionKind.TEXT, QuestionKind.LONG_TEXT}:
        assert one.max_length
        assert one.too_long
        assert one.autocomplete == "off"  # what somebody writes here does not stay in the browser's memory


def test_each_page_has_a_name_and_a_title_that_gives_nothing_away():
    for page in AFTER_PAGES:
        assert page.name
        assert page.title == "Appointment"
        assert page.stage is Stage.AFTER


@pytest.mark.parametrize("key", ["miam_last_4_months", "substances", "crisis", "coerced"])
def test_the_flags_can_read_what_they_look_at(key):
    values = {choice.value for choice in QUESTIONS[key].choices}

    assert {value for value in values if KINDS[key].understood(value)} == set(Answer)
    assert KINDS[key].understood(NOT_SAID) is None


def test_of_the_reasons_for_a_certificate_the_flags_read_two():
    choices = QUESTIONS["wants_exemption"].choices

    assert {one.value for one in choices if KINDS["wants_exemption"].understood(one.value)} == set(
        ExemptionWish
    )


@pytest.mark.parametrize(
    ("born", "today", "is_aged"),
    [
        ("2016-11-25", "2026-11-24", False),
        ("2016-11-24", "2026-11-24", True),
        ("2016-11-23", "2026-11-24", True),
        ("2016-02-29", "2026-02-28", False),
        ("2016-02-29", "2026-03-01", True),
        ("2036-01-01", "2026-11-24", False),
        ("nonsense", "2026-11-24", False),
        (None, "2026-11-24", False),
        ("2016-11-24", None, False),
    ],
)
def test_an_age_is_reached_on_the_birthday(born, today, is_aged):
    answers = {"today": today, "children": [{"child_born_on": born}]}

    assert holds(Aged("children", "child_born_on", 10), answers) is is_aged


@pytest.mark.parametrize("children", [None, "Sam", [], ["Sam"], [{"child_born_on": ["2016-11-24"]}], [{}]])
def test_no_age_is_read_from_what_is_no_list_of_children(children):
    assert not holds(Aged("children", "child_born_on", 10), {"today": "2026-11-24", "children": children})


def test_conditions_that_deny():
    assert holds(Absent("a"), {})
    assert not holds(Absent("a"), {"a": None})
    assert holds(Absent("a"), {"a": "x"}, undecided=frozenset({"a"}))
    assert holds(Not(Filled("a")), {})
    assert not holds(Not(Filled("a")), {"a": "x"})
    assert holds(Not(Filled("a")), {"a": "x"}, undecided=frozenset({"a"}))
    assert keys_of(Not(Has("a", ("x",)))) == {"a"}
    assert keys_of(Aged("children", "child_born_on", 10)) == {"children"}


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, State.NOT_STARTED),
        ({"hearing_on": "2026-12-01"}, State.NOT_STARTED),
        ({"court_name": "Leeds"}, State.SOME),
        (dict.fromkeys(PAGES["dates"].keys, ""), State.DONE),
    ],
)
def test_how_far_somebody_is_with_a_page(answers, state):
    assert state_of(PAGES["dates"], {**PLAIN, "court": "mine", **answers}, VERSION) is state


@pytest.mark.parametrize(
    ("children", "state"),
    [
        (None, State.NOT_STARTED),
        ([], State.SOME),
        ([SAM], State.DONE),
        ([SAM, {"child_needs": "a hearing loop"}], State.SOME),
    ],
)
def test_how_far_somebody_is_with_their_children(children, state):
    answers = PLAIN if children is None else {**PLAIN, "children": children}

    assert state_of(PAGES["names"], answers, VERSION) is state


def test_a_group_of_which_nothing_is_needed_is_done_once_it_was_sent():
    assert not is_finished(PAGES["others"], PLAIN)
    assert is_finished(PAGES["others"], {**PLAIN, "household_children": []})


def test_children_are_read_back_one_by_one_in_words():
    told = words_of(told_later({**PLAIN, "children": [SAM, {"child_name": "Jo"}]}, VERSION))

    assert told["Your children: child 1"]["Name of the child"] == "Sam"
    assert told["Your children: child 1"]["Date of birth"] == "Friday 27 March 2015"
    assert told["Your children: child 1"]["Who does the child live with?"] == "Me"
    assert told["Your children: child 2"]["Date of birth"] == "Not given"


def test_no_children_are_read_back_as_none():
    told = words_of(told_later({**PLAIN, "household_children": []}, VERSION))

    assert told["Other children at home"] == {"Other children who live with you": "None"}


def test_staff_read_what_the_person_may_not():
    answers = {**PLAIN, "substances": "yes", "crisis": "no", "wellbeing_words": "Tired\nand sad"}

    hidden = words_of(told_later(answers, VERSION))["How you are"]
    read = words_of(told_to_staff(answers, VERSION))["How you are"]

    assert set(hidden.values()) == {"Answered"}
    assert list(read.values()) == ["Yes", "No", "Tired; and sad"]


def test_staff_also_read_what_is_not_asked_any_more():
    answers = {**PLAIN, "abduction": "no", "passports": "With Robin", "needs_person_first": True}
    answers |= {"may_contact_other": "no", "matter": ["finance"], "children": [SAM]}

    read = words_of(told_to_staff(answers, VERSION))

    assert read["Travel and passports"]["Who has the children’s passports?"] == "With Robin"
    assert read["Reaching the other person"]["May we ever contact them?"] == "No"
    assert "Your children: child 1" in read
    assert "Travel and passports" not in words_of(told_later(answers, VERSION))


def test_addresses_consents_and_the_moment_are_not_read_back_with_the_booking():
    told = words_of(told_before(PLAIN, VERSION))
    text = str(told)

    assert told["What is it about?"]["What do you need to talk about?"] == "Children"
    for word in ("alex@example.org", "900123", "danger", "news"):
        assert word not in text


def test_a_form_of_the_first_version_is_still_read_and_asks_nothing_more():
    assert later_pages(PLAIN, "1") == ()
    assert told_later(PLAIN, "1") == ()
    assert "What is it about?" in words_of(told_before(PLAIN, "1"))


def test_what_changed_is_named_and_an_empty_answer_differs_from_none():
    assert changed_keys({"a": 1, "b": None}, {"a": 2, "b": None, "c": None}) == ("a", "c")


def test_whoever_stops_has_not_answered_what_is_empty():
    given = {"a": "", "b": None, "c": [], "d": False, "e": "x", "f": [{"g": ""}]}

    assert only_filled(given) == {"e": "x", "f": [{"g": ""}]}


def test_the_day_of_the_meeting_decides_an_age():
    assert date.fromisoformat(PLAIN["today"]) == date(2026, 11, 24)
    assert "say" in slugs(children=[{"child_born_on": "2018-11-24"}])
    assert "say" not in slugs(children=[{"child_born_on": "2018-11-25"}])
