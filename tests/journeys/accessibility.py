"""The scan that every page has to pass."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "selectors": False,  # of every element, which nobody reads
}
# A screen that was just made narrower, or whose letters have just come, is measured only once it is drawn.
DRAWN = """document.fonts.ready.then(
    () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))
)"""
RUN = f"axe.run({json.dumps(OPTIONS)})"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line for each element; empty when all is well."""
    page.wait_for_load_state()  # without its style sheets every link is too small
    page.evaluate(DRAWN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN)["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
