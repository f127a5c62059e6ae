"""What a paper looks like, by its letterhead, its title and its words. PURE.

It only ever suggests. Nothing that it says raises or clears a flag, or changes what anybody may be sent: a
person confirms it first. Where two kinds fit alike, or none does, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .document_enums import DocumentKind, LetterFrom
from .hearing_dates import hearing_dates
from .letter_rules import IS_ABOUT_PAPERS, KINDS, LETTERHEADS, KindRule
from .letter_text import is_title, paragraphs

HEAD = 14  # paragraphs: letterhead, address, reference and title
TITLE_IN_HEAD, TITLE_BELOW, WORD = 4, 2, 1
ENOUGH, SURE = 5, 6  # a title alone is a mention: a letterhead or a word must stand with it
SHOWN = 300  # characters of the paragraph that told


@dataclass(frozen=True)
class Suggestion:
    """What it looks like, whose it is, and the paragraph that told. `hearings` are dates that it names."""

    kind: DocumentKind
    sender: LetterFrom
    is_sure: bool
    told_by: str
    hearings: tuple[date, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "kind": self.kind.value,
            "sender": self.sender.value,
            "is_sure": self.is_sure,
            "told_by": self.told_by,
            "hearings": [one.isoformat() for one in self.hearings],
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Suggestion:
        return cls(
            DocumentKind(kept["kind"]),
            LetterFrom(kept["sender"]),
            bool(kept["is_sure"]),
            str(kept["told_by"]),
            tuple(date.fromisoformat(one) for one in kept["hearings"]),
        )


@dataclass(frozen=True)
class _Score:
    rule: KindRule
    points: int
    told_by: str


def recognise(text: str, *, today: date) -> Suggestion | None:
    """What these words look like; None where nothing is clear. Hearings before `today` are left out."""
    parts = paragraphs(text)
    senders = _senders(parts[:HEAD])
    scores = sorted(_scores(parts, senders), key=lambda one: -one.points)
    if not scores or scores[0].points < ENOUGH:
        return None
    best = scores[0]
    if len(scores) > 1 and scores[1].points == best.points:
        return None
    return Suggestion(
        kind=best.rule.kind,
        sender=_sender_of(best.rule, senders),
        is_sure=best.points >= SURE,
        told_by=best.told_by[:SHOWN],
        hearings=tuple(one for one in hearing_dates(parts) if one >= today)[:5],
    )


def _senders(head: list[str]) -> list[LetterFrom]:
    """Whose names stand in the letterhead, the first one first. What stands in a sentence is a mention."""
    found: list[tuple[int, int, LetterFrom]] = []
    for number, part in enumerate(head):
        if not is_title(part):
            continue
        for sender, pattern in LETTERHEADS:
            match = pattern.search(part)
            if match:
                found.append((number, match.start(), sender))
    return list(dict.fromkeys(sender for _, _, sender in sorted(found)))


def _sender_of(rule: KindRule, senders: list[LetterFrom]) -> LetterFrom:
    """Whose it is. Of payslips and statements nothing is said: a name among their lines is of a payment."""
    if rule.alone:
        return LetterFrom.UNKNOWN
    fitting = [one for one in senders if one in _writers(rule)]
    return fitting[0] if fitting else LetterFrom.UNKNOWN


def _writers(rule: KindRule) -> frozenset[LetterFrom]:
    return rule.senders or frozenset(LetterFrom) - {LetterFrom.SOMEBODY_ELSE}


def _is_only_about(rule: KindRule, parts: list[str], senders: list[LetterFrom]) -> bool:
    """Whether somebody writes here about papers of this kind who does not write them."""
    if rule.alone:
        return False
    if senders and not _writers(rule) & set(senders):
        return True
    return any(is_title(part) and IS_ABOUT_PAPERS.search(part) for part in parts[:HEAD])


def _scores(parts: list[str], senders: list[LetterFrom]) -> Iterator[_Score]:
    for rule in KINDS:
        if _is_only_about(rule, parts, senders):
            continue
        title = next(_titles(rule, parts), None)
        words = [first for pattern in rule.words if (first := _first_with(pattern, parts))]
        if title is None and not (rule.alone and sum(map(is_title, words)) >= 3):
            continue
        weight, told_by = title or (TITLE_BELOW, words[0])
        letterhead = 1 if rule.senders & set(senders) else 0
        yield _Score(rule, weight + WORD * min(len(words), 3) + letterhead, told_by)


def _titles(rule: KindRule, parts: list[str]) -> Iterator[tuple[int, str]]:
    """Where the kind's title stands, as a title: worth more in the head of the paper than further below."""
    for number, part in enumerate(parts):
        if is_title(part) and rule.titles.search(part):
            yield (TITLE_IN_HEAD if number < HEAD else TITLE_BELOW), part


def _first_with(pattern: re.Pattern[str], parts: list[str]) -> str:
    return next((part for part in parts if pattern.search(part)), "")
