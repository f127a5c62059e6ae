"""The whole booking without a mouse or a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from bookings.models import AppointmentType, Mediator

from . import walks, world
from .conftest import DESKTOP
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whether the element looks different with the focus than without: its own outline, shadow or ground, or those
# of the drawn box that stands for a radio button or a checkbox.
RING = """element => {
  const parts = ["outlineStyle", "outlineWidth", "boxShadow", "backgroundColor"];
  const read = (style) => parts.map((part) => style[part]).join();
  const look = () => {
    const label = element.labels && element.labels[0];
    return read(getComputedStyle(element)) + (label ? read(getComputedStyle(label, "::before")) : "");
  };
  const focused = look();
  element.blur();
  const blurred = look();
  element.focus();
  return focused !== blurred;
}"""


@pytest.fixture
def width() -> int:
    return DESKTOP


def tab_to(visitor: Visitor, target: Locator, *, most: int = 60) -> None:
    """Press Tab until the target has the focus, and see that it shows."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(RING), f"the focus on {target} does not show"
            return
    raise AssertionError(f"{most} tabs did not reach {target}")


def button(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("button", name=name, exact=True)


def press_enter_on(visitor: Visitor, target: Locator) -> None:
    tab_to(visitor, target)
    visitor.page.keyboard.press("Enter")


def radio(visitor: Visitor, question: str, answer: str) -> Locator:
    return visitor.page.get_by_role("group", name=question, exact=True).get_by_label(answer, exact=True)


def test_a_booking_by_keyboard_alone(visitor: Visitor, kind: AppointmentType, morgan: Mediator) -> None:
    keys = visitor.page.keyboard
    visitor.open("/")
    skip = visitor.page.get_by_role("link", name="Skip to main content")
    press_enter_on(visitor, skip)
    expect(visitor.page.get_by_role("main")).to_be_focused()
    tab_to(visitor, button(visitor, "Book an online MIAM"), most=1)
    keys.press("Space")  # a link that looks like a button behaves like one

    visitor.sees("When can you talk?")
    press_enter_on(visitor, walks.times_on(visitor).first)
    expect(button(visitor, "Continue")).to_be_focused()
    keys.press("Enter")

    visitor.sees("First, are you safe?")
    tab_to(visitor, radio(visitor, walks.DANGER, "Yes"))
    keys.press("ArrowDown")
    expect(radio(visitor, walks.DANGER, "No")).to_be_checked()
    tab_to(visitor, radio(visitor, walks.DEVICE, "Yes"))
    keys.press("Space")
    press_enter_on(visitor, button(visitor, "Continue"))

    visitor.sees("What is it about?")
    tab_to(visitor, radio(visitor, walks.MATTER, "Children"))
    keys.press("Space")
    tab_to(visitor, radio(visitor, walks.COUNTRY, "England"))
    keys.press("Space")
    press_enter_on(visitor, button(visitor, "Continue"))

    visitor.sees("How can we reach you?")
    tab_to(visitor, visitor.page.get_by_label(walks.NAME))
    keys.type("Alex Winter")
    tab_to(visitor, visitor.page.get_by_label(walks.EMAIL, exact=True))
    keys.type("alex@example.org")
    tab_to(visitor, radio(visitor, walks.EMAIL_READ, "No, only I read it"))
    keys.press("Space")
    press_enter_on(visitor, button(visitor, "Continue"))

    visitor.sees("The other person")
    tab_to(visitor, radio(visitor, walks.SHARED, "Yes"))
    keys.press("ArrowDown")
    tab_to(visitor, visitor.page.get_by_label(walks.OTHER))
    keys.type("Robin Field")
    tab_to(visitor, radio(visitor, walks.LIMITS, "No"))
    keys.press("Space")
    press_enter_on(visitor, button(visitor, "Continue"))

    visitor.sees("Your safety, and who is involved")
    for question in (walks.AFRAID, walks.WORRY, walks.INVOLVED):
        tab_to(visitor, radio(visitor, question, "Yes"))
        keys.press("ArrowDown")
    press_enter_on(visitor, button(visitor, "Continue"))

    visitor.sees("Your meeting")
    tab_to(visitor, radio(visitor, walks.FUNDING, "I will pay for it"))
    keys.press("Space")
    press_enter_on(visitor, button(visitor, "Continue"))
    visitor.sees("Check your answers")
    press_enter_on(visitor, button(visitor, walks.CONFIRM))

    visitor.reads("Your booking is confirmed")
    assert visitor.taps == 0


def test_the_error_summary_takes_the_focus_and_its_links_land_on_the_fields(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    walks.to_the_times(visitor)
    walks.take(visitor, walks.times_on(visitor).first)
    visitor.press("Continue")
    summary = visitor.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    expect(links).to_have_count(2)

    press_enter_on(visitor, links.nth(1))
    expect(radio(visitor, walks.DEVICE, "Yes")).to_be_focused()


@pytest.mark.parametrize(
    ("slug", "unanswered", "lines"),
    [
        ("you", {"name", "email", "phone"}, 2),
        ("about", {"matter"}, 1),
        ("them", {"other_name", "shared_devices"}, 2),
        ("meeting", {"funding"}, 1),
    ],
)
def test_every_line_of_an_error_summary_lands_on_an_input(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, slug: str, unanswered: set[str], lines: int
) -> None:
    world.begins(visitor, kind, answers=world.all_but(*unanswered))
    visitor.open(f"/book/step/{slug}/")
    visitor.press("Continue")
    links = visitor.page.locator(".govuk-error-summary").get_by_role("link")
    expect(links).to_have_count(lines)

    for link in links.all():
        link.click()
        expect(visitor.page.locator("input:focus")).to_have_count(1)


def test_enter_in_a_text_box_sends_the_page(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    world.arrives_at_the_check(visitor, kind)
    visitor.open("/book/step/them/")
    visitor.page.get_by_label(walks.OTHER).press("Enter")

    visitor.sees("Your safety, and who is involved")
