"""The flags on safety."""

import pytest

from .made_up_answers import SAFETY, codes, judged, severities


@pytest.mark.parametrize(
    ("key", "code", "yes", "unsure"),
    [
        ("danger_now", "SF-NOW", "red", "red"),
        ("afraid", "SF-FEAR", "amber", "amber"),
        ("high_risk_signs", "SF-HIGH", "red", "amber"),
        ("honour_based", "SF-HBA", "red", "amber"),
        ("order", "SF-ORDER", "red", "amber"),
        ("bail", "SF-BAIL", "red", "amber"),
        ("refuge", "SF-REFUGE", "red", "amber"),
        ("shared_devices", "SF-SHARED", "amber", "amber"),
        ("child_harm", "SF-CHILD", "red", "amber"),
        ("substances", "SF-SUBST", "amber", "amber"),
        ("crisis", "SF-CRISIS", "red", "amber"),
        ("coerced", "SF-COERCED", "amber", "amber"),
    ],
)
def test_yes_not_sure_no_and_silence_are_four_things(key, code, yes, unsure):
    assert severities(**{key: "yes"}) == {code: yes}
    assert severities(**{key: "unsure"}) == {code: unsure}
    assert severities(**{key: "no"}) == {}
    assert severities(**{key: None}) == {"SF-UNANSWERED": "info"}


@pytest.mark.parametrize(
    ("abuse", "raised"),
    [
        ("now", {"SF-DA-NOW": "red"}),
        ("past", {"SF-DA-PAST": "amber"}),
        ("unsure", {"SF-DA-PAST": "amber"}),
        ("no", {}),
        (None, {"SF-UNANSWERED": "info"}),
    ],
)
def test_abuse_weighs_by_when_it_was(abuse, raised):
    assert severities(abuse=abuse) == raised


@pytest.mark.parametrize(
    ("abduction", "raised"),
    [
        ("imminent", {"SF-ABDUCT": "red"}),
        ("abroad", {"SF-ABDUCT": "red"}),
        ("worried", {"SF-ABDUCT": "amber"}),
        ("unsure", {"SF-ABDUCT": "amber"}),
        ("no", {}),
        (None, {"SF-UNANSWERED": "info"}),
    ],
)
def test_abduction_weighs_by_how_near_it_is(abduction, raised):
    assert severities(abduction=abduction) == raised


def test_safety_questions_left_out_raise_one_flag_that_knows_them_all():
    (flag,) = judged(**dict.fromkeys(SAFETY)).flags

    assert flag.code == "SF-UNANSWERED"
    assert flag.answers == dict.fromkeys(SAFETY)


@pytest.mark.parametrize("matter", [["finance"], [], ["children"], None])
def test_harm_to_a_child_counts_whatever_the_matter_is(matter):
    assert {"SF-CHILD", "SF-ABDUCT"} <= codes(matter=matter, child_harm="yes", abduction="worried")
