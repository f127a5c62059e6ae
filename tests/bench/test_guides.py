"""The passages that the benchmark makes up."""

import pytest

from bench.guides import fill
from intake.models import GuidePassage
from intake.queries.guides import passages_about


@pytest.mark.django_db
def test_there_are_as_many_passages_as_wanted_and_the_real_ones_among_them():
    assert fill(120) == GuidePassage.objects.count() == 120
    assert passages_about("certificate")
