"""What one party's answers mean for the booking: flags, and what they allow. PURE.

Flags are additive, and none refuses, delays or cancels a meeting: they say who speaks with the client first,
what the mediator reads, and whether anything may go to the other party. The rules stand in flag_rules_*.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from . import flag_rules_council, flag_rules_court, flag_rules_person, flag_rules_safety
from .enums import Answer, BookingEffect, CourtCase, FlagSeverity
from .flag_facts import Facts
from .flag_rule import Rule

RULE_VERSION = "1"  # changes with any change of what is raised; each stored flag remembers it
PERSON_FIRST = "A person will talk with you before your meeting."

RULES = (
    *flag_rules_safety.RULES,
    *flag_rules_council.RULES,
    *flag_rules_court.RULES,
    *flag_rules_person.RULES,
)
ALL_CLEAR = Rule(
    code="AG-NONE",
    severity=FlagSeverity.NONE,
    keys=(
        "matter",
        "court",
        "cafcass",
        "social_services",
        "danger_now",
        "afraid",
        "order",
        "child_harm",
        "abduction",
    ),
    when=lambda facts: says_nobody_is_involved(facts) and says_all_are_safe(facts),
    client="",
    staff="Nothing to do.",
)
CODES = frozenset(rule.code for rule in (*RULES, ALL_CLEAR))

WORST_FIRST = {severity: rank for rank, severity in enumerate(FlagSeverity)}
BLOCKS_CONTACT = frozenset({FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.CONTRADICTION})
CODES_BLOCKING_CONTACT = frozenset({"SF-UNANSWERED"})  # whatever their weight
ANSWERED_BEFORE_CONTACT = ("danger_now", "afraid", "order", "bail", "abuse")


@dataclass(frozen=True)
class Flag:
    """One flag as raised: what it is, what to tell whom, and the answers behind it as they were given.

    `answers` are this party's alone. Nothing of a `staff_only` flag ever shows to a party.
    """

    code: str
    severity: FlagSeverity
    client: str
    staff: str
    staff_only: bool
    answers: Mapping[str, object]


def blocks_contact(flag: Flag) -> bool:
    """Nothing goes to the other party while it stands."""
    return flag.severity in BLOCKS_CONTACT or flag.code in CODES_BLOCKING_CONTACT


@dataclass(frozen=True)
class Assessment:
    """All flags, worst first, and what follows from them.

    `contact_other_party` is never permission: an invitation also needs the client's own yes.
    `answered_before_contact`: what it hangs on was answered, whatever the flags are.
    """

    flags: tuple[Flag, ...]
    answered_before_contact: bool
    rule_version: str = RULE_VERSION

    @property
    def contact_other_party(self) -> bool:
        return self.answered_before_contact and not any(blocks_contact(flag) for flag in self.flags)

    @property
    def severity(self) -> FlagSeverity:
        """That of the worst flag."""
        return self.flags[0].severity if self.flags else FlagSeverity.NONE

    @property
    def booking(self) -> BookingEffect:
        if self.severity is FlagSeverity.RED:
            return BookingEffect.NEEDS_PERSON_FIRST
        return BookingEffect.CONFIRMED

    @property
    def client_words(self) -> tuple[str, ...]:
        """What the client may read, each thing once. Nothing here tells of what only staff may know."""
        shown = [flag for flag in self.flags if not flag.staff_only]
        opening = [PERSON_FIRST] if any(flag.severity is FlagSeverity.RED for flag in shown) else []
        return tuple(dict.fromkeys([*opening, *(flag.client for flag in shown if flag.client)]))


def evaluate(
    answers: Mapping[str, object], *, today: date, other_party: Mapping[str, object] | None = None
) -> Assessment:
    """Judge one party's answers on `today` (a local date).

    An absent key was not asked; None was asked and not answered, and so is whatever cannot be read.
    Unknown keys are passed over. The other party's answers are only compared with these, for staff.
    """
    facts = Facts.of(answers, today, other_party)
    flags = _flags(_raised(facts) or _all_clear(facts), answers)
    answered = all(facts.is_answered(key) for key in ANSWERED_BEFORE_CONTACT)
    return Assessment(flags, answered_before_contact=answered)


def rule_behind(
    code: str, severity: FlagSeverity, answers: Mapping[str, object], *, today: date
) -> Rule | None:
    """The rule whose words tell of a flag that is kept with these answers, raised on `today` (a local date).

    Where several would do (X-PARTIES needs the other's answers, some rules suppose one), the first of that
    code and weight; None for a code that the rules do not know any more.
    """
    facts = Facts.of(answers, today, None)
    rules = [rule for rule in RULES if rule.code == code]
    same = [rule for rule in rules if rule.severity is severity]
    return next((rule for rule in same if rule.when(facts)), next(iter(same or rules), None))


def says_nobody_is_involved(facts: Facts) -> bool:
    """No court; and about children, neither Cafcass nor social services: asked, and answered."""
    no_court = facts.said("court", CourtCase.NONE)
    return no_court and (not facts.is_about_children or _all_no(facts, ("cafcass", "social_services")))


def says_all_are_safe(facts: Facts) -> bool:
    keys = ("danger_now", "afraid", "order")
    return _all_no(facts, (*keys, "child_harm", "abduction") if facts.is_about_children else keys)


def _all_no(facts: Facts, keys: Iterable[str]) -> bool:
    return all(facts.said(key, Answer.NO) for key in keys)


def _raised(facts: Facts) -> dict[Rule, tuple[str, ...]]:
    """The rules that apply, each with the keys of the answers behind it."""
    raised = {rule: rule.keys for rule in RULES if rule.when(facts)}
    for cause in tuple(raised):
        if cause.supposing:
            supposed = facts.supposing(*cause.supposing)
            for rule in RULES:
                if rule not in raised and rule.when(supposed):
                    raised[rule] = (*cause.keys, *rule.keys)
    return raised


def _all_clear(facts: Facts) -> dict[Rule, tuple[str, ...]]:
    return {ALL_CLEAR: ALL_CLEAR.keys} if ALL_CLEAR.when(facts) else {}


def _flags(raised: Mapping[Rule, tuple[str, ...]], answers: Mapping[str, object]) -> tuple[Flag, ...]:
    """One flag for each code, with the words of its worst rule, worst first and then by code."""
    by_code: dict[str, list[Rule]] = {}
    for rule in sorted(raised, key=lambda rule: (WORST_FIRST[rule.severity], rule.code)):
        by_code.setdefault(rule.code, []).append(rule)
    found = []
    for code, (worst, *others) in by_code.items():
        keys = [key for rule in (worst, *others) for key in raised[rule]]
        behind = {key: answers[key] for key in keys if key in answers}
        found.append(Flag(code, worst.severity, worst.client, worst.staff, worst.staff_only, behind))
    return tuple(found)
