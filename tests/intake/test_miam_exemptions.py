"""The MIAM exemptions: all of them, in words that people can read and that promise nothing."""

import re

import pytest

from intake.enums import ExemptionGround
from intake.flags import CODES, RULES
from intake.miam_exemptions import (
    ABOLISHED,
    EXEMPTIONS,
    HINTS,
    MAY_CLAIM,
    STILL_OFFERED,
    TOLD_TO_THE_CLIENT,
    exemptions_about,
    exemptions_hinted_by,
)

WORDS = [MAY_CLAIM, STILL_OFFERED]
WORDS += [words for one in EXEMPTIONS for words in (one.when, one.evidence)]
WORDS += [words for one in ABOLISHED for words in (one.belief, one.now)]


def codes(found):
    return [one.code for one in found]


def test_every_reason_of_the_rules_is_there_once():
    expected = [f"D{number}" for number in range(1, 23)]
    expected += ["P1", "P2", *(f"U{number}" for number in range(1, 8)), "N1", "N2", "B1"]
    expected += [f"O{number}" for number in range(1, 7)]

    assert codes(EXEMPTIONS) == expected


def test_the_letter_of_a_code_is_its_ground():
    letters = {
        ExemptionGround.ABUSE: "D",
        ExemptionGround.CHILD_PROTECTION: "P",
        ExemptionGround.URGENCY: "U",
        ExemptionGround.ATTENDED_BEFORE: "N",
        ExemptionGround.BANKRUPTCY: "B",
        ExemptionGround.OTHER: "O",
    }

    assert all(one.code[0] == letters[one.ground] for one in EXEMPTIONS)


@pytest.mark.parametrize(
    ("matter", "has_bankruptcy"),
    [
        ([], True),
        (["finance"], True),
        (["children", "finance"], True),
        (["children"], False),
        (["grandparent"], False),
    ],
)
def test_bankruptcy_is_for_money_only(matter, has_bankruptcy):
    found = codes(exemptions_about(matter))

    assert ("B1" in found) is has_bankruptcy
    assert len(found) == len(EXEMPTIONS) - (not has_bankruptcy)


@pytest.mark.parametrize(
    ("flags", "hinted"),
    [
        ([], []),
        (["SS-CIN", "SS-EARLY", "SS-PAST", "SS-RECENT", "X-EXEMPT-OLD"], []),  # none of these is a reason
        (["SS-CPP", "SS-S47"], ["P1", "P2"]),
        (["SF-BAIL", "PT-PRISON"], ["O6"]),
        (["SF-DA-PAST"], [f"D{number}" for number in range(1, 23)]),
    ],
)
def test_flags_hint_at_reasons_to_talk_through(flags, hinted):
    assert codes(exemptions_hinted_by(flags)) == hinted


def test_hints_name_flags_and_reasons_that_exist():
    assert set(HINTS) <= CODES
    assert {"SS-S47", "SS-CPP"} <= TOLD_TO_THE_CLIENT <= CODES
    assert {code for hinted in HINTS.values() for code in hinted} <= set(codes(EXEMPTIONS))


@pytest.mark.parametrize("words", WORDS)
def test_words_are_short_and_promise_nothing(words):
    assert words.endswith(".")
    for sentence in re.split(r"(?<=[.])\s", words):
        assert len(sentence.split()) <= 20, sentence
    assert not re.search(r"guarantee|you will not need|court will|judge will|entitled|pursuant", words)


def test_the_court_decides_and_a_miam_is_offered_all_the_same():
    assert "may" in MAY_CLAIM
    assert "the court decides" in MAY_CLAIM
    assert "still have a MIAM" in STILL_OFFERED


def test_whoever_reads_that_they_may_not_need_one_reads_that_they_can_still_have_one():
    told = {rule.code: rule.client for rule in RULES if "not need a MIAM" in rule.client}

    assert set(told) == TOLD_TO_THE_CLIENT
    assert all("You can still have one." in words for words in told.values())


def test_the_reasons_that_ended_in_2024_are_explained():
    beliefs = " ".join(one.belief for one in ABOLISHED)

    for gone in [
        "A mediator can sign",
        "will not come",
        "how to reach them",
        "I claimed a reason",
        "lives abroad",
    ]:
        assert gone in beliefs
