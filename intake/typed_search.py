"""What somebody typed into the one search box: a reference, a phone number, an e-mail address, or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mediation.core.references import ALPHABET, read_reference

from .typed import email_address, one_line, phone_number

LONGEST = 200  # characters that are looked at
REFERENCE_LENGTH = 8
NUMBER = re.compile(r"[+(]?[\d\s().+/-]{5,}")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Typed:
    """What it may be. A reference may be a name as well: Margaret has the letters of one."""

    reference: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    name: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """For the audit trail: what sort of thing was typed, never the thing."""
        return next((kind for kind in ("reference", "phone", "email", "name") if getattr(self, kind)), "")


def read_search(text: str) -> Typed:
    """Everything that the text may stand for; nothing where it stands for nothing that we can find."""
    plain = one_line(text[:LONGEST])
    if "@" in plain:
        return Typed(email=folded_email(plain))
    number = (phone_number(plain) if NUMBER.fullmatch(plain) else None) or ""
    reference = _reference(plain)
    name = plain if LETTER.search(plain) and not any(one.isdigit() for one in plain) else ""
    return Typed(reference=reference, phone=number, name=name)


def folded_email(address: str) -> str:
    """The same text for what is the same mailbox to people: case and spaces do not count."""
    return email_address(address).casefold()


def _reference(plain: str) -> str:
    characters = [one for one in plain.upper() if one.isalnum()]
    is_one = len(characters) == REFERENCE_LENGTH and all(one in ALPHABET for one in characters)
    return read_reference(plain) if is_one else ""
