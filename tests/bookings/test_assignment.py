"""Who comes first when the client does not mind which mediator."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.assignment import FAIRNESS_DAYS, Candidate, days_available, fair_count, rank
from mediation.core.periods import Period

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 15, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def order(*candidates):
    return [ranked.id for ranked in rank(candidates)]


def shortfalls(*candidates):
    return {ranked.id: round(float(ranked.shortfall), 2) for ranked in rank(candidates)}


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        # equal shares: whoever had fewer comes first
        ([Candidate(1, 1, 4), Candidate(2, 1, 3)], {2: 0.5, 1: -0.5}),
        ([Candidate(1, 1, 4), Candidate(2, 1, 4)], {1: 0, 2: 0}),
        # a half-timer with half of the meetings is where they should be
        ([Candidate(1, 2, 8), Candidate(2, 1, 4)], {1: 0, 2: 0}),
        ([Candidate(1, 2, 8), Candidate(2, 1, 5)], {1: 0.67, 2: -0.67}),
        ([Candidate(1, Decimal("1.00"), 8), Candidate(2, Decimal("0.50"), 3)], {2: 0.67, 1: -0.67}),
        # nobody has a share, or any meeting
        ([Candidate(1, 0, 2), Candidate(2, 0, 1)], {2: -1, 1: -2}),
        ([Candidate(1, 1, 0), Candidate(2, 1, 0)], {1: 0, 2: 0}),
        ([Candidate(1, 0, 0), Candidate(2, 1, 2)], {1: 0, 2: 0}),
        # a no-show by the client counts half
        ([Candidate(1, 1, fair_count(meetings=3, client_no_shows=2)), Candidate(2, 1, 4)], {1: 0, 2: 0}),
        (
            [Candidate(1, 1, fair_count(meetings=3, client_no_shows=1)), Candidate(2, 1, 4)],
            {1: 0.25, 2: -0.25},
        ),
    ],
)
def test_the_shortfall_is_the_share_of_all_meetings_less_ones_own(candidates, expected):
    assert shortfalls(*candidates) == expected
    assert order(*candidates) == list(expected)


@pytest.mark.parametrize(
    ("days", "own", "expected"),
    [
        (28, 0, {3: 6.67, 1: -3.33, 2: -3.33}),  # here all the time and never asked: owed a whole share
        (0, 0, {1: 0, 2: 0, 3: 0}),  # came today: owed nothing yet
        (14, 4, {1: 0, 2: 0, 3: 0}),  # 12 among two while away, then 12 among three
        (14, 3, {3: 0.83, 1: -0.42, 2: -0.42}),
        (14, 5, {1: 0.42, 2: 0.42, 3: -0.83}),
    ],
)
def test_days_away_count_as_worked_like_the_others(days, own, expected):
    team = [Candidate(1, 1, 10), Candidate(2, 1, 10)]

    found = shortfalls(*team, Candidate(3, 1, own, days_available=days))

    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((1, MONDAY), (2, TUESDAY), [1, 2]),
        ((1, TUESDAY), (2, MONDAY), [2, 1]),
        ((1, MONDAY), (2, None), [2, 1]),
        ((1, None), (2, None), [1, 2]),
        ((2, MONDAY), (1, MONDAY), [1, 2]),
    ],
)
def test_equals_take_turns_by_when_they_were_last_assigned_then_by_number(first, second, expected):
    assert order(*(Candidate(number, 1, 5, last) for number, last in (first, second))) == expected


def test_a_larger_shortfall_beats_a_longer_wait():
    assert order(Candidate(1, 1, 5, MONDAY), Candidate(2, 1, 4, TUESDAY)) == [2, 1]


def test_thirds_that_are_equal_are_equal():
    thirds = [
        Candidate(number, Decimal("0.1") * 3, 1, MONDAY + timedelta(hours=-number)) for number in (1, 2, 3)
    ]

    assert {ranked.shortfall for ranked in rank(thirds)} == {Fraction(0)}
    assert order(*thirds) == [3, 2, 1]


@pytest.mark.parametrize(
    ("candidates", "reasons"),
    [
        ([Candidate(1, 1, 0), Candidate(2, 1, Decimal("3.4"))], ["shortfall 1.7", "shortfall -1.7"]),
        (
            [Candidate(1, 1, 2, MONDAY), Candidate(2, 1, 2, TUESDAY)],
            ["shortfall 0.0; least recently assigned", "shortfall 0.0"],
        ),
        (
            [Candidate(1, 1, 2), Candidate(2, 1, 2, TUESDAY)],
            ["shortfall 0.0; not assigned before", "shortfall 0.0"],
        ),
        (
            [Candidate(1, 1, 2), Candidate(2, 1, 2)],
            ["shortfall 0.0; level with the next, so by number", "shortfall 0.0"],
        ),
        (
            [Candidate(1, 1, 8, MONDAY), Candidate(2, 1, 0, days_available=0)],
            ["shortfall 0.0; not assigned before; 8.0 added for 28 days not here", "shortfall 0.0"],
        ),
    ],
)
def test_the_reason_says_what_decided(candidates, reasons):
    assert [ranked.reason for ranked in rank(candidates)] == reasons


def test_nobody_is_an_empty_order():
    assert rank([]) == []


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 99),
        target_share=st.integers(0, 4).map(lambda n: Fraction(n, 2)),
        count=st.integers(0, 40).map(lambda n: Fraction(n, 2)),
        last_assigned_at=st.none() | st.integers(0, 9).map(lambda n: MONDAY + timedelta(days=n)),
        days_available=st.integers(0, FAIRNESS_DAYS),
    ),
    unique_by=lambda each: each.id,
    max_size=8,
)


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_shortfalls_add_up_to_nothing_and_the_order_given_does_not_matter(candidates, chance):
    shuffled = chance.sample(candidates, len(candidates))
    ranked = rank(candidates)

    assert ranked == rank(shuffled)
    if any(each.target_share for each in candidates):
        assert sum(each.shortfall for each in ranked) == 0


@pytest.mark.parametrize(
    ("started_on", "time_off", "days"),
    [
        ("2020-01-01", [], 28),
        ("2026-05-19", [], 28),  # 28 days before and including Monday 15 June
        ("2026-05-20", [], 27),
        ("2026-06-15", [], 1),
        ("2026-06-16", [], 0),
        ("2020-01-01", [("2026-06-01T00:00", "2026-06-08T00:00")], 21),
        ("2020-01-01", [("2026-06-01T00:01", "2026-06-08T00:00")], 22),
        (
            "2020-01-01",
            [("2026-06-01T00:00", "2026-06-04T00:00"), ("2026-06-04T00:00", "2026-06-08T00:00")],
            21,
        ),
        (
            "2020-01-01",
            [("2026-06-01T00:00", "2026-06-04T12:00"), ("2026-06-04T12:00", "2026-06-08T00:00")],
            21,
        ),
        (
            "2020-01-01",
            [("2026-04-01T00:00", "2026-05-20T00:00"), ("2026-07-01T00:00", "2026-08-01T00:00")],
            27,
        ),
        ("2026-06-05", [("2026-06-01T00:00", "2026-06-08T00:00")], 8),
    ],
)
def test_days_available_are_those_in_post_and_not_away_all_day(started_on, time_off, days):
    away = [
        Period(*(datetime.fromisoformat(end).replace(tzinfo=LONDON) for end in span)) for span in time_off
    ]

    found = days_available(
        today=date(2026, 6, 15), zone=LONDON, started_on=date.fromisoformat(started_on), time_off=away
    )

    assert found == days


def simulated(shares, days, *, away=None, free_chance=1.0, a_day=6, is_calibrated=True):
    """Give every meeting to the first of those free, day by day, looking back 28 days; who had how many."""
    chance, given_on, last = random.Random(7), [], {}
    away = away or {}
    for day in range(days):
        for nth in range(a_day):
            window = [who for who, on in given_on if day - FAIRNESS_DAYS < on <= day]
            counts = Counter(window)
            here = {
                who: [d for d in range(day - 27, day + 1) if d not in away.get(who, ())] for who in shares
            }
            team = [
                Candidate(
                    who, share, counts[who], last.get(who), len(here[who]) if is_calibrated else FAIRNESS_DAYS
                )
                for who, share in shares.items()
            ]
            free = [
                ranked.id for ranked in rank(team) if day in here[ranked.id] and chance.random() < free_chance
            ]
            if free:
                given_on.append((free[0], day))
                last[free[0]] = MONDAY + timedelta(days=day, minutes=nth)
    return given_on


def test_over_many_assignments_everybody_has_their_share():
    shares = {1: Fraction(1), 2: Fraction(1), 3: Fraction(1, 2), 4: Fraction(1, 2)}

    had = Counter(who for who, _ in simulated(shares, 90))

    for who, share in shares.items():
        assert abs(had[who] - share / 3 * sum(had.values())) <= 2


def test_shares_hold_when_people_are_often_not_free():
    shares = {1: Fraction(1), 2: Fraction(1), 3: Fraction(1, 2)}

    had = Counter(who for who, _ in simulated(shares, 90, free_chance=0.6))

    for who, share in shares.items():
        assert abs(had[who] - float(share / Fraction(5, 2)) * sum(had.values())) <= 0.05 * sum(had.values())


@pytest.mark.parametrize("left_on", [-100, 10], ids=["newcomer", "back from leave"])
@pytest.mark.parametrize(("is_calibrated", "is_flooded"), [(True, False), (False, True)])
def test_whoever_arrives_is_not_flooded_thanks_to_calibration(left_on, is_calibrated, is_flooded):
    shares, back_on = {1: Fraction(1), 2: Fraction(1), 3: Fraction(1)}, 40

    given_on = simulated(shares, 80, away={3: range(left_on, back_on)}, is_calibrated=is_calibrated)

    first_days = Counter(who for who, on in given_on if back_on <= on < back_on + 7)
    assert (first_days[3] == 7 * 6) is is_flooded  # every single meeting of the first week
    if not is_flooded:
        assert 13 <= first_days[3] <= 15  # of 42 among three
        busiest = Counter(on for who, on in given_on if who == 3 and back_on <= on)
        assert max(busiest.values()) <= 3
