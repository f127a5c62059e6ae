"""Every page that asks for a number takes what people write, and refuses the rest kindly."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from legalaid.asking import Kind, Question
from legalaid.fields import field_of
from legalaid.screening import PAGES

ASKED = {
    f"{page.slug}-{question.key}": question
    for page in PAGES
    for question in page.questions
    if question.kind not in (Kind.ONE, Kind.ANY)
}
POUNDS = {name: one for name, one in ASKED.items() if one.kind in (Kind.AMOUNT, Kind.FLOW)}
NUMBERS = {name: one for name, one in ASKED.items() if name not in POUNDS}
BAD = ("about 300", "-5", "1e9", "٣٠٠", "12,50", "1.2.3", "£", "NaN", "Infinity", "0x10", "10000000000")
BLAME = ("invalid", "error", "wrong", "illegal", "must")


def typed(question: Question, text: str) -> object:
    """What the field makes of a box, with a period where the question has one."""
    period = "monthly" if question.kind is Kind.FLOW else ""
    return field_of(question).clean([text, period, False])


def amount(cleaned: object) -> object:
    return cleaned["amount"] if isinstance(cleaned, dict) else cleaned


def test_there_are_pages_with_all_four_kinds() -> None:
    assert {one.kind for one in ASKED.values()} == {Kind.AMOUNT, Kind.FLOW, Kind.COUNT, Kind.PERCENT}
    assert len(POUNDS) > 20


@pytest.mark.parametrize("question", POUNDS.values(), ids=POUNDS)
def test_pounds_are_taken_as_people_write_them(question: Question) -> None:
    for text, kept in (("1,200.50", "1200.50"), ("£1200", "1200.00"), (" 1 200 ", "1200.00"), ("0", "0.00")):
        assert amount(typed(question, text)) == kept


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_what_is_no_number_is_refused_in_words_that_help(question: Question) -> None:
    for text in BAD:
        with pytest.raises(ValidationError) as refused:
            typed(question, text)
        (words,) = refused.value.messages
        assert words.startswith("Enter ")
        assert ": use " in words
        assert not [blame for blame in BLAME if blame in words.lower()]


@pytest.mark.parametrize("question", NUMBERS.values(), ids=NUMBERS)
def test_a_number_or_a_share_has_its_end(question: Question) -> None:
    most = question.most if question.kind is Kind.COUNT else 100

    assert typed(question, str(most)) == str(most)
    with pytest.raises(ValidationError, match=f"from 0 to {most}"):
        typed(question, str(most + 1))


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_not_sure_counts_on_every_page_whatever_stands_in_the_box(question: Question) -> None:
    assert field_of(question).clean(["about 300", "", True]) == "unsure"
