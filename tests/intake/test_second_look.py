"""Answers that do not fit together are asked about once, at once, on the page that can settle it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from intake.enums import Stage
from intake.flags import CODES, evaluate
from intake.form_facts import facts_from
from intake.questions import questionnaire
from intake.second_look import PAGE_OF, doubts_on, remembered, second_look, words_after_booking
from tests.factories import ALEX

TODAY = date(2026, 11, 23)
ON_INVOLVED = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "no"}
AT_COURT = ON_INVOLVED | {
    "court": "mine",
    "court_ordered_miam": "no",
    "hearing_on": None,
}
CAFCASS = AT_COURT | {
    "cafcass": "yes",
    "sender": "cafcass",
    "document": "safeguarding_letter",
    "public_law": "none",
    "child_removed_by": "no",
    "child_guardian": "no",
}
COUNCIL = ON_INVOLVED | {
    "social_services": "past",
    "social_services_about": "child",
    "social_services_closed_on": None,
    "sender": "council",
    "document": "plan_letter",
    "plan": ["child_in_need"],
    "plan_current": "no",
}


def looked(**changes: Any) -> tuple[str, tuple[str, ...]] | None:
    found = second_look({**ALEX, **changes}, version="2", today=TODAY)
    return (found.page.slug, found.codes) if found else None


@pytest.mark.parametrize(
    ("changes", "slug", "code"),
    [
        ({"child_country": "scotland"}, "about", "X-COUNTRY"),
        (CAFCASS | {"child_country": "wales"}, "letter", "X-COUNTRY"),
        (CAFCASS | {"sender": "cafcass_cymru"}, "letter", "X-COUNTRY"),
        (CAFCASS | {"matter": ["finance"]}, "about", "X-MONEY-ONLY"),
        (CAFCASS | {"court": "none", "sender": "unsure"}, "letter", "X-CAF-NOCOURT"),
        (CAFCASS | {"court": "unsure", "sender": "council", "plan": ["none"]}, "letter", "X-CAF-NOCOURT"),
        (CAFCASS | {"document": "section_37", "document_author": "cafcass"}, "paper", "X-S37-CAF"),
        (CAFCASS | {"child_removed_by": "cafcass"}, "orders", "X-REMOVED-BY-CAF"),
        (
            CAFCASS
            | {"cafcass": "no", "social_services": "now", "plan": ["none"]}
            | {"social_services_about": "child"},
            "involved",
            "X-SS-IS-CAF",
        ),
        (
            CAFCASS | {"document": "child_protection_conference", "plan": ["unsure"]},
            "involved",
            "X-PLAN-NO-SS",
        ),
        (COUNCIL | {"plan_current": "yes"}, "plan", "X-CLOSED-PLAN"),
        (AT_COURT | {"court": "unsure", "hearing_on": "2026-12-01"}, "involved", "X-HEAR-NOCOURT"),
        (AT_COURT | {"court": "finished", "hearing_on": "2026-12-01"}, "court", "X-PAST-FUTURE"),
    ],
)
def test_each_contradiction_is_asked_about_on_its_page(changes: Mapping[str, Any], slug: str, code: str):
    assert looked(**changes) == (slug, (code,))


@pytest.mark.parametrize("changes", [{}, CAFCASS, AT_COURT, COUNCIL])
def test_answers_that_fit_are_not_asked_about(changes: Mapping[str, Any]):
    assert looked(**changes) is None


def test_what_was_asked_about_once_is_left_standing():
    answers = {**ALEX, **AT_COURT, "court": "finished", "hearing_on": "2026-12-01"}
    found = second_look(answers, version="2", today=TODAY)

    again = remembered(answers, found)

    assert second_look(again, version="2", today=TODAY) is None
    assert remembered(again, None) == again


def test_the_words_stand_on_a_page_that_is_still_to_come_and_nobody_is_sent_there_early():
    answers = {**ALEX, **ON_INVOLVED, "cafcass": "yes"}
    letter = questionnaire().page("letter")
    found = doubts_on(letter, answers, version="2", today=TODAY)

    assert second_look(answers, version="2", today=TODAY) is None
    assert found is not None
    assert found.words == ("Cafcass works only when there is a court case. Could it be the council?",)


def test_after_booking_the_questions_of_the_way_are_not_put_again():
    answers = {**ALEX, **AT_COURT, "court": "finished", "hearing_on": "2026-12-01", "contact_limits": "order"}
    assessment = evaluate(facts_from(answers, stages=frozenset({Stage.BEFORE})), today=TODAY)

    assert not any("What is the hearing for?" in words for words in words_after_booking(assessment))
    assert words_after_booking(assessment)[0] == "A person will talk with you before your meeting."


def test_after_booking_each_sentence_is_read_once_and_none_is_lost():
    answers = {**ALEX, "afraid": "yes", "abuse": "now", "high_risk_signs": "yes", "honour_based": "unsure"}
    answers |= {"contact_limits": "both", "child_worry": "yes", "child_harm": "yes", "abduction": "imminent"}
    assessment = evaluate(facts_from(answers, stages=frozenset({Stage.BEFORE})), today=TODAY)

    shown = words_after_booking(assessment)
    text = " ".join(shown)
    assert all(
        text.count(one) == 1 for one in ("If you are in danger, call 999.", "There are free helplines")
    )
    assert all(shown)
    for paragraph in assessment.client_words:
        assert all(f"{one.rstrip('.')}." in text for one in paragraph.split(". "))


def test_every_contradiction_has_a_page_and_every_page_is_there():
    of_staff_only = {"X-PARTIES"}
    not_asked_again = {"X-UNSERVED", "X-RECENT-MIAM", "X-EXEMPT-OLD"}  # amber or for information

    assert set(PAGE_OF) == {code for code in CODES if code.startswith("X-")} - of_staff_only - not_asked_again
    assert all(questionnaire().page(slug) for slug in PAGE_OF.values())


def test_forms_of_version_1_have_nothing_to_ask_about():
    assert second_look(ALEX, version="1", today=TODAY) is None
