"""Putting right who a file says somebody is. The history keeps what stood there before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.errors import NothingChanged
from intake.models import Party
from intake.queries import name_index
from mediation.core import audit

from .people_index import index_party


@transaction.atomic
def correct_names(*, party: Party, name: str, other_name: str, actor: audit.Actor, now: datetime) -> Party:
    """Their own name, and that of the person whom they named. Raises NothingChanged.

    A certificate stands as it was issued until its mediator replaces it. The file is compared with others
    anew."""
    row = Party.objects.select_for_update().get(pk=party.pk)
    name, other_name = name.strip(), other_name.strip()
    if (name, other_name) == (row.name, row.other_name):
        raise NothingChanged
    keys = [
        key
        for key, old, new in (("name", row.name, name), ("other_name", row.other_name, other_name))
        if old != new
    ]
    row.name, row.name_index = name, name_index(name)
    row.other_name, row.other_name_index = other_name, name_index(other_name)
    row.answers = row.answers | {"name": name, "other_name": other_name, "other_name_unknown": not other_name}
    row.compared_at = None
    row.save()
    index_party(row)
    audit.record(actor, "party.corrected", row, at=now, keys=keys)
    return row
