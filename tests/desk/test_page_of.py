"""Addresses that are put together for long lists are those that `reverse` gives."""

import pytest
from django.urls import reverse

from mediation.core.references import ALPHABET, new_reference
from mediation.desk.page_of import NOBODYS, page_of


@pytest.mark.parametrize("name", ["appointment", "move", "case"])
def test_it_is_the_address_that_reverse_gives(name: str) -> None:
    for reference in (new_reference(), new_reference()):
        assert page_of(name, reference) == reverse(f"desk:{name}", args=[reference])


def test_the_placeholder_is_nobodys_reference() -> None:
    assert not set(NOBODYS) & set(ALPHABET)
