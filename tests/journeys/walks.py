"""The way through the booking, one step each, as everybody walks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Locator, expect

from tests.bookings.visits import PLAIN

from .visitor import Visitor

DANGER = "Are you or a child in danger right now?"
DEVICE = "Is it safe to use this device and answer now?"
NAME = "What name should we use?"
EMAIL, EMAIL_READ = "E-mail address", "Does anyone else read this e-mail?"
PHONE, PHONE_SAFE = "UK phone number", "Is it safe to call you on this number?"
OTHER = "What is the other person’s name?"
MATTER = "What do you need to talk about?"
COUNTRY = "Where does the child live?"
SHARED = "Do you live with them, or share a phone, a computer or an account?"
LIMITS = "Does a court order, bail or a licence limit contact between you, or protect one of you?"
AFRAID = "Have you ever felt afraid of the other person, or controlled by them?"
WORRY = "Has a child been hurt, or may a child be hurt or be taken abroad?"
INVOLVED = "Is the family court, Cafcass or social services involved?"
FUNDING = "How will you pay for the meeting?"

CONFIRM = "Confirm my booking"


def to_the_times(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.press("Book an online MIAM")
    visitor.sees("When can you talk?")


def times_on(visitor: Visitor) -> Locator:
    """Every time on the page, in order."""
    return visitor.page.locator("button[name=start][data-time]")


def take(visitor: Visitor, time: Locator) -> None:
    visitor.tap(time)
    visitor.press("Continue")


def answer_page(visitor: Visitor, **changes: Any) -> None:
    """Alex's answers to whatever this page asks, by the names of its inputs, with what is changed in them."""
    for name, sent in {**PLAIN, "calendar_safe": "", **changes}.items():
        for value in sent if isinstance(sent, list) else [sent]:
            if value:
                _give(visitor, name, value)


def _give(visitor: Visitor, name: str, value: str) -> None:
    inputs = visitor.page.locator(f"input[name='{name}']")
    if not inputs.count():
        return
    if inputs.first.get_attribute("type") not in {"radio", "checkbox"}:
        visitor.typed += 1
        inputs.fill(value)
        return
    choice = visitor.page.locator(f"input[name='{name}'][value='{value}']").or_(
        visitor.page.locator(f"input[name='{name}']:not([value])")  # a single tick
    )
    if not choice.is_checked():
        visitor.tap(visitor.page.locator(f"label[for='{choice.get_attribute('id')}']"))


def say_safe(visitor: Visitor, *, danger: str = "No", device: str = "Yes") -> None:
    visitor.sees("First, are you safe?")
    visitor.answer(DANGER, danger)
    visitor.answer(DEVICE, device)
    visitor.press("Continue")


def _say(visitor: Visitor, heading: str, **changes: Any) -> None:
    visitor.sees(heading)
    answer_page(visitor, **changes)
    visitor.press("Continue")


def say_what(visitor: Visitor, **changes: Any) -> None:
    _say(visitor, "What is it about?", **changes)


def say_who(visitor: Visitor, *, name: str = "Alex Winter", email: str = "alex@example.org") -> None:
    _say(visitor, "How can we reach you?", name=name, email=email)


def say_them(visitor: Visitor, *, other: str = "Robin Field", **changes: Any) -> None:
    _say(visitor, "The other person", other_name=other, **changes)


def say_care(visitor: Visitor, **changes: Any) -> None:
    _say(visitor, "Your safety, and who is involved", **changes)


def say_how_paid(visitor: Visitor, **changes: Any) -> None:
    _say(visitor, "Your meeting", **changes)


def answer_everything(
    visitor: Visitor, *, on_each: Callable[[Visitor], None] | None = None, **changes: Any
) -> None:
    """From wherever they are to the check, whatever pages come; `on_each` looks at every one of them."""
    heading = visitor.page.get_by_role("heading", level=1)
    for _ in range(40):
        if heading.inner_text() == "Check your answers":
            break
        here = visitor.page.url
        if on_each:
            on_each(visitor)
        answer_page(visitor, **changes)
        visitor.press("Continue")
        expect(visitor.page).not_to_have_url(here)
    visitor.sees("Check your answers")


def to_the_check(visitor: Visitor, *, nth: int = 0) -> str:
    """Everything up to the last button; returns the sentence of the time that was taken."""
    to_the_times(visitor)
    time = times_on(visitor).nth(nth)
    sentence = time.get_attribute("aria-label") or ""
    take(visitor, time)
    answer_everything(visitor)
    return sentence


def confirm(visitor: Visitor) -> None:
    visitor.press(CONFIRM)
    expect(visitor.page.get_by_text("Your booking is confirmed")).to_be_visible()


def summary(visitor: Visitor) -> Mapping[str, str]:
    """What the check says: each question with its answer."""
    rows = visitor.page.locator(".govuk-summary-list__row")
    return {row.locator("dt").inner_text(): row.locator("dd").first.inner_text() for row in rows.all()}
