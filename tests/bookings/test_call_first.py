"""When staff are told again that somebody waits to be talked with."""

from datetime import timedelta

import pytest

from bookings.call_first import step_due, waited
from tests.factories import NOW


@pytest.mark.parametrize(
    ("minutes", "step", "words"),
    [
        (-1, 0, ""),
        (0, 0, ""),
        (1, 0, "1 minute"),
        (29, 0, "29 minutes"),
        (30, 30, "30 minutes"),
        (31, 30, "31 minutes"),
        (59, 30, "59 minutes"),
        (60, 60, "1 hour"),
        (150, 150, "2 hours 30 minutes"),
        (721, 720, "12 hours 1 minute"),
    ],
)
def test_every_half_hour_and_after_an_outage_only_the_last(minutes, step, words):
    since, now = NOW, NOW + timedelta(minutes=minutes)

    assert step_due(since=since, now=now) == since + timedelta(minutes=step)
    assert waited(since=since, now=now) == words
