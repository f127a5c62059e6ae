"""Rules of the certificate that somebody attended a MIAM. PURE.

FPR 2010 rule 3.9 and PD3A; FMC guidance on who may sign. Dates are days in the UK.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from mediation.core.times import months_later

from .enums import Accreditation, AppointmentState

VALID_MONTHS = 4
URN = re.compile(r"\d{4}[A-Z]")
# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: what people mix up when they read or type it.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 16  # 23**16 is about 2**72


class Matters(StrEnum):
    CHILDREN = "children"
    FINANCES = "finances"
    BOTH = "both"


class Obstacle(StrEnum):
    """Why there can be no certificate, in the order in which it is said."""

    NOT_THE_MEDIATOR = "not_the_mediator"
    NOT_ATTENDED = "not_attended"
    NOT_COMPLETE = "not_complete"
    NOT_ACCREDITED = "not_accredited"
    NO_URN = "no_urn"


MATTERS_WORDS = {
    Matters.CHILDREN: "children",
    Matters.FINANCES: "finances",
    Matters.BOTH: "children and finances",
}


def valid_until(held_on: date) -> date:
    """The last day on which an application can rest on it: 4 calendar months later, the earlier date where
    the month has no such day (31 October gives 28 or 29 February). Practice Direction 3A."""
    return months_later(held_on, VALID_MONTHS)


Period: TypeAlias = tuple[date | None, date]


def is_accredited_on(
    day: date,
    *,
    accreditation: Accreditation,
    expires_on: date,
    begins_on: date | None = None,
    earlier: Collection[Period] = (),
) -> bool:
    """Whether FMCA, full or provisional, was current: by the period that is on record now, or an earlier one.
    First and last day count; where the first is not known, every day before the last does."""
    periods = list(earlier)
    if accreditation != Accreditation.NONE:
        periods.append((begins_on, expires_on))
    return any((begins is None or begins <= day) and day <= ends for begins, ends in periods)


def ended_period(before: Period, *, begins_on: date | None, expires_on: date, today: date) -> Period | None:
    """What of the period that was on record is over, once another follows it (it begins and ends later) or,
    with `begins_on` and `expires_on` as they were, accreditation ends today. None where it is but put right.
    """
    first, last = before
    if (begins_on, expires_on) == before:
        return _until(first, min(last, today - timedelta(days=1)))
    if begins_on is None or expires_on <= last or (first is not None and begins_on <= first):
        return None
    return _until(first, min(last, begins_on - timedelta(days=1)))


def _until(first: date | None, last: date) -> Period | None:
    return (first, last) if first is None or first <= last else None


def obstacles(
    *,
    is_the_mediator: bool,
    state: AppointmentState,
    is_complete: bool,
    is_accredited: bool,
    urn: str,
) -> tuple[Obstacle, ...]:
    """Everything that stands against issuing one; `is_accredited` on the day of the meeting. Who left early
    has heard only a part: no."""
    checks = (
        (Obstacle.NOT_THE_MEDIATOR, is_the_mediator),
        (Obstacle.NOT_ATTENDED, state == AppointmentState.ATTENDED),
        (Obstacle.NOT_COMPLETE, is_complete),
        (Obstacle.NOT_ACCREDITED, is_accredited),
        (Obstacle.NO_URN, bool(urn.strip())),
    )
    return tuple(obstacle for obstacle, is_met in checks if not is_met)


def looks_like_urn(urn: str) -> bool:
    """Four digits and a letter, as seen so far. A warning where not, never a refusal."""
    return bool(URN.fullmatch(urn.strip()))


def code_of(facts: Mapping[str, str]) -> str:
    """The code that is printed on it: 16 characters of SHA-256 over all frozen facts, in groups of four.

    The facts hold a random value, so that nobody can work it out who merely knows the rest.
    """
    text = json.dumps(dict(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    characters = ""
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        characters += ALPHABET[rest]
    return "-".join(characters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def is_code_of(facts: Mapping[str, str], typed: str) -> bool:
    """Whether this is their code, however it was typed. Takes the same time for any wrong one."""
    return hmac.compare_digest(_bare(code_of(facts)), _bare(typed))


def _bare(typed: str) -> str:
    return "".join(one for one in typed.upper() if one in ALPHABET)


def covers(day: date, *, held_on: date, until: date) -> bool:
    """Whether an application made on this day can rest on it; both ends count."""
    return held_on <= day <= until


def file_name(serial: str) -> str:
    """It lands in folders that others see: letters, digits and hyphens, no name, not what it is about."""
    return f"certificate-{serial}.pdf"
