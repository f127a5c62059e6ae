"""A table as a CSV file that spreadsheets open without harm."""

from __future__ import annotations

import csv
from io import StringIO

from .report_periods import Span
from .report_tables import Table, Value

# Spreadsheets run a cell that begins so as a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ENCODING = "utf-8-sig"  # with its mark, or Excel takes it for another and garbles every accent


def as_csv(table: Table) -> bytes:
    """The headings, then a line for each row; marks stand where something is held back, nothing where
    nothing is known."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(one) for one in table.headings])
    for row in table.rows:
        writer.writerow([guarded(one) for one in (row.label, *row.values)])
    return out.getvalue().encode(ENCODING)


def guarded(value: Value) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def file_name(span: Span) -> str:
    """Neutral: it says neither whose nor what it is."""
    return f"report-{span.first}-{span.last}.csv"
