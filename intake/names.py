"""Comparing people's names for the conflict check. PURE."""

import re
import unicodedata

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "lady", "rev"})


def comparable(name: str) -> str:
    """The same text for the same name: case, accents, punctuation, titles and the order of its parts do not
    count. Empty for a name without letters."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    parts = re.findall(r"\w+", re.sub(r"['’`.-]", "", plain))
    return " ".join(sorted(part for part in parts if part not in TITLES) or sorted(parts))
