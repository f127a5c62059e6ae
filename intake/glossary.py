"""One thing, many names: what services, plans and courts are called, in England and in Wales. PURE.

Names change on the ground faster than law does, so they are data: add one here, and the questions' help says
it. Sources: Children Act 1989 and Working Together (Family Help since 2025); Social Services and Well-being
(Wales) Act 2014; Pathfinder courts, called Child Focused Courts since March 2026.
"""

from dataclasses import dataclass
from enum import StrEnum


class Term(StrEnum):
    CAFCASS = "cafcass"
    COUNCIL = "council"
    EARLY_HELP = "early_help"
    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    IMPACT_REPORT = "impact_report"


@dataclass(frozen=True)
class Names:
    """What it is called. `also`: other names that people know it by; `also_in_wales`, there only."""

    england: str
    wales: str
    also: tuple[str, ...] = ()
    also_in_wales: tuple[str, ...] = ()


NAMES = {
    Term.CAFCASS: Names("Cafcass", "Cafcass Cymru"),
    Term.COUNCIL: Names(
        "children’s services", "children’s services", also=("social services", "children’s social care")
    ),
    Term.EARLY_HELP: Names(
        "Early help",
        "Early help",
        also=("a family support worker", "a team around the family (TAF)"),
        also_in_wales=("Families First", "a family support worker"),
    ),
    Term.CHILD_IN_NEED: Names(
        "A child in need plan",
        "A care and support plan",
        also=("Family Help", "a CIN plan"),
        also_in_wales=("a child in need plan", "a care plan"),
    ),
    Term.CHILD_PROTECTION: Names(
        "A child protection plan",
        "A child protection plan, with a name on the child protection register",
        also=("a CP plan", "the at-risk register"),
    ),
    Term.LOOKED_AFTER: Names(
        "A child is in care because a parent agreed",
        "A child is in care because a parent agreed",
        also=("section 20", "foster care by agreement"),
        also_in_wales=("section 76", "foster care by agreement"),
    ),
    Term.IMPACT_REPORT: Names(
        "Child Impact Report",
        "Child Impact Report",
        also=("a report from a Child Focused Court", "a Pathfinder report"),
    ),
}


def called(term: Term, *, in_wales: bool = False) -> str:
    """What to call it there."""
    return NAMES[term].wales if in_wales else NAMES[term].england


def also_called(term: Term, *, in_wales: bool = False) -> str:
    """“You may know it as Family Help or a CIN plan.” Empty where it has no other name."""
    names = NAMES[term]
    others = (names.also_in_wales or names.also) if in_wales else names.also
    if not others:
        return ""
    *first, last = others
    return f"You may know it as {', '.join(first)} or {last}." if first else f"You may know it as {last}."
