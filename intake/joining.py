"""PURE. Whether two cases are the two sides of one dispute that each booked by themselves.

Names alone decide nothing: staff read what speaks for it here, and say how they know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .enums import PartyRole
from .errors import JoinRefused
from .merging import SAME_CASE, FileFacts, are_two_sides, is_same_person, may_be_one_name
from .name_sounds import likeness

FULL = "One of the two cases has files of two people already. A dispute has two sides."
NOT_SIDES = "Neither of them names the other as the other person. Nothing says that this is one dispute."
ONE_PERSON = "These look like two files of one person. Look at merging them."
OTHER_DISPUTE = "One of them names somebody else as the other person: these are two disputes."


class Speaks(StrEnum):
    """What speaks for two sides of one dispute."""

    NAME_EACH_OTHER = "name_each_other"
    KEPT_NAMES = "kept_names"  # the one whose case stays names the other, who gave no name
    GONE_NAMES = "gone_names"
    SAME_WORDS = "same_words"  # every name is given as its owner gives it; else it only sounds so


@dataclass(frozen=True, slots=True)
class JoinPlan:
    """The file that comes over, on which side, beside the one that stays; and what speaks for it."""

    staying: int
    moving: int
    role: PartyRole
    why: tuple[Speaks, ...]


def plan_join(kept: Sequence[FileFacts], gone: Sequence[FileFacts]) -> JoinPlan:
    """How the one file of `gone` comes into the case of `kept`. Raises JoinRefused with the reason."""
    if {one.case for one in kept} & {one.case for one in gone}:
        raise JoinRefused(SAME_CASE)
    if len(kept) != 1 or len(gone) != 1:
        raise JoinRefused(FULL)
    (here,), (there,) = kept, gone
    if not are_two_sides(here, there):
        raise JoinRefused(ONE_PERSON if is_same_person(here, there) else NOT_SIDES)
    for one, other in ((here, there), (there, here)):
        if one.other_name and not (
            likeness(one.other_name, other.name) or may_be_one_name(one.other_name, other.name)
        ):
            raise JoinRefused(OTHER_DISPUTE)
    role = PartyRole.OTHER if here.role is PartyRole.FIRST else PartyRole.FIRST
    return JoinPlan(here.pk, there.pk, role, tuple(_speaks(here, there)))


def _speaks(here: FileFacts, there: FileFacts) -> list[Speaks]:
    if here.other_name and there.other_name:
        found = [Speaks.NAME_EACH_OTHER]
    else:
        found = [Speaks.KEPT_NAMES if here.other_name else Speaks.GONE_NAMES]
    given = ((here.other_name, there.name), (there.other_name, here.name))
    if all(one.casefold() == other.casefold() for one, other in given if one):
        found.append(Speaks.SAME_WORDS)
    return found
