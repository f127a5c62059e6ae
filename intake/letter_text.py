"""The words of a paper as paragraphs, whatever a PDF, a Word file or a photo made of its lines. PURE."""

from __future__ import annotations

import re
import unicodedata

LONG_LINE = 55  # characters: a shorter one was ended on purpose
LONGEST_TITLE = 120
MOST = 4000  # paragraphs
SIGNS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2013": "-"}
)
SENTENCE_VERBS = re.compile(
    r"\b(will|would|may|might|can|could|should|shall|must|have|has|had|was|were|is|are|been|be|said|told|wrote|sent|send|get|"
    r"received|asked|read|mentioned?)\b",
    re.IGNORECASE,
)


def paragraphs(text: str) -> list[str]:
    """Lines that belong together joined, spaces and signs made plain, empty ones left out."""
    found: list[str] = []
    is_open = False
    for line in unicodedata.normalize("NFKC", text).translate(SIGNS).splitlines():
        words = " ".join("".join(one if one.isprintable() else " " for one in line).split())
        if words and found and (is_open or words[0].islower()) and not _begins(words):
            found[-1] = f"{found[-1]} {words}"
        elif words:
            found.append(words)
        is_open = bool(words) and len(words) >= LONG_LINE and words[-1] not in ".:!?)"
        if len(found) >= MOST:
            break
    return found


def _begins(words: str) -> bool:
    """A label, a number or a bullet begins a line of its own."""
    return bool(re.match(r"([-*•]|\(?\d{1,2}[.)]|[A-Z][\w ]{1,24}:)\s", words))


def is_title(paragraph: str) -> bool:
    """Whether this stands as a heading, a letterhead or a reference, and not as a sentence."""
    if len(paragraph) > LONGEST_TITLE or re.search(r"[a-z]\. [A-Z]", paragraph):
        return False
    if paragraph.rstrip().endswith((".", "?", "!")) and SENTENCE_VERBS.search(paragraph):
        return False
    return len(SENTENCE_VERBS.findall(paragraph)) < 2 and not re.search(
        r"\b(you|we|I|they|she|he)\s+(will|may|have|had|are|were|was|should|must|can)\b", paragraph
    )
