"""What kind of file this is, by its content: names and what browsers say of types are not believed."""

from __future__ import annotations

import puremagic

from .document_enums import FileProblem, FileType

HEAD = 1024
STARTS = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
    FileType.DOC: bytes.fromhex("d0cf11e0a1b11ae1"),
    FileType.DOCX: b"PK\x03\x04",
}
OF_ENDING = {
    ".pdf": FileType.PDF,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".png": FileType.PNG,
    ".heic": FileType.HEIC,
    ".heif": FileType.HEIC,
    ".doc": FileType.DOC,
    ".docx": FileType.DOCX,
}
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
ZIP_END, ZIP_TAIL = b"PK\x05\x06", 65_557  # the last record of a ZIP, and how far from the end it may stand
LOCKED_WORD = "EncryptedPackage".encode("utf-16-le")


def sniffed_type(content: bytes) -> FileType | None:
    """The kind of file, where it is one that we take; None for anything else."""
    if _is_heif(content):
        return FileType.HEIC
    try:
        matches = puremagic.magic_string(content)
    except puremagic.PureError:
        return None
    for match in matches:
        found = OF_ENDING.get(match.extension)
        if found and (found not in STARTS or content.startswith(STARTS[found])):
            return found
    return None


def _is_heif(content: bytes) -> bool:
    """The brand stands in the first box; puremagic takes some of a phone's photos for films."""
    return content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS


def hidden_problem(content: bytes, found: FileType) -> FileProblem | None:
    """A second file inside the first one (a polyglot), or a Word file that a password locks."""
    if found is FileType.DOC and LOCKED_WORD in content:
        return FileProblem.LOCKED
    if found is not FileType.DOCX and ZIP_END in content[-ZIP_TAIL:]:
        return FileProblem.TWO_IN_ONE
    if found is not FileType.PDF and STARTS[FileType.PDF] in content[:HEAD]:
        return FileProblem.TWO_IN_ONE
    return None
