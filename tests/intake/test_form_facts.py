"""What a form's answers come to for the rules about flags: not asked, left out, and closed by a no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.enums import BookingEffect, QuestionKind, Stage
from intake.flags import WORST_FIRST, Assessment, evaluate
from intake.form_facts import facts_from
from intake.questions import questionnaire
from tests.factories import ALEX

BEFORE = frozenset({Stage.BEFORE})
TODAY = date(2026, 11, 23)
ABSENT = "absent"
INVOLVED = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "no"}


def facts(*, version: str = "2", **changes: Any) -> dict[str, Any]:
    return facts_from({**ALEX, **changes}, stages=BEFORE, version=version)


def judged(**changes: Any) -> Assessment:
    return evaluate(facts(**changes), today=TODAY)


def codes(**changes: Any) -> set[str]:
    return {flag.code for flag in judged(**changes).flags}


def test_somebody_calm_raises_nothing_and_everything_was_answered():
    assert codes() == {"AG-NONE"}
    assert judged().contact_other_party


def test_somebody_calm_about_money_alone_raises_nothing():
    assert codes(matter=["finance"]) == {"AG-NONE"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"contact_limits": "none"}, {"order": "no", "bail": "no", "refuge": "no"}),
        ({"contact_limits": "order"}, {"order": "yes", "bail": "no", "refuge": None}),
        ({"contact_limits": "bail"}, {"order": "no", "bail": "yes"}),
        ({"contact_limits": "both"}, {"order": "yes", "bail": "yes"}),
        ({"contact_limits": "unsure"}, {"order": "unsure", "bail": "unsure", "refuge": None}),
        ({"contact_limits": None}, {"order": None, "bail": None, "refuge": None}),
        ({"contact_limits": ["order"]}, {"order": None, "bail": None, "refuge": None}),
        ({"afraid": "no"}, {"abuse": "no", "high_risk_signs": "no", "honour_based": "no"}),
        ({"afraid": "yes"}, {"abuse": None, "high_risk_signs": None, "honour_based": None}),
        ({"afraid": "unsure", "abuse": "past"}, {"afraid": "unsure", "abuse": "past", "refuge": None}),
        ({"afraid": None}, {"afraid": None, "abuse": None, "high_risk_signs": None, "refuge": None}),
        ({"afraid": "yes", "abuse": "not_said"}, {"abuse": None}),
        ({"afraid": "no", "abuse": "now", "refuge": "yes"}, {"abuse": "no", "refuge": "no"}),
        ({"child_worry": "no"}, {"child_harm": "no", "abduction": "no"}),
        ({"child_worry": "no", "child_harm": "yes"}, {"child_harm": "no"}),
        ({"child_worry": None}, {"child_harm": None, "abduction": None}),
        ({"child_worry": "yes", "child_harm": "yes"}, {"child_harm": "yes", "abduction": None}),
        ({"child_worry": "no", "matter": ["finance"]}, {"child_harm": ABSENT, "abduction": ABSENT}),
        ({"involved": "no"}, {"court": "none", "cafcass": "no", "social_services": "no"}),
        ({"involved": None}, {"court": None, "cafcass": None, "social_services": None}),
        ({"involved": "no", "court": "mine", "cafcass": "yes"}, {"court": "none", "cafcass": "no"}),
        ({"involved": "no", "matter": ["finance"]}, {"court": "none", "social_services": ABSENT}),
        (INVOLVED | {"court": "mine"}, {"court": "mine", "hearing_on": None, "court_ordered_miam": None}),
        (INVOLVED, {"hearing_on": ABSENT, "sender": ABSENT, "plan": ABSENT, "public_law": ABSENT}),
        (INVOLVED | {"cafcass": "yes"}, {"sender": None, "document": ABSENT}),
        # The matter was changed after it was answered: X-MONEY-ONLY needs to know.
        (INVOLVED | {"cafcass": "yes", "matter": ["finance"]}, {"cafcass": "yes"}),
        ({"matter": ["finance"]}, {"cafcass": ABSENT, "child_country": ABSENT}),
        ({"under_18": False}, {"adult": "yes"}),
        ({"under_18": True}, {"adult": "no"}),
        ({"under_18": "junk"}, {"adult": None}),
        ({"in_prison": True, "decides_with_help": False}, {"in_prison": "yes", "decides_with_help": "no"}),
        ({"in_prison": None}, {"in_prison": None}),
        ({"adjustments": ["bsl"]}, {"adjustments": ["bsl"]}),
        ({"danger_now": "junk"}, {"danger_now": None}),
    ],
)
def test_answers_come_to_facts(changes: Mapping[str, Any], expected: Mapping[str, Any]):
    found = facts(**changes)

    assert {key: found.get(key, ABSENT) for key in expected} == expected


@pytest.mark.parametrize(
    ("device", "shared", "expected"),
    [
        ("yes", "no", "no"),
        ("yes", "yes", "yes"),
        ("yes", "unsure", "unsure"),
        ("yes", None, None),
        ("no", "no", "yes"),
        ("no", None, "yes"),
        ("unsure", "no", "unsure"),
        ("unsure", "yes", "yes"),
        ("unsure", None, "unsure"),
        (None, "no", None),
        ("junk", "yes", "yes"),
    ],
)
def test_a_device_that_is_not_safe_counts_as_shared(device: Any, shared: Any, expected: Any):
    assert facts(device_private=device, shared_devices=shared)["shared_devices"] == expected


@pytest.mark.parametrize("device", ["yes", "no", "unsure", None])
def test_version_1_asked_of_the_device_alone(device: str | None):
    expected = {"yes": "no", "no": "yes", "unsure": "unsure", None: None}[device]

    assert facts(version="1", device_private=device)["shared_devices"] == expected
    assert "afraid" not in facts(version="1")


def test_a_stage_that_is_not_due_adds_nothing():
    assert facts_from(ALEX, stages=frozenset()) == {}


def test_an_order_alone_makes_a_person_speak_with_them_first():
    found = judged(contact_limits="order", limits_protect="me", limits_ended="no", refuge="no")

    assert found.booking is BookingEffect.NEEDS_PERSON_FIRST
    assert not found.contact_other_party


def _answers_of_a_form() -> st.SearchStrategy[dict[str, Any]]:
    """Any mixture of answers that the pages can give, stale ones too."""
    given: dict[str, st.SearchStrategy[Any]] = {}
    for page in questionnaire().pages:
        for one in page.questions:
            values = [choice.value for choice in one.choices]
            match one.kind:
                case QuestionKind.CHOICE:
                    given[one.key] = st.sampled_from([*values, None])
                case QuestionKind.CHOICES:
                    given[one.key] = st.lists(st.sampled_from(values), max_size=3, unique=True)
                case QuestionKind.TICK:
                    given[one.key] = st.booleans()
                case QuestionKind.DATE:
                    given[one.key] = st.sampled_from(["2026-11-22", "2026-11-25", "2027-03-01", None])
                case _:
                    given[one.key] = st.just("words")
    return st.fixed_dictionaries({}, optional=given)


SAFE_VALUE = {"device_private": "yes", "contact_limits": "none"}
OF_SAFETY = [
    one.key
    for page in questionnaire().pages
    for one in page.questions
    if (one.safety and not one.key.endswith("_private")) or one.key == "device_private"
]


@settings(deadline=None, max_examples=400)
@given(_answers_of_a_form(), st.sets(st.sampled_from(OF_SAFETY)), st.sampled_from(["unsure", None, ABSENT]))
def test_a_no_on_safety_that_becomes_unsure_or_silence_never_makes_anything_milder(
    answers: dict[str, Any], keys: set[str], instead: str | None
):
    said_no = {key: SAFE_VALUE.get(key, "no") for key in keys}
    calm = answers | said_no
    changed = {key: value for key, value in calm.items() if key not in keys or instead != ABSENT}
    if instead != ABSENT:
        changed |= dict.fromkeys(keys, instead)

    before, after = (evaluate(facts_from(one, stages=BEFORE), today=TODAY) for one in (calm, changed))

    assert WORST_FIRST[after.severity] <= WORST_FIRST[before.severity]
    assert before.contact_other_party or not after.contact_other_party


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from([one.key for page in questionnaire().pages for one in page.questions] + ["junk"]),
        st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.lists(st.text(max_size=4), max_size=3)),
    ),
    st.sampled_from(["1", "2"]),
)
def test_whatever_is_stored_can_be_judged(answers: dict[str, Any], version: str):
    found = facts_from(answers, stages=frozenset(Stage), version=version)

    assert evaluate(found, today=TODAY).rule_version
