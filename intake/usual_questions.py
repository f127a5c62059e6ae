"""Questions and choices of the usual shapes, so that pages of data read as data. PURE."""

from typing import Any

from .conditions import Has
from .enums import Answer, ChildCountry, Matter, QuestionKind
from .questionnaire import YES_NO_NOT_SURE, Choice, Question

NOT_SAID = "not_said"  # an answer that tells nothing: the flags take it as asked and not answered
YES, NO, UNSURE = YES_NO_UNSURE = YES_NO_NOT_SURE
RATHER_NOT = Choice(NOT_SAID, "I would rather not say")
YES_NO_UNSURE_RATHER_NOT = (*YES_NO_UNSURE, RATHER_NOT)
YES_OR_UNSURE = (Answer.YES.value, Answer.UNSURE.value)
ABOUT_CHILDREN = Has("matter", (Matter.CHILDREN, Matter.GRANDPARENT))
IN_WALES = Has("child_country", (ChildCountry.WALES,))
AFRAID = Has("afraid", YES_OR_UNSURE)
SHORT, LONG = 100, 3000  # characters of one line, and of somebody's own words


def one_of(key: str, text: str, *choices: Choice, **more: Any) -> Question:
    return Question(key=key, kind=QuestionKind.CHOICE, text=text, choices=choices, **more)


def any_of(key: str, text: str, *choices: Choice, **more: Any) -> Question:
    return Question(key=key, kind=QuestionKind.CHOICES, text=text, choices=choices, **more)


def line(key: str, text: str, *, max_length: int = SHORT, **more: Any) -> Question:
    """A line of text."""
    return Question(
        key=key,
        kind=QuestionKind.TEXT,
        text=text,
        max_length=max_length,
        too_long=more.pop("too_long", f"Use {max_length} letters or fewer"),
        autocomplete=more.pop("autocomplete", "off"),
        **more,
    )


def words(key: str, text: str, *, max_length: int = LONG, **more: Any) -> Question:
    """Somebody's own words, over several lines."""
    too_long = f"Use {max_length:,} letters or fewer. You can tell us the rest at the meeting"
    return Question(
        key=key,
        kind=QuestionKind.LONG_TEXT,
        text=text,
        max_length=max_length,
        too_long=too_long,
        autocomplete="off",
        **more,
    )


def day(key: str, text: str, **more: Any) -> Question:
    return Question(key=key, kind=QuestionKind.DATE, text=text, **more)


def tick(key: str, text: str, **more: Any) -> Question:
    return Question(key=key, kind=QuestionKind.TICK, text=text, **more)
