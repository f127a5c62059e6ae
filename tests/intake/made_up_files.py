"""Files as people and their enemies make them. Every word in them is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pillow_heif
from PIL import Image
from pypdf import PdfReader, PdfWriter

WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(
    text: str = "Hello", *, pages: int = 1, password: str | None = None, owner_only: bool = False
) -> bytes:
    """A PDF with these lines on its first page; `owner_only` locks printing, not reading."""
    plain = _plain_pdf(text)
    if pages == 1 and password is None and not owner_only:
        return plain
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    for _ in range(pages - 1):
        writer.add_blank_page(200, 200)
    if password is not None or owner_only:
        writer.encrypt(password or "", owner_password="owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _plain_pdf(text: str) -> bytes:
    """By hand: what makes PDFs in the product needs Pango, and a tenth of a second each."""
    lines = "".join(
        f"({line.translate(str.maketrans({'(': '[', ')': ']', chr(92): '/'}))}) Tj T*\n"
        for line in text.splitlines()
    )
    stream = f"BT /F1 11 Tf 14 TL 40 780 Td\n{lines}ET".encode("latin-1", "replace")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(made))
    )


def word(text: str = "Hello", *, header: str = "", extra: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file with a paragraph for each line."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", WORD_TYPES)
        packed.writestr("word/document.xml", _body(text))
        if header:
            packed.writestr("word/header1.xml", _body(header))
        for name, content in (extra or {}).items():
            packed.writestr(name, content)
    return made.getvalue()


def _body(text: str) -> str:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    return f'<?xml version="1.0"?><w:document xmlns:w="{NAMESPACE}"><w:body>{lines}</w:body></w:document>'


def old_word() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)


def locked_word() -> bytes:
    return old_word() + "EncryptedPackage".encode("utf-16-le") + bytes(100)


def zip_bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to 60 megabytes."""
    return word(extra={"word/media/image1.bin": bytes(60 * 1024 * 1024)})


def billion_laughs() -> bytes:
    """Entities that grow: ten to the ninth."""
    grows = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{grows}]><x>&a9;</x>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", WORD_TYPES)
        packed.writestr("word/document.xml", body)
    return made.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def iphone_photo() -> bytes:
    made = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "white")).save(made)
    return made.getvalue()


def huge_picture() -> bytes:
    """A PNG of a few kilobytes that claims 40,000 by 40,000 points."""
    small = picture("PNG")
    wide = (40_000).to_bytes(4, "big")
    header = b"IHDR" + wide + wide + small[24:29]
    import zlib

    return small[:12] + header + zlib.crc32(header).to_bytes(4, "big") + small[33:]


def picture_and_archive() -> bytes:
    """A polyglot: a photo to one program, an archive to another."""
    return picture() + word()


def page_in_a_picture() -> bytes:
    """A photo whose first bytes also begin a PDF."""
    jpeg = picture()
    comment = b"%PDF-1.4 " + bytes(40)
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]
