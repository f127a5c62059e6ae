"""Finding people by fingerprints: of words of their name, of how these sound, of a number, of an address.

Nothing here says who may see what was found: that is for whoever knows the meetings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import reduce
from operator import and_, or_
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from intake.enums import SearchKind
from intake.models import CallbackRequest, Invitation, Party, SearchKey
from intake.name_sounds import NameWord, name_tokens, name_words, sound_of
from intake.typed import phone_number
from intake.typed_search import folded_email
from mediation.core.encryption import blind_index

OwnerT = TypeVar("OwnerT", bound=Model)
Key = tuple[str, str, str]  # kind, exact, sound
_Wanted = Callable[[str], Q]
OWNERS: dict[type[Model], str] = {Party: "party", CallbackRequest: "callback", Invitation: "invitation"}


def fingerprint(kind: SearchKind, value: str) -> str:
    """Keyed, and different for each kind: who names whom does not show in the table."""
    return blind_index(value, purpose=f"search {kind}")


def sound_fingerprint(kind: SearchKind, sound: str) -> str:
    return blind_index(sound, purpose=f"search {kind} sound") if sound else ""


def keys_of_name(kind: SearchKind, name: str) -> Iterator[Key]:
    for token in name_tokens(name):
        yield kind, fingerprint(kind, token), sound_fingerprint(kind, sound_of(token))


def keys_of_phone(number: str) -> Iterator[Key]:
    """However it was typed: a number that is none of anybody's stays as it is."""
    if number:
        yield SearchKind.PHONE, fingerprint(SearchKind.PHONE, phone_number(number) or number), ""


def keys_of_email(address: str) -> Iterator[Key]:
    if address:
        yield SearchKind.EMAIL, fingerprint(SearchKind.EMAIL, folded_email(address)), ""


def keys_of_party(party: Party) -> frozenset[Key]:
    """By which a file is found: what it says, and what the files say that became part of it. Nobody finds
    somebody who was deleted, also where law keeps their name."""
    found: set[Key] = set()
    if party.erased_at is not None or party.forgotten_at is not None:
        return frozenset()
    for one in (party, *party.merged_files.all()):
        found.update(keys_of_name(SearchKind.NAME, one.name))
        found.update(keys_of_name(SearchKind.OTHER_NAME, one.other_name))
        contact = getattr(one, "contact", None)
        if contact is not None:
            found.update((*keys_of_phone(contact.phone), *keys_of_email(contact.email)))
    return frozenset(found)


def keys_of_callback(request: CallbackRequest) -> frozenset[Key]:
    contact = request.contact
    names = keys_of_name(SearchKind.NAME, request.name)
    return frozenset((*names, *keys_of_phone(contact.phone), *keys_of_email(contact.email)))


def keys_of_invitation(invitation: Invitation) -> frozenset[Key]:
    """An invited person is found until they have a file of their own, which says the same and more."""
    if invitation.party_id is not None:
        return frozenset()
    return frozenset((*keys_of_name(SearchKind.NAME, invitation.name), *keys_of_email(invitation.email)))


def with_exact(rows: QuerySet[OwnerT], kind: SearchKind, values: Collection[str]) -> QuerySet[OwnerT]:
    """Those that have any of these numbers or addresses, letter for letter."""
    return rows.filter(_has(rows, Q(kind=kind, exact__in=[fingerprint(kind, value) for value in values])))


def with_same_name(rows: QuerySet[OwnerT], kind: SearchKind, name: str) -> QuerySet[OwnerT]:
    """Those whose name has every word of this one; none for no name. Other words do not matter."""
    return _with_words(rows, name, lambda token: Q(kind=kind, exact=fingerprint(kind, token)))


def with_like_name(rows: QuerySet[OwnerT], kind: SearchKind, name: str) -> QuerySet[OwnerT]:
    """Those whose name has, for every word of this one, a word that sounds like it, or the word itself."""

    def wanted(token: str) -> Q:
        sound = sound_fingerprint(kind, sound_of(token))
        exact = Q(kind=kind, exact=fingerprint(kind, token))
        return exact | Q(kind=kind, sound=sound) if sound else exact

    return _with_words(rows, name, wanted)


def _with_words(rows: QuerySet[OwnerT], name: str, wanted: _Wanted) -> QuerySet[OwnerT]:
    words = name_words(name)
    if not words:
        return rows.none()
    return rows.filter(reduce(and_, (_word(rows, word, wanted) for word in words)))


def _word(rows: QuerySet[OwnerT], word: NameWord, wanted: _Wanted) -> Q:
    ways = (reduce(and_, (Q(_has(rows, wanted(token))) for token in way)) for way in word.ways)
    return reduce(or_, ways)


def _has(rows: QuerySet[OwnerT], condition: Q) -> Exists:
    owner = OWNERS[rows.model]
    return Exists(SearchKey.objects.filter(condition, **{owner: OuterRef("pk")}))


def without_keys(rows: QuerySet[OwnerT]) -> QuerySet[OwnerT]:
    """Those that nobody can find yet."""
    return rows.exclude(_has(rows, Q()))
