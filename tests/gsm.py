"""How long a text is on the air: the alphabet of GSM 03.38, in which one text holds 160 characters."""

from __future__ import annotations

ONE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWO = "^{}\\[~]|€"  # each needs an escape before it
LONGEST = 160


def length(text: str) -> int:
    """In septets. Raises ValueError for a character that the alphabet lacks: such a text holds only 70."""
    strange = sorted(set(text) - set(ONE) - set(TWO))
    if strange:
        raise ValueError(f"not in the GSM alphabet: {strange}")
    return len(text) + sum(text.count(one) for one in TWO)
