"""The shape of one flag rule, and the conditions that many share. PURE; the rules stand in flag_rules_*."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .enums import Adjustment, FlagSeverity
from .flag_facts import Facts

Condition: TypeAlias = Callable[[Facts], bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """When one flag is raised, how much it weighs, and what to tell whom.

    Several rules may raise the same code: the worst of them counts, and its words.
    `keys` are the answers it looks at, which are kept with the flag. `client` is what the client may read,
    empty where nothing is said; on safety it never repeats what they answered, since whoever looks over a
    shoulder reads it too. `supposing` is an answer that is more likely the true one: all rules are tried
    again with it, and what they raise is added. Nothing of a `staff_only` flag ever shows to a party, in
    words, time or count.
    """

    code: str
    severity: FlagSeverity
    keys: tuple[str, ...]
    when: Condition
    client: str
    staff: str
    supposing: tuple[str, str] | None = None
    staff_only: bool = False


def said(key: str, *values: str) -> Condition:
    """The answer is, or contains, one of these."""
    return lambda facts: facts.said(key, *values)


def left_out(key: str) -> Condition:
    """Asked and not answered."""
    return lambda facts: facts.was_left_out(key)


def unknown(key: str) -> Condition:
    """Asked, and answered with "not sure" or not at all."""
    return lambda facts: facts.is_unknown(key)


def has_plan(plan: str) -> Condition:
    """A current plan of this kind is named."""
    return lambda facts: plan in facts.plans


def code_of_adjustment(adjustment: Adjustment) -> str:
    """ACC-LARGE-PRINT for large_print."""
    return f"ACC-{adjustment.value.upper().replace('_', '-')}"
