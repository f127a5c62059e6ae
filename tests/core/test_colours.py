"""A practice's own colour has to be readable."""

import pytest
from django.core.exceptions import ValidationError

from mediation.core.colours import contrast
from mediation.core.models.practice import validate_readable_colour


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_the_ratio_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", ["#0f5c63", "#1d2a2f", "#6b3fa0"])
def test_a_dark_colour_is_taken(colour):
    validate_readable_colour(colour)


@pytest.mark.parametrize("colour", ["#ffd76a", "#777777", "teal", "#0f5c6", "#0f5c63 ", ""])
def test_a_pale_or_unreadable_colour_is_refused_with_what_to_do(colour):
    with pytest.raises(ValidationError, match="colour"):
        validate_readable_colour(colour)
