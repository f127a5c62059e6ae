"""The questions that flags are judged by: their keys, and what each may be answered with. PURE.

A key that is absent was not asked; None was asked and not answered; "unsure" is an answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from .enums import (
    Abduction,
    Abuse,
    Adjustment,
    Answer,
    ChildCountry,
    CourtCase,
    ExemptionWish,
    Letter,
    LetterAuthor,
    Matter,
    Plan,
    PublicLaw,
    RemovedBy,
    Sender,
    SocialServices,
    SocialServicesAbout,
)

# What was understood of an answer. A list keeps what it names; order and repetition mean nothing.
Understood: TypeAlias = str | frozenset[str] | date | None


@dataclass(frozen=True)
class OneOf:
    """One value of several."""

    values: tuple[str, ...]

    def understood(self, given: object) -> Understood:
        return given if isinstance(given, str) and given in self.values else None


@dataclass(frozen=True)
class AnyOf:
    """A list of values, which may be empty."""

    values: tuple[str, ...]

    def understood(self, given: object) -> Understood:
        if not isinstance(given, list | tuple):
            return None
        known = frozenset(one for one in given if isinstance(one, str) and one in self.values)
        return known if known or not given else None


@dataclass(frozen=True)
class Day:
    """A date, written 2026-11-24."""

    def understood(self, given: object) -> Understood:
        try:
            return date.fromisoformat(given) if isinstance(given, str) else None
        except ValueError:
            return None


Kind: TypeAlias = OneOf | AnyOf | Day


def _one_of(values: Iterable[StrEnum]) -> OneOf:
    return OneOf(tuple(one.value for one in values))


def _any_of(values: Iterable[StrEnum]) -> AnyOf:
    return AnyOf(tuple(one.value for one in values))


TRI_STATE = _one_of(Answer)
YES_OR_NO = _one_of((Answer.YES, Answer.NO))

SAFETY: Mapping[str, Kind] = {
    "danger_now": TRI_STATE,
    "afraid": TRI_STATE,
    "high_risk_signs": TRI_STATE,
    "honour_based": TRI_STATE,
    "order": TRI_STATE,
    "bail": TRI_STATE,
    "refuge": TRI_STATE,
    "shared_devices": TRI_STATE,
    "child_harm": TRI_STATE,
    "substances": TRI_STATE,
    "crisis": TRI_STATE,
    "coerced": TRI_STATE,
    "abuse": _one_of(Abuse),
    "abduction": _one_of(Abduction),
}

KINDS: Mapping[str, Kind] = {
    "matter": _any_of(Matter),
    "court": _one_of(CourtCase),
    "hearing_on": Day(),
    "court_ordered_miam": TRI_STATE,
    "cafcass": TRI_STATE,
    "child_country": _one_of(ChildCountry),
    "social_services": _one_of(SocialServices),
    "social_services_closed_on": Day(),
    "social_services_about": _one_of(SocialServicesAbout),
    "sender": _one_of(Sender),
    "document": _one_of(Letter),
    "document_author": _one_of(LetterAuthor),
    "plan": _any_of(Plan),
    "plan_current": YES_OR_NO,
    "public_law": _one_of(PublicLaw),
    "child_guardian": TRI_STATE,
    "child_removed_by": _one_of(RemovedBy),
    **SAFETY,
    "adult": YES_OR_NO,
    "in_prison": YES_OR_NO,
    "decides_with_help": YES_OR_NO,
    "adjustments": _any_of(Adjustment),
    "conflict": YES_OR_NO,
    "miam_last_4_months": TRI_STATE,
    "wants_exemption": _one_of(ExemptionWish),
}


def understood(answers: Mapping[str, object]) -> dict[str, Understood]:
    """The answers that flags look at, read for the rules; other keys are left out.

    What cannot be read (an old draft, a value that was since renamed) counts as not answered, never as "no".
    """
    return {key: kind.understood(answers[key]) for key, kind in KINDS.items() if key in answers}
