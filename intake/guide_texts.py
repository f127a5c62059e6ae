"""Guides: what a file of one holds, and the passages it is searched by. PURE: texts in, values out.

A file begins with its facts between two lines of +++, in TOML; then comes Markdown with headings of the
second level only. `{{ exemptions }}` and `{{ abolished }}` stand for the lists in `miam_exemptions`, so that
guide and rules cannot differ.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .enums import ExemptionGround
from .miam_exemptions import ABOLISHED, EXEMPTIONS

FENCE = "+++\n"
PASSAGE_WORDS = 90  # so that an answer is read at a glance
LIST_ITEM = re.compile(r"- |\d+\. ")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)", re.DOTALL)
MARKS = re.compile(r"\*\*|^(?:- |\d+\. |## )", re.MULTILINE)
HEADINGS = {
    ExemptionGround.ABUSE: "Domestic abuse",
    ExemptionGround.CHILD_PROTECTION: "Child protection",
    ExemptionGround.URGENCY: "It is urgent",
    ExemptionGround.ATTENDED_BEFORE: "You came to a MIAM before",
    ExemptionGround.BANKRUPTCY: "Bankruptcy",
    ExemptionGround.OTHER: "Other reasons",
}


FOLDED = frozenset(HEADINGS.values())  # long lists of which most readers want one


class UnreadableGuide(ValueError):
    """A file is not what a guide has to be: a mistake of ours, found by the tests."""


@dataclass(frozen=True)
class Section:
    """What stands under one heading; the first has none and no anchor."""

    heading: str
    anchor: str
    markdown: str


@dataclass(frozen=True)
class Guide:
    """One guide. `slug` and `tab` (of the browser) are neutral; `title` is its heading on the page.

    `checked_on` is the day on which its facts were last held against its `sources`. `synonyms` are other
    words that people look for it by.
    """

    title: str
    tab: str
    slug: str
    summary: str
    checked_on: date
    sources: tuple[str, ...]
    synonyms: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Passage:
    """A piece of a guide that can answer a question by itself."""

    guide: str
    position: int
    title: str
    heading: str
    anchor: str
    markdown: str
    text: str
    words: str


def guide_of(text: str) -> Guide:
    """Read one file. Raises UnreadableGuide, which names what is missing."""
    try:
        _, front, body = text.split(FENCE, 2)
        facts = tomllib.loads(front)
        return Guide(
            title=facts["title"],
            tab=facts["tab"],
            slug=facts["slug"],
            summary=facts["summary"],
            checked_on=facts["checked_on"],
            sources=tuple(facts["sources"]),
            synonyms=tuple(facts["synonyms"]),
            sections=tuple(_sections(_with_lists(body))),
        )
    except (ValueError, KeyError) as error:
        raise UnreadableGuide(f"The guide cannot be read: {error}") from error


def _with_lists(body: str) -> str:
    lists = {"{{ exemptions }}": exemptions_as_markdown(), "{{ abolished }}": abolished_as_markdown()}
    for name, markdown in lists.items():
        body = body.replace(name, markdown)
    return body


def exemptions_as_markdown() -> str:
    """Every reason and what to show for it, one heading for each ground."""
    parts = []
    for ground, heading in HEADINGS.items():
        of_ground = [one for one in EXEMPTIONS if one.ground is ground]
        items = "\n".join(f"- {one.when} **What to show:** {one.evidence}" for one in of_ground)
        parts.append(f"## {heading}\n\n{items}")
    return "\n\n".join(parts)


def abolished_as_markdown() -> str:
    return "\n".join(f"- **“{one.belief}”** {one.now}" for one in ABOLISHED)


def _sections(body: str) -> Iterator[Section]:
    first, *rest = re.split(r"^## ", body.strip(), flags=re.MULTILINE)
    yield Section("", "", first.strip())
    for part in rest:
        heading, _, markdown = part.partition("\n")
        yield Section(heading.strip(), anchor_of(heading), markdown.strip())


def anchor_of(heading: str) -> str:
    """A fragment for the address: where-to-sit."""
    return "-".join(re.findall(r"[a-z0-9]+", heading.lower()))


def passages_of(guide: Guide) -> list[Passage]:
    """The guide cut at headings, and long sections between paragraphs or items of a list.

    What else people call the subject of a guide leads to its beginning.
    """
    pieces = [(section, piece) for section in guide.sections for piece in _pieces(section.markdown)]
    return [
        Passage(
            guide=guide.slug,
            position=position,
            title=guide.title,
            heading=section.heading or guide.title,
            anchor=section.anchor,
            markdown=piece,
            text=plain_text(piece),
            words=" ".join([guide.title, section.heading, *(() if position else guide.synonyms)]),
        )
        for position, (section, piece) in enumerate(pieces)
    ]


def _pieces(markdown: str) -> Iterator[str]:
    """At most PASSAGE_WORDS words each, unless one paragraph has more. A line that ends with a colon stays
    with what it announces."""
    kept = ""
    for joint, part in _parts(markdown):
        is_full = len(kept.split()) + len(part.split()) > PASSAGE_WORDS
        if kept and is_full and not kept.endswith(":"):
            yield kept
            kept = ""
        kept = f"{kept}{joint}{part}" if kept else part
    if kept:
        yield kept


def _parts(markdown: str) -> Iterator[tuple[str, str]]:
    """Paragraphs and single items of lists, each with what joins it to the one before."""
    for block in re.split(r"\n\s*\n", markdown.strip()):
        if not LIST_ITEM.match(block):
            yield "\n\n", block
            continue
        for number, item in enumerate(re.split(r"\n(?=- |\d+\. )", block)):
            yield ("\n" if number else "\n\n"), item


def plain_text(markdown: str) -> str:
    """The words without their marks."""
    return " ".join(MARKS.sub("", LINK.sub(r"\1", markdown)).split())
