"""Limits against abuse, counted in the database."""

from datetime import timedelta

import pytest

from mediation.core.errors import TooManyAttempts
from mediation.core.models import RateCounter
from mediation.core.rate_limits import forget_old_counters, spend
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WINDOW = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def try_(who="192.0.2.1", *, purpose="hold", limit=3, now=NOW):
    spend(purpose, who, limit=limit, window=WINDOW, now=now)


def tries(count: int, **more) -> None:
    for _ in range(count):
        try_(**more)


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, False), (4, True), (5, True)])
def test_so_many_tries_and_no_more(count, refused):
    tries(min(count, 3))

    if refused:
        with pytest.raises(TooManyAttempts):
            try_()
    else:
        assert RateCounter.objects.get().used == count


def test_refused_tries_count_too():
    tries(3)
    for _ in range(2):
        with pytest.raises(TooManyAttempts):
            try_()

    assert RateCounter.objects.get().used == 5


@pytest.mark.parametrize(
    ("after", "refused"), [(WINDOW - SECOND, True), (WINDOW, False), (2 * WINDOW, False)]
)
def test_a_new_window_starts_from_nothing(after, refused):
    tries(3)  # NOW is at the start of a window

    if refused:
        with pytest.raises(TooManyAttempts):
            try_(now=NOW + after)
    else:
        try_(now=NOW + after)


@pytest.mark.parametrize("other", [{"who": "192.0.2.2"}, {"purpose": "code"}])
def test_somebody_else_and_something_else_are_counted_apart(other):
    tries(3)

    try_(**other)


def test_no_address_is_stored():
    try_()

    assert "192.0.2.1" not in RateCounter.objects.get().key


def test_old_counters_are_forgotten():
    try_()
    try_(now=NOW + timedelta(hours=23))

    assert forget_old_counters(now=NOW + timedelta(hours=25)) == 1
    assert RateCounter.objects.count() == 1
