"""Names of files: what is kept of them, and which kind of file a name promises. PURE."""

from __future__ import annotations

import unicodedata

from .document_enums import FileType

LONGEST = 80
PROMISES = {
    "pdf": FileType.PDF,
    "jpg": FileType.JPEG,
    "jpeg": FileType.JPEG,
    "jpe": FileType.JPEG,
    "jfif": FileType.JPEG,
    "png": FileType.PNG,
    "heic": FileType.HEIC,
    "heif": FileType.HEIC,
    "doc": FileType.DOC,
    "docx": FileType.DOCX,
}
ENDING = {
    FileType.PDF: "pdf",
    FileType.JPEG: "jpg",
    FileType.PNG: "png",
    FileType.HEIC: "heic",
    FileType.DOC: "doc",
    FileType.DOCX: "docx",
}
FORBIDDEN = frozenset('/\\:*?"<>|')


def clean_name(name: str) -> str:
    """A name that is safe to show: no folders, no control or direction characters, at most 80 characters.

    The ending stays. A name of which nothing is left is "paper".
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    text = unicodedata.normalize("NFC", last)
    kept = "".join(" " if _breaks_up(one) else one for one in text if not _is_hidden(one))
    words = " ".join(kept.split()).strip(". ")
    stem, dot, ending = words.rpartition(".")
    if not dot:
        return words[:LONGEST].strip() or "paper"
    ending = ending[:10]
    return f"{stem[: LONGEST - len(ending) - 1].strip() or 'paper'}.{ending}"


def _breaks_up(character: str) -> bool:
    return character in FORBIDDEN or character.isspace()


def _is_hidden(character: str) -> bool:
    """Control, format (such as the one that turns the direction round), surrogate, private, unassigned."""
    return unicodedata.category(character).startswith("C") and not character.isspace()


def promised_type(name: str) -> FileType | None:
    """The kind of file that a name's ending promises; None for one that we do not take."""
    return PROMISES.get(clean_name(name).rpartition(".")[2].lower())


def neutral_name(key: str, file_type: FileType) -> str:
    """What a downloaded paper is called: it says nothing of whose or what it is."""
    return f"paper-{''.join(one for one in key if one.isalnum())[:8].lower()}.{ENDING[file_type]}"
