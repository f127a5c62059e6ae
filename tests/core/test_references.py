"""References that can be read out over the telephone."""

import re

import pytest

from mediation.core.references import ALPHABET, new_reference, read_reference


def test_a_reference_is_two_groups_of_four():
    for _ in range(200):
        assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_reference())


@pytest.mark.parametrize("pair", ["0O", "1I", "1L", "2Z", "5S", "8B", "UV"])
def test_of_two_that_look_alike_none_is_used(pair):
    assert not set(pair) & set(ALPHABET)


def test_references_do_not_repeat():
    assert len({new_reference() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("typed", ["K7QX-4MAH", "k7qx4mah", " K7QX 4MAH ", "k7qx–4mah", "K7QX.4MAH"])
def test_a_reference_is_found_however_it_is_typed(typed):
    assert read_reference(typed) == "K7QX-4MAH"
