"""The words of people's names, how they sound, and how like two names are. PURE.

What a person typed is cut into words; each is found by its letters, or by its sound. Sounds are those of
Lawrence Philips' Metaphone, after a few spellings that are read differently in Britain and Ireland: see
docs/decisions/finding-people.md. Nobody's nickname is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

import jellyfish

from .names import TITLES

# Letters that stay themselves when their accents are taken off.
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
WITHIN = re.compile(r"['’‘`´ʼ.]")  # O'Brien, St. John: part of the word, and left out
WORD = re.compile(r"[^\W_]+(?:[-‐‑‒–][^\W_]+)*")
HYPHEN = re.compile(r"[-‐‑‒–]")
PREFIXES = frozenset({"o", "mc", "mac"})  # O Brien, Mc Donald: one word with what follows, but not Mac Miller
# Spelled one way, said another: what Metaphone, made for American English, does not know.
READ_AS = tuple(
    (re.compile(spelled), read)
    for spelled, read in (
        (r"^thom", "tom"),  # Thomas and Tomas, Thompson and Tomson
        (r"mps", "ms"),  # Thompson and Thomson, Simpson and Simson
        (r"^rh", "r"),  # Rhys and Reece
        (r"^hugh|^huw", "hu"),  # Hugh and Huw, Hughes and Huws
        (r"^wy", "wi"),  # Wynne and Winn
        (r"^sean$|^shaun$", "shawn"),
        (r"^siobhan$", "shivaun"),
        (r"^louis$", "lewis"),
    )
)
FEW_CONSONANTS = 2
VOWELS = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "o", "u": "u"}


class Likeness(IntEnum):
    """How like two names are, as they are written."""

    NONE = 0
    SOUNDS = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name. Double-barrelled it is known by the whole, or by all its `parts`."""

    whole: str
    parts: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Either of these sets of tokens stands for the word."""
        return ((self.whole,), self.parts) if self.parts else ((self.whole,),)


def name_words(name: str) -> tuple[NameWord, ...]:
    """The words of a name as it was typed, without titles; case and accents do not count. Empty for none."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LETTERS)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    found = WORD.findall(WITHIN.sub("", plain))
    kept = [word for word in found if word not in TITLES] or found
    words: list[NameWord] = []
    before = ""
    for place, word in enumerate(kept):
        if word in PREFIXES and place + 1 < len(kept) and (place or word != "mac"):
            before += word
            continue
        first, *more = HYPHEN.split(word)
        parts = (before + first, *more)
        words.append(NameWord("".join(parts), parts if more else ()))
        before = ""
    return tuple(words)


def name_tokens(name: str) -> frozenset[str]:
    """Everything by which a word of this name can be found: each word, and the parts of a double one."""
    return frozenset(token for word in name_words(name) for way in word.ways for token in way)


def sound_of(token: str) -> str:
    """The phonetic key of one token; empty for a single letter and for what is not in Latin letters.

    One or two consonants say too little (John, Jane and Juno are all "JN"): there the first vowel counts.
    """
    if len(token) < 2 or not (token.isascii() and token.isalpha()):
        return ""
    for spelled, read in READ_AS:
        token = spelled.sub(read, token)
    key = jellyfish.metaphone(token)
    if len(key) > FEW_CONSONANTS:
        return key
    vowel = next((VOWELS[letter] for letter in token if letter in VOWELS), "")
    return f"{key}.{vowel}"


def likeness(one: str, other: str) -> Likeness:
    """How like two whole names are: the same words in any order, or, of two words and more, each word of the
    shorter name with one that sounds like it. A single name, such as Robin, sounds like nobody."""
    ours, theirs = (
        [token for word in name_words(name) for token in word.parts or (word.whole,)] for name in (one, other)
    )
    if not ours or not theirs:
        return Likeness.NONE
    if sorted(ours) == sorted(theirs):
        return Likeness.SAME
    fewer, more = sorted((ours, theirs), key=len)
    left = [sound_of(word) or word for word in more]
    for word in fewer:
        sound = sound_of(word) or word
        if sound not in left:
            return Likeness.NONE
        left.remove(sound)
    return Likeness.SOUNDS if len(fewer) > 1 else Likeness.NONE


def nearness(one: str, other: str) -> float:
    """For sorting what was found by its sound: 1 for the same letters, less the more they differ."""
    ours, theirs = (" ".join(sorted(name_tokens(name))) for name in (one, other))
    return jellyfish.jaro_winkler_similarity(ours, theirs)
