"""Which days a report looks at, and what its files may hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mediation.desk import report_files
from mediation.desk.report_periods import MONTH, WEEK, Span, presets, steps
from mediation.desk.report_tables import FEWER, HELD_BACK, Row, Table, counted, percent


@pytest.mark.parametrize(
    ("first", "after", "start", "end"),
    [
        # The days on which the clocks change belong to the month wholly, an hour longer or shorter.
        (date(2026, 3, 29), date(2026, 3, 30), "2026-03-29T00:00Z", "2026-03-29T23:00Z"),
        (date(2026, 10, 25), date(2026, 10, 26), "2026-10-24T23:00Z", "2026-10-26T00:00Z"),
        (date(2026, 11, 1), date(2026, 12, 1), "2026-11-01T00:00Z", "2026-12-01T00:00Z"),
    ],
)
def test_a_day_is_the_uk_day(first: date, after: date, start: str, end: str) -> None:
    span = Span(first, after)

    assert span.start.astimezone(UTC) == datetime.fromisoformat(start)
    assert span.end.astimezone(UTC) == datetime.fromisoformat(end)


def test_the_usual_periods_end_with_whole_months_and_follow_the_contract() -> None:
    year = (date(2026, 9, 1), date(2027, 9, 1))
    spans = {one.key: one.span for one in presets(date(2024, 2, 29), year)}

    assert spans == {
        "last-month": Span(date(2024, 1, 1), date(2024, 2, 1)),
        "this-month": Span(date(2024, 2, 1), date(2024, 3, 1)),
        "last-12-months": Span(date(2023, 2, 1), date(2024, 2, 1)),
        "contract-year": Span(*year),
    }
    assert "contract-year" not in [one.key for one in presets(date(2024, 2, 29))]


@pytest.mark.parametrize(
    ("span", "step", "found"),
    [
        (Span(date(2026, 11, 1), date(2026, 11, 10)), WEEK, ["2026-10-26", "2026-11-02", "2026-11-09"]),
        (Span(date(2026, 11, 2), date(2026, 11, 9)), WEEK, ["2026-11-02"]),
        (Span(date(2026, 1, 31), date(2026, 3, 2)), MONTH, ["2026-01-01", "2026-02-01", "2026-03-01"]),
    ],
)
def test_steps_touch_the_period_and_no_more(span: Span, step: str, found: list[str]) -> None:
    assert [str(day) for day in steps(span, step)] == found


def test_single_days_become_whole_months() -> None:
    assert Span(date(2026, 11, 30), date(2026, 12, 2)).whole_months == Span(
        date(2026, 11, 1), date(2027, 1, 1)
    )


@pytest.mark.parametrize(
    ("part", "whole", "found"), [(1, 8, 13), (1, 200, 1), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_shares_are_whole_per_cent_of_something(part: int, whole: int, found: int | None) -> None:
    assert percent(part, whole) == found


def table(rows: list[tuple[str, list[int]]], **more: str) -> Table:
    return counted(
        key="k",
        title="t",
        headings=("Kind", "People", "Open"),
        rows=rows,
        definitions=["What was counted."],
        is_sensitive=True,
        bars=0,
        **more,
    )


def test_a_small_number_shows_neither_in_the_table_nor_the_chart_nor_the_file() -> None:
    made = table([("One", [3, 0]), ("Two", [12, 7])])

    assert [row.cells for row in made.rows] == [[FEWER, "0"], ["12", "7"]]
    assert made.chart
    assert [mark.words for mark in made.chart.marks] == ["12"]
    assert report_files.as_csv(made).decode("utf-8-sig").split("\r\n") == [
        "Kind,People,Open",
        f"One,{FEWER},0",
        "Two,12,7",
        "",
    ]
    assert "stands for 1 to 4" in made.notes[-1]


def test_beside_totals_what_covers_a_small_number_carries_the_same_mark() -> None:
    made = table([("One", [3, 0]), ("Two", [12, 7]), ("Three", [20, 9])], total_of_columns="All")

    assert [row.values for row in made.rows] == [(HELD_BACK, 0), (HELD_BACK, 7), (20, 9), (35, 16)]
    assert len(made.notes) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    made = Table("k", "t", ("Kind", "n"), (Row(f"{start}1+1", (1, None, Decimal("2.5"))),), ())

    line = report_files.as_csv(made).decode("utf-8-sig").split("\n", 1)[1]
    assert line.replace('"', "").startswith(f"'{start}1+1,1,,2.5")


def test_a_file_begins_with_the_mark_that_excel_wants_and_its_name_says_nothing() -> None:
    made = table([("Zoë", [12, 7])])

    assert report_files.as_csv(made).startswith(b"\xef\xbb\xbf")
    assert report_files.file_name(Span(date(2026, 11, 1), date(2026, 12, 1))) == (
        "report-2026-11-01-2026-11-30.csv"
    )
