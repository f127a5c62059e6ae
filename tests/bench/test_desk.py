"""The years of work that the benchmark of the desk makes up, and the pages that it asks for."""

import pytest
from django.utils import timezone

from bench.desk import PAGES, Ways
from bench.desk_world import MEETINGS_OF_A_CASE, World
from bench.progress import Progress
from bookings.models import Appointment
from intake.models import Case, SearchKey
from intake.services import people_index

CASES = 8


@pytest.mark.django_db
def test_every_page_of_the_benchmark_answers_in_a_practice_of_many_years(capsys):
    world = World(CASES, now=timezone.now(), progress=Progress(3))
    world.build()
    ways = {False: Ways(world.admin), True: Ways(world.mediator)}

    assert Case.objects.count() == CASES + 1
    assert Appointment.objects.count() == CASES * MEETINGS_OF_A_CASE + 1
    assert people_index.reindex(only_missing=True).seen == 0
    assert SearchKey.objects.exists()
    for page in PAGES:
        who = ways[page.is_mediators]
        for path in list(page.paths(who))[:1]:
            assert who.client.get(path, secure=True).status_code == 200, page.what
