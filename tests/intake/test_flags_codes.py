"""Every code of the tables can be raised, weighs what it should, and has words that may be shown."""

import re

import pytest

from intake.flag_answers import KINDS
from intake.flags import ALL_CLEAR, CODES, RULES

from .made_up_answers import TODAY, calm, judged

# Code, severity, and somebody whose answers raise it.
WITNESSES = [
    ("AG-NONE", "none", calm()),
    ("CAF-ACTIVE", "info", {"court": "mine", "cafcass": "yes"}),
    ("CAF-EXPECT", "info", {"court": "mine", "cafcass": "no"}),
    ("CAF-CYMRU", "info", {"court": "mine", "child_country": "wales"}),
    ("CAF-CIR", "info", {"document": "child_impact_report"}),
    ("CAF-S7", "amber", {"document": "section_7"}),
    ("LA-S7", "amber", {"document": "section_7", "document_author": "council"}),
    ("CT-S37", "red", {"document": "section_37"}),
    ("CT-R164", "red", {"child_guardian": "yes"}),
    ("CT-PUBLIC", "red", {"public_law": "care"}),
    ("CT-PARTY-RESP", "info", {"court": "theirs"}),
    ("CT-HEARING", "amber", {"court": "mine", "hearing_on": TODAY}),
    ("CT-ORDERED", "amber", {"court_ordered_miam": "yes"}),
    ("SS-NOW", "amber", {"social_services": "now"}),
    ("SS-EARLY", "info", {"plan": ["early_help"]}),
    ("SS-CIN", "amber", {"plan": ["child_in_need"]}),
    ("SS-S47", "red", {"plan": ["section_47"]}),
    ("SS-CPP", "red", {"plan": ["child_protection"]}),
    ("SS-LAC", "red", {"plan": ["section_20"]}),
    ("SS-PRE", "red", {"plan": ["pre_proceedings"]}),
    ("SS-POLICE", "red", {"plan": ["police_protection"]}),
    ("SS-PAST", "info", {"social_services": "past", "social_services_closed_on": "2020-01-01"}),
    ("SS-RECENT", "amber", {"social_services": "past"}),
    ("SS-ADULT", "info", {"social_services": "now", "social_services_about": "adult"}),
    ("SS-UNK", "amber", {"social_services": "unsure"}),
    ("X-CAF-NOCOURT", "contradiction", {"court": "none", "cafcass": "yes"}),
    ("X-UNSERVED", "amber", {"court": "none", "sender": "cafcass"}),
    (
        "X-SS-IS-CAF",
        "contradiction",
        {"social_services": "now", "sender": "cafcass", "document": "safeguarding_letter"},
    ),
    ("X-REMOVED-BY-CAF", "red", {"child_removed_by": "cafcass"}),
    ("X-PLAN-NO-SS", "contradiction", {"plan": ["child_in_need"], "social_services": "no"}),
    ("X-CLOSED-PLAN", "contradiction", {"social_services": "past", "plan_current": "yes"}),
    ("X-S37-CAF", "contradiction", {"document": "section_37", "document_author": "cafcass"}),
    ("X-HEAR-NOCOURT", "contradiction", {"court": "none", "hearing_on": TODAY}),
    ("X-PAST-FUTURE", "contradiction", {"court": "finished", "hearing_on": TODAY}),
    ("X-COUNTRY", "contradiction", {"child_country": "scotland"}),
    ("X-MONEY-ONLY", "contradiction", {"matter": ["finance"], "cafcass": "yes"}),
    ("X-PARTIES", "amber", {"plan": ["child_in_need"], "other_party": {"plan": ["none"]}}),
    ("X-RECENT-MIAM", "info", {"miam_last_4_months": "yes"}),
    ("X-EXEMPT-OLD", "info", {"wants_exemption": "they_refuse"}),
    ("SF-NOW", "red", {"danger_now": "yes"}),
    ("SF-FEAR", "amber", {"afraid": "yes"}),
    ("SF-DA-NOW", "red", {"abuse": "now"}),
    ("SF-DA-PAST", "amber", {"abuse": "past"}),
    ("SF-HIGH", "red", {"high_risk_signs": "yes"}),
    ("SF-HBA", "red", {"honour_based": "yes"}),
    ("SF-ORDER", "red", {"order": "yes"}),
    ("SF-BAIL", "red", {"bail": "yes"}),
    ("SF-REFUGE", "red", {"refuge": "yes"}),
    ("SF-SHARED", "amber", {"shared_devices": "yes"}),
    ("SF-ABDUCT", "red", {"abduction": "abroad"}),
    ("SF-CHILD", "red", {"child_harm": "yes"}),
    ("SF-SUBST", "amber", {"substances": "yes"}),
    ("SF-CRISIS", "red", {"crisis": "yes"}),
    ("SF-COERCED", "amber", {"coerced": "yes"}),
    ("SF-UNANSWERED", "info", {"bail": None}),
    ("UNSURE", "info", {"court": "unsure"}),
    ("PT-CHILD", "red", {"adult": "no"}),
    ("PT-PRISON", "amber", {"in_prison": "yes"}),
    ("PT-CONFLICT", "amber", {"conflict": "yes"}),
    ("ACC-CAP", "amber", {"decides_with_help": "yes"}),
    ("ACC-INTERPRETER", "info", {"adjustments": ["interpreter"]}),
    ("ACC-BSL", "info", {"adjustments": ["bsl"]}),
    ("ACC-WELSH", "info", {"adjustments": ["welsh"]}),
    ("ACC-LARGE-PRINT", "info", {"adjustments": ["large_print"]}),
    ("ACC-STEP-FREE", "info", {"adjustments": ["step_free"]}),
    ("ACC-HEARING-LOOP", "info", {"adjustments": ["hearing_loop"]}),
    ("ACC-LITERACY", "info", {"adjustments": ["literacy"]}),
    ("ACC-NEURODIVERSITY", "info", {"adjustments": ["neurodiversity"]}),
    ("ACC-SUPPORTER", "info", {"adjustments": ["supporter"]}),
]
SAID_NOTHING = {"AG-NONE", "SS-LAC", "SS-PAST", "SS-RECENT", "SS-ADULT", "X-PARTIES", "PT-CONFLICT"}
EVERY_RULE = [*RULES, ALL_CLEAR]
WITH_WORDS = [rule for rule in EVERY_RULE if rule.client]
HARD_WORDS = (
    r"safeguard|proceeding|respondent|applicant|alleg|disclos|pursuant|jurisdict|statut|party|parties"
)
# What a court, an adviser or another person will do is not ours to promise.
PROMISES = (
    r"guarantee|promise|certainly|you will (win|get)|court will|judge will|will agree|avoid court|always get"
)
READ_BACK = r"you (told|said|answered|ticked|chose)|your answer"


def name(rule):
    return f"{rule.code}-{rule.severity}"


@pytest.mark.parametrize(("code", "severity", "answers"), WITNESSES, ids=[code for code, *_ in WITNESSES])
def test_each_code_can_be_raised(code, severity, answers):
    raised = {flag.code: flag.severity.value for flag in judged(**answers).flags}

    assert raised.get(code) == severity


def test_there_are_no_other_codes():
    assert {code for code, *_ in WITNESSES} == CODES


def test_each_rule_has_something_for_staff_to_do_and_looks_at_known_answers():
    for rule in EVERY_RULE:
        assert rule.staff.endswith(".")
        assert rule.keys
        assert set(rule.keys) <= set(KINDS), rule.code


def test_only_what_is_not_for_clients_says_nothing_to_them():
    assert {rule.code for rule in EVERY_RULE if not rule.client} == SAID_NOTHING
    assert {rule.code for rule in EVERY_RULE if rule.staff_only} == {"X-PARTIES", "PT-CONFLICT"}


@pytest.mark.parametrize("rule", WITH_WORDS, ids=name)
def test_clients_read_short_plain_sentences_that_promise_nothing(rule):
    assert re.search(r"[.?]$", rule.client)
    for sentence in re.split(r"(?<=[.?:])\s", rule.client):
        assert len(sentence.split()) <= 18, sentence
    assert not re.search(HARD_WORDS, rule.client, re.IGNORECASE)
    assert not re.search(PROMISES, rule.client, re.IGNORECASE)
    assert "today" not in rule.client
    assert "email" not in rule.client.lower()


@pytest.mark.parametrize("rule", [rule for rule in WITH_WORDS if rule.code.startswith("SF-")], ids=name)
def test_words_on_safety_never_read_an_answer_back(rule):
    assert not re.search(READ_BACK, rule.client, re.IGNORECASE)


@pytest.mark.parametrize(
    "code", ["SF-NOW", "SF-DA-NOW", "SF-HIGH", "SF-HBA", "SF-CHILD", "SF-CRISIS", "SS-POLICE"]
)
def test_where_life_may_be_at_stake_999_comes_first(code):
    for rule in RULES:
        if rule.code == code:
            assert "call 999" in re.split(r"(?<=\.)\s", rule.client)[0]
