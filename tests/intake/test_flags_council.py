"""The flags on the council: social services, plans, public law, and who took a child."""

import pytest

from .made_up_answers import LISTS_OF, NOT_ASKED, codes, severities


@pytest.mark.parametrize(
    ("involved", "about", "raised"),
    [
        ("now", NOT_ASKED, {"SS-NOW"}),
        ("now", None, {"SS-NOW"}),
        ("now", "child", {"SS-NOW"}),
        ("now", "adult", {"SS-ADULT"}),
        ("past", "child", {"SS-RECENT"}),
        ("past", "adult", {"SS-ADULT", "SS-RECENT"}),
        ("unsure", NOT_ASKED, {"SS-UNK"}),
        ("unsure", "adult", {"SS-ADULT", "SS-UNK"}),
        (None, NOT_ASKED, {"SS-UNK"}),
        (None, "adult", {"SS-ADULT", "SS-UNK"}),
        ("no", "adult", set()),
        ("no", "child", set()),
        (NOT_ASKED, "adult", set()),
    ],
)
@pytest.mark.parametrize("matter", [NOT_ASKED, ["finance"]])
def test_social_services_are_about_a_child_unless_an_adult_is_named(involved, about, raised, matter):
    assert codes(social_services=involved, social_services_about=about, matter=matter) == raised


@pytest.mark.parametrize(
    ("plan", "plan_current", "raised"),
    [
        (NOT_ASKED, NOT_ASKED, {"SS-NOW"}),
        (None, NOT_ASKED, {"SS-NOW", "UNSURE"}),
        ([], NOT_ASKED, {"SS-NOW"}),
        (["none"], NOT_ASKED, {"SS-NOW"}),
        (["unsure"], "yes", {"SS-NOW", "UNSURE"}),
        (["early_help"], NOT_ASKED, {"SS-EARLY"}),
        (["early_help"], "no", {"SS-NOW"}),
        (["child_in_need"], "yes", {"SS-CIN"}),
        (["child_in_need"], None, {"SS-CIN"}),
        (["child_in_need"], "no", {"SS-NOW"}),
        (["none", "section_47"], NOT_ASKED, {"SS-S47"}),
        (["section_47", "child_protection"], NOT_ASKED, {"SS-S47", "SS-CPP"}),
    ],
)
def test_now_without_a_current_plan_is_a_flag_of_its_own(plan, plan_current, raised):
    assert codes(social_services="now", plan=plan, plan_current=plan_current) == raised


RUNGS = {
    "early_help": ("SS-EARLY", "info"),
    "child_in_need": ("SS-CIN", "amber"),
    "section_47": ("SS-S47", "red"),
    "child_protection": ("SS-CPP", "red"),
    "section_20": ("SS-LAC", "red"),
    "pre_proceedings": ("SS-PRE", "red"),
    "police_protection": ("SS-POLICE", "red"),
}


@pytest.mark.parametrize(("plan", "flag"), RUNGS.items())
@pytest.mark.parametrize("matter", [NOT_ASKED, ["finance"]])
def test_each_rung_has_its_flag_whatever_the_matter_is(plan, flag, matter):
    code, severity = flag

    assert severities(plan=[plan], social_services="now", matter=matter) == {code: severity}


@pytest.mark.parametrize(
    ("document", "code"), [("child_protection_conference", "SS-CPP"), ("pre_proceedings", "SS-PRE")]
)
def test_a_letter_can_name_a_plan(document, code):
    assert codes(document=document, social_services="now") == {code}
    assert codes(document=document, social_services="now", plan=["none"]) == {code}
    assert codes(document=document, social_services="now", plan_current="no") == {"SS-NOW"}
    assert codes(document=document, social_services="no") == {code, "X-PLAN-NO-SS"}
    assert codes(document=document, social_services="no", plan_current="no") == set()


@pytest.mark.parametrize("plan", [plan for plan in LISTS_OF["plan"] if plan not in {"none", "unsure"}])
@pytest.mark.parametrize(
    ("involved", "is_raised"),
    [("no", True), (None, True), (NOT_ASKED, True), ("now", False), ("past", False), ("unsure", False)],
)
def test_a_plan_from_child_in_need_up_needs_social_services(plan, involved, is_raised):
    found = codes(plan=[plan], social_services=involved)

    assert ("X-PLAN-NO-SS" in found) is (is_raised and plan != "early_help")
    assert RUNGS[plan][0] in found
    assert "X-PLAN-NO-SS" not in codes(plan=[plan], plan_current="no", social_services=involved)


@pytest.mark.parametrize(
    ("today", "closed_on", "code"),
    [
        ("2026-11-22", None, "SS-RECENT"),
        ("2026-11-22", NOT_ASKED, "SS-RECENT"),
        ("2026-11-22", "2025-11-21", "SS-PAST"),
        ("2026-11-22", "2025-11-22", "SS-RECENT"),
        ("2026-11-22", "2025-11-23", "SS-RECENT"),
        ("2026-11-22", "2026-11-22", "SS-RECENT"),
        ("2026-11-22", "2027-01-01", "SS-RECENT"),
        ("2026-11-22", "1999-12-31", "SS-PAST"),
        ("2026-01-01", "2025-01-01", "SS-RECENT"),
        ("2026-01-01", "2024-12-31", "SS-PAST"),
        ("2028-02-29", "2027-02-27", "SS-PAST"),
        ("2028-02-29", "2027-02-28", "SS-RECENT"),
        ("2028-02-29", "2027-03-01", "SS-RECENT"),
        ("2029-02-28", "2028-02-27", "SS-PAST"),
        ("2029-02-28", "2028-02-28", "SS-RECENT"),
        ("2029-02-28", "2028-02-29", "SS-RECENT"),
        ("2029-03-01", "2028-02-29", "SS-PAST"),
        ("2029-03-01", "2028-03-01", "SS-RECENT"),
    ],
)
def test_recent_means_twelve_months_to_the_day(today, closed_on, code):
    assert codes(today=today, social_services="past", social_services_closed_on=closed_on) == {code}


@pytest.mark.parametrize("involved", ["now", "no", "unsure", NOT_ASKED])
def test_a_closing_date_matters_only_for_the_past(involved):
    with_date = codes(social_services=involved, social_services_closed_on="2020-01-01")

    assert with_date == codes(social_services=involved)


@pytest.mark.parametrize(
    ("involved", "plan", "plan_current", "is_raised"),
    [
        ("past", ["child_in_need"], "yes", True),
        ("past", NOT_ASKED, "yes", True),
        ("past", ["none"], "yes", True),
        ("past", ["child_in_need"], "no", False),
        ("past", ["child_in_need"], NOT_ASKED, False),
        ("past", ["child_in_need"], None, False),
        ("now", ["child_in_need"], "yes", False),
        ("unsure", ["child_in_need"], "yes", False),
    ],
)
@pytest.mark.parametrize("closed_on", ["2020-01-01", "2026-11-01"])
def test_a_plan_that_goes_on_after_the_end_is_a_contradiction(
    involved, plan, plan_current, is_raised, closed_on
):
    found = codes(
        social_services=involved, social_services_closed_on=closed_on, plan=plan, plan_current=plan_current
    )

    assert ("X-CLOSED-PLAN" in found) is is_raised
    assert ("SS-CIN" in found) is (plan == ["child_in_need"] and plan_current != "no")


@pytest.mark.parametrize(
    ("public_law", "guardian", "raised"),
    [
        ("emergency_protection", "no", {"CT-PUBLIC"}),
        ("care", "no", {"CT-PUBLIC"}),
        ("supervision", "no", {"CT-PUBLIC"}),
        ("supervision", "yes", {"CT-PUBLIC"}),
        ("none", "yes", {"CT-R164"}),
        (NOT_ASKED, "yes", {"CT-R164"}),
        ("unsure", "yes", {"CT-R164", "UNSURE"}),
        (None, "yes", {"CT-R164", "UNSURE"}),
        ("none", "no", set()),
        ("none", "unsure", {"UNSURE"}),
    ],
)
@pytest.mark.parametrize("matter", [NOT_ASKED, ["finance"]])
def test_an_order_goes_before_a_guardian(public_law, guardian, raised, matter):
    assert codes(public_law=public_law, child_guardian=guardian, matter=matter) == raised


@pytest.mark.parametrize(
    ("removed_by", "public_law", "raised"),
    [
        ("cafcass", NOT_ASKED, {"X-REMOVED-BY-CAF": "red"}),
        ("cafcass", "care", {"X-REMOVED-BY-CAF": "red", "CT-PUBLIC": "red"}),
        ("council", NOT_ASKED, {"SS-LAC": "red"}),
        ("council", "none", {"SS-LAC": "red"}),
        ("council", "care", {"CT-PUBLIC": "red"}),
        ("police", NOT_ASKED, {"SS-POLICE": "red"}),
        ("police", "care", {"SS-POLICE": "red", "CT-PUBLIC": "red"}),
        (None, NOT_ASKED, {}),
    ],
)
def test_who_took_a_child_decides_the_flag(removed_by, public_law, raised):
    assert severities(child_removed_by=removed_by, public_law=public_law) == raised


def test_a_section_20_plan_stays_beside_an_order_that_the_council_acted_on():
    found = codes(plan=["section_20"], social_services="now", child_removed_by="council", public_law="care")

    assert found == {"SS-LAC", "CT-PUBLIC"}
