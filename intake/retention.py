"""Which retention class a case is in, when its time is up, and what stands in the way. PURE.

Of all classes that fit, the one that keeps longest decides: a case with legal aid and a complaint is kept for
both. Days are UK days. A record whose last day is 24 November goes in the night after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mediation.core.retention import ClassKey, Term


class Block(StrEnum):
    """What keeps a case although its day has come. Staff read the words in `BLOCKS`."""

    HOLD = "hold"
    COMPLAINT = "complaint"
    REQUEST = "request"
    RESTRICTED = "restricted"
    PAPER = "paper"
    MEETING = "meeting"
    CERTIFICATE = "certificate"
    MEDIATION = "mediation"


BLOCKS: Mapping[Block, str] = {
    Block.HOLD: "a legal hold",
    Block.COMPLAINT: "a complaint is open",
    Block.REQUEST: "a data protection request is open",
    Block.RESTRICTED: "they asked us to keep it and not use it",
    Block.PAPER: "one of its papers is held",
    Block.MEETING: "a meeting is to come",
    Block.CERTIFICATE: "a court still takes its certificate",
    Block.MEDIATION: "nobody has said whether mediation began",
}


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rule has to know of a case. `met_on` is the last meeting that took place, or passed without
    anybody saying how it went; `booked_on` the last day for which anything was booked, the day on which the
    case was opened if nothing was."""

    booked_on: date
    met_on: date | None = None
    mediation_began_on: date | None = None
    legal_aid_on: date | None = None  # legal aid paid, or was decided: the last day of it
    child_heard: bool = False
    complaint_closed_on: date | None = None
    blocks: frozenset[Block] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """The class, since when it counts, the last day on which the case is kept, and why, in words."""

    key: ClassKey
    since: date
    last_day: date
    because: str
    blocks: tuple[Block, ...]

    @property
    def goes_on(self) -> date:
        """The first day without it."""
        return self.last_day + timedelta(days=1)

    def is_due(self, today: date) -> bool:
        return today > self.last_day

    def goes(self, today: date) -> bool:
        return self.is_due(today) and not self.blocks


def standing_of(facts: CaseFacts, terms: Mapping[ClassKey, Term]) -> Standing:
    """The longest of the classes that fit; of two that end on one day, the stricter."""
    key, since, after, reason = max(_fitting(facts), key=lambda one: terms[one[0]].last_day(one[1]))
    return Standing(
        key=key,
        since=since,
        last_day=terms[key].last_day(since),
        because=f"{terms[key].words} after {after}{reason}",
        blocks=tuple(one for one in Block if one in facts.blocks),
    )


Fitting = tuple[ClassKey, date, str, str]


def _fitting(facts: CaseFacts) -> list[Fitting]:
    """Every class that fits, the strictest first, with its start in words and the reason."""
    last = facts.met_on or facts.booked_on
    meeting = "the last meeting" if facts.met_on else "the last day that was booked: nobody met"
    found: list[Fitting] = []
    if facts.legal_aid_on:
        since = max(last, facts.legal_aid_on)
        after = meeting if since == last else "the last decision on legal aid"
        found.append((ClassKey.LEGAL_AID, since, after, ", because legal aid paid"))
    if facts.complaint_closed_on:
        found.append((ClassKey.COMPLAINT, facts.complaint_closed_on, "the complaint was closed", ""))
    if facts.child_heard:
        found.append((ClassKey.CHILD, last, meeting, ", because a child was heard"))
    if facts.mediation_began_on:
        since = max(last, facts.mediation_began_on)
        after = meeting if since == last else "mediation began"
        found.append((ClassKey.MEDIATION, since, after, ", because mediation began"))
    else:
        found.append((ClassKey.MIAM, last, meeting, ", because no mediation began" if facts.met_on else ""))
    return found
