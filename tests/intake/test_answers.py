"""What is missing, where to go on, and what check-your-answers may show."""

import pytest

from intake.answers import (
    Missing,
    first_unfinished,
    is_finished,
    missing,
    pages_within_reach,
    rows,
    with_page,
)
from intake.enums import Stage
from intake.questions import questionnaire

PLAIN = {
    "danger_now": "no",
    "device_private": "yes",
    "need": [],
    "matter": ["children", "finance"],
    "child_country": "england",
    "under_18": False,
    "name": "Alex",
    "email": "alex@example.org",
    "email_private": "yes",
    "phone": "",
    "calendar_safe": False,
    "shared_devices": "no",
    "other_name": "Robin",
    "other_name_unknown": False,
    "contact_limits": "none",
    "afraid": "no",
    "child_worry": "no",
    "involved": "no",
    "adjustments": [],
    "decides_with_help": False,
    "in_prison": False,
    "funding": "pay",
}


def page(slug):
    return questionnaire().page(slug)


def without(*keys):
    return {key: value for key, value in PLAIN.items() if key not in keys}


def shown(answers):
    return {row.key: row.answer for row in rows(answers, Stage.BEFORE)}


def test_the_plain_answers_finish_every_page():
    assert first_unfinished(PLAIN, Stage.BEFORE) is None


@pytest.mark.parametrize(
    ("answers", "slug"),
    [
        ({}, "safe"),
        (without("device_private"), "safe"),
        (PLAIN | {"danger_now": None}, "safe"),
        (PLAIN | {"danger_now": "perhaps"}, "safe"),
        (without("name"), "you"),
        (PLAIN | {"email": ""}, "you"),
        (without("email_private"), "you"),
        (PLAIN | {"phone": "+447700900123"}, "you"),
        (PLAIN | {"other_name": ""}, "them"),
        (PLAIN | {"matter": []}, "about"),
        (PLAIN | {"matter": ["something else"]}, "about"),
        (without("funding"), "meeting"),
        (without("adjustments"), "meeting"),
        (PLAIN | {"afraid": "yes"}, "more"),
        (PLAIN | {"child_worry": "unsure"}, "child"),
        (PLAIN | {"contact_limits": "bail"}, "rules"),
        (PLAIN | {"contact_limits": "unsure"}, "home"),
        (PLAIN | {"involved": "unsure"}, "involved"),
        (without("danger_now", "funding"), "safe"),
    ],
)
def test_the_first_page_that_needs_something_is_where_to_go_on(answers, slug):
    unfinished = first_unfinished(answers, Stage.BEFORE)

    assert unfinished is not None
    assert unfinished.slug == slug


def test_a_page_is_not_finished_before_it_was_sent_even_when_it_needs_nothing():
    assert missing(page("notices"), {}) == ()
    assert not is_finished(page("notices"), {})


def test_a_phone_number_is_enough():
    answers = without("email_private") | {
        "email": "",
        "phone": "+447700900123",
        "phone_private": "no",
    }

    assert first_unfinished(answers, Stage.BEFORE) is None


def test_the_other_name_may_be_left_to_the_mediator():
    answers = PLAIN | {"other_name": "", "other_name_unknown": True}

    assert is_finished(page("them"), answers)


def test_what_is_missing_comes_in_the_order_of_the_page():
    assert missing(page("you"), {}) == (
        Missing("name", "Enter your name"),
        Missing("email", "Enter an e-mail address or a phone number"),
    )


def test_no_page_past_the_first_unfinished_one_is_within_reach():
    assert [one.slug for one in pages_within_reach({}, Stage.BEFORE)] == ["safe"]
    assert [one.slug for one in pages_within_reach(without("matter"), Stage.BEFORE)] == [
        "safe",
        "about",
    ]
    assert [one.slug for one in pages_within_reach(PLAIN, Stage.BEFORE)][-1] == "meeting"


def test_check_your_answers_lists_every_question_that_was_asked_with_its_page():
    listed = [(row.question, row.answer, row.page) for row in rows(PLAIN, Stage.BEFORE)]

    assert listed[:4] == [
        ("Are you or a child in danger right now?", "Answered", "safe"),
        ("Is it safe to use this device and answer now?", "Answered", "safe"),
        ("Does any of these fit you?", "Not given", "about"),
        ("What do you need to talk about?", "Children; Money or property", "about"),
    ]
    assert shown(PLAIN)["phone"] == "Not given"
    assert shown(PLAIN)["matter"] == "Children; Money or property"
    assert shown(PLAIN)["adjustments"] == "Not given"
    assert shown(PLAIN)["calendar_safe"] == "No"
    assert "phone_private" not in shown(PLAIN)


@pytest.mark.parametrize("key", ["danger_now", "device_private", "email_private"])
@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_what_was_said_on_safety_is_never_shown(key, answer):
    assert shown(PLAIN | {key: answer})[key] == "Answered"


@pytest.mark.parametrize("key", ["danger_now", "device_private", "email_private"])
def test_an_unanswered_safety_question_is_shown_as_unanswered(key):
    assert shown(PLAIN | {key: None})[key] == "Not answered"
    assert shown(without(key))[key] == "Not answered"


@pytest.mark.parametrize(
    ("stored", "words"),
    [("+447700900123", "07700 900123"), ("+441134960123", "0113 496 0123"), ("nonsense", "nonsense")],
)
def test_phone_numbers_are_shown_as_people_write_them(stored, words):
    assert shown(PLAIN | {"phone": stored, "phone_private": "yes"})["phone"] == words


def test_sending_a_page_again_replaces_its_answers_and_no_others():
    again = {"name": "Alex", "email": "", "phone": "+447700900123", "phone_private": "unsure"}

    answers = with_page(PLAIN, page("you"), again)

    assert "email_private" not in answers
    assert answers["phone_private"] == "unsure"
    assert answers["matter"] == PLAIN["matter"]


def test_an_answer_of_another_page_stays_when_it_is_no_longer_asked_for():
    answers = with_page({"cafcass": "yes"} | PLAIN, page("about"), {"matter": ["finance"]})

    assert answers["cafcass"] == "yes"
