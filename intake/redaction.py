"""Finding another person in free text, so that what we tell one person says nothing about the other. PURE.

Words are compared without case, accents and punctuation. It proposes; a person reads everything and decides:
nicknames, spelling mistakes, "my ex" and streets are beyond any list of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .names import TITLES

OTHER_PERSON = "[the other person]"
LEFT_OUT = "[left out: about somebody else]"
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d ()-]{7,}\d")
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+|\s*\n\s*")
SHORTEST = 2  # letters: initials would black out half of every text
SAME_NUMBER = 9  # last digits that two spellings of one number share


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """By what somebody is found. `names` are full names as anybody wrote them; `own` are the names of the
    person who asks, whose parts are never blacked out: two people may share a surname."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence or line; `spans` are the letters that are proposed to be blacked out, half-open. With
    `is_doubtful` it holds a part of a name that both people share."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    is_doubtful: bool = False


def pieces_of(text: str, other: OtherPerson) -> tuple[Piece, ...]:
    """A text sentence by sentence, each with what is proposed."""
    found = (one.strip() for one in _SENTENCE.split(text))
    return tuple(_piece(one, other) for one in found if one)


def _piece(text: str, other: OtherPerson) -> Piece:
    theirs, own = _parts(other.names), _parts(other.own)
    spans = _merged(
        [
            *_addresses(text, other.emails),
            *_numbers(text, other.phones),
            *_words(text, theirs - own),
        ]
    )
    return Piece(text, spans, is_doubtful=bool(list(_words(text, theirs & own))))


def without_other(text: str, other: OtherPerson) -> str:
    """A short text with the other person's names, addresses and numbers taken out."""
    return hidden(text, _piece(text, other).spans)


def hidden(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The text with these letters replaced by words that say who was there; neighbours become one."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        between = text[at:start]
        if parts and parts[-1] == OTHER_PERSON and not between.strip():
            at = end
            continue
        parts += [between, OTHER_PERSON]
        at = end
    return "".join([*parts, text[at:]])


def _plain(word: str) -> str:
    flat = unicodedata.normalize("NFKD", word).casefold()
    return "".join(one for one in flat if one.isalnum())


def _parts(names: Iterable[str]) -> frozenset[str]:
    """Every part of these names by which somebody could be known."""
    words = [word[0] for name in names for word in _WORD.finditer(name)]
    pieces = [part for word in words for part in _PART.findall(word)]
    plain = {_plain(one) for one in (*words, *pieces)}
    return frozenset(one for one in plain if len(one) >= SHORTEST and one not in TITLES)


def _words(text: str, wanted: Collection[str]) -> Iterable[tuple[int, int]]:
    for word in _WORD.finditer(text):
        bare = _POSSESSIVE.sub("", word[0])
        if _plain(bare) in wanted:
            yield word.start(), word.start() + len(bare)
            continue
        for part in _PART.finditer(bare):
            if _plain(part[0]) in wanted:
                yield word.start() + part.start(), word.start() + part.end()


def _addresses(text: str, emails: Iterable[str]) -> Iterable[tuple[int, int]]:
    wanted = {one.casefold() for one in emails if one}
    return (one.span() for one in _EMAIL.finditer(text) if one[0].casefold() in wanted)


def _numbers(text: str, phones: Iterable[str]) -> Iterable[tuple[int, int]]:
    wanted = {_tail(one) for one in phones if len(_tail(one)) == SAME_NUMBER}
    return (one.span() for one in _NUMBER.finditer(text) if _tail(one[0]) in wanted)


def _tail(number: str) -> str:
    return "".join(one for one in number if one.isdigit())[-SAME_NUMBER:]


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
