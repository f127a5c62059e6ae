"""The way through the booking, one step each, as everybody walks it."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from .visitor import Visitor

DANGER = "Are you or a child in danger right now?"
DEVICE = "Is it safe to use this device and answer now?"
NAME = "What name should we use?"
EMAIL, EMAIL_READ = "E-mail address", "Does anyone else read this e-mail?"
PHONE, PHONE_SAFE = "UK phone number", "Is it safe to call you on this number?"
OTHER = "What is the other person’s name?"
MATTER = "What do you need to talk about?"
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


def say_safe(visitor: Visitor, *, danger: str = "No", device: str = "Yes") -> None:
    visitor.sees("First, are you safe?")
    visitor.answer(DANGER, danger)
    visitor.answer(DEVICE, device)
    visitor.press("Continue")


def say_who(visitor: Visitor, *, name: str = "Alex Winter", email: str = "alex@example.org") -> None:
    visitor.sees("How can we reach you?")
    visitor.type(NAME, name)
    visitor.type(EMAIL, email)
    visitor.answer(EMAIL_READ, "No, only I read it")
    visitor.press("Continue")


def say_what(visitor: Visitor, *, other: str = "Robin Field") -> None:
    visitor.sees("What is it about?")
    visitor.type(OTHER, other)
    visitor.answer(MATTER, "Children")
    visitor.press("Continue")


def say_how_paid(visitor: Visitor, *, answer: str = "I will pay for it") -> None:
    visitor.sees("Your meeting")
    visitor.answer(FUNDING, answer)
    visitor.press("Continue")


def read_the_notices(visitor: Visitor) -> None:
    visitor.sees("How we keep what you tell us")
    visitor.press("Continue")


def answer_everything(visitor: Visitor, **who: str) -> None:
    """From the first question to the check."""
    say_safe(visitor)
    say_who(visitor, **who)
    say_what(visitor)
    say_how_paid(visitor)
    read_the_notices(visitor)
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
