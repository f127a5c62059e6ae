"""The one table that a benchmark prints: each figure, what stands beside it, its bar, and the verdict."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

HEADS = ("what", "figure", "beside it", "bar", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `is_met` is None where there is no bar."""

    what: str
    figure: str
    beside: str = ""
    bar: str = ""
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        return "" if self.is_met is None else "PASS" if self.is_met else "FAIL"

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.what, self.figure, self.beside, self.bar, self.verdict)


def rendered(title: str, rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The table as text, with the machine it was measured on and what to bear in mind."""
    lines = [HEADS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    ruled = [tuple("-" * width for width in widths)]
    body = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in [lines[0], *ruled, *lines[1:]]]
    return "\n".join([f"{title} ({machine()})", "", *body, "", *notes])


def counted(number: int, what: str) -> str:
    """1 mediator, 50 mediators."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def all_met(rows: Sequence[Row]) -> bool:
    return all(row.is_met is not False for row in rows)
