"""The program that opens other people's files: it runs alone, in a process of its own, and knows nothing.

    python -I document_reader.py look|read TYPE < file > answer.json

It imports nothing of ours, gets no keys and no database from its environment, and the system ends it past its
memory and time. Whatever goes wrong ends the process: `intake.document_reading` takes that for an answer.

`look` answers {"pages": n} or {"problem": code}; `read` answers {"text": words}.
"""

from __future__ import annotations

import io
import json
import resource
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 60  # of the processor; the parent's patience is shorter where a person waits
PAGES = 200
PAGES_READ, PAGES_RECOGNISED = 40, 5
PIXELS = 120_000_000
CHARACTERS = 200_000
LITTLE_TEXT = 40  # characters on a page: then it is a picture of a page
ENTRIES, UNPACKED, RATIO, PART = 2000, 200 * 1024 * 1024, 150, 20 * 1024 * 1024
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OCR_SECONDS, OCR_SIDE = 25, 3500
FORMATS = {"jpeg": "JPEG", "png": "PNG", "heic": "HEIF"}


def main(what: str, kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    content = sys.stdin.buffer.read()
    answer = look(kind, content) if what == "look" else {"text": read(kind, content)[:CHARACTERS]}
    json.dump(answer, sys.stdout)


def look(kind: str, content: bytes) -> dict[str, Any]:
    """Can it be opened, and is it of a size that a person would send?"""
    if kind == "pdf":
        return look_at_pdf(content)
    if kind == "docx":
        return look_at_word(content)
    if kind in FORMATS:
        return look_at_picture(kind, content)
    return {"pages": None}  # an old Word file: nothing here can open it, and nothing tries


def look_at_pdf(content: bytes) -> dict[str, Any]:
    pdf = open_pdf(content)
    if pdf is None:
        return {"problem": "locked"}
    pages = len(pdf.pages)
    if pages > PAGES:
        return {"problem": "too_many_pages"}
    return {"pages": pages} if pages else {"problem": "broken"}


def open_pdf(content: bytes) -> Any:
    """None where a password is needed; an empty one, as banks set against printing, is no lock."""
    from pypdf import PasswordType, PdfReader

    pdf = PdfReader(io.BytesIO(content))
    if pdf.is_encrypted and pdf.decrypt("") == PasswordType.NOT_DECRYPTED:
        return None
    return pdf


def look_at_word(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
    names = {one.filename for one in entries}
    if any(one.flag_bits & 1 for one in entries):
        return {"problem": "locked"}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return {"problem": "has_macros"}
    if len(entries) > ENTRIES or sum(one.file_size for one in entries) > UNPACKED:
        return {"problem": "packed"}
    if any(one.file_size > RATIO * max(one.compress_size, 1) and one.file_size > 65536 for one in entries):
        return {"problem": "packed"}
    if "word/document.xml" not in names:
        return {"problem": "misnamed"}
    return {"pages": None}


def look_at_picture(kind: str, content: bytes) -> dict[str, Any]:
    picture = open_picture(kind, content)
    if picture.width * picture.height > PIXELS:
        return {"problem": "too_many_pixels"}
    picture.verify()
    return {"pages": 1}


def open_picture(kind: str, content: bytes) -> Any:
    """Its header only. The format must be the one that was sniffed."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # judged here: Pillow would only warn, or refuse without a word why
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    return Image.open(io.BytesIO(content), formats=[FORMATS[kind]])


def read(kind: str, content: bytes) -> str:
    """The words of the file, as far as they can be had."""
    if kind == "pdf":
        return "\n\n".join(words_of_pdf(content))
    if kind == "docx":
        return words_of_word(content)
    return recognised(open_picture(kind, content)) if kind in FORMATS else ""


def words_of_pdf(content: bytes) -> Iterator[str]:
    """Page by page; of a picture of a page, what tesseract makes of it."""
    pdf = open_pdf(content)
    for number, page in enumerate(pdf.pages[:PAGES_READ]):
        text = page.extract_text()
        if len(text.strip()) < LITTLE_TEXT and number < PAGES_RECOGNISED and shutil.which("tesseract"):
            pictures = sorted(page.images, key=lambda one: len(one.data))
            text = recognised(pictures[-1].image) if pictures else text
        yield text


def words_of_word(content: bytes) -> str:
    """The letterhead, then the text, a line for each paragraph."""
    from defusedxml import ElementTree

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        heads = sorted(name for name in packed.namelist() if name.startswith("word/header"))[:3]
        parts = []
        for name in [*heads, "word/document.xml"]:
            with packed.open(name) as opened:
                parts.append(opened.read(PART))
    lines: list[str] = []
    for part in parts:
        for paragraph in ElementTree.fromstring(part).iter(f"{WORD}p"):
            lines.append("".join(spoken(piece) for piece in paragraph.iter()))
    return "\n".join(lines)


def spoken(piece: Any) -> str:
    if piece.tag == f"{WORD}t":
        return piece.text or ""
    return {f"{WORD}tab": "\t", f"{WORD}br": "\n"}.get(piece.tag, "")


def recognised(picture: Any) -> str:
    """What tesseract reads; nothing where it is not installed."""
    program = shutil.which("tesseract")
    if program is None or picture.width * picture.height > PIXELS:
        return ""
    from PIL import ImageOps

    picture.draft("L", (OCR_SIDE, OCR_SIDE))
    upright = ImageOps.exif_transpose(picture).convert("L")
    upright.thumbnail((OCR_SIDE, OCR_SIDE))
    sent = io.BytesIO()
    upright.save(sent, "PNG")
    done = subprocess.run(
        [program, "stdin", "stdout", "-l", "eng"],
        input=sent.getvalue(),
        capture_output=True,
        timeout=OCR_SECONDS,
        check=True,
    )
    return done.stdout.decode(errors="replace")


if __name__ == "__main__":
    main(*sys.argv[1:3])
