"""What follows from the flags, who nobody is worried about, the two parties, and the person."""

import pytest

from intake.enums import BookingEffect, FlagSeverity
from intake.flags import RULE_VERSION

from .made_up_answers import CALM, NOT_ASKED, SAFETY, calm, codes, judged, severities

CONTACT_KEYS = ["danger_now", "afraid", "order", "bail", "abuse"]


@pytest.mark.parametrize(
    ("answers", "severity", "booking"),
    [
        ({}, "none", "confirmed"),
        ({"adjustments": ["bsl"]}, "info", "confirmed"),
        ({"child_country": "scotland"}, "contradiction", "confirmed"),
        ({"child_country": "scotland", "adjustments": ["bsl"]}, "contradiction", "confirmed"),
        ({"child_country": "scotland", "coerced": "yes"}, "amber", "confirmed"),
        ({"child_country": "scotland", "coerced": "yes", "order": "yes"}, "red", "needs_person_first"),
        ({"danger_now": "yes"}, "red", "needs_person_first"),
    ],
)
def test_the_worst_flag_decides(answers, severity, booking):
    found = judged(**answers)

    assert (found.severity, found.booking) == (FlagSeverity(severity), BookingEffect(booking))


def test_an_assessment_remembers_the_version_of_the_rules():
    assert judged().rule_version == RULE_VERSION


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"adjustments": ["bsl"], "miam_last_4_months": "unsure"}, True),  # information only
        ({"refuge": None}, False),
        ({"crisis": None}, False),
        ({"shared_devices": "unsure"}, False),
        ({"child_country": "elsewhere"}, False),
        ({"conflict": "yes"}, False),
        ({"in_prison": "yes"}, False),
        ({"child_harm": NOT_ASKED}, True),
        *(({key: NOT_ASKED}, False) for key in CONTACT_KEYS),
        *(({key: None}, False) for key in CONTACT_KEYS),
        *(({key: "unsure"}, False) for key in CONTACT_KEYS),
    ],
)
def test_the_other_party_is_contacted_only_when_nothing_speaks_against_it(changes, may):
    assert judged(base=CALM, **changes).contact_other_party is may


@pytest.mark.parametrize(
    ("changes", "is_clear"),
    [
        ({}, True),
        ({"matter": None}, True),
        ({"matter": NOT_ASKED}, True),
        ({"court": "unsure"}, False),
        ({"court": "finished"}, False),
        ({"court": None}, False),
        ({"court": NOT_ASKED}, False),
        ({"bail": NOT_ASKED}, True),
        ({"plan": NOT_ASKED}, True),
        *(
            ({key: NOT_ASKED}, False)
            for key in [
                "danger_now",
                "afraid",
                "order",
                "child_harm",
                "abduction",
                "cafcass",
                "social_services",
            ]
        ),
        ({"cafcass": None}, False),
        ({"adjustments": ["welsh"]}, False),
        ({"matter": ["finance"]}, True),
        ({"matter": []}, True),
        ({"matter": ["finance"], "cafcass": NOT_ASKED, "social_services": NOT_ASKED}, True),
        ({"matter": ["finance"], "child_harm": NOT_ASKED, "abduction": NOT_ASKED}, True),
        ({"matter": ["finance"], "order": NOT_ASKED}, False),
        ({"matter": ["grandparent"], "cafcass": NOT_ASKED}, False),
        ({"matter": ["finance", "children"], "abduction": NOT_ASKED}, False),
    ],
)
def test_all_clear_needs_the_answers_and_no_flag(changes, is_clear):
    found = judged(base=CALM, **changes)

    assert ("AG-NONE" in {flag.code for flag in found.flags}) is is_clear
    assert not is_clear or len(found.flags) == 1


def test_without_a_flag_and_without_all_clear_the_severity_is_none():
    found = judged(court="none")

    assert (found.flags, found.severity) == ((), FlagSeverity.NONE)


@pytest.mark.parametrize(
    ("ours", "theirs", "is_raised"),
    [
        ({"plan": ["child_protection"]}, {"plan": ["none"]}, True),
        ({"plan": ["early_help"]}, {"plan": ["none"]}, True),
        ({"plan": ["child_protection"]}, {"social_services": "no"}, True),
        ({"plan": ["child_protection"]}, {"plan": ["none"], "social_services": "no"}, True),
        ({"plan": ["child_protection"]}, {"plan": ["none"], "social_services": "now"}, True),
        ({"plan": ["child_protection"]}, {"plan": ["unsure"]}, False),
        ({"plan": ["child_protection"]}, {"plan": ["none", "unsure"]}, False),
        ({"plan": ["child_protection"]}, {"plan": []}, False),
        ({"plan": ["child_protection"]}, {"plan": None, "social_services": "no"}, False),
        ({"plan": ["child_protection"]}, {"plan": ["unsure"], "social_services": "no"}, False),
        ({"plan": ["child_protection"]}, {"social_services": "unsure"}, False),
        ({"plan": ["child_protection"]}, {"social_services": "past"}, False),
        ({"plan": ["child_protection"]}, {}, False),
        ({"plan": ["child_protection"]}, {"plan": ["child_in_need"]}, False),
        ({"plan": ["child_protection"]}, {"plan": ["child_in_need"], "plan_current": "no"}, False),
        ({"plan": ["child_protection"], "plan_current": "no"}, {"plan": ["none"]}, False),
        ({"plan": ["child_protection"], "plan_current": "yes"}, {"plan": ["none"]}, True),
        ({"document": "child_protection_conference"}, {"plan": ["none"]}, True),
        ({"document": "closing_letter"}, {"plan": ["none"]}, False),
        ({"plan": ["child_protection"]}, {"plan": ["none"], "document": "pre_proceedings"}, False),
        ({"plan": ["none"]}, {"plan": ["none"]}, False),
        ({"social_services": "no"}, {"social_services": "now"}, False),
        ({"court": "mine"}, {"court": "none"}, False),
    ],
)
def test_the_parties_disagree_when_one_names_a_plan_and_the_other_denies_it(ours, theirs, is_raised):
    assert ("X-PARTIES" in codes(**ours, other_party=theirs)) is is_raised
    assert ("X-PARTIES" in codes(**theirs, other_party=ours)) is is_raised


def test_the_other_partys_answers_raise_nothing_else():
    alarming = {**dict.fromkeys(SAFETY, "yes"), "court": "theirs", "social_services": "now", "adult": "no"}

    assert judged(base=CALM, other_party=alarming) == judged(base=CALM)


def test_the_flag_on_the_parties_keeps_nothing_of_the_other_party():
    theirs = {"plan": ["child_protection"], "social_services": "now", "plan_current": "yes"}

    (flag,) = judged(plan=["none"], social_services="no", other_party=theirs).flags

    assert (flag.code, flag.staff_only, flag.client) == ("X-PARTIES", True, "")
    assert flag.answers == {"plan": ["none"], "social_services": "no"}


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        ({"adult": "no"}, {"PT-CHILD": "red"}),
        ({"adult": "yes"}, {}),
        ({"adult": None}, {}),
        ({"in_prison": "yes"}, {"PT-PRISON": "amber"}),
        ({"in_prison": "no"}, {}),
        ({"decides_with_help": "yes"}, {"ACC-CAP": "amber"}),
        ({"decides_with_help": "no"}, {}),
        ({"conflict": "yes"}, {"PT-CONFLICT": "amber"}),
        ({"conflict": "no"}, {}),
        ({"conflict": None}, {}),
        ({"miam_last_4_months": "yes"}, {"X-RECENT-MIAM": "info"}),
        ({"miam_last_4_months": "no"}, {}),
        ({"wants_exemption": "no_contact_details"}, {"X-EXEMPT-OLD": "info"}),
        ({"wants_exemption": "they_refuse"}, {"X-EXEMPT-OLD": "info"}),
        ({"wants_exemption": None}, {}),
        ({"adjustments": []}, {}),
        ({"adjustments": None}, {}),
        ({"adjustments": ["large_print", "bsl"]}, {"ACC-LARGE-PRINT": "info", "ACC-BSL": "info"}),
    ],
)
def test_the_person_and_what_they_need(answers, raised):
    assert severities(**answers) == raised


def test_the_answers_behind_a_flag_are_kept_as_they_were_given():
    flags = {
        flag.code: flag.answers
        for flag in judged(base=calm(court="none", cafcass="yes", sender="council")).flags
    }

    behind = {"cafcass": "yes", "sender": "council", "court": "none", "matter": ["children"]}
    assert flags["X-CAF-NOCOURT"] == behind
    assert flags["SS-NOW"] == behind | {"social_services": "no", "plan": ["none"]}
