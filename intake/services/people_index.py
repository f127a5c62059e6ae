"""Keeping what people are found by: made anew by whatever writes a name, a number or an address.

Every service that does so calls `index_party`, `index_callback` or `index_invitation` in its transaction.
`reindex` goes over everything: each night, so that nothing forgotten stays unfound, and by hand after the
oldest key of the ring was retired, because all fingerprints are made with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from intake.models import CallbackRequest, ContactPreferences, Invitation, Party, SearchKey
from intake.queries import name_index, number_index
from intake.queries.finding import (
    Key,
    keys_of_callback,
    keys_of_invitation,
    keys_of_party,
    without_keys,
)
from intake.queries.invitations import code_index

AT_ONCE = 500  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How many owners were looked at, and how many of them could not be found by what they say."""

    seen: int = 0
    mended: int = 0

    def __add__(self, other: Reindexed) -> Reindexed:
        return Reindexed(self.seen + other.seen, self.mended + other.mended)


def index_party(party: Party) -> bool:
    """Bring the file's keys up to date; whether any changed. A file that became part of another has none."""
    if party.merged_into_id is not None:
        return index_party(Party.objects.get(pk=party.merged_into_id)) | _keep("party", party, frozenset())
    return _keep("party", party, keys_of_party(party))


def index_callback(request: CallbackRequest) -> bool:
    return _keep("callback", request, keys_of_callback(request))


def index_invitation(invitation: Invitation) -> bool:
    return _keep("invitation", invitation, keys_of_invitation(invitation))


def index_contact(contact: ContactPreferences) -> bool:
    """Of whoever it belongs to."""
    if contact.party_id is not None:
        return index_party(Party.objects.select_related("contact").get(pk=contact.party_id))
    request = CallbackRequest.objects.select_related("contact").filter(contact=contact).first()
    return index_callback(request) if request else False


def _keep(owner: str, row: Model, wanted: frozenset[Key]) -> bool:
    kept = {(key.kind, key.exact, key.sound): key.pk for key in SearchKey.objects.filter(**{owner: row.pk})}
    gone = [pk for key, pk in kept.items() if key not in wanted]
    if gone:
        SearchKey.objects.filter(pk__in=gone).delete()
    new = [
        SearchKey(kind=kind, exact=exact, sound=sound, **{f"{owner}_id": row.pk})
        for kind, exact, sound in wanted - kept.keys()
    ]
    SearchKey.objects.bulk_create(new, ignore_conflicts=True)
    return bool(gone or new)


def reindex(*, step: Callable[[int], Any] | None = None, only_missing: bool = False) -> Reindexed:
    """Make every key, and every other fingerprint of a name, number or code, say what its row says.

    `step` is told how many rows are done. `only_missing` looks at those alone that have no key at all.
    """
    found = Reindexed()
    for rows, mend in _everything():
        found += _reindex(without_keys(rows) if only_missing else rows, mend, found.seen, step)
    return found


def how_many(*, only_missing: bool = False) -> int:
    """Rows that `reindex` would look at."""
    return sum((without_keys(rows) if only_missing else rows).count() for rows, _ in _everything())


Mend = Callable[[Any], bool]


def _everything() -> Iterable[tuple[QuerySet[Any], Mend]]:
    standing = Party.objects.filter(merged_into=None)
    yield standing.select_related("contact").prefetch_related("merged_files__contact"), _mend_party
    yield CallbackRequest.objects.select_related("contact"), _mend_callback
    yield Invitation.objects.filter(party=None), _mend_invitation


def _reindex(rows: QuerySet[Any], mend: Mend, before: int, step: Callable[[int], Any] | None) -> Reindexed:
    seen = mended = last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        with transaction.atomic():
            mended += sum(mend(one) for one in batch)
        seen, last = seen + len(batch), batch[-1].pk
        if step is not None:
            step(before + seen)
    return Reindexed(seen, mended)


def _mend_party(party: Party) -> bool:
    contact = getattr(party, "contact", None)
    names = {"name_index": name_index(party.name), "other_name_index": name_index(party.other_name)}
    changed = _mend(party, names) | index_party(party)
    return changed | (_mend_number(contact) if contact is not None else False)


def _mend_callback(request: CallbackRequest) -> bool:
    return _mend_number(request.contact) | index_callback(request)


def _mend_invitation(invitation: Invitation) -> bool:
    return _mend(invitation, {"code_index": code_index(invitation.code)}) | index_invitation(invitation)


def _mend_number(contact: ContactPreferences) -> bool:
    """The fingerprint of an unsafe number that was taken away stays: see `services.contact`."""
    return _mend(contact, {"number_index": number_index(contact.phone)}) if contact.phone else False


def _mend(row: Model, fields: dict[str, str]) -> bool:
    """Write the fields alone, and only where they differ, so that nothing changed meanwhile is undone."""
    wrong = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if wrong:
        type(row)._default_manager.filter(pk=row.pk).update(**wrong)
    return bool(wrong)
