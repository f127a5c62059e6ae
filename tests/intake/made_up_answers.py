"""Answers for the flags' tests: the contract's keys and values, random answers, and what they raise."""

import json
import random
from datetime import date
from pathlib import Path

from intake.flags import evaluate

CASES = json.loads((Path(__file__).parent / "cases" / "intake_flags.json").read_text(encoding="utf-8"))
TODAY = "2026-11-22"
NOT_ASKED = object()

YES_NO_UNSURE = ["yes", "no", "unsure"]
SAFETY = {
    "danger_now": YES_NO_UNSURE,
    "afraid": YES_NO_UNSURE,
    "high_risk_signs": YES_NO_UNSURE,
    "honour_based": YES_NO_UNSURE,
    "order": YES_NO_UNSURE,
    "bail": YES_NO_UNSURE,
    "refuge": YES_NO_UNSURE,
    "shared_devices": YES_NO_UNSURE,
    "child_harm": YES_NO_UNSURE,
    "substances": YES_NO_UNSURE,
    "crisis": YES_NO_UNSURE,
    "coerced": YES_NO_UNSURE,
    "abuse": ["now", "past", "no", "unsure"],
    "abduction": ["no", "worried", "imminent", "abroad", "unsure"],
}
ONE_OF = SAFETY | {
    "court": ["none", "mine", "theirs", "finished", "unsure"],
    "court_ordered_miam": YES_NO_UNSURE,
    "cafcass": YES_NO_UNSURE,
    "child_country": ["england", "wales", "scotland", "northern_ireland", "elsewhere"],
    "social_services": ["now", "past", "no", "unsure"],
    "social_services_about": ["child", "adult"],
    "sender": [
        "cafcass",
        "cafcass_cymru",
        "council",
        "police",
        "secure_mail",
        "school_or_health",
        "nothing_in_writing",
        "unsure",
    ],
    "document": [
        "safeguarding_letter",
        "child_impact_report",
        "section_7",
        "section_37",
        "assessment",
        "plan_letter",
        "child_protection_conference",
        "pre_proceedings",
        "closing_letter",
        "unsure",
    ],
    "document_author": ["cafcass", "council", "unsure"],
    "plan_current": ["yes", "no"],
    "public_law": ["none", "emergency_protection", "care", "supervision", "unsure"],
    "child_guardian": YES_NO_UNSURE,
    "child_removed_by": ["cafcass", "council", "police"],
    "adult": ["yes", "no"],
    "in_prison": ["yes", "no"],
    "decides_with_help": ["yes", "no"],
    "conflict": ["yes", "no"],
    "miam_last_4_months": YES_NO_UNSURE,
    "wants_exemption": ["no_contact_details", "they_refuse"],
}
LISTS_OF = {
    "matter": ["children", "finance", "grandparent"],
    "plan": [
        "none",
        "early_help",
        "child_in_need",
        "section_47",
        "child_protection",
        "section_20",
        "pre_proceedings",
        "police_protection",
        "unsure",
    ],
    "adjustments": [
        "interpreter",
        "bsl",
        "welsh",
        "large_print",
        "step_free",
        "hearing_loop",
        "literacy",
        "neurodiversity",
        "supporter",
    ],
}
DATES = ["hearing_on", "social_services_closed_on"]
KEYS = [*ONE_OF, *LISTS_OF, *DATES]

CALM = next(case["input"] for case in CASES if case["id"] == "V01")

# Keys that rules look at together.
TOPICS = [
    ["matter", "court", "cafcass", "sender", "child_country", "social_services", "social_services_about"],
    ["cafcass", "sender", "social_services", "document", "document_author", "court", "plan", "plan_current"],
    ["cafcass", "sender", "social_services", "document"],
    ["social_services", "social_services_closed_on", "social_services_about", "plan", "plan_current"],
    ["public_law", "child_guardian", "child_removed_by", "plan", "document", "plan_current"],
    ["court", "hearing_on", "court_ordered_miam", "cafcass", "sender"],
]

# Today, and days that lie at the edges of a fortnight ahead and of twelve months back, or far away.
DAYS = {
    "2026-11-22": [
        "2026-11-21",
        "2026-11-22",
        "2026-12-05",
        "2026-12-06",
        "2026-12-07",
        "2025-11-21",
        "2025-11-22",
    ],
    "2028-02-29": [
        "2028-02-28",
        "2028-02-29",
        "2028-03-14",
        "2028-03-15",
        "2027-02-27",
        "2027-02-28",
        "2027-03-01",
    ],
    "2029-02-28": [
        "2028-02-27",
        "2028-02-28",
        "2028-02-29",
        "2029-02-27",
        "2029-02-28",
        "2029-03-14",
        "2029-03-15",
    ],
    "2029-03-01": [
        "2028-02-28",
        "2028-02-29",
        "2028-03-01",
        "2029-02-28",
        "2029-03-15",
        "2029-03-16",
        "1999-12-31",
    ],
}


def calm(**changes):
    """The answers of somebody with nothing to worry about, changed."""
    return CALM | changes


def random_answers(chance: random.Random, *, keys=KEYS, today=TODAY):
    """Answers to some of these keys; one in eight was left out."""
    found = {}
    for key in keys:
        if chance.random() < 0.12:
            found[key] = None
        elif key in ONE_OF:
            found[key] = chance.choice(ONE_OF[key])
        elif key in LISTS_OF:
            values = LISTS_OF[key]
            found[key] = chance.sample(values, chance.choice([0, 1, 1, 1, 1, 2, 2, len(values)]))
        else:
            found[key] = chance.choice(DAYS[today])
    return found


def random_item(chance: random.Random):
    """A whole item: from a few answers to all of them, the rest as somebody calm gives them or not at all."""
    today = chance.choice(list(DAYS))
    asked = chance.sample(KEYS, chance.choice([2, 3, 5, 8, 12, 20, len(KEYS)]))
    if chance.random() < 0.6:
        asked = chance.choice(TOPICS)
    item = {"today": today}
    if chance.random() < 0.6:
        item |= {key: value for key, value in CALM.items() if key != "today"}
        for key in chance.sample(list(CALM), chance.choice([0, 0, 1, 3])):
            if key != "today":
                item.pop(key, None)
    item |= random_answers(chance, keys=asked, today=today)
    if chance.random() < 0.3:
        others = chance.sample(["plan", "plan_current", "document", "social_services", "abuse"], 3)
        item["other_party"] = random_answers(chance, keys=others, today=today)
    elif chance.random() < 0.1:
        item["other_party"] = None
    return item


def judged(*, base=None, today=TODAY, other_party=None, **answers):
    """The assessment of nothing but these answers, or of `base` changed by them."""
    given = {key: value for key, value in {**(base or {}), **answers}.items() if value is not NOT_ASKED}
    given.pop("today", None)
    return evaluate(given, today=date.fromisoformat(today), other_party=other_party)


def codes(**answers):
    return {flag.code for flag in judged(**answers).flags}


def severities(**answers):
    return {flag.code: flag.severity.value for flag in judged(**answers).flags}
