"""PURE. Whether two cases were opened by the same person, and which files then become one.

The two sides of a dispute are never one person, whatever else they have in common: they share a household, a
telephone and often a last name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .enums import PartyRole
from .errors import MergeRefused
from .name_sounds import Likeness, likeness, name_words, sound_of

SAME_CASE = "These are the two sides of one case. They are never one person."
SIDES = "Each names the other: these are the two sides of one dispute. They are never merged."
NOBODY_SAME = "Nothing says that anybody is in both cases: no whole name, nor a first name with its number."
OTHER_DISPUTE = "They name different people as the other person: these are two disputes. Each keeps its case."
BOTH_SIDES = "Both cases have a file of the other person, and those two do not look like one person."
TWICE = "Two files of one case look like the same person. Look at that case first."


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is compared of one file. `phone` is E.164, `email` folded; empty for none."""

    pk: int
    case: int
    role: PartyRole
    name: str = field(repr=False)
    other_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """`pairs` of files that become one, the one that is kept first; `moving` files that change their case as
    they are."""

    pairs: tuple[tuple[int, int], ...]
    moving: tuple[int, ...] = ()


def plan_merge(kept: Sequence[FileFacts], gone: Sequence[FileFacts]) -> MergePlan:
    """How the files of `gone` become part of the case of `kept`. Raises MergeRefused with the reason.

    At least one person is in both cases. A file of `gone` without a counterpart moves over where its side is
    free.
    """
    if {one.case for one in kept} & {one.case for one in gone}:
        raise MergeRefused(SAME_CASE)
    pairs = _pairs(kept, gone)
    moving = tuple(other for other in gone if other.pk not in {pair[1].pk for pair in pairs})
    taken = {one.role for one in kept}
    if any(other.role in taken for other in moving) or len({other.role for other in moving}) < len(moving):
        raise MergeRefused(BOTH_SIDES)
    return MergePlan(tuple((one.pk, other.pk) for one, other in pairs), tuple(one.pk for one in moving))


def _pairs(kept: Sequence[FileFacts], gone: Sequence[FileFacts]) -> list[tuple[FileFacts, FileFacts]]:
    pairs = [(one, other) for one in kept for other in gone if is_same_person(one, other)]
    if not pairs:
        is_one_dispute = any(are_two_sides(one, other) for one in kept for other in gone)
        raise MergeRefused(SIDES if is_one_dispute else NOBODY_SAME)
    for side in (0, 1):
        if len({pair[side].pk for pair in pairs}) < len(pairs):
            raise MergeRefused(TWICE)
    for one, other in pairs:
        if one.other_name and other.other_name and not may_be_one_name(one.other_name, other.other_name):
            raise MergeRefused(OTHER_DISPUTE)
    return pairs


def are_two_sides(one: FileFacts, other: FileFacts) -> bool:
    """Whether either of them is, or may be, whom the other names as the other person."""
    return _is_named(one.name, other.other_name) or _is_named(other.name, one.other_name)


def _is_named(name: str, told: str) -> bool:
    """Also where a first name is all that was told: two people of one household may share it."""
    by_first_name = _first_sound(name) == _first_sound(told) != "" and may_be_one_name(name, told)
    return bool(likeness(name, told)) or by_first_name


def is_same_person(one: FileFacts, other: FileFacts) -> bool:
    """By the whole name; or by the first name with a number or address of theirs, since last names change.
    A number alone is a household's. Never two sides of a dispute, nor two files of one case."""
    if one.case == other.case or are_two_sides(one, other):
        return False
    if likeness(one.name, other.name) > Likeness.NONE:
        return True
    same_way = (one.phone and one.phone == other.phone) or (one.email and one.email == other.email)
    return bool(same_way) and _first_sound(one.name) == _first_sound(other.name) != ""


def may_be_one_name(one: str, other: str) -> bool:
    """Whether every word of the shorter has one in the longer that sounds like it: Robin, and Robin Field."""
    fewer, more = sorted((_sounds(one), _sounds(other)), key=len)
    return fewer <= more


def _first_sound(name: str) -> str:
    words = name_words(name)
    return (sound_of(words[0].whole) or words[0].whole) if words else ""


def _sounds(name: str) -> frozenset[str]:
    tokens = [token for word in name_words(name) for token in word.parts or (word.whole,)]
    return frozenset(sound_of(token) or token for token in tokens)
