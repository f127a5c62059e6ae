"""The flags on the court: hearings, orders to come, and not being sure."""

import pytest

from .made_up_answers import NOT_ASKED, codes, judged


@pytest.mark.parametrize("court", [NOT_ASKED, None, "none", "mine", "finished", "unsure"])
def test_only_their_application_makes_a_respondent(court):
    assert "CT-PARTY-RESP" not in codes(court=court)
    assert codes(court="theirs", matter=["finance"]) == {"CT-PARTY-RESP"}


@pytest.mark.parametrize(
    ("ordered", "says_check"),
    [("no", False), ("yes", True), ("unsure", True), (None, True), (NOT_ASKED, True)],
)
def test_a_respondent_is_told_to_check_the_order_unless_there_is_none(ordered, says_check):
    found = judged(court="theirs", court_ordered_miam=ordered, matter=["finance"])

    (words,) = [flag.client for flag in found.flags if flag.code == "CT-PARTY-RESP"]
    assert ("Check your order" in words) is says_check


@pytest.mark.parametrize(
    ("hearing_on", "is_soon"),
    [
        ("2026-11-21", False),
        ("2026-11-22", True),
        ("2026-11-23", True),
        ("2026-12-05", True),
        ("2026-12-06", True),
        ("2026-12-07", False),
        ("2027-11-25", False),
        (None, False),
    ],
)
@pytest.mark.parametrize("court", [NOT_ASKED, None, "none", "mine", "theirs", "finished", "unsure"])
def test_a_hearing_within_a_fortnight_is_soon_both_ends_included(hearing_on, is_soon, court):
    assert ("CT-HEARING" in codes(hearing_on=hearing_on, court=court)) is is_soon


@pytest.mark.parametrize(("hearing_on", "is_soon"), [("2028-03-14", True), ("2028-03-15", False)])
def test_a_fortnight_from_29_february_ends_on_14_march(hearing_on, is_soon):
    assert ("CT-HEARING" in codes(hearing_on=hearing_on, court="mine", today="2028-02-29")) is is_soon


@pytest.mark.parametrize(
    ("court", "contradiction"),
    [
        ("mine", None),
        ("theirs", None),
        ("finished", "X-PAST-FUTURE"),
        ("none", "X-HEAR-NOCOURT"),
        ("unsure", "X-HEAR-NOCOURT"),
        (None, "X-HEAR-NOCOURT"),
        (NOT_ASKED, "X-HEAR-NOCOURT"),
    ],
)
@pytest.mark.parametrize(
    ("hearing_on", "is_to_come"), [("2026-11-21", False), ("2026-11-22", True), ("2026-11-23", True)]
)
def test_a_hearing_from_today_on_needs_a_case(court, contradiction, hearing_on, is_to_come):
    found = codes(court=court, hearing_on=hearing_on) & {"X-HEAR-NOCOURT", "X-PAST-FUTURE"}

    assert found == ({contradiction} if contradiction and is_to_come else set())


@pytest.mark.parametrize(
    ("ordered", "raised"),
    [("yes", {"CT-ORDERED"}), ("no", set()), ("unsure", {"UNSURE"}), (None, {"UNSURE"}), (NOT_ASKED, set())],
)
def test_a_court_may_have_ordered_the_miam(ordered, raised):
    assert codes(court_ordered_miam=ordered) == raised


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("court", "unsure"),
        ("cafcass", "unsure"),
        ("plan", ["unsure"]),
        ("plan", ["unsure", "early_help"]),
        ("public_law", "unsure"),
        ("child_guardian", "unsure"),
        ("court_ordered_miam", "unsure"),
        ("miam_last_4_months", "unsure"),
    ],
)
def test_not_sure_and_silence_raise_unsure(key, value):
    assert "UNSURE" in codes(**{key: value})
    assert "UNSURE" in codes(**{key: None})
    assert "UNSURE" not in codes(**{key: NOT_ASKED})
    assert "UNSURE" in codes(**{key: None}, matter=["finance"])


@pytest.mark.parametrize(
    "key", ["sender", "document", "document_author", "hearing_on", "plan_current", "child_country", "adult"]
)
def test_silence_on_other_keys_raises_nothing(key):
    assert codes(**{key: None}) == set()


@pytest.mark.parametrize("key", ["sender", "document", "document_author"])
def test_not_knowing_a_letter_raises_nothing(key):
    assert codes(**{key: "unsure"}) == set()


def test_unsure_is_raised_once_and_knows_every_answer_behind_it():
    (flag,) = [
        flag for flag in judged(court="unsure", plan=None, cafcass="no").flags if flag.code == "UNSURE"
    ]

    assert flag.answers == {"court": "unsure", "plan": None}
