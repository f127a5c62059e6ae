"""Amounts as people type them."""

from decimal import Decimal

import pytest

from mediation.core.money import (
    FULL_STOP,
    IN_NUMBERS,
    LATIN_DIGITS,
    NOT_BELOW_ZERO,
    PENCE,
    TOO_MUCH,
    NotPounds,
    pounds_typed,
)


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("1,200.50", "1200.50"),
        ("£1200", "1200.00"),
        ("  £ 1 200.5 ", "1200.50"),
        ("1\u00a0200", "1200.00"),
        ("0", "0.00"),
        (".50", "0.50"),
        ("00012", "12.00"),
        ("1,234,567.89", "1234567.89"),
        ("£1,200", "1200.00"),
        ("１２００", "1200.00"),
        ("\u200b300\u200b", "300.00"),
        ("999,999,999.99", "999999999.99"),
    ],
)
def test_spaces_commas_and_the_pound_sign_are_welcome(typed, pounds):
    assert str(pounds_typed(typed)) == pounds
    assert isinstance(pounds_typed(typed), Decimal)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("about 300", IN_NUMBERS),
        ("300 a week", IN_NUMBERS),
        ("1e9", IN_NUMBERS),
        ("1.2k", IN_NUMBERS),
        ("NaN", IN_NUMBERS),
        ("Infinity", IN_NUMBERS),
        ("1.2.3", IN_NUMBERS),
        ("+5", IN_NUMBERS),
        ("300.", IN_NUMBERS),
        ("£", IN_NUMBERS),
        ("", IN_NUMBERS),
        ("10-20", IN_NUMBERS),
        ("1,200,50.00", IN_NUMBERS),
        ("-5", NOT_BELOW_ZERO),
        ("\u22125", NOT_BELOW_ZERO),
        ("-£5.00", NOT_BELOW_ZERO),
        ("٣٠٠", LATIN_DIGITS),
        ("३००", LATIN_DIGITS),
        ("12.505", PENCE),
        ("12,50", FULL_STOP),
        ("1.200,50", FULL_STOP),
        ("1000000000", TOO_MUCH),
    ],
)
def test_anything_else_is_refused_with_what_to_do(typed, says):
    with pytest.raises(NotPounds) as refused:
        pounds_typed(typed)

    assert str(refused.value) == says
