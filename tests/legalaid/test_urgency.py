"""How near a day in court is, out of the answers of a party."""

from datetime import date

import pytest

from legalaid.urgency import days_to_hearing

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("hearing_on", "days"),
    [
        ("2026-11-22", None),
        ("2026-11-23", 0),
        ("2026-11-24", 1),
        ("2026-12-07", 14),
        ("2026-12-08", None),
        ("next week", None),
        ("", None),
        (None, None),
        ("unsure", None),
    ],
)
def test_a_hearing_is_near_from_its_day_back_to_14_days_before(hearing_on, days):
    assert days_to_hearing({"hearing_on": hearing_on}, TODAY) == days


def test_who_told_of_no_hearing_has_none_near():
    assert days_to_hearing({}, TODAY) is None
