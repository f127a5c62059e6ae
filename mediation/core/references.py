"""Public references: short, readable over the phone, not guessable in sequence."""

import secrets

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: characters that people mix up when they read or hear them.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


def new_reference() -> str:
    """Eight characters in two groups, e.g. K7QX-4MAH (23**8, about 78 thousand million)."""
    return reference_from(secrets.randbelow(len(ALPHABET) ** 8))


def reference_from(number: int) -> str:
    """The reference that a number stands for, so that the same thing sent twice can be known by it."""
    characters = ""
    for _ in range(8):
        number, rest = divmod(number, len(ALPHABET))
        characters += ALPHABET[rest]
    return f"{characters[:4]}-{characters[4:]}"


def read_reference(typed: str) -> str:
    """A reference as somebody typed it, in its stored form."""
    characters = "".join(character for character in typed.upper() if character.isalnum())
    return f"{characters[:4]}-{characters[4:]}"
