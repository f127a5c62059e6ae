"""What may be done with a booking, and until when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bookings.policy import Tier, fee_on_cancelling, join_opens_at, may_change, may_join, terms

START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
END = START + timedelta(hours=1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TIERS = [Tier(24, 0), Tier(0, 50)]


@pytest.mark.parametrize(
    ("before", "allowed"),
    [(2 * HOUR + SECOND, True), (2 * HOUR, True), (2 * HOUR - SECOND, False), (-HOUR, False)],
)
def test_changing_is_open_up_to_and_including_the_cut_off(before, allowed):
    assert may_change(starts_at=START, now=START - before, cutoff=2 * HOUR) is allowed


@pytest.mark.parametrize(
    ("start", "now", "allowed"),
    [  # two elapsed hours, whatever the clocks on the wall do at 01:00 UTC on these nights
        ("2026-03-29T01:30+00:00", "2026-03-28T23:30+00:00", True),
        ("2026-03-29T01:30+00:00", "2026-03-28T23:31+00:00", False),
        ("2026-10-25T01:30+00:00", "2026-10-24T23:30+00:00", True),
        ("2026-10-25T01:30+00:00", "2026-10-24T23:31+00:00", False),
    ],
)
def test_the_cut_off_is_elapsed_time_over_both_clock_changes(start, now, allowed):
    found = may_change(
        starts_at=datetime.fromisoformat(start), now=datetime.fromisoformat(now), cutoff=2 * HOUR
    )

    assert found is allowed


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (24 * HOUR + SECOND, "0.00"),
        (24 * HOUR, "0.00"),
        (24 * HOUR - SECOND, "55.00"),
        (SECOND, "55.00"),
        (timedelta(), "55.00"),
        (-SECOND, "110"),
    ],
)
def test_each_tier_counts_up_to_and_including_its_hours(before, due):
    found = fee_on_cancelling(fee=Decimal(110), tiers=TIERS, starts_at=START, now=START - before)

    assert found == Decimal(due)


def test_tiers_need_no_order():
    found = fee_on_cancelling(fee=Decimal(110), tiers=TIERS[::-1], starts_at=START, now=START - 25 * HOUR)

    assert found == 0


def test_without_tiers_all_of_it_is_due():
    assert fee_on_cancelling(fee=Decimal(110), tiers=[], starts_at=START, now=START - 25 * HOUR) == 110


@pytest.mark.parametrize(("fee", "due"), [("0.01", "0.01"), ("0.03", "0.02"), ("0.02", "0.01")])
def test_half_a_penny_is_rounded_up(fee, due):
    found = fee_on_cancelling(fee=Decimal(fee), tiers=[Tier(0, 50)], starts_at=START, now=START)

    assert found == Decimal(due)


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (START - 15 * MINUTE - SECOND, False),
        (START - 15 * MINUTE, True),
        (START, True),
        (END, True),
        (END + SECOND, False),
    ],
)
def test_the_room_is_open_from_a_quarter_of_an_hour_before_until_the_end(now, open_):
    assert may_join(starts_at=START, ends_at=END, now=now, minutes_before=15) is open_
    assert join_opens_at(starts_at=START, minutes_before=15) == START - 15 * MINUTE


@pytest.mark.parametrize(
    ("tiers", "fee", "lines"),
    [
        (
            TIERS,
            "110",
            ["Cancel 24 hours or more before: you pay nothing.", "Cancel later than that: you pay £55."],
        ),
        (
            [Tier(0, 25), Tier(1, 10), Tier(48, 0)],
            "111",
            [
                "Cancel 2 days or more before: you pay nothing.",
                "Cancel 1 hour or more before: you pay £11.10.",
                "Cancel later than that: you pay £27.75.",
            ],
        ),
        ([Tier(0, 0)], "110", ["Cancel before your meeting: you pay nothing."]),
    ],
)
def test_the_terms_are_said_plainly(tiers, fee, lines):
    assert terms(tiers, fee=Decimal(fee)) == lines
