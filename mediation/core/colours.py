"""Whether words can be read on a colour (WCAG 2.2, success criterion 1.4.3). PURE."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours like #0f5c63, from 1 to 21. Raises ValueError for anything else."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour like #0f5c63.")
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
