"""PURE. A report's tables: what stands in each cell, its chart, and what is held back in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .charts import Chart, Point, chart
from .suppression import THRESHOLD, held_back

FEWER = f"fewer than {THRESHOLD}"
HELD_BACK = "held back"
NOTHING = "–"
ROOM = 12  # letters of a label that fit beneath a bar, of eight
Value = int | Decimal | str | None
WORDS = {
    FEWER: f"“Fewer than {THRESHOLD}” stands for 1 to {THRESHOLD - 1}: so few could point at one person.",
    HELD_BACK: f"“Held back” stands for 1 to {THRESHOLD - 1}, or for a number from which such a one could be "
    "worked out.",
}


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    values: tuple[Value, ...]

    @property
    def cells(self) -> list[str]:
        return [in_words(value) for value in self.values]


@dataclass(frozen=True, slots=True)
class Table:
    """`headings` begins with that of the labels. `rows` end with the totals, where there are any.

    `definitions` say in plain words what was counted. `is_numbered`: its labels have no room beneath bars, so
    lines and bars carry numbers. `empty` stands where there are no rows.
    """

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    definitions: tuple[str, ...]
    chart: Chart | None = None
    has_totals: bool = False
    gaps: frozenset[str] = frozenset()
    is_numbered: bool = False
    empty: str = "Nothing to count in this period."

    @property
    def notes(self) -> list[str]:
        return [*self.definitions, *(WORDS[one] for one in (FEWER, HELD_BACK) if one in self.gaps)]


@dataclass(frozen=True, slots=True)
class Report:
    """One page. `whole_months` tells that its days were widened to whole months."""

    title: str
    tables: tuple[Table, ...]
    whole_months: bool = False
    notes: tuple[str, ...] = field(default=())


def in_words(value: Value) -> str:
    """A number with its thousands parted; a mark where there is nothing to tell."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else f"{value:,}"


def percent(part: int, whole: int) -> Decimal | None:
    """In whole per cent; None of nothing."""
    return share(part, whole, "1") if whole else None


def share(part: int, whole: int, unit: str) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal(unit), ROUND_HALF_UP)


def counted(
    *,
    key: str,
    title: str,
    headings: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    definitions: Sequence[str],
    is_sensitive: bool = False,
    total_of_columns: str = "",
    total_of_rows: str = "",
    known_totals: bool = False,
    bars: int | None = None,
) -> Table:
    """A table of counts. The totals are named where they are shown; `bars` is the column that is drawn.
    `known_totals`: those of columns stand in another table.

    Of a sensitive one small numbers are held back, in the table, its chart and so in its file.
    """
    has_rows, has_columns = bool(total_of_rows), bool(total_of_columns)
    shown = {"totals_of_rows": has_rows, "totals_of_columns": has_columns, "known_totals": known_totals}
    hidden = held_back([values for _, values in rows] if is_sensitive else [], **shown)
    mark = HELD_BACK if has_rows or has_columns or known_totals else FEWER
    made = tuple(
        Row(label, tuple(mark if (row, column) in hidden else count for column, count in enumerate(line)))
        for row, (label, line) in enumerate(_with_totals(rows, total_of_columns, is_across=has_rows))
    )
    names = tuple(headings) + ((total_of_rows,) if has_rows else ())
    drawn = made[: len(rows)] if bars is not None else ()
    return Table(
        key=key,
        title=title,
        headings=names,
        rows=made,
        definitions=tuple(definitions),
        chart=_bars(drawn, bars or 0, key=key, headings=names),
        has_totals=has_columns and bool(rows),
        gaps=frozenset({mark}) if hidden else frozenset(),
        is_numbered=_needs_numbers(drawn),
    )


def _needs_numbers(rows: Sequence[Row]) -> bool:
    return any(len(row.label) > ROOM for row in rows)


def _bars(rows: Sequence[Row], column: int, *, key: str, headings: Sequence[str]) -> Chart | None:
    if not rows:
        return None
    is_numbered = _needs_numbers(rows)
    return drawn_as("bars", rows, column=column, key=key, headings=headings, is_numbered=is_numbered)


def _with_totals(
    rows: Sequence[tuple[str, Sequence[int]]], label: str, *, is_across: bool
) -> list[tuple[str, list[int]]]:
    """Every line, with its sum where `is_across`; where it has a label, a last line of the columns' sums."""
    lines = [(name, [*values, sum(values)] if is_across else list(values)) for name, values in rows]
    if label and lines:
        lines.append((label, [sum(column) for column in zip(*(values for _, values in lines), strict=True)]))
    return lines


def drawn_as(
    kind: str,
    rows: Sequence[Row],
    *,
    column: int,
    key: str,
    headings: Sequence[str],
    is_numbered: bool = False,
) -> Chart:
    """A chart of one column. Whatever is no number is a gap."""
    points = []
    for number, row in enumerate(rows, 1):
        value = row.values[column]
        height = None if value is None or isinstance(value, str) else float(value)
        points.append(Point(str(number) if is_numbered else row.label, height, in_words(value)))
    return chart(
        kind,
        points,
        key=key,
        title=headings[column + 1],
        label_heading=headings[0],
        value_heading=headings[column + 1],
    )
