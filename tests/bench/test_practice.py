"""The practice that the benchmarks make up, and what the page of times asks of the database about it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import practice, table
from bookings.models import SlotClaim
from bookings.times_page import Wish, build

QUERIES = 8


@pytest.mark.django_db
@pytest.mark.parametrize("mediators", [1, 3])
def test_the_page_asks_the_same_few_queries_whatever_the_number_of_mediators(client, mediators):
    practice.open_practice(now=timezone.now())
    practice.fill(mediators, now=timezone.now(), full=0)

    with CaptureQueriesContext(connection) as asked:
        assert client.get("/book/").status_code == 200

    assert len(asked) == QUERIES


@pytest.mark.django_db
def test_a_half_full_practice_has_meetings_and_free_times():
    now = timezone.now()
    practice.open_practice(now=now)
    practice.fill(3, now=now)

    assert SlotClaim.objects.count() > 20
    assert build(Wish("online"), now=now).first is not None


def test_a_missed_bar_says_so():
    rows = [table.Row("fast", "1 ms", bar="<= 2 ms", is_met=True), table.Row("slow", "3 ms", is_met=False)]

    assert not table.all_met(rows)
    assert table.rendered("A run", rows, ["A note."]).splitlines()[-3].endswith("FAIL")
