"""Values that a process may remember for a moment: settings that change by hand, a few times a year."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")
_all: list[Remembered] = []


class Remembered(Generic[Value]):
    """Calls `load` at most once in `seconds`; `forget` makes the next call load again.

    Two threads may load at once, which only costs a query; a failed load remembers nothing.
    """

    def __init__(self, load: Callable[[], Value], *, seconds: float = 2.0) -> None:
        self._load = load
        self._seconds = seconds
        self._kept: tuple[float, Value] | None = None
        _all.append(self)

    def __call__(self) -> Value:
        kept = self._kept
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        value = self._load()
        self._kept = (monotonic() + self._seconds, value)
        return value

    def forget(self) -> None:
        self._kept = None


def forget_everything() -> None:
    """Load all remembered values again at next use; tests and setting changes call it."""
    for one in _all:
        one.forget()
