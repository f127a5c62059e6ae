"""From what was gathered about a person to what they are told: pieces, proposals, decisions. PURE.

`gathered` and `decisions` are plain values that survive JSON. Nothing of a note is told unless somebody said
so and why; everything else is told unless it is blacked out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mediation.core.telling import Section, Treatment

from .redaction import LEFT_OUT, OtherPerson, Piece, hidden, pieces_of, without_other

NOT_TOLD = "[a note of ours: left out]"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on the review page. `parts` are its words in order, each with whether it is proposed to be
    blacked out. `name` names it in the form."""

    name: str
    parts: tuple[tuple[str, bool], ...]
    has_proposal: bool
    is_doubtful: bool
    is_left: bool  # somebody left the proposed words in
    is_blacked_out: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """One text that a person has to read."""

    name: str
    heading: str
    label: str
    is_note: bool
    is_told: bool
    why: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What somebody ticked, by the names of lines and passages."""

    blacked_out: frozenset[str] = frozenset()
    left_in: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    why: Mapping[str, str] | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Decisions:
        return cls(
            frozenset(kept.get("blacked_out", ())),
            frozenset(kept.get("left_in", ())),
            frozenset(kept.get("told", ())),
            dict(kept.get("why", {})),
        )

    def to_keep(self) -> dict[str, Any]:
        return {
            "blacked_out": sorted(self.blacked_out),
            "left_in": sorted(self.left_in),
            "told": sorted(self.told),
            "why": dict(self.why or {}),
        }

    def reason(self, name: str) -> str:
        return (self.why or {}).get(name, "").strip()


def gathered_from(sections: Iterable[Section], other: OtherPerson) -> dict[str, Any]:
    """What is kept for the review: short things with the other person taken out, texts in pieces."""
    return {"sections": [_section(one, other) for one in sections]}


def _section(section: Section, other: OtherPerson) -> dict[str, Any]:
    items = []
    for item in (one for one in section.items if one.text.strip()):
        kept: dict[str, Any] = {"key": item.key, "label": item.label, "treatment": str(item.treatment)}
        if item.treatment is Treatment.TOLD:
            kept["text"] = without_other(item.text, other)
        else:
            pieces = pieces_of(item.text, other)
            kept["pieces"] = [[one.text, [list(s) for s in one.spans], one.is_doubtful] for one in pieces]
        items.append(kept)
    return {"key": section.key, "heading": section.heading, "items": items}


def passages(gathered: Mapping[str, Any], decisions: Decisions) -> list[Passage]:
    """Every text that a person has to read, in order."""
    return [_passage(*one, decisions) for one in _texts(gathered)]


def _texts(gathered: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    number = 0
    for section in gathered.get("sections", ()):
        for item in section["items"]:
            if "pieces" in item:
                number += 1
                yield f"p{number}", section, item


def _passage(name: str, section: dict[str, Any], item: dict[str, Any], decisions: Decisions) -> Passage:
    is_note = item["treatment"] == Treatment.NOTE
    return Passage(
        name=name,
        heading=section["heading"],
        label=item["label"],
        is_note=is_note,
        is_told=not is_note or name in decisions.told,
        why=decisions.reason(name),
        lines=tuple(
            _line(f"{name}-{index}", piece, decisions) for index, piece in enumerate(_pieces(item), start=1)
        ),
    )


def _pieces(item: Mapping[str, Any]) -> list[Piece]:
    return [Piece(text, tuple((a, b) for a, b in spans), doubt) for text, spans, doubt in item["pieces"]]


def _line(name: str, piece: Piece, decisions: Decisions) -> Line:
    return Line(
        name=name,
        parts=tuple(_parts(piece)),
        has_proposal=bool(piece.spans),
        is_doubtful=piece.is_doubtful,
        is_left=name in decisions.left_in,
        is_blacked_out=name in decisions.blacked_out,
    )


def _parts(piece: Piece) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in piece.spans:
        if piece.text[at:start]:
            yield piece.text[at:start], False
        yield piece.text[start:end], True
        at = end
    if piece.text[at:]:
        yield piece.text[at:], False


def names_of_notes_without_reason(gathered: Mapping[str, Any], decisions: Decisions) -> list[str]:
    """The notes that somebody wants to tell without saying why."""
    found = passages(gathered, decisions)
    return [one.name for one in found if one.is_note and one.is_told and not one.why]


def told(gathered: Mapping[str, Any], decisions: Decisions) -> list[dict[str, Any]]:
    """What the person is told, section by section, each item as key, label and text."""
    texts = {id(item): name for name, _, item in _texts(gathered)}
    return [
        {
            "key": section["key"],
            "heading": section["heading"],
            "items": [
                {
                    "key": item["key"],
                    "label": item["label"],
                    "text": _told_text(item, texts.get(id(item), ""), decisions),
                }
                for item in section["items"]
            ],
        }
        for section in gathered.get("sections", ())
    ]


def _told_text(item: Mapping[str, Any], name: str, decisions: Decisions) -> str:
    if "pieces" not in item:
        return str(item["text"])
    if item["treatment"] == Treatment.NOTE and name not in decisions.told:
        return NOT_TOLD
    lines = []
    for index, piece in enumerate(_pieces(item), start=1):
        line = f"{name}-{index}"
        if line in decisions.blacked_out:
            lines.append(LEFT_OUT)
        else:
            lines.append(hidden(piece.text, () if line in decisions.left_in else piece.spans))
    return "\n".join(_without_repeats(lines))


def _without_repeats(lines: Collection[str]) -> list[str]:
    """Several lines left out in a row are one: their number would tell something."""
    found: list[str] = []
    for line in lines:
        if not (line == LEFT_OUT and found and found[-1] == LEFT_OUT):
            found.append(line)
    return found
