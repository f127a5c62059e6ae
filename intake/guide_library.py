"""The guides as they lie in the folder, read once by each process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .guide_texts import Guide, guide_of

FOLDER = Path(__file__).resolve().parent / "guides"
# In the order of the list of guides; a file that is not named here comes after them.
ORDER = (
    "first-meeting",
    "getting-ready",
    "who-is-who",
    "checks-and-letters",
    "help-with-costs",
    "coming-alone",
    "exceptions",
    "being-heard",
    "taking-care",
)


@cache
def guides() -> Mapping[str, Guide]:
    """Every guide by its slug."""
    found = {guide.slug: guide for guide in (guide_of(path.read_text(encoding="utf-8")) for path in _files())}
    known = [slug for slug in ORDER if slug in found]
    return {slug: found[slug] for slug in [*known, *(slug for slug in found if slug not in known)]}


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))
