from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.core.periods import Period, clip, is_inside, merge, subtract, utc

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def span(start, end):
    """Minutes around noon."""
    return Period(NOON + timedelta(minutes=start), NOON + timedelta(minutes=end))


def spans(*pairs):
    return [span(*pair) for pair in pairs]


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: span(*pair)), max_size=8)


def minutes_of(periods):
    return {
        minute for minute in range(-5, 50) if any(p.start <= span(minute, 0).start < p.end for p in periods)
    }


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        ([], []),
        ([(0, 10), (11, 20)], [(0, 10), (11, 20)]),
        ([(0, 10), (10, 20)], [(0, 20)]),
        ([(0, 11), (10, 20)], [(0, 20)]),
        ([(10, 20), (0, 30)], [(0, 30)]),
        ([(5, 5), (0, 10), (9, 3)], [(0, 10)]),
    ],
)
def test_periods_that_touch_or_overlap_become_one(given, merged):
    assert merge(spans(*given)) == spans(*merged)


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(0, 60)]),
        ([(-10, 0)], [(0, 60)]),
        ([(-10, 1)], [(1, 60)]),
        ([(59, 70)], [(0, 59)]),
        ([(60, 70)], [(0, 60)]),
        ([(20, 30)], [(0, 20), (30, 60)]),
        ([(20, 30), (30, 40)], [(0, 20), (40, 60)]),
        ([(30, 30)], [(0, 60)]),
        ([(-5, 65)], []),
    ],
)
def test_what_is_taken_is_cut_out(taken, left):
    assert subtract(spans((0, 60)), spans(*taken)) == spans(*left)


def test_one_cut_may_reach_over_several_periods():
    assert subtract(spans((0, 10), (20, 30), (40, 50)), spans((5, 45))) == spans((0, 5), (45, 50))


@given(SPANS, SPANS)
def test_what_is_left_is_every_minute_that_is_in_and_not_taken(periods, taken):
    left = subtract(periods, taken)

    assert minutes_of(left) == minutes_of(periods) - minutes_of(taken)
    assert left == merge(left)


@pytest.mark.parametrize(
    ("other", "overlaps", "covered"),
    [
        ((-10, 0), False, False),
        ((-10, 1), True, False),
        ((0, 60), True, True),
        ((10, 20), True, True),
        ((59, 61), True, False),
        ((60, 70), False, False),
        ((30, 30), False, True),
    ],
)
def test_neighbours_that_only_touch_do_not_overlap(other, overlaps, covered):
    hour = span(0, 60)

    assert (hour.overlaps(span(*other)), span(*other).overlaps(hour)) == (overlaps, overlaps)
    assert hour.covers(span(*other)) is covered


@given(SPANS, SPANS.filter(bool))
def test_what_is_inside_is_covered_by_one_of_them(periods, wanted):
    merged = merge(periods)
    assert is_inside(merged, wanted[0]) == any(one.covers(wanted[0]) for one in merged)


@pytest.mark.parametrize(
    ("wanted", "inside"),
    [
        ((0, 10), True),
        ((2, 8), True),
        ((0, 11), False),
        ((-1, 5), False),
        ((12, 15), False),
        ((25, 30), True),
    ],
)
def test_a_period_is_inside_only_of_one_that_holds_it_whole(wanted, inside):
    assert is_inside(spans((0, 10), (20, 30)), span(*wanted)) is inside


def test_clipping_keeps_what_lies_inside():
    assert clip(spans((0, 10), (20, 30), (40, 50)), span(5, 0).start, span(40, 0).start) == spans(
        (5, 10), (20, 30)
    )


def test_an_instant_becomes_utc_and_a_naive_one_is_refused():
    local = datetime(2026, 6, 15, 13, tzinfo=timezone(timedelta(hours=1)))

    assert utc(local) == NOON
    assert utc(local).tzinfo is UTC
    with pytest.raises(ValueError, match="no time zone"):
        utc(local.replace(tzinfo=None))
