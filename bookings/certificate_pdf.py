"""The certificate as a PDF for the court: PDF/UA-1, tagged, without a password, well below 20 MB. Only the
worker makes it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from intake import document_files

from . import certificates as rules
from . import pdf
from .certificates import MATTERS_WORDS, Matters
from .enums import Mode

MODES = {Mode.ONLINE: "by video", Mode.IN_PERSON: "face to face"}


def make_pdf(facts: Mapping[str, str], *, verify_url: str) -> bytes:
    """The certificate that these frozen facts say; the same facts give the same file."""
    return pdf.make("certificate", _words(facts, verify_url), identifier=facts["serial"])


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
