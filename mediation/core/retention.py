"""Retention classes: how long each kind of record is kept, from when, and why. PURE.

The periods here are what a practice starts with; what it chose itself is a row (`RetentionClass`, read by
`core.retention_terms`). No number of the Family Mediation Council could be verified: a manager decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .times import months_later


class ClassKey(StrEnum):
    UNFINISHED = "unfinished"
    CALLBACK = "callback"
    MIAM = "miam"
    MEDIATION = "mediation"
    LEGAL_AID = "legal_aid"
    COMPLAINT = "complaint"
    CHILD = "child"
    REQUEST = "request"


class Unit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Term:
    """A period as people say it. `number` is 1 or more."""

    number: int
    unit: Unit

    def last_day(self, since: date) -> date:
        """The last day on which something is kept whose clock began on `since`. From 29 February, years end
        on 28 February where there is no 29th."""
        if self.unit is Unit.DAYS:
            return since + timedelta(days=self.number)
        return months_later(since, self.number * (12 if self.unit is Unit.YEARS else 1))

    @property
    def words(self) -> str:
        """90 days, 1 year."""
        return f"{self.number} {self.unit.value[:-1] if self.number == 1 else self.unit.value}"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One class: what is in it, from when its period counts, why it is kept, and what may not be chosen.

    A `floor` is what law or contract asks for at least. With `is_fixed` pages promise the period in so many
    words, and nobody can change it.
    """

    key: ClassKey
    name: str
    covers: str
    counted_from: str
    reason: str
    default: Term
    floor: Term | None = None
    floor_because: str = ""
    is_fixed: bool = False


SIX_YEARS = Term(6, Unit.YEARS)
RULES: Mapping[ClassKey, RetentionRule] = {
    one.key: one
    for one in (
        RetentionRule(
            ClassKey.UNFINISHED,
            "Not finished",
            "a booking or a check for legal aid that somebody began and did not finish",
            "the last page; 24 hours, where we know no safe way to reach them",
            "so that they can go on where they stopped; the pages promise it",
            Term(30, Unit.DAYS),
            is_fixed=True,
        ),
        RetentionRule(
            ClassKey.CALLBACK,
            "Request for a call",
            "name, number and words of somebody who asked for a call, and what happened",
            "the day on which it was closed",
            "to answer if they ring again; your privacy notice names the period",
            Term(90, Unit.DAYS),
        ),
        RetentionRule(
            ClassKey.MIAM,
            "MIAM only",
            "the file of a case in which no mediation began",
            "the last meeting; if nobody came, the last day that was booked",
            "legal claims and complaints",
            Term(12, Unit.MONTHS),
            floor=Term(4, Unit.MONTHS),
            floor_because="a court takes a certificate for 4 months, and the person may ask for it again",
        ),
        RetentionRule(
            ClassKey.MEDIATION,
            "Mediation",
            "the file of a case in which mediation began",
            "the last meeting, or the day on which mediation began if that is later",
            "legal claims: six years in contract (Limitation Act 1980); ask your insurer",
            SIX_YEARS,
        ),
        RetentionRule(
            ClassKey.LEGAL_AID,
            "Legal aid",
            "figures, proof and decision, and the file that they belong to",
            "the last meeting, or the last decision on legal aid if that is later",
            "the Legal Aid Agency may ask for the file; check your contract",
            SIX_YEARS,
            floor=SIX_YEARS,
            floor_because="the Legal Aid Agency may ask for a file for 6 years",
        ),
        RetentionRule(
            ClassKey.COMPLAINT,
            "Complaint",
            "a complaint, and the file that it is about",
            "the day on which it was closed; while it is open, nothing goes",
            "legal claims, and the Family Mediation Standards Board may look at it",
            SIX_YEARS,
            floor=Term(6, Unit.MONTHS),
            floor_because="after our answer a person has 3 months to go to the Standards Board",
        ),
        RetentionRule(
            ClassKey.CHILD,
            "Child’s own record",
            "the file of a case in which a child was heard",
            "the last meeting",
            "agree the period with your professional practice consultant",
            SIX_YEARS,
        ),
        RetentionRule(
            ClassKey.REQUEST,
            "Data protection request",
            "who asked to see, correct or delete data, and what we answered",
            "the day on which it was closed",
            "to show that we answered",
            Term(3, Unit.YEARS),
        ),
    )
}
DEFAULTS: Mapping[ClassKey, Term] = {key: rule.default for key, rule in RULES.items()}
_ANY_DAY = date(2026, 3, 1)  # to compare periods of different units
LONGEST = Term(30, Unit.YEARS)


def problem_with(rule: RetentionRule, term: Term) -> str:
    """Why this period cannot be chosen for this class; empty if it can."""
    if rule.is_fixed:
        return "Our pages promise this period. It cannot be changed here."
    if term.number < 1:
        return "Enter a number from 1 on."
    if _is_longer(term, LONGEST):
        return f"Enter {LONGEST.words} or less."
    if rule.floor and _is_longer(rule.floor, term):
        return f"Enter {rule.floor.words} or more: {rule.floor_because}."
    return ""


def _is_longer(one: Term, other: Term) -> bool:
    return one.last_day(_ANY_DAY) > other.last_day(_ANY_DAY)
