"""The questions before confirming: their order, what opens them, and what the plain path costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from intake.answers import first_unfinished, rows
from intake.enums import (
    Abduction,
    Abuse,
    Answer,
    ChildCountry,
    CourtCase,
    Letter,
    LetterAuthor,
    Plan,
    PublicLaw,
    QuestionKind,
    Sender,
    SocialServices,
    Stage,
)
from intake.flag_answers import KINDS, SAFETY
from intake.glossary import NAMES, Term, also_called, called
from intake.questionnaire import Page, Question
from intake.questions import pages_for, questionnaire, questions_open
from intake.questions_before import BEFORE_PAGES, CONFIDENTIALITY
from tests.factories import ALEX

MOST_TAPS, MOST_TYPED, MOST_QUESTIONS = 18, 3, 4
PLAIN: Mapping[str, Any] = {
    **{key: value for key, value in ALEX.items() if key != "phone_private"},
    "phone": "",
    "calendar_safe": False,
}
PLAIN_PATH = ["safe", "about", "you", "them", "care", "meeting"]
CONTRACT = {
    "danger_now": set(Answer),
    "shared_devices": set(Answer),
    "afraid": set(Answer),
    "abuse": set(Abuse) | {"not_said"},
    "high_risk_signs": set(Answer) | {"not_said"},
    "honour_based": set(Answer) | {"not_said"},
    "child_harm": set(Answer),
    "abduction": set(Abduction),
    "refuge": set(Answer),
    "court": set(CourtCase),
    "court_ordered_miam": set(Answer),
    "child_country": set(ChildCountry),
    "cafcass": set(Answer),
    "social_services": set(SocialServices),
    "social_services_about": {"child", "adult", "unsure"},
    "sender": set(Sender),
    "document": set(Letter),
    "document_author": set(LetterAuthor),
    "plan": set(Plan),
    "plan_current": set(Answer),
    "public_law": set(PublicLaw),
    "child_removed_by": {"no", "council", "police", "cafcass", "unsure"},
    "child_guardian": set(Answer),
}
QUESTIONS = {one.key: one for page in BEFORE_PAGES for one in page.questions}


def slugs(**changes: Any) -> list[str]:
    return [page.slug for page in pages_for({**PLAIN, **changes}, Stage.BEFORE)]


def asked(**changes: Any) -> set[str]:
    answers = {**PLAIN, **changes}
    return {one.key for page in pages_for(answers, Stage.BEFORE) for one in questions_open(page, answers)}


def question(key: str, **answers: Any) -> Question:
    return QUESTIONS[key].worded(answers)


def taps(one: Question, given: Any) -> int:
    match one.kind:
        case QuestionKind.CHOICE:
            return 1
        case QuestionKind.CHOICES:
            return len(given)
        case QuestionKind.TICK:
            return int(given is True)
        case _:
            return 0


def test_the_plain_path_from_the_hold_to_confirming_stays_within_its_budget():
    pages = pages_for(PLAIN, Stage.BEFORE)
    on_it = [one for page in pages for one in questions_open(page, PLAIN)]
    chosen = sum(taps(one, PLAIN[one.key]) for one in on_it)
    typed = [one.key for one in on_it if one.kind in {"text", "email", "phone"} and PLAIN[one.key]]
    continues, confirm = len(pages), 1

    assert first_unfinished(PLAIN, Stage.BEFORE) is None
    assert [page.slug for page in pages] == PLAIN_PATH
    assert (chosen, continues, confirm) == (11, 6, 1)
    assert chosen + continues + confirm <= MOST_TAPS
    assert typed == ["name", "email", "other_name"]
    assert len(typed) <= MOST_TYPED


@pytest.mark.parametrize("page", BEFORE_PAGES, ids=lambda page: page.slug)
def test_no_page_asks_for_much(page: Page):
    first = [one for one in page.questions if one.kind is not QuestionKind.TICK]

    assert len(first) <= MOST_QUESTIONS + (page.slug == "you")  # where the phone has a question of its own


def test_questions_come_in_the_order_of_the_table():
    order = {key: place for place, key in enumerate(QUESTIONS)}
    table = [
        *(
            "danger_now",
            "device_private",
            "need",
            "matter",
            "child_country",
            "name",
            "email",
            "email_private",
        ),
        *("shared_devices", "other_name", "contact_limits", "afraid", "abuse", "high_risk_signs"),
        *("child_harm", "abduction", "refuge", "court", "hearing_on", "sender", "plan", "public_law"),
        *("adjustments", "funding", "recording_objection"),
    ]

    assert sorted(table, key=order.__getitem__) == table
    assert order["court"] < order["cafcass"] < order["social_services"] < order["sender"]


def test_the_limits_of_confidentiality_are_said_before_anybody_is_asked_whether_they_are_afraid():
    page = next(page for page in BEFORE_PAGES if "afraid" in page.keys)

    assert CONFIDENTIALITY in page.lead
    assert page.questions[0].key == "afraid"
    assert CONFIDENTIALITY == (
        "What you tell us is private. If a child or an adult may be seriously harmed, or the law says so, "
        "we may have to tell someone."
    )


def test_nothing_asks_anybody_to_write_down_what_happened():
    assert QuestionKind.LONG_TEXT not in {one.kind for one in QUESTIONS.values()}
    typed = {one.key for one in QUESTIONS.values() if one.kind == "text"}
    assert typed == {"name", "other_name"}


@pytest.mark.parametrize("key", sorted(CONTRACT))
def test_values_are_those_of_the_contract(key: str):
    assert {choice.value for choice in QUESTIONS[key].choices} == CONTRACT[key]


@pytest.mark.parametrize("key", sorted(set(SAFETY) & set(QUESTIONS)))
def test_what_flags_on_safety_are_judged_by_is_never_shown_again(key: str):
    assert QUESTIONS[key].safety


def test_every_flag_question_that_is_due_before_confirming_is_asked():
    later = {"substances", "crisis", "coerced", "miam_last_4_months", "wants_exemption"}
    of_several = {"order", "bail", "adult"}  # asked as contact_limits and under_18
    by_staff = {"conflict"}

    assert set(KINDS) - later - of_several - by_staff <= set(QUESTIONS)


YES = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "no"}
CHANGES_AND_PAGES = [
    ({}, set()),
    ({"matter": ["finance"]}, set()),
    ({"contact_limits": "order"}, {"rules", "home"}),
    ({"contact_limits": "bail"}, {"rules", "home"}),
    ({"contact_limits": "both"}, {"rules", "home"}),
    ({"contact_limits": "unsure"}, {"home"}),
    ({"afraid": "yes"}, {"more", "home"}),
    ({"afraid": "unsure"}, {"more", "home"}),
    ({"child_worry": "yes"}, {"child"}),
    ({"child_worry": "unsure"}, {"child"}),
    ({"child_worry": "yes", "matter": ["finance"]}, set()),
    (YES, {"involved"}),
    (YES | {"involved": "unsure"}, {"involved"}),
    (YES | {"court": "mine"}, {"involved", "court"}),
    (YES | {"court": "theirs"}, {"involved", "court"}),
    (YES | {"court": "finished"}, {"involved", "court"}),
    (YES | {"court": "unsure"}, {"involved", "court"}),
    (YES | {"cafcass": "unsure"}, {"involved", "letter"}),
    (YES | {"cafcass": "yes"}, {"involved", "letter"}),
    (YES | {"cafcass": "yes", "sender": "nothing_in_writing"}, {"involved", "letter"}),
    (YES | {"cafcass": "yes", "sender": "unsure"}, {"involved", "letter", "paper"}),
    (YES | {"cafcass": "yes", "sender": "council"}, {"involved", "letter", "paper", "plan"}),
    (
        YES | {"cafcass": "yes", "court": "mine", "sender": "cafcass", "document": "section_7"},
        {"involved", "court", "letter", "paper", "author", "orders"},
    ),
    (
        YES | {"cafcass": "unsure", "sender": "council", "document": "pre_proceedings"},
        {"involved", "letter", "paper", "plan"},
    ),
    (YES | {"social_services": "now"}, {"involved", "council", "letter", "plan", "orders"}),
    (YES | {"social_services": "past"}, {"involved", "council", "letter", "plan"}),
    (YES | {"social_services": "unsure"}, {"involved", "council", "letter", "plan"}),
    # What was answered before the first question was changed opens nothing any more.
    (YES | {"involved": "no", "cafcass": "yes", "social_services": "now", "court": "mine"}, set()),
    (YES | {"cafcass": "yes", "matter": ["finance"]}, {"involved"}),
]


@pytest.mark.parametrize(("changes", "opened"), CHANGES_AND_PAGES)
def test_each_answer_opens_its_own_pages_and_no_others(changes: Mapping[str, Any], opened: set[str]):
    assert set(slugs(**changes)) - set(PLAIN_PATH) == opened


@pytest.mark.parametrize(
    ("changes", "opened", "closed"),
    [
        ({"matter": ["finance"]}, set(), {"child_country", "child_worry"}),
        ({"matter": ["grandparent"]}, {"child_country", "child_worry"}, set()),
        (YES | {"matter": ["finance"]}, {"court"}, {"cafcass", "social_services"}),
        (YES | {"social_services": "past"}, {"social_services_closed_on"}, {"public_law"}),
        (YES | {"social_services": "now"}, {"public_law"}, {"social_services_closed_on"}),
        (YES | {"social_services": "now", "plan": ["none"]}, {"plan"}, {"plan_current"}),
        (YES | {"social_services": "now", "plan": ["section_47"]}, {"plan_current"}, set()),
    ],
)
def test_some_questions_of_a_page_are_asked_of_those_they_concern(
    changes: Mapping[str, Any], opened: set[str], closed: set[str]
):
    assert opened <= asked(**changes)
    assert closed.isdisjoint(asked(**changes))


def test_in_wales_services_and_plans_have_their_own_names():
    welsh, english = {"child_country": "wales", "matter": ["children"]}, {"matter": ["children"]}

    assert question("cafcass", **welsh).text == "Is Cafcass Cymru involved?"
    assert question("cafcass", **english).text == "Is Cafcass involved?"
    assert "Cafcass Cymru" in question("involved", **welsh).text
    assert "Cafcass" not in question("involved", matter=["finance"]).text
    plans = {one.value: one for one in question("plan", **welsh).choices}
    assert plans["child_in_need"].text == "A care and support plan"
    assert "register" in plans["child_protection"].text
    assert "section 76" in plans["section_20"].help
    assert [one.value for one in QUESTIONS["plan"].choices] == list(plans)


@pytest.mark.parametrize("one", QUESTIONS.values(), ids=lambda one: one.key)
def test_other_words_never_mean_other_answers(one: Question):
    for wording in one.wordings:
        assert {choice.value for choice in wording.choices or one.choices} == {
            choice.value for choice in one.choices
        }


def test_the_help_names_what_things_are_called_by():
    assert also_called(Term.CHILD_IN_NEED) == "You may know it as Family Help or a CIN plan."
    assert "Pathfinder" in also_called(Term.IMPACT_REPORT)
    assert also_called(Term.CAFCASS) == ""
    assert called(Term.CAFCASS, in_wales=True) == "Cafcass Cymru"
    assert set(NAMES) == set(Term)


FRIGHTENED: Mapping[str, Any] = {
    **PLAIN,
    "contact_limits": "order",
    "limits_protect": "me",
    "limits_ended": "no",
    "afraid": "yes",
    "abuse": "now",
    "high_risk_signs": "yes",
    "honour_based": None,
    "child_worry": "unsure",
    "child_harm": "yes",
    "abduction": "no",
    "refuge": "yes",
}


def test_the_check_lists_no_question_whose_being_asked_would_tell_an_answer_on_safety():
    plain = [(row.key, row.answer) for row in rows(PLAIN, Stage.BEFORE)]

    assert [(row.key, row.answer) for row in rows(FRIGHTENED, Stage.BEFORE)] == plain
    assert {row.key for row in rows(FRIGHTENED, Stage.BEFORE, for_staff=True)} >= {"abuse", "refuge"}


def test_whoever_changes_what_such_questions_hang_on_goes_on_through_them():
    leads_on = {row.page for row in rows(PLAIN, Stage.BEFORE) if row.leads_on}

    assert leads_on == {"them", "care"}


def test_version_2_has_a_page_of_its_own_for_the_check():
    assert [page.slug for page in questionnaire().pages if page.stage is Stage.CHECK] == ["notices"]
