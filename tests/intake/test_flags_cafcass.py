"""The flags on Cafcass, and on letters that are taken for somebody else's."""

import pytest

from .made_up_answers import NOT_ASKED, TODAY, codes


@pytest.mark.parametrize(
    ("court", "cafcass", "sender", "raised"),
    [
        ("mine", "yes", NOT_ASKED, {"CAF-ACTIVE"}),
        ("theirs", "yes", NOT_ASKED, {"CAF-ACTIVE", "CT-PARTY-RESP"}),
        ("mine", "no", NOT_ASKED, {"CAF-EXPECT"}),
        ("theirs", "no", NOT_ASKED, {"CAF-EXPECT", "CT-PARTY-RESP"}),
        ("mine", "no", "cafcass", {"CAF-ACTIVE"}),
        ("mine", NOT_ASKED, "cafcass_cymru", {"CAF-ACTIVE", "CAF-CYMRU"}),
        ("mine", "unsure", "cafcass", {"CAF-ACTIVE", "UNSURE"}),
        ("mine", None, "cafcass", {"CAF-ACTIVE", "UNSURE"}),
        ("mine", "unsure", NOT_ASKED, {"UNSURE"}),
        ("mine", NOT_ASKED, NOT_ASKED, set()),
        ("mine", "no", "council", {"CAF-EXPECT"}),
        ("none", "no", NOT_ASKED, set()),
        ("none", "yes", NOT_ASKED, {"X-CAF-NOCOURT"}),
        ("none", "yes", None, {"X-CAF-NOCOURT"}),
        ("none", "yes", "unsure", {"X-CAF-NOCOURT"}),
        ("none", "yes", "police", {"X-CAF-NOCOURT"}),
        ("none", "yes", "secure_mail", {"X-CAF-NOCOURT"}),
        ("none", "yes", "council", {"X-CAF-NOCOURT", "SS-NOW"}),
        ("none", "no", "council", set()),
        ("unsure", "yes", "council", {"X-CAF-NOCOURT", "SS-NOW", "UNSURE"}),
        (None, "yes", "council", {"X-CAF-NOCOURT", "SS-NOW", "UNSURE"}),
        ("none", "yes", "cafcass", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP"}),
        ("none", "no", "cafcass", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP"}),
        ("none", NOT_ASKED, "cafcass", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP"}),
        ("unsure", "yes", "cafcass", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP", "UNSURE"}),
        (None, "yes", "cafcass", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP", "UNSURE"}),
        ("none", "yes", "cafcass_cymru", {"X-UNSERVED", "CAF-ACTIVE", "CT-PARTY-RESP", "CAF-CYMRU"}),
        ("finished", "yes", "council", set()),
        ("finished", "yes", "cafcass", set()),
        (NOT_ASKED, "yes", "council", set()),
        (NOT_ASKED, "yes", "cafcass", set()),
    ],
)
def test_cafcass_and_court_are_read_together(court, cafcass, sender, raised):
    assert codes(court=court, cafcass=cafcass, sender=sender) == raised


@pytest.mark.parametrize("court", ["none", "mine", "theirs", "finished", "unsure", None, NOT_ASKED])
@pytest.mark.parametrize("sender", ["cafcass", "council", NOT_ASKED])
@pytest.mark.parametrize("matter", [["finance"], []])
def test_about_money_only_cafcass_raises_the_contradiction_alone(court, sender, matter):
    without = codes(court=court, matter=matter)

    found = codes(court=court, matter=matter, sender=sender, cafcass="yes", child_country="wales")

    assert found - without == {"X-MONEY-ONLY"}


@pytest.mark.parametrize(
    ("matter", "cafcass", "sender", "is_raised"),
    [
        (["finance"], "no", NOT_ASKED, False),
        (["finance"], "unsure", NOT_ASKED, False),
        (["finance"], "no", "cafcass", True),
        (["finance"], NOT_ASKED, "cafcass_cymru", True),
        (["finance", "children"], "yes", NOT_ASKED, False),
        (["finance", "grandparent"], "yes", NOT_ASKED, False),
        ([], "yes", NOT_ASKED, True),
        (None, "yes", NOT_ASKED, False),
        (NOT_ASKED, "yes", NOT_ASKED, False),
    ],
)
def test_cafcass_needs_a_case_about_children(matter, cafcass, sender, is_raised):
    found = codes(matter=matter, cafcass=cafcass, sender=sender, court="finished")

    assert ("X-MONEY-ONLY" in found) is is_raised


@pytest.mark.parametrize(
    ("answers", "is_raised"),
    [
        ({"child_country": "wales"}, False),
        ({"child_country": "wales", "court": "none", "cafcass": "no"}, False),
        ({"child_country": "wales", "court": "mine"}, True),
        ({"child_country": "wales", "court": "theirs"}, True),
        ({"child_country": "wales", "court": "finished"}, False),
        ({"child_country": "wales", "court": "unsure", "cafcass": "unsure"}, False),
        ({"child_country": "wales", "cafcass": "yes"}, True),
        ({"child_country": "wales", "cafcass": "yes", "court": "finished"}, True),
        ({"child_country": "wales", "cafcass": "yes", "court": "none"}, True),
        ({"child_country": "wales", "sender": "cafcass", "court": "none"}, True),
        ({"child_country": "england", "court": "mine"}, False),
        ({"child_country": "england", "sender": "cafcass_cymru"}, True),
        ({"sender": "cafcass_cymru"}, True),
        ({"sender": "cafcass_cymru", "matter": ["finance"]}, False),
        ({"child_country": "wales", "court": "mine", "matter": ["finance"]}, False),
        ({"child_country": "wales", "court": "mine", "matter": ["grandparent"]}, True),
    ],
)
def test_cafcass_cymru_works_for_welsh_children_once_a_court_or_cafcass_is_in_play(answers, is_raised):
    assert ("CAF-CYMRU" in codes(**answers)) is is_raised


@pytest.mark.parametrize(
    ("country", "sender", "matter", "is_raised"),
    [
        ("wales", "cafcass", NOT_ASKED, True),
        ("wales", "cafcass", ["finance"], False),
        ("wales", "cafcass_cymru", NOT_ASKED, False),
        ("wales", "council", NOT_ASKED, False),
        ("wales", NOT_ASKED, NOT_ASKED, False),
        ("england", "cafcass_cymru", NOT_ASKED, True),
        ("england", "cafcass_cymru", ["finance"], False),
        ("england", "cafcass", NOT_ASKED, False),
        ("scotland", NOT_ASKED, NOT_ASKED, True),
        ("northern_ireland", NOT_ASKED, ["finance"], True),
        ("elsewhere", NOT_ASKED, [], True),
        (None, "cafcass", NOT_ASKED, False),
    ],
)
def test_country_and_body_must_fit(country, sender, matter, is_raised):
    assert ("X-COUNTRY" in codes(child_country=country, sender=sender, matter=matter)) is is_raised


@pytest.mark.parametrize(
    ("document", "author", "sender", "matter", "raised"),
    [
        ("child_impact_report", NOT_ASKED, NOT_ASKED, NOT_ASKED, {"CAF-CIR"}),
        ("child_impact_report", NOT_ASKED, NOT_ASKED, ["finance"], set()),
        ("section_7", NOT_ASKED, NOT_ASKED, NOT_ASKED, {"CAF-S7"}),
        ("section_7", "cafcass", NOT_ASKED, NOT_ASKED, {"CAF-S7"}),
        ("section_7", "unsure", NOT_ASKED, NOT_ASKED, {"CAF-S7"}),
        ("section_7", None, "council", NOT_ASKED, {"CAF-S7"}),
        ("section_7", "cafcass", NOT_ASKED, ["finance"], set()),
        ("section_7", "council", NOT_ASKED, NOT_ASKED, {"LA-S7"}),
        ("section_7", "council", NOT_ASKED, ["finance"], {"LA-S7"}),
        ("section_37", "council", NOT_ASKED, NOT_ASKED, {"CT-S37"}),
        ("section_37", "council", "cafcass", NOT_ASKED, {"CT-S37"}),
        ("section_37", "cafcass", NOT_ASKED, NOT_ASKED, {"CT-S37", "X-S37-CAF"}),
        ("section_37", "cafcass", "council", ["finance"], {"CT-S37", "X-S37-CAF"}),
        ("section_37", NOT_ASKED, NOT_ASKED, NOT_ASKED, {"CT-S37"}),
        ("section_37", None, "cafcass", NOT_ASKED, {"CT-S37", "X-S37-CAF"}),
        ("section_37", "unsure", "cafcass_cymru", NOT_ASKED, {"CT-S37", "X-S37-CAF", "CAF-CYMRU"}),
        ("section_37", NOT_ASKED, "secure_mail", NOT_ASKED, {"CT-S37"}),
        ("section_37", NOT_ASKED, "cafcass", ["finance"], {"CT-S37", "X-S37-CAF", "X-MONEY-ONLY"}),
        ("safeguarding_letter", NOT_ASKED, NOT_ASKED, NOT_ASKED, set()),
        ("assessment", NOT_ASKED, NOT_ASKED, NOT_ASKED, set()),
        ("plan_letter", NOT_ASKED, NOT_ASKED, NOT_ASKED, set()),
        ("closing_letter", NOT_ASKED, NOT_ASKED, NOT_ASKED, set()),
        (NOT_ASKED, "cafcass", NOT_ASKED, NOT_ASKED, set()),
    ],
)
def test_a_letter_is_read_with_its_author_and_its_sender(document, author, sender, matter, raised):
    assert codes(document=document, document_author=author, sender=sender, matter=matter) == raised


@pytest.mark.parametrize(
    ("changes", "is_raised"),
    [
        ({}, True),
        ({"document": "section_7"}, True),
        ({"document": "section_7", "document_author": "council"}, True),
        ({"document": "child_impact_report"}, False),
        ({"document": NOT_ASKED}, False),
        ({"sender": "cafcass_cymru"}, True),
        ({"sender": "council"}, False),
        ({"sender": NOT_ASKED}, False),
        ({"social_services": "past"}, False),
        ({"social_services": "unsure"}, False),
        ({"cafcass": "yes"}, False),
        ({"cafcass": "unsure"}, True),
        ({"cafcass": None}, True),
        ({"cafcass": NOT_ASKED}, True),
        ({"matter": ["finance"]}, False),
        ({"matter": ["grandparent"]}, True),
    ],
)
def test_a_letter_from_cafcass_may_be_taken_for_one_of_social_services(changes, is_raised):
    base = {
        "cafcass": "no",
        "social_services": "now",
        "sender": "cafcass",
        "document": "safeguarding_letter",
        "court": "mine",
    }

    assert ("X-SS-IS-CAF" in codes(base=base, **changes)) is is_raised


def test_what_is_tried_again_is_added_and_nothing_is_taken_away():
    found = codes(
        court="none",
        cafcass="no",
        sender="cafcass",
        social_services="now",
        document="safeguarding_letter",
        hearing_on=TODAY,
    )

    assert found == {
        "X-UNSERVED",
        "X-SS-IS-CAF",
        "X-HEAR-NOCOURT",
        "CT-HEARING",
        "CAF-ACTIVE",
        "CT-PARTY-RESP",
        "SS-NOW",
    }


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({}, {"SS-NOW"}),
        ({"social_services": NOT_ASKED}, {"SS-NOW"}),
        ({"social_services": "unsure"}, {"SS-NOW", "SS-UNK"}),
        ({"social_services": "past"}, {"SS-NOW", "SS-RECENT"}),
        ({"social_services_about": "adult"}, {"SS-ADULT"}),
        ({"plan": ["child_in_need"]}, {"SS-CIN", "X-PLAN-NO-SS"}),
        ({"plan": ["child_in_need"], "plan_current": "no"}, {"SS-NOW"}),
        ({"plan": ["early_help"]}, {"SS-EARLY"}),
        ({"plan": ["none"]}, {"SS-NOW"}),
        ({"matter": ["finance"]}, {"X-MONEY-ONLY"}),
    ],
)
def test_a_council_taken_for_cafcass_gives_what_social_services_now_gives(changes, raised):
    base = {"court": "none", "cafcass": "yes", "sender": "council", "social_services": "no"}

    assert codes(base=base, **changes) - {"X-CAF-NOCOURT"} == raised
