"""Bank holidays and closures of the practice."""

from datetime import date

import pytest

from mediation.core.closures import bank_holidays, closed_dates, refresh_bank_holidays
from mediation.core.enums import ClosureKind
from mediation.core.models import Closure
from tests.factories import closure

# From gov.uk/bank-holidays for England and Wales; weekend days that have a substitute are closed as well.
YEAR_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 3),  # Good Friday
    date(2026, 4, 6),  # Easter Monday
    date(2026, 5, 4),
    date(2026, 5, 25),
    date(2026, 8, 31),
    date(2026, 12, 25),
    date(2026, 12, 26),  # a Saturday
    date(2026, 12, 28),  # its substitute
}


def test_2026_has_eight_holidays_and_the_saturday_that_one_stands_for():
    assert set(bank_holidays(2026)) == YEAR_2026


@pytest.mark.parametrize(
    "days",
    [
        (date(2027, 12, 25), date(2027, 12, 26), date(2027, 12, 27), date(2027, 12, 28)),  # Saturday, Sunday
        (date(2028, 1, 1), date(2028, 1, 3)),  # Saturday
        (date(2026, 12, 26), date(2026, 12, 28)),
    ],
)
def test_a_weekend_holiday_and_its_substitute_are_both_closed(days):
    assert set(days) <= set(bank_holidays(days[0].year))


def test_holidays_of_scotland_and_northern_ireland_are_working_days():
    found = bank_holidays(2026)

    assert date(2026, 1, 2) not in found
    assert date(2026, 3, 17) not in found
    assert date(2026, 11, 30) not in found


@pytest.mark.django_db
def test_this_year_and_the_next_two_are_filled_in_once():
    first = refresh_bank_holidays(today=date(2026, 11, 23))

    assert first == Closure.objects.count() > 24
    assert refresh_bank_holidays(today=date(2026, 11, 23)) == 0
    assert {one.year for one in Closure.objects.values_list("on", flat=True)} == {2026, 2027, 2028}


@pytest.mark.django_db
def test_refreshing_never_changes_what_staff_edited():
    closure(date(2026, 12, 28), kind="bank_holiday", reason="We work", is_open=True)

    refresh_bank_holidays(today=date(2026, 11, 23))

    kept = Closure.objects.get(on=date(2026, 12, 28))
    assert (kept.reason, kept.is_open) == ("We work", True)
    assert date(2026, 12, 28) not in closed_dates(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "is_in"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), True),
        (date(2026, 11, 25), date(2026, 11, 30), False),
        (date(2026, 11, 1), date(2026, 11, 23), False),
    ],
)
def test_both_ends_of_the_range_count(first, last, is_in):
    closure(date(2026, 11, 24))

    assert (date(2026, 11, 24) in closed_dates(first, last)) is is_in


@pytest.mark.django_db
def test_a_day_opened_as_a_holiday_can_be_closed_by_the_practice():
    closure(date(2026, 12, 28), kind=ClosureKind.BANK_HOLIDAY, is_open=True)
    closure(date(2026, 12, 28), kind=ClosureKind.PRACTICE)

    assert closed_dates(date(2026, 12, 28), date(2026, 12, 28)) == {date(2026, 12, 28)}
