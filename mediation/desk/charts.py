"""PURE: where the marks of a chart stand. A template makes the SVG; its table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 28
LABELS_AT_MOST = 8
STEPS_AT_MOST = 5
SPOTS_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Point:
    """One value with the words beneath and beside it. None is a gap: not known, or held back; a `shaded` one
    is marked, for what is known to be missing. `short` stands under the picture in place of `label`; empty
    for a point that has none there."""

    label: str
    value: float | None
    words: str
    short: str | None = None
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a spot on a line, in the picture's own units from its top left corner."""

    x: float
    y: float
    width: float
    height: float
    label: str  # empty where there is no room for it
    words: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the picture at a value."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What `components/chart.html` draws. `lines` are stretches without a gap, as SVG points."""

    kind: str
    key: str
    title: str
    label_heading: str
    value_heading: str
    marks: list[Mark]
    lines: list[str]
    rules: list[Rule]
    target: Rule | None
    rows: list[tuple[str, str]]
    bands: list[Mark] = field(default_factory=list)
    axis: list[Mark] = field(default_factory=list)
    has_spots: bool = True

    @property
    def is_empty(self) -> bool:
        """Nothing would be drawn but the axes: no value is known, or every bar is nought."""
        drawn = [mark for mark in self.marks if self.kind == "line" or mark.height]
        return not drawn and not self.bands

    width = WIDTH
    height = HEIGHT
    left = LEFT
    right = WIDTH - RIGHT
    floor = HEIGHT - BOTTOM


def chart(
    kind: str,
    points: Sequence[Point],
    *,
    key: str,
    title: str,
    label_heading: str,
    value_heading: str,
    target: tuple[float, str] | None = None,
    newest_first: bool = False,
) -> Chart:
    """Set out `bars` or a `line`. `key` is unique on the page; `target` is a value and the words at its line.
    `newest_first` turns the table round, for points in order of time.

    The scale begins at nought, since a cut axis misleads. Raises ValueError for another kind.
    """
    if kind not in {"bars", "line"}:
        raise ValueError(f"{kind} is no kind of chart")
    highest = max([one.value or 0 for one in points] + [target[0] if target else 0, 0])
    step = _step(highest)
    top = max(step * ceil(highest / step), step)
    marks = _marks(points, top)
    return Chart(
        kind=kind,
        key=key,
        title=title,
        label_heading=label_heading,
        value_heading=value_heading,
        marks=[mark for mark, one in zip(marks, points, strict=True) if one.value is not None],
        lines=_lines(marks, points) if kind == "line" else [],
        rules=[Rule(_y(step * number, top), f"{step * number:g}") for number in range(round(top / step) + 1)],
        target=Rule(_y(target[0], top), target[1]) if target else None,
        rows=[(one.label, one.words) for one in (reversed(points) if newest_first else points)],
        bands=[_band(mark) for mark, one in zip(marks, points, strict=True) if one.shaded],
        axis=[mark for mark in marks if mark.label],
        has_spots=len(points) <= SPOTS_AT_MOST,
    )


def _step(highest: float) -> float:
    """1, 2 or 5 times a power of ten, so that at most `STEPS_AT_MOST` reach the highest value."""
    if highest <= 0:
        return 1
    size = 10.0 ** floor(log10(highest / STEPS_AT_MOST))
    return next(size * one for one in (1, 2, 5, 10, 20) if size * one * STEPS_AT_MOST >= highest)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)


def _marks(points: Sequence[Point], top: float) -> list[Mark]:
    if not points:
        return []
    room = (WIDTH - LEFT - RIGHT) / len(points)
    labels = [one.label if one.short is None else one.short for one in points]
    every = ceil(sum(map(bool, labels)) / LABELS_AT_MOST)
    shown = [number for number, label in enumerate(labels) if label][:: every or 1]
    marks = []
    for number, one in enumerate(points):
        y = _y(one.value or 0, top)
        marks.append(
            Mark(
                x=round(LEFT + room * (number + 0.15), 1),
                y=y,
                width=round(room * 0.7, 1),
                height=round(HEIGHT - BOTTOM - y, 1),
                label=labels[number] if number in shown else "",
                words=one.words,
            )
        )
    return marks


def _band(mark: Mark) -> Mark:
    """From the floor to the top, and as wide as there is room: bands side by side are one."""
    gap = mark.width * 0.15 / 0.7
    return replace(
        mark,
        x=round(mark.x - gap, 1),
        y=TOP,
        width=round(mark.width + 2 * gap + 0.1, 1),
        height=HEIGHT - BOTTOM - TOP,
    )


def _lines(marks: Sequence[Mark], points: Sequence[Point]) -> list[str]:
    """Each run of known values; a single one is a dot, which a line with round ends draws."""
    runs: list[list[str]] = [[]]
    for mark, one in zip(marks, points, strict=True):
        if one.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{mark.middle},{mark.y}")
    return [" ".join(run if len(run) > 1 else run * 2) for run in runs if run]
