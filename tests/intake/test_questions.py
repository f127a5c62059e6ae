"""The questions as data: their order, what opens them, and what the plain path costs."""

from collections import Counter

import pytest

from intake.conditions import AllOf, AnyOf, Filled, Has, holds, keys_of
from intake.enums import Adjustment, Answer, FundingChoice, Matter, QuestionKind, Stage
from intake.errors import UnknownPage, UnknownVersion
from intake.questionnaire import Page, Question, Questionnaire
from intake.questions import (
    QUESTIONNAIRES,
    YES_NO_NOT_SURE,
    pages_for,
    questionnaire,
    questions_open,
    questions_shown,
)

EVERY_PAGE = [page for one in QUESTIONNAIRES.values() for page in one.pages]
EVERY_QUESTION = [question for page in EVERY_PAGE for question in page.questions]
TYPED = {QuestionKind.TEXT, QuestionKind.EMAIL, QuestionKind.PHONE}
CHOSEN = {QuestionKind.CHOICE, QuestionKind.CHOICES}


def question(key: str) -> Question:
    return next(one for one in EVERY_QUESTION if one.key == key)


def values(key: str) -> set[str]:
    return {choice.value for choice in question(key).choices}


def test_the_first_page_after_the_hold_asks_for_danger_and_then_for_the_device():
    first = pages_for({}, Stage.BEFORE)[0]

    assert [one.key for one in first.questions] == ["danger_now", "device_private"]


def test_version_1_can_still_be_read():
    slugs = [page.slug for page in questionnaire("1").pages]

    assert slugs == ["safe", "you", "about", "meeting", "notices"]


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.slug)
def test_titles_say_nothing_of_the_subject(page: Page):
    assert page.title == "Appointment"


def test_no_key_is_asked_twice():
    for one in QUESTIONNAIRES.values():
        keys = Counter(asked.key for page in one.pages for asked in page.questions)

        assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("one", EVERY_QUESTION, ids=lambda one: one.key)
def test_each_question_has_the_words_its_kind_needs(one: Question):
    assert bool(one.choices) == (one.kind in CHOSEN)
    assert not one.required or one.missing
    if one.kind in TYPED:
        assert all((one.max_length, one.too_long, one.autocomplete))
    if one.kind in {QuestionKind.EMAIL, QuestionKind.PHONE}:
        assert all((one.invalid, one.inputmode))


@pytest.mark.parametrize("one", [one for one in EVERY_QUESTION if one.safety], ids=lambda one: one.key)
def test_safety_questions_can_be_answered_with_not_sure_and_say_why_they_are_asked(one: Question):
    assert "unsure" in {choice.value for choice in one.choices}
    assert one.why


@pytest.mark.parametrize(
    ("form", "page"),
    [(form, page) for form in QUESTIONNAIRES.values() for page in form.pages],
    ids=lambda one: getattr(one, "slug", getattr(one, "version", "")),
)
def test_conditions_and_rules_name_questions_that_were_asked_by_then(form: Questionnaire, page: Page):
    earlier = {key for one in form.pages[: form.pages.index(page) + 1] for key in one.keys}
    named = {key for one in page.questions for key in keys_of(one.opened_by) | keys_of(one.not_needed_if)}
    named |= {key for one in page.questions for words in one.wordings for key in keys_of(words.when)}
    named |= {key for rule in page.rules for key in rule.keys}

    assert named <= earlier


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("danger_now", set(Answer)),
        ("device_private", set(Answer)),
        ("matter", set(Matter)),
        ("adjustments", set(Adjustment)),
        ("funding", set(FundingChoice)),
    ],
)
def test_values_are_those_of_the_contract(key: str, expected: set[str]):
    assert values(key) == expected


def test_yes_no_and_not_sure_come_in_that_order():
    assert [choice.text for choice in YES_NO_NOT_SURE] == ["Yes", "No", "Not sure"]


def test_the_limits_of_confidentiality_stand_on_the_page_of_notices():
    notices = questionnaire().page("notices")

    assert notices.notices == ("confidentiality", "privacy", "recording")


def test_consents_are_optional_and_marketing_stands_apart_from_recording():
    assert [(one.key, one.required) for one in questionnaire().page("notices").questions] == [
        ("recording_objection", False),
        ("marketing", False),
    ]


@pytest.mark.parametrize(
    ("answers", "is_open"),
    [
        ({}, False),
        ({"email": ""}, False),
        ({"email": "  "}, False),
        ({"email": None}, False),
        ({"email": "alex@example.org"}, True),
    ],
)
def test_whether_the_email_is_private_is_asked_only_of_people_who_gave_one(answers, is_open):
    you = questionnaire().page("you")

    assert ("email_private" in {one.key for one in questions_open(you, answers)}) is is_open


def test_what_an_answer_on_the_same_page_may_open_stands_there_from_the_start():
    you = questionnaire().page("you")

    assert questions_shown(you, {}) == you.questions


ASKED_OF_PARENTS = Question(
    key="b",
    kind=QuestionKind.TEXT,
    text="b",
    opened_by=AllOf((Has("matter", ("children",)), Filled("a"))),
)
MIXED = Page(
    slug="mixed",
    title="Appointment",
    heading="Mixed",
    stage=Stage.BEFORE,
    questions=(Question(key="a", kind=QuestionKind.TEXT, text="a"), ASKED_OF_PARENTS),
)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"matter": ["children"]}, ["a", "b"]),
        ({"matter": ["finance"]}, ["a"]),
        ({"matter": ["finance"], "a": "given"}, ["a"]),
    ],
)
def test_what_an_earlier_page_closed_does_not_stand_there(answers, shown):
    assert [one.key for one in questions_shown(MIXED, answers)] == shown


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (None, {}, True),
        (Filled("a"), {"a": "word"}, True),
        (Filled("a"), {"a": []}, False),
        (Filled("a"), {"a": False}, False),
        (Has("a", ("yes", "unsure")), {"a": "unsure"}, True),
        (Has("a", ("yes", "unsure")), {"a": "no"}, False),
        (Has("a", ("yes", "unsure")), {"a": None}, False),
        (Has("a", ("yes", "unsure")), {}, False),
        (Has("a", ("x",)), {"a": ["w", "x"]}, True),
        (Has("a", ("x",)), {"a": []}, False),
        (Has("a", (True,)), {"a": True}, True),
        (Has("a", (True,)), {"a": False}, False),
        (AllOf((Filled("a"), Filled("b"))), {"a": "1"}, False),
        (AllOf((Filled("a"), Filled("b"))), {"a": "1", "b": "2"}, True),
        (AnyOf((Filled("a"), Filled("b"))), {"b": "2"}, True),
        (AnyOf((Filled("a"), Filled("b"))), {}, False),
    ],
)
def test_conditions_hold(condition, answers, expected):
    assert holds(condition, answers) is expected


def test_a_condition_knows_the_questions_it_looks_at():
    condition = AnyOf((AllOf((Filled("a"), Has("b", ("x",)))), Filled("c")))

    assert keys_of(condition) == {"a", "b", "c"}
    assert keys_of(None) == frozenset()


def test_an_unknown_page_is_refused():
    with pytest.raises(UnknownPage):
        questionnaire().page("nowhere")


def test_an_unknown_version_is_refused():
    with pytest.raises(UnknownVersion):
        questionnaire("0")
