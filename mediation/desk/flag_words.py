"""How the desk says flags: what each is called, and the answers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from intake.enums import Adjustment, FlagSeverity
from intake.flag_rule import code_of_adjustment
from intake.flags import rule_behind
from intake.models import Flag, FlagTalk
from mediation.core import times

from .words import Badge, since

TITLES = {
    "SF-NOW": "May be in danger now",
    "SF-FEAR": "Has been afraid of the other person",
    "SF-DA-NOW": "Abuse now",
    "SF-DA-PAST": "Abuse in the past",
    "SF-HIGH": "Signs of high risk",
    "SF-HBA": "Forced marriage or honour-based abuse",
    "SF-ORDER": "A court order about contact or protection",
    "SF-BAIL": "Bail or licence conditions",
    "SF-REFUGE": "In a refuge or at a confidential address",
    "SF-SHARED": "Shares a home or devices",
    "SF-ABDUCT": "A child may be taken or kept abroad",
    "SF-CHILD": "A child hurt or at risk",
    "SF-SUBST": "Drink or drugs",
    "SF-CRISIS": "In crisis",
    "SF-COERCED": "May have been pressed to come",
    "SF-UNANSWERED": "A safety question was left out",
    "SS-NOW": "Social services involved, no plan named",
    "SS-EARLY": "Early help",
    "SS-CIN": "Child in need, or family help",
    "SS-S47": "Section 47 enquiry",
    "SS-CPP": "Child protection plan",
    "SS-LAC": "Child looked after, no order known",
    "SS-PRE": "Letter before proceedings",
    "SS-POLICE": "Police protection",
    "SS-PAST": "Social services, over a year ago",
    "SS-RECENT": "Social services, in the last year",
    "SS-ADULT": "Social services, about an adult",
    "SS-UNK": "Not sure about social services",
    "CT-PUBLIC": "Emergency, care or supervision case or order",
    "CT-R164": "The child has a guardian or solicitor",
    "CT-S37": "Section 37: the court asked the council",
    "CT-PARTY-RESP": "The other parent went to court",
    "CT-HEARING": "A hearing within two weeks",
    "CT-ORDERED": "The court told them to come",
    "CAF-ACTIVE": "Cafcass is in touch",
    "CAF-EXPECT": "Cafcass will be in touch",
    "CAF-CYMRU": "Cafcass Cymru: Welsh words",
    "CAF-CIR": "Child Impact Report",
    "CAF-S7": "Section 7 report by Cafcass",
    "LA-S7": "Section 7 report by the council",
    "X-CAF-NOCOURT": "Cafcass, but no court case",
    "X-UNSERVED": "Papers may not have reached them",
    "X-SS-IS-CAF": "Social services, but a letter from Cafcass",
    "X-REMOVED-BY-CAF": "Says that Cafcass removed a child",
    "X-PLAN-NO-SS": "A plan, but no social services",
    "X-CLOSED-PLAN": "Closed, but a plan that goes on",
    "X-S37-CAF": "Section 37, said to be by Cafcass",
    "X-HEAR-NOCOURT": "A hearing, but no court case",
    "X-PAST-FUTURE": "Case finished, but a hearing to come",
    "X-COUNTRY": "Another country’s law or service",
    "X-MONEY-ONLY": "Cafcass, but not about children",
    "X-PARTIES": "The two files differ about a plan",
    "X-RECENT-MIAM": "MIAM in the last four months",
    "X-EXEMPT-OLD": "Asks for a reason that has ended",
    "PT-CHILD": "Under 18",
    "PT-PRISON": "In prison",
    "PT-CONFLICT": "We know the other person from another matter",
    "ACC-CAP": "Help to understand or decide",
    "UNSURE": "Not sure about something",
}
NEEDS = {
    Adjustment.INTERPRETER: "Interpreter",
    Adjustment.BSL: "British Sign Language",
    Adjustment.WELSH: "Welsh",
    Adjustment.LARGE_PRINT: "Large print",
    Adjustment.STEP_FREE: "A way in without steps",
    Adjustment.HEARING_LOOP: "Hearing loop",
    Adjustment.LITERACY: "Help with reading and writing",
    Adjustment.NEURODIVERSITY: "A calm meeting with breaks",
    Adjustment.SUPPORTER: "Somebody with them",
}
TITLES |= {code_of_adjustment(need): words for need, words in NEEDS.items()}
QUESTIONS = {
    "matter": "About",
    "court": "Court application",
    "hearing_on": "Hearing",
    "court_ordered_miam": "Court told them to come",
    "cafcass": "Cafcass involved",
    "child_country": "Child lives in",
    "social_services": "Social services",
    "social_services_closed_on": "Social services closed",
    "social_services_about": "Social services about",
    "sender": "Letter from",
    "document": "Letter",
    "document_author": "Written by",
    "plan": "Plan",
    "plan_current": "Plan goes on",
    "public_law": "Care case or order",
    "child_guardian": "Child’s own guardian",
    "child_removed_by": "Child removed by",
    "danger_now": "In danger now",
    "afraid": "Ever afraid of or controlled by them",
    "high_risk_signs": "Signs of high risk",
    "honour_based": "Forced marriage or honour-based abuse",
    "order": "Court order",
    "bail": "Bail or licence",
    "refuge": "Refuge or confidential address",
    "shared_devices": "Shares a home or devices",
    "child_harm": "Child hurt or at risk",
    "substances": "Drink or drugs",
    "crisis": "In crisis",
    "coerced": "Pressed to come",
    "abuse": "Abuse",
    "abduction": "Child taken abroad",
    "adult": "18 or over",
    "in_prison": "In prison",
    "decides_with_help": "Needs help to understand or decide",
    "adjustments": "Needs",
    "conflict": "Conflict",
    "miam_last_4_months": "MIAM in the last four months",
    "wants_exemption": "Wants a certificate because",
}
_BADGES = {
    FlagSeverity.RED: ("Red", "red"),
    FlagSeverity.AMBER: ("Amber", "amber"),
    FlagSeverity.CONTRADICTION: ("Ask", "amber"),
    FlagSeverity.INFO: ("To know", "info"),
    FlagSeverity.NONE: ("To know", "info"),
}


def severity_badge(severity: str) -> Badge:
    text, tone = _BADGES[FlagSeverity(severity)]
    return {"text": text, "tone": tone}


def title(code: str) -> str:
    return TITLES.get(code, code)


def task(flag: Flag) -> str:
    """What staff do about it, in the rules' own words."""
    day = times.local_day(flag.raised_at)
    rule = rule_behind(flag.code, FlagSeverity(flag.severity), flag.answers, today=day)
    return rule.staff if rule else ""


def because(answers: Mapping[str, object]) -> list[str]:
    """The answers behind a flag: In danger now: not sure."""
    return [f"{QUESTIONS.get(key, key)}: {_said(given)}" for key, given in answers.items()]


def _said(given: object) -> str:
    if given is None:
        return "not answered"
    if isinstance(given, list | tuple):
        return ", ".join(_said(one) for one in given) or "none"
    text = str(given)
    try:
        return times.day_name(date.fromisoformat(text)) + f" {text[:4]}"
    except ValueError:
        return {"unsure": "not sure", "bsl": "BSL"}.get(text, text.replace("_", " "))


def talk_line(talk: FlagTalk, *, now: datetime) -> str:
    """Jo Prior talked with them, Today 9:30am."""
    did = "talked with them" if talk.was_reached else "tried, and did not reach them"
    return f"{talk.by} {did}, {times.mid_sentence(since(talk.at, now=now))}"
