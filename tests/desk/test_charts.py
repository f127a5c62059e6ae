"""Where the marks of a chart stand."""

from __future__ import annotations

import pytest

from mediation.desk.charts import Chart, Point, chart


def drawn(kind: str, *values: float | None, target: float | None = None) -> Chart:
    points = [Point(str(number), value, f"{value}") for number, value in enumerate(values)]
    goal = None if target is None else (target, "48 hours")
    return chart(kind, points, key="k", title="t", label_heading="Day", value_heading="Meetings", target=goal)


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        (0, ["0", "1"]),
        (1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
        (6, ["0", "2", "4", "6"]),
        (48, ["0", "10", "20", "30", "40", "50"]),
        (101, ["0", "50", "100", "150"]),
    ],
)
def test_the_scale_begins_at_nought_and_goes_in_round_steps(highest: float, labels: list[str]) -> None:
    assert [rule.label for rule in drawn("bars", highest).rules] == labels


def test_a_bar_stands_on_the_floor_and_the_highest_value_reaches_its_line() -> None:
    result = drawn("bars", 0, 5, 2.5)

    assert [mark.height for mark in result.marks] == [0, 200, 100]
    assert {mark.y + mark.height for mark in result.marks} == {result.floor}
    assert result.rules[-1].y == result.marks[1].y


@pytest.mark.parametrize(
    ("kind", "values", "is_empty"),
    [
        ("bars", (0, None, 0), True),
        ("bars", (0, 1), False),
        ("line", (None, None), True),
        ("line", (0, 0), False),
    ],
)
def test_a_picture_without_anything_in_it_is_known(
    kind: str, values: tuple[float | None, ...], is_empty: bool
) -> None:
    assert drawn(kind, *values).is_empty is is_empty


def test_an_unknown_value_is_a_gap_and_stays_in_the_table() -> None:
    result = drawn("line", 1, 2, None, 4, 5, 6)

    assert len(result.marks) == 5
    assert [len(line.split()) for line in result.lines] == [2, 3]
    assert len(result.rows) == 6


def test_only_as_many_labels_as_have_room() -> None:
    result = drawn("bars", *[1.0] * 30)

    labels = [mark.label for mark in result.marks if mark.label]
    assert labels == ["0", "4", "8", "12", "16", "20", "24", "28"]


def test_the_target_is_within_the_picture() -> None:
    result = drawn("line", 3, 4, target=48)

    assert result.target
    assert 0 < result.target.y < result.marks[0].y


def test_no_points_draw_an_empty_picture_and_another_kind_is_refused() -> None:
    assert drawn("bars").marks == []
    with pytest.raises(ValueError, match="pie"):
        drawn("pie", 1)
