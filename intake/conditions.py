"""What opens a question, written as data: conditions over the answers given so far. PURE.

Answers map a question's key to what was given. An absent key was not asked; None was asked and not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Plain: TypeAlias = str | bool | list[str] | None
Item: TypeAlias = dict[str, Plain]  # one of a group's: the answers about one child, for instance
Given: TypeAlias = Plain | list[Item]
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


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class Absent:
    """The question was not asked. One that was asked and left empty is not absent."""

    key: str


@dataclass(frozen=True)
class Aged:
    """Somebody of a group is this many years old, or older, on the day that stands under `today`.

    `key` is the date of birth in each item. False where no day, or no date of birth, is known.
    """

    group: str
    key: str
    years: int


Condition: TypeAlias = Filled | Has | AllOf | AnyOf | Not | Absent | Aged


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
        case Not(part):
            return bool(keys_of(part) & undecided) or not holds(part, answers)
        case Absent(key):
            return key in undecided or key not in answers
        case Aged():
            return condition.group in undecided or _is_aged(condition, answers)


def _is_aged(condition: Aged, answers: Answers) -> bool:
    today, items = as_date(answers.get("today")), answers.get(condition.group)
    if today is None or not isinstance(items, list):
        return False
    born = [as_date(one.get(condition.key)) for one in items if isinstance(one, dict)]
    return any(day is not None and age_on(day, today) >= condition.years for day in born)


def age_on(born_on: date, day: date) -> int:
    """Whole years; who was born on 29 February has their birthday on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def as_date(given: object) -> date | None:
    """The day of a date's answer, written 2026-11-24; None where it is none."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None


def keys_of(condition: Condition | None) -> frozenset[str]:
    """The questions that a condition looks at."""
    match condition:
        case Filled(key) | Has(key, _) | Absent(key) | Aged(key, _, _):
            return frozenset({key})
        case AllOf(parts) | AnyOf(parts):
            return frozenset(key for part in parts for key in keys_of(part))
        case Not(part):
            return keys_of(part)
        case _:
            return frozenset()


def is_filled(given: object) -> bool:
    """Was anything given? An unticked box, spaces and an empty list are nothing."""
    return bool(given.strip()) if isinstance(given, str) else bool(given)
