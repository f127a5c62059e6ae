"""Papers as PDF/UA-1: tagged, in our own font, the same facts giving the same file.

WeasyPrint costs half a second to load, so it is imported where it is used.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

# Two files of one face, each a family of its own: under one name their letters would be mixed up.
FONTS = {"Figtree": "figtree-latin-wght-normal.woff2", "Figtree Ext": "figtree-latin-ext-wght-normal.woff2"}


def make(name: str, context: dict[str, Any], *, identifier: str) -> bytes:
    """The paper `documents/NAME.html` with its `.css`. `identifier` is what the file calls itself."""
    for noisy in ("fontTools", "weasyprint.progress"):  # they tell of every step, the loading too
        logging.getLogger(noisy).setLevel(logging.WARNING)
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # the subset of a font would carry today's date
    fonts = FontConfiguration()
    style = CSS(string=_font_faces() + render_to_string(f"documents/{name}.css"), font_config=fonts)
    page = HTML(string=render_to_string(f"documents/{name}.html", context))
    made: bytes = page.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.encode(),
    )
    return made


def _font_faces() -> str:
    """Our own font where it was built, so that it is embedded; else the machine's."""
    found = {family: finders.find(f"fonts/{name}") for family, name in FONTS.items()}
    return "".join(
        f"@font-face{{font-family:'{family}';src:url('file://{path}')}}"
        for family, path in found.items()
        if path
    )
