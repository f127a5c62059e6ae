"""What a new judgement changes among the flags that are kept for a party. PURE.

Nothing is ever taken back: rows are raised, marked, or over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .enums import FlagSeverity
from .flags import WORST_FIRST, Flag

# Open until a person clears it, even when the answers no longer raise it: they may have been changed under
# pressure. A contradiction is over once the answers agree, and information once it no longer holds.
NEEDS_A_PERSON = frozenset({FlagSeverity.RED, FlagSeverity.AMBER})


@dataclass(frozen=True)
class Kept:
    """A stored flag that is open, or was cleared by a person while the answers still raised it."""

    pk: int
    code: str
    severity: FlagSeverity
    answers: Mapping[str, object]
    is_open: bool
    is_raised: bool  # by the answers, as far as is known


@dataclass(frozen=True)
class Changes:
    """What to write: new rows, and the keys of rows that are over (`ended`), that the answers no longer raise
    (`lapsed`), or that they raise again."""

    raised: tuple[Flag, ...] = ()
    ended: frozenset[int] = frozenset()
    lapsed: frozenset[int] = frozenset()
    again: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.raised or self.ended or self.lapsed or self.again)


def changes_after(kept: Sequence[Kept], found: Iterable[Flag]) -> Changes:
    """Compare what is kept with what the answers raise now.

    A flag that a person cleared is not raised again by the same answers, until they were others in between.
    New answers replace an open flag of that code, unless it weighs more: then both stand.
    """
    flags = [flag for flag in found if flag.severity is not FlagSeverity.NONE]
    standing = {row.pk for row in kept if any(_is_same(row, flag) for flag in flags)}
    raised = tuple(flag for flag in flags if not any(_is_same(row, flag) for row in kept))
    rest = [row for row in kept if row.pk not in standing]
    replaced = {row.pk for row in rest if row.is_open and any(_replaces(flag, row) for flag in raised)}
    over = {row.pk for row in rest if row.is_open and row.severity not in NEEDS_A_PERSON}
    return Changes(
        raised=raised,
        ended=frozenset(replaced | over),
        lapsed=frozenset(row.pk for row in rest if row.is_raised and row.pk not in replaced | over),
        again=frozenset(row.pk for row in kept if row.pk in standing and not row.is_raised),
    )


def _is_same(row: Kept, flag: Flag) -> bool:
    return (row.code, row.severity, dict(row.answers)) == (flag.code, flag.severity, dict(flag.answers))


def _replaces(flag: Flag, row: Kept) -> bool:
    """The same thing, at least as grave."""
    return flag.code == row.code and WORST_FIRST[flag.severity] <= WORST_FIRST[row.severity]
