"""PURE. Pounds as people type them: kind to spaces, commas and the pound sign, strict about all else."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MOST = Decimal("999999999.99")
AMOUNT = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]{1,2})?", re.ASCII)
TOO_FINE = re.compile(r"[0-9,]*\.[0-9]{3,}", re.ASCII)
COMMA = re.compile(r"[0-9.,]*,[0-9]{1,2}", re.ASCII)
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2012": "-"})

IN_NUMBERS = "use only numbers, like 300 or 1,200.50"
LATIN_DIGITS = "use the numbers 0 to 9, like 300 or 1,200.50"
NOT_BELOW_ZERO = "use 0 or more, without a minus sign"
PENCE = "use no more than 2 numbers after the full stop, like 1,200.50"
FULL_STOP = "use a full stop before the pence, like 1,200.50"
TOO_MUCH = "use less than £1,000,000,000"


class NotPounds(ValueError):
    """What was typed is no amount in pounds; the words go on after "Enter your pay: "."""


def pounds_typed(text: str) -> Decimal:
    """The amount in pounds, with two places. Raises NotPounds; nothing typed is no amount either."""
    plain = _plain(text)
    amount = plain.removeprefix("£")
    if amount and AMOUNT.fullmatch(amount):
        found = Decimal(amount.replace(",", "")).quantize(Decimal("0.01"))
        if found > MOST:
            raise NotPounds(TOO_MUCH)
        return found
    raise NotPounds(_what_to_do(amount))


def _plain(text: str) -> str:
    """Without spaces and invisible characters; wide forms of digits and signs made narrow."""
    narrow = unicodedata.normalize("NFKC", text).translate(MINUS)
    return "".join(char for char in narrow if not char.isspace() and unicodedata.category(char) != "Cf")


def _what_to_do(typed: str) -> str:
    if any(char.isdigit() and not char.isascii() for char in typed):
        return LATIN_DIGITS
    if re.fullmatch(r"-£?[0-9.,]+", typed, re.ASCII):
        return NOT_BELOW_ZERO
    if TOO_FINE.fullmatch(typed):
        return PENCE
    return FULL_STOP if COMMA.fullmatch(typed) else IN_NUMBERS
