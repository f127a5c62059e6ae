"""The flags on random answers: against the second reading of the contract, and what holds for all answers."""

import copy
import itertools
import json
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.enums import FlagSeverity
from intake.flags import PERSON_FIRST, evaluate
from intake.flags_contract import answer_all

from . import naive_flags
from .made_up_answers import (
    CASES,
    DATES,
    DAYS,
    KEYS,
    LISTS_OF,
    NOT_ASKED,
    ONE_OF,
    SAFETY,
    calm,
    random_item,
)

BY_WEIGHT = [severity.value for severity in reversed(FlagSeverity)]
unhurried = settings(deadline=None, max_examples=120)

# Many whole items, soon; and single ones that shrink to what matters.
items = st.integers(0, 2**32).map(lambda seed: random_item(random.Random(seed)))
answers = {key: st.none() | st.sampled_from(values) for key, values in ONE_OF.items()}
answers |= {
    key: st.none() | st.lists(st.sampled_from(values), max_size=3) for key, values in LISTS_OF.items()
}
answers |= {
    key: st.none() | st.sampled_from([day for days in DAYS.values() for day in days]) for key in DATES
}
others = st.none() | st.fixed_dictionaries(
    {}, optional={key: answers[key] for key in ["plan", "plan_current", "document", "social_services"]}
)
single_items = st.fixed_dictionaries(
    {"today": st.sampled_from(sorted(DAYS))}, optional=answers | {"other_party": others}
)


def answers_to(given):
    return json.loads(answer_all(json.dumps(given)))


def assessed(item, **changes):
    answers = {**item, **changes}
    other = answers.pop("other_party", None)
    return evaluate(answers, today=date.fromisoformat(answers.pop("today")), other_party=other)


def assert_no_milder(before, after):
    assert BY_WEIGHT.index(after["severity"]) >= BY_WEIGHT.index(before["severity"])
    assert before["contact_other_party"] or not after["contact_other_party"]
    assert before["booking"] == "confirmed" or after["booking"] == "needs_person_first"


@pytest.mark.parametrize("seed", range(4))
def test_random_answers_are_read_as_the_slow_reading_reads_them(seed):
    chance = random.Random(seed)
    made_up = [random_item(chance) for _ in range(1200)]

    for item, found in zip(made_up, answers_to(made_up), strict=True):
        assert found == naive_flags.answer(item), item


@unhurried
@given(single_items)
def test_any_answers_are_read_as_the_slow_reading_reads_them(item):
    assert answers_to([item]) == [naive_flags.answer(item)]


def product_of(**values):
    """Items with every combination of these values."""
    for combination in itertools.product(*values.values()):
        chosen = dict(zip(values, combination, strict=True))
        yield {"today": "2026-11-22"} | {key: one for key, one in chosen.items() if one is not NOT_ASKED}


def test_every_combination_on_cafcass_and_the_court_is_read_alike():
    combinations = list(
        product_of(
            matter=[NOT_ASKED, ["finance"], None],
            court=[NOT_ASKED, None, "none", "mine", "theirs", "finished"],
            cafcass=[NOT_ASKED, None, "yes", "no"],
            sender=[NOT_ASKED, "cafcass", "cafcass_cymru", "council"],
            social_services=[NOT_ASKED, "now", "no"],
            document=[NOT_ASKED, "section_7", "section_37", "pre_proceedings"],
        )
    )

    for item, found in zip(combinations, answers_to(combinations), strict=True):
        assert found == naive_flags.answer(item), item


def test_every_combination_on_the_council_is_read_alike():
    combinations = list(
        product_of(
            social_services=[NOT_ASKED, None, "now", "past", "no", "unsure"],
            social_services_about=[NOT_ASKED, "child", "adult"],
            social_services_closed_on=[NOT_ASKED, "2025-11-21", "2025-11-22"],
            plan=[NOT_ASKED, None, [], ["none"], ["unsure"], ["early_help"], ["section_20", "none"]],
            plan_current=[NOT_ASKED, "yes", "no"],
            document=[NOT_ASKED, "child_protection_conference"],
        )
    )

    for item, found in zip(combinations, answers_to(combinations), strict=True):
        assert found == naive_flags.answer(item), item


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
@pytest.mark.parametrize("key", SAFETY)
def test_not_sure_and_silence_on_safety_are_never_milder_than_no(case, key):
    before, unsure, silent = answers_to([case["input"] | {key: answer} for answer in ["no", "unsure", None]])

    assert_no_milder(before, unsure)
    assert_no_milder(before, silent)


@unhurried
@given(single_items, st.sampled_from(sorted(SAFETY)))
def test_not_sure_and_silence_are_never_milder_whatever_else_was_answered(item, key):
    before, unsure, silent = answers_to([item | {key: answer} for answer in ["no", "unsure", None]])

    assert_no_milder(before, unsure)
    assert_no_milder(before, silent)
    assert not unsure["contact_other_party"]
    assert not silent["contact_other_party"]


@unhurried
@given(items, st.sampled_from(sorted(SAFETY)))
def test_a_safety_question_that_was_not_asked_is_no_permission_either(item, key):
    asked = item | {key: "no"}
    not_asked = {name: value for name, value in item.items() if name != key}
    before, after = answers_to([asked, not_asked])

    assert before["contact_other_party"] or not after["contact_other_party"]


@unhurried
@given(items)
def test_the_answers_kept_with_a_flag_are_enough_to_raise_it(item):
    other = item.get("other_party")
    for flag in assessed(item).flags:
        kept = dict(flag.answers)
        compared = None if flag.code == "AG-NONE" else other  # that nothing is raised hangs on all of both
        again = evaluate(kept, today=date.fromisoformat(item["today"]), other_party=compared)

        assert flag.code in {one.code for one in again.flags}
        assert kept == {key: item[key] for key in kept}


@unhurried
@given(items, st.booleans())
def test_what_only_staff_may_know_changes_no_word_for_the_client(item, has_conflict):
    plain = assessed(item, conflict="no", other_party=None)
    watched = assessed(
        item,
        conflict="yes" if has_conflict else "no",
        other_party={"plan": ["none"], "social_services": "no"},
    )

    assert watched.booking == plain.booking
    assert watched.client_words == plain.client_words


@unhurried
@given(items)
def test_a_red_flag_opens_with_the_person_who_will_talk_with_them(item):
    found = assessed(item)

    assert (PERSON_FIRST in found.client_words) is (found.severity is FlagSeverity.RED)
    assert len(set(found.client_words)) == len(found.client_words)
    assert "" not in found.client_words


@unhurried
@given(items)
def test_judging_changes_no_answer(item):
    before = copy.deepcopy(item)

    assert assessed(item) == assessed(item)
    assert item == before


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["no", "yes"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)


@unhurried
@given(
    st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), junk, max_size=12),
    st.none() | st.dictionaries(st.sampled_from(KEYS), junk, max_size=4),
    st.sampled_from(sorted(DAYS)),
)
def test_whatever_an_old_draft_holds_it_can_be_judged(answers, other, today):
    found = evaluate(answers, today=date.fromisoformat(today), other_party=other)

    assert found.severity in FlagSeverity


@pytest.mark.parametrize("unreadable", ["", "maybe", "NO", True, False, 0, ["no"], {"no": 1}, 1.5])
@pytest.mark.parametrize("key", SAFETY)
def test_a_safety_answer_that_cannot_be_read_is_no_answer(key, unreadable):
    found = assessed(calm(**{key: unreadable}))

    assert [flag.code for flag in found.flags] == ["SF-UNANSWERED"]
    assert not found.contact_other_party


@pytest.mark.parametrize("key", [key for key in ONE_OF if key not in SAFETY])
def test_any_other_answer_that_cannot_be_read_counts_as_left_out(key):
    assert [flag.code for flag in assessed(calm(**{key: "frob"})).flags] == [
        flag.code for flag in assessed(calm(**{key: None})).flags
    ]


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (["section_47", "frob"], ["SS-S47"]),
        (["frob"], ["SS-NOW", "UNSURE"]),
        ("section_47", ["SS-NOW", "UNSURE"]),
    ],
)
def test_what_can_be_read_of_a_list_counts(plan, codes):
    found = assessed(calm(social_services="now", plan=plan))

    assert [flag.code for flag in found.flags] == codes
