"""PURE. The screening: its pages in the order of the official checkers, and the versions they come in.

Age; partner; benefits that settle income; children and others; work; benefits; other income; rent or
mortgage; childcare; maintenance; home; other property; savings and the rest; what is in dispute. Pages that
earlier answers make pointless are closed by `opened_by`, never by code elsewhere.
"""

from __future__ import annotations

from legalaid import screening_capital, screening_income, screening_people
from legalaid.asking import Page

VERSION = "1"
SESSION_KEY = "costs"  # under which a visitor's session names their screening
PAGES: tuple[Page, ...] = (*screening_people.PAGES, *screening_income.PAGES, *screening_capital.PAGES)
VERSIONS: dict[str, tuple[Page, ...]] = {VERSION: PAGES}
PARTS = tuple(dict.fromkeys(page.part for page in PAGES))


def pages(version: str = VERSION) -> tuple[Page, ...]:
    """The pages as they were asked in that version. KeyError for one that never was."""
    return VERSIONS[version]
