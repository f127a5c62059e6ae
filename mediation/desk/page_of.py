"""Addresses for long lists. Of a row of the calendar, `reverse` cost a third of all its words."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

NOBODYS = "0000-0000"  # looks like a reference, and none has a 0


def page_of(name: str, reference: str) -> str:
    """Where the desk's page of this name is for what has this reference."""
    return _page_of_nobody(name).replace(NOBODYS, reference)


@cache
def _page_of_nobody(name: str) -> str:
    return reverse(f"desk:{name}", args=[NOBODYS])
