"""Dates of hearings that a paper names. PURE. They are suggested to a person, never entered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?\\.?" for name in MONTHS)
WRITTEN = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH}),?\s+(\d{{4}})\b", re.IGNORECASE)
NUMBERS = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")  # day first, as here
ABOUT_HEARINGS = re.compile(
    r"\b(hearing|hearings|listed|attend (?:the )?court|FHDRA|DRA|gwrandawiad|"
    r"dispute resolution appointment|directions appointment)\b",
    re.IGNORECASE,
)
ABOUT_OTHERS = re.compile(
    r"\b(born|birth|DOB|dated|date of (?:this )?(?:letter|report|order|issue)|signed|filed|"
    r"by no later|no later than|within \d+ days|took place|was held|on the last)\b",
    re.IGNORECASE,
)
LABEL = re.compile(r"^(date|date and time|when|on)\b", re.IGNORECASE)
YEARS = range(2000, 2100)


def hearing_dates(paragraphs: list[str]) -> list[date]:
    """Each date once, in order, that stands in a sentence about a hearing, or as a label beneath one."""
    found: set[date] = set()
    before = ""
    for paragraph in paragraphs:
        for sentence in re.split(r"(?<=[a-z0-9)][.;])\s+(?=[A-Z])", paragraph):
            is_labelled = bool(LABEL.match(sentence) and ABOUT_HEARINGS.search(before))
            if (ABOUT_HEARINGS.search(sentence) or is_labelled) and not ABOUT_OTHERS.search(sentence):
                found.update(_dates(sentence))
        before = paragraph if len(paragraph) < 80 else ""
    return sorted(found)


def _dates(sentence: str) -> Iterator[date]:
    for day, month, year in WRITTEN.findall(sentence):
        number = next(at for at, name in enumerate(MONTHS, start=1) if name.startswith(month.lower()[:3]))
        yield from _real(int(year), number, int(day))
    for day, month, year in NUMBERS.findall(sentence):
        yield from _real(int(year), int(month), int(day))


def _real(year: int, month: int, day: int) -> Iterator[date]:
    """The date, if there is such a day."""
    if year not in YEARS:
        return
    try:
        yield date(year, month, day)
    except ValueError:
        return
