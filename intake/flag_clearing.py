"""Who may clear which flag, and why. PURE.

Clearing needs a person and a reason. What is about safety or the council weighs on whether two people may be
brought together: that is for a mediator whose FMCA is current (domain rule of the practice, section 2.5 of
its design). Whoever works at the desk clears what is about time, and answers that did not fit together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .enums import FlagSeverity


class Clearer(StrEnum):
    """What somebody at the desk may answer for."""

    ACCREDITED = "accredited"  # a mediator whose FMCA is current today
    STAFF = "staff"


@dataclass(frozen=True)
class Clearing:
    """`why` completes the sentence that refuses somebody else; a `ready_reason` makes it one tap."""

    by: Clearer
    why: str = ""
    ready_reason: str = ""


SAFETY = Clearing(Clearer.ACCREDITED, "it is about safety")
COUNCIL = Clearing(Clearer.ACCREDITED, "it is about the council and a child")
JUDGEMENT = Clearing(Clearer.ACCREDITED, "a mediator decides what it means for the meeting")
OTHER_LAW = Clearing(Clearer.ACCREDITED, "where other law counts, a mediator decides what we can do")
BOTH_FILES = Clearing(Clearer.ACCREDITED, "it touches both files, and only a mediator reads both")
TIMING = Clearing(Clearer.STAFF, ready_reason="Timing, not safety")
OFFICE = Clearing(Clearer.STAFF)

CLEARINGS: Mapping[str, Clearing] = {
    "CT-HEARING": TIMING,
    "CT-ORDERED": TIMING,
    "PT-PRISON": TIMING,
    "ACC-CAP": TIMING,
    "CT-PUBLIC": COUNCIL,
    "CT-S37": COUNCIL,
    "CT-R164": COUNCIL,
    "LA-S7": COUNCIL,
    "X-REMOVED-BY-CAF": COUNCIL,
    "X-PLAN-NO-SS": COUNCIL,
    "X-CLOSED-PLAN": COUNCIL,
    "X-CAF-NOCOURT": COUNCIL,  # it may be the council
    "X-SS-IS-CAF": COUNCIL,
    "X-S37-CAF": COUNCIL,
    "X-COUNTRY": OTHER_LAW,
    "X-PARTIES": BOTH_FILES,
    "CAF-S7": JUDGEMENT,
    "PT-CHILD": JUDGEMENT,
    "X-UNSERVED": OFFICE,
    "X-HEAR-NOCOURT": OFFICE,
    "X-PAST-FUTURE": OFFICE,
    "X-MONEY-ONLY": OFFICE,
    "PT-CONFLICT": OFFICE,  # staff give the meeting to somebody else
}
OF_KINDS: Mapping[str, Clearing] = {"SF-": SAFETY, "SS-": COUNCIL}


def clearing_of(code: str, severity: FlagSeverity) -> Clearing:
    """How this flag is cleared. What no table names is for a mediator, unless it only informs."""
    found = CLEARINGS.get(code) or next(
        (one for start, one in OF_KINDS.items() if code.startswith(start)), None
    )
    if found is not None:
        return found
    return OFFICE if severity in {FlagSeverity.INFO, FlagSeverity.NONE} else JUDGEMENT


def refusal(code: str, severity: FlagSeverity, clearer: Clearer) -> str:
    """Why this person may not clear this flag, as a sentence; empty where they may."""
    clearing = clearing_of(code, severity)
    if clearing.by is Clearer.STAFF or clearer is Clearer.ACCREDITED:
        return ""
    return f"Only a mediator whose FMCA is current can clear this: {clearing.why}."
