"""How far a benchmark has got, on standard error, so that standard output carries the table alone."""

from __future__ import annotations

import sys

WIDTH = 28


class Progress:
    """A bar of `total` steps on a terminal; elsewhere one line a step."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._is_terminal = sys.stderr.isatty()

    def step(self, what: str) -> None:
        """Say what begins now; whatever was said before counts as done."""
        if self._is_terminal:
            filled = WIDTH * self.done // self.total
            bar = "█" * filled + "·" * (WIDTH - filled)
            print(f"\r\x1b[K[{bar}] {what}", end="", file=sys.stderr, flush=True)
        else:
            print(f"[{self.done + 1}/{self.total}] {what}", file=sys.stderr, flush=True)
        self.done = min(self.done + 1, self.total)

    def end(self) -> None:
        if self._is_terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
