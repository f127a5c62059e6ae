"""The certificate as a PDF for the court: PDF/UA-1, tagged, without a password, well below 20 MB.

Only the worker calls this: WeasyPrint costs half a second to load, so it is imported where it is used.
"""

from __future__ import annotations

import base64
import logging
import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from intake import document_files

from . import certificates as rules
from .certificates import MATTERS_WORDS, Matters
from .enums import Mode

# Two files of one face, each a family of its own: under one name their letters would be mixed up.
FONTS = {"Figtree": "figtree-latin-wght-normal.woff2", "Figtree Ext": "figtree-latin-ext-wght-normal.woff2"}
MODES = {Mode.ONLINE: "by video", Mode.IN_PERSON: "face to face"}


def make_pdf(facts: Mapping[str, str], *, verify_url: str) -> bytes:
    """The certificate that these frozen facts say; the same facts give the same file."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    for name in ("fontTools", "weasyprint.progress"):  # they tell of every step
        logging.getLogger(name).setLevel(logging.WARNING)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # the subset of a font would carry today's date
    fonts = FontConfiguration()
    style = CSS(string=_font_faces() + render_to_string("documents/certificate.css"), font_config=fonts)
    page = HTML(string=render_to_string("documents/certificate.html", _words(facts, verify_url)))
    made: bytes = page.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=facts["serial"].encode(),
    )
    return made


def _words(facts: Mapping[str, str], verify_url: str) -> dict[str, Any]:
    picture = facts.get("signature", "")
    return {
        **facts,
        "held": _day(facts["held_on"]),
        "until": _day(facts["valid_until"]),
        "issued": _day(facts["issued_on"]),
        "how": MODES[Mode(facts["mode"])],
        "about": MATTERS_WORDS[Matters(facts["matters"])],
        "code": rules.code_of(facts),
        "verify": verify_url.partition("://")[2],
        "verify_url": verify_url,
        "picture": base64.b64encode(document_files.take(picture)).decode() if picture else "",
    }


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _font_faces() -> str:
    """Our own font where it was built, so that it is embedded; else the machine's."""
    found = {family: finders.find(f"fonts/{name}") for family, name in FONTS.items()}
    return "".join(
        f"@font-face{{font-family:'{family}';src:url('file://{path}')}}"
        for family, path in found.items()
        if path
    )
