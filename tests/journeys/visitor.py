"""Somebody with a browser: what they tap and type is counted."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .watch import Watch

NARROWEST = 320  # CSS pixels; WCAG 2.2, 1.4.10


class Visitor:
    """One page in a browser context of its own."""

    def __init__(self, page: Page, watch: Watch, base: str) -> None:
        self.page, self.watch, self.base = page, watch, base
        self.taps = self.typed = 0

    def open(self, path: str = "/") -> None:
        """By the address bar, once the page before is all there; `path` may be a whole address."""
        self.page.wait_for_load_state()
        self.page.goto(path if path.startswith("http") else self.base + path)

    def tap(self, target: Locator) -> None:
        """Once the page is all there: whoever is quicker interrupts its scripts on their way."""
        self.page.wait_for_load_state()
        self.taps += 1
        target.click()

    def press(self, name: str | re.Pattern[str]) -> None:
        """A button, by its whole name."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """A link, by its whole name."""
        self.tap(self.page.get_by_role("link", name=name, exact=True))

    def answer(self, question: str, answer: str) -> None:
        """One answer of a group."""
        group = self.page.get_by_role("group", name=question, exact=True)
        self.tap(group.get_by_text(answer, exact=True))

    def tick(self, label: str) -> None:
        self.tap(self.page.get_by_text(label, exact=True))

    def type(self, label: str, words: str) -> None:
        self.typed += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def sees(self, heading: str | re.Pattern[str]) -> None:
        """The page's one h1; then the whole page is there, with its style sheets and scripts."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()

    def reads(self, words: str | re.Pattern[str]) -> None:
        """These words stand, visible, somewhere on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def does_not_read(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    def sees_mistakes(self) -> None:
        """The page came back with its error summary, which has the focus."""
        expect(self.page.locator(".govuk-error-summary")).to_be_focused()

    def scrolls_sideways(self) -> int:
        """By how many pixels the page is wider than the screen, once its style sheets are there."""
        self.page.wait_for_load_state("load")
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )
