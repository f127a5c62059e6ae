"""Looking at a page as it stands: at every width, with axe, and by eye.

With PICTURES=folder in the environment each page that is looked at is also kept there as a picture.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .accessibility import violations
from .visitor import NARROWEST, Visitor

SCANNED = {390: 844, 1280: 800}  # width and height of a phone and of a laptop, in CSS pixels


class Inspection:
    """Collects what is wrong, page by page, so that one look tells everything."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.problems: list[str] = []

    def of(self, name: str) -> None:
        """The page in front of the visitor: axe on a phone and on a laptop, and no sideways scroll at 320."""
        page = self.visitor.page
        before = page.viewport_size
        for width, height in SCANNED.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(
                "scrollTo({top: 0, behavior: 'instant'})"
            )  # what is half under the top bar is too small
            self.problems += [f"{name} at {width}: {line}" for line in violations(page)]
            self._picture(f"{name}-{width}")
        self.fits(name, NARROWEST)
        if before:
            page.set_viewport_size(before)

    def fits(self, name: str, width: int) -> None:
        self.visitor.page.set_viewport_size({"width": width, "height": 640})
        if (too_wide := self.visitor.scrolls_sideways()) > 0:
            self.problems.append(f"{name} is {too_wide} pixels wider than a screen of {width}")

    def _picture(self, name: str) -> None:
        if folder := os.environ.get("PICTURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            path = Path(folder, re.sub(r"[^a-z0-9]+", "-", name.lower()) + ".png")
            self.visitor.page.screenshot(path=path, full_page=True)
