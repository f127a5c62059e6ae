"""A table as a CSV file that spreadsheets open without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from .report_periods import Span
from .report_tables import Table, Value

# Spreadsheets run a cell that begins so as a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ENCODING = "utf-8-sig"  # with its mark, or Excel takes it for another and garbles every accent


def as_csv(table: Table) -> bytes:
    """The headings, then a line for each row; marks stand where something is held back, nothing where
    nothing is known."""
    return csv_of(table.headings, ((row.label, *row.values) for row in table.rows))


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Any table of the desk."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([guarded(one) for one in row] for row in (headings, *rows))
    return out.getvalue().encode(ENCODING)


def guarded(value: Value) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def file_name(span: Span) -> str:
    """Neutral: it says neither whose nor what it is."""
    return f"report-{span.first}-{span.last}.csv"
