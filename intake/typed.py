"""Tidying what people type or paste, without changing what they mean. PURE."""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberType

JOINERS = "\u200c\u200d"  # between letters of Persian and Indic names, and inside emoji: part of the word
CALLABLE = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
UK = 44
# 07700 900xxx: kept by Ofcom for examples, ours among them, so the library does not know it.
EXAMPLE = re.compile(r"7700900\d{3}")


def one_line(text: str) -> str:
    """Composed characters, single spaces, and nothing that cannot be seen or that turns the text around."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    seen = unicodedata.normalize("NFC", "".join(char for char in spaced if _is_visible(char)))
    return " ".join(seen.split()).strip(JOINERS + " ")


def paragraphs(text: str) -> str:
    """Like `one_line` for each line; at most one empty line in a row."""
    lines = [one_line(line) for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip()


def email_address(text: str) -> str:
    """Without spaces, in plain characters, the domain in small letters. It may still be no address."""
    plain = one_line(unicodedata.normalize("NFKC", text)).replace(" ", "")
    name, at, domain = plain.rpartition("@")
    return f"{name}{at}{domain.lower()}"


def uk_number(text: str) -> str | None:
    """A UK number as E.164 (+447700900123); None when it is none, or one that costs more to ring."""
    number = phone_number(text)
    return number if number and number.startswith(f"+{UK}") else None


def phone_number(text: str) -> str | None:
    """A number of any country as E.164, of the UK where none is named; None for none, or a dearer one."""
    try:
        number = phonenumbers.parse(one_line(text), "GB")
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not _can_be_called(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_same_number(one: str, other: str) -> bool:
    """Whether two ways of writing a number lead to the same telephone; two empty ones do."""
    return one == other or (uk_number(one) is not None and uk_number(one) == uk_number(other))


def number_in_words(number: str) -> str:
    """An E.164 number as people in the UK write it: 07700 900123, +353 1 234 5678. Anything else stays."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, form.NATIONAL if parsed.country_code == UK else form.INTERNATIONAL
    )


def _can_be_called(number: phonenumbers.PhoneNumber) -> bool:
    if phonenumbers.is_valid_number(number):
        return phonenumbers.number_type(number) in CALLABLE
    return number.country_code == UK and EXAMPLE.fullmatch(str(number.national_number)) is not None


def _is_visible(char: str) -> bool:
    return char in JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
