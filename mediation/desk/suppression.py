"""PURE. Small numbers held back in a table, and with them whatever would give one away.

A count of 1 to 4 may point at one person: it is held back, as the Office for National Statistics and the NHS
do. That is not enough where totals are shown, since one gap in a line is the total less the rest. So further
numbers are held back, chosen by where they stand and never by how large they are, until no number that is
held back follows from what is shown. Noughts are shown: they point at nobody.

A table with its totals is a network: each line and each column is a point, each number an arc between two,
each total an arc the other way round, and what flows in flows out. A number can be told exactly when it lies
on no circle of numbers that could all be a little different. A reader is taken to know that noughts are
shown, so that whatever is held back is 1 or more.

Where the totals of columns are known from elsewhere, they can neither be shown nor held back here; then a
nought may have to be held back as well, and a reader takes whatever is held back to be 0 or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

THRESHOLD = 5
Place = tuple[int, int]
Numbers = Sequence[Sequence[int]]


def is_small(count: int) -> bool:
    return 0 < count < THRESHOLD


def held_back(
    numbers: Numbers,
    *,
    totals_of_rows: bool = False,
    totals_of_columns: bool = False,
    known_totals: bool = False,
) -> frozenset[Place]:
    """The places (row, column) to hold back, totals among them where they are shown.

    `numbers` holds no totals: the column after the last stands for the totals of rows, the row after the last
    for those of columns, and where both are shown they meet in the total of all. `known_totals`: those of
    columns are known from elsewhere, and no others are shown. One row alone cannot be covered then: raises
    ValueError.
    """
    if known_totals and len(numbers) == 1:
        raise ValueError("a single row is what is known from elsewhere")
    table = _Table(numbers, totals_of_rows, totals_of_columns or known_totals, known_totals)
    hidden = {place for place in table.places if is_small(table.value[place])}
    while told := next((place for place in sorted(hidden) if table.is_told(place, hidden)), None):
        hidden |= table.cover_for(told, hidden)
    return frozenset(hidden)


class _Table:
    """The numbers with their totals, and what a reader could work out from those that are not hidden."""

    def __init__(self, numbers: Numbers, totals_of_rows: bool, totals_of_columns: bool, known: bool) -> None:
        self.height, self.width = len(numbers), len(numbers[0]) if numbers else 0
        self.value: dict[Place, int] = {
            (row, column): count for row, line in enumerate(numbers) for column, count in enumerate(line)
        }
        self.value |= {(row, self.width): sum(line) for row, line in enumerate(numbers)}
        columns = [sum(line[column] for line in numbers) for column in range(self.width)]
        self.value |= {(self.height, column): count for column, count in enumerate(columns)}
        self.value[self.height, self.width] = sum(columns)
        self.rows = range(self.height + totals_of_columns)
        self.columns = range(self.width + totals_of_rows)
        self.least = 0 if known else 1
        rows = range(self.height) if known else self.rows
        self.places = list(product(rows, self.columns))

    def is_told(self, place: Place, hidden: set[Place]) -> bool:
        """Whether only one number fits here."""
        start, end = self._arc(place)
        return not (
            self._leads(end, start, hidden, leaving_out=place)
            or (self.value[place] > self.least and self._leads(start, end, hidden, leaving_out=place))
        )

    def cover_for(self, place: Place, hidden: set[Place]) -> set[Place]:
        """The fewest further numbers that cover this one; everything where few do not."""
        ways = [way for way in self._ways(place, hidden) if not self.is_told(place, hidden | way)]
        everything = {one for one in self.places if self.value[one] >= self.least} - hidden
        return min(ways, key=self._cost, default=everything)

    def _cost(self, way: set[Place]) -> tuple[int, int]:
        """Few numbers first, and totals last: they are what readers want most."""
        return len(way), sum(row == self.height or column == self.width for row, column in way)

    def _ways(self, place: Place, hidden: set[Place]) -> Iterator[set[Place]]:
        """A number beside it, one below it, or the three that make a rectangle with it, the nearest first."""
        row, column = place
        for down, across in product(range(len(self.rows)), range(len(self.columns))):
            other_row, other = self.rows[(row + down) % len(self.rows)], (column + across) % len(self.columns)
            corners = {(row, other), (other_row, column), (other_row, other)}
            if corners <= set(self.places) and all(self.value[one] >= self.least for one in corners):
                yield corners - hidden - {place}

    def _arc(self, place: Place) -> tuple[str, str]:
        """From the point of its row to that of its column; a total the other way round."""
        row, column = place
        start = f"row {row}" if len(self.columns) > self.width else "rows"
        end = f"column {column}" if len(self.rows) > self.height else "columns"
        if len(self.columns) == self.width and len(self.rows) == self.height:
            start = end = "free"  # no totals: nothing follows from anything
        return (end, start) if (row == self.height) != (column == self.width) else (start, end)

    def _leads(self, start: str, end: str, hidden: set[Place], *, leaving_out: Place) -> bool:
        """Whether a change can run from one point to the other through what is hidden."""
        arcs: dict[str, set[str]] = {}
        for place in hidden - {leaving_out}:
            tail, head = self._arc(place)
            arcs.setdefault(tail, set()).add(head)
            if self.value[place] > self.least:
                arcs.setdefault(head, set()).add(tail)
        reached, waiting = {start}, [start]
        while waiting:
            fresh = arcs.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        return end in reached
