"""What opens a question, written as data: conditions over the answers given so far. PURE.

Answers map a question's key to what was given. An absent key was not asked; None was asked and not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Given: TypeAlias = str | bool | list[str] | None
Answers: TypeAlias = Mapping[str, Given]


@dataclass(frozen=True)
class Filled:
    """Something was given: words, a choice, a tick."""

    key: str


@dataclass(frozen=True)
class Has:
    """The answer is, or contains, one of these values."""

    key: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


Condition: TypeAlias = Filled | Has | AllOf | AnyOf


def holds(condition: Condition | None, answers: Answers, *, undecided: frozenset[str] = frozenset()) -> bool:
    """Is the condition true of these answers? No condition is always true.

    With `undecided` keys: could it become true, whatever is answered to those?
    """
    match condition:
        case None:
            return True
        case Filled(key):
            return key in undecided or is_filled(answers.get(key))
        case Has(key, values):
            given = answers.get(key)
            chosen = given if isinstance(given, list) else [given]
            return key in undecided or any(one in values for one in chosen)
        case AllOf(parts):
            return all(holds(part, answers, undecided=undecided) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers, undecided=undecided) for part in parts)


def keys_of(condition: Condition | None) -> frozenset[str]:
    """The questions that a condition looks at."""
    match condition:
        case Filled(key) | Has(key, _):
            return frozenset({key})
        case AllOf(parts) | AnyOf(parts):
            return frozenset(key for part in parts for key in keys_of(part))
        case _:
            return frozenset()


def is_filled(given: object) -> bool:
    """Was anything given? An unticked box, spaces and an empty list are nothing."""
    return bool(given.strip()) if isinstance(given, str) else bool(given)
