"""Small numbers are held back, and nothing that is shown tells them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation.desk.suppression import Place, held_back, is_small

COUNTS = st.integers(0, 9)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=3)
)


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small_and_nought_is_not(count: int, small: bool) -> None:
    assert is_small(count) is small


@pytest.mark.parametrize(
    ("column", "hidden"),
    [
        ([10, 20, 30], set()),
        ([0, 20, 30], set()),
        ([10, 3, 30], {1, 2}),  # the next one covers it
        ([10, 30, 3], {0, 2}),
        ([10, 3, 4], {1, 2}),  # two small ones cover each other
        ([10, 1, 1], {0, 1, 2}),  # each of two must be 1 where both together are 2
        ([0, 3, 0], {1, 3}),  # nothing but the total can cover it
        ([0, 3, 9], {1, 2}),
    ],
)
def test_a_gap_is_never_the_total_less_the_rest(column: list[int], hidden: set[int]) -> None:
    found = held_back([[count] for count in column], totals_of_rows=False, totals_of_columns=True)

    assert found == {(row, 0) for row in hidden}


def test_without_totals_only_the_small_ones_are_held_back() -> None:
    found = held_back([[10, 3], [4, 20]], totals_of_rows=False, totals_of_columns=False)

    assert found == {(0, 1), (1, 0)}


def test_one_gap_in_a_square_takes_three_more() -> None:
    found = held_back([[3, 20, 30], [40, 50, 60]], totals_of_rows=True, totals_of_columns=True)

    assert found == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize(
    ("column", "hidden"),
    [([2, 0, 0], {0, 1}), ([0, 0, 0], set()), ([1, 1, 0], {0, 1}), ([9, 8, 0], set()), ([9, 8, 3], {0, 2})],
)
def test_where_a_total_is_known_a_nought_may_be_the_cover(column: list[int], hidden: set[int]) -> None:
    assert held_back([[count] for count in column], known_totals=True) == {(row, 0) for row in hidden}


def test_a_single_row_is_what_is_known_already() -> None:
    with pytest.raises(ValueError, match="single row"):
        held_back([[7, 2]], known_totals=True)


def test_an_empty_table_holds_nothing_back() -> None:
    assert held_back([], totals_of_rows=True, totals_of_columns=True) == frozenset()


def whole(numbers: list[list[int]]) -> dict[Place, int]:
    """With its totals, wherever they are shown."""
    lines = [[*line, sum(line)] for line in numbers]
    lines.append([sum(line[column] for line in lines) for column in range(len(lines[0]))])
    return {(row, column): count for row, line in enumerate(lines) for column, count in enumerate(line)}


def a_little_different(
    numbers: list[list[int]], hidden: frozenset[Place], shown: set[Place], least: int = 1
) -> Iterator[dict[Place, int]]:
    """Every other table that a reader could not tell from this one, by one more or less in each gap."""
    height, width = len(numbers), len(numbers[0])
    gaps = [place for place in hidden if place[0] < height and place[1] < width]
    true = whole(numbers)
    for steps in product((-1, 0, 1), repeat=len(gaps)):
        other = [list(line) for line in numbers]
        for (row, column), step in zip(gaps, steps, strict=True):
            other[row][column] += step
        made = whole(other)
        if all(made[place] >= least for place in hidden) and all(made[p] == true[p] for p in shown - hidden):
            yield made


@settings(max_examples=150)
@given(numbers=TABLES, rows=st.booleans(), columns=st.booleans())
def test_nothing_that_is_shown_tells_what_is_held_back(
    numbers: list[list[int]], rows: bool, columns: bool
) -> None:
    hidden = held_back(numbers, totals_of_rows=rows, totals_of_columns=columns)
    true = whole(numbers)
    shown = set(product(range(len(numbers) + columns), range(len(numbers[0]) + rows)))
    others = list(a_little_different(numbers, hidden, shown))

    assert hidden <= shown
    assert not any(is_small(true[place]) for place in shown - hidden)
    assert not any(true[place] == 0 for place in hidden)
    for place in hidden:
        assert any(other[place] != true[place] for other in others), place


@settings(max_examples=100)
@given(numbers=TABLES.filter(lambda numbers: len(numbers) > 1))
def test_totals_that_are_known_from_elsewhere_do_not_tell_either(numbers: list[list[int]]) -> None:
    hidden = held_back(numbers, known_totals=True)
    true = whole(numbers)
    shown = set(product(range(len(numbers) + 1), range(len(numbers[0]))))
    others = list(a_little_different(numbers, hidden, shown, least=0))

    assert not any(place[0] == len(numbers) for place in hidden)
    assert not any(
        is_small(numbers[row][column])
        for row, column in product(range(len(numbers)), range(len(numbers[0])))
        if (row, column) not in hidden
    )
    for place in hidden:
        assert any(other[place] != true[place] for other in others), place


def test_knowing_the_rule_does_not_help_either() -> None:
    """Whoever knows how gaps are chosen, and tries every column of three up to a total of 15, is still left
    with several."""
    looks: dict[object, list[tuple[int, ...]]] = {}
    for column in product(range(16), repeat=3):
        hidden = held_back([[count] for count in column], totals_of_rows=False, totals_of_columns=True)
        line = (*column, sum(column))
        look = tuple(None if (row, 0) in hidden else count for row, count in enumerate(line))
        if sum(column) <= 15:
            looks.setdefault(look, []).append(line)

    for look, lines in looks.items():
        for row, shown in enumerate(look):
            if shown is None:
                assert len({line[row] for line in lines}) > 1, (look, lines)
