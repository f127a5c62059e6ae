"""What a person is told when they ask what we hold about them: each app says its part of a file here. PURE.

A test finds every table that hangs on a person's file and of which nothing is said, neither what is told nor
why it is left out. Nothing of another party's file is ever read for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Treatment(StrEnum):
    TOLD = "told"  # a code, a date, a choice: told as it stands
    READ = "read"  # words that may tell about somebody else: a person reads them first
    NOTE = "note"  # words of staff: left out, unless a person decides otherwise and says why


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that we hold. `key` is for machines, `label` for people."""

    key: str
    label: str
    text: str
    treatment: Treatment = Treatment.TOLD


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs together, e.g. one meeting."""

    key: str
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose records are told: a party's, or those of a request for a call."""

    party_id: int | None = None
    callback_id: int | None = None


Telling = Callable[[Whose], Iterator[Section]]


@dataclass(frozen=True, slots=True)
class _Part:
    models: tuple[str, ...]
    order: int
    run: Telling


_parts: dict[str, _Part] = {}
_left_out: dict[str, str] = {}


def tells(*models: str, order: int = 50) -> Callable[[Telling], Telling]:
    """Register what tells of these models' rows, named `app.Model`. Lower orders come first."""

    def decorate(run: Telling) -> Telling:
        _parts[f"{run.__module__}.{run.__qualname__}"] = _Part(models, order, run)
        return run

    return decorate


def leaves_out(model: str, because: str) -> None:
    """Say of a model why nothing of it is told."""
    _left_out[model] = because


def told_models() -> frozenset[str]:
    return frozenset(model for one in _parts.values() for model in one.models)


def left_out_models() -> Mapping[str, str]:
    return dict(_left_out)


def everything_about(whose: Whose) -> list[Section]:
    """All that we hold about this person, section by section; empty sections are left away."""
    parts = sorted(_parts.values(), key=lambda one: one.order)
    return [section for part in parts for section in part.run(whose) if section.items]
