"""Files that may concern the same people as another: for staff alone, and deciding nothing by themselves.

The check at a booking (`parties_in_conflict`) compares whole names and picks the mediator; this one, made
afterwards and apart from every request of a client, also finds names that sound alike, numbers and addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from intake.enums import MatchKind, SearchKind
from intake.models import ContactPreferences, Invitation, Party, PersonMatch
from intake.name_sounds import Likeness, likeness, name_words
from intake.typed import is_same_number
from intake.typed_search import folded_email

from .finding import with_exact, with_like_name

MOST = 20  # candidates of one sort that are looked at


class Why(StrEnum):
    """What two files have in common."""

    SAME_NAME = "same_name"
    SOUNDS_ALIKE = "sounds_alike"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    INVITED_ADDRESS = "invited_address"  # the invitation went to the address of this client
    NAMES_BACK = "names_back"  # that file names this client as well: perhaps one dispute, booked twice
    SAME_OTHER = "same_other"  # both name the same other person


NAMES = {Likeness.SAME: Why.SAME_NAME, Likeness.SOUNDS: Why.SOUNDS_ALIKE}


@dataclass(frozen=True, slots=True)
class Candidate:
    """`party` and `other` as in `PersonMatch`; `found` is the one of them in the other case. `match` is the
    row that was kept about it, if any."""

    party: Party
    other: Party
    found: Party
    kind: MatchKind
    why: tuple[Why, ...]
    match: PersonMatch | None = None

    @property
    def is_whole_name(self) -> bool:
        """First and last name are the same or sound alike."""
        return bool({Why.SAME_NAME, Why.SOUNDS_ALIKE} & set(self.why))


def candidates_for(party: Party) -> list[Candidate]:
    """All that speaks for a conflict, or for a second file of the same person. A fixed number of queries."""
    found = [*_conflicts(party), *_reversed_conflicts(party), *_same_person(party)]
    rows = PersonMatch.objects.filter(
        party__in={one.party.pk for one in found}, other__in={one.other.pk for one in found}
    ).select_related("decided_by")
    kept = {(row.party_id, row.other_id, row.kind): row for row in rows}
    return [
        Candidate(
            one.party,
            one.other,
            one.found,
            one.kind,
            one.why,
            kept.get((one.party.pk, one.other.pk, str(one.kind))),
        )
        for one in found
    ]


def _elsewhere(party: Party) -> QuerySet[Party]:
    rows = Party.objects.filter(merged_into=None).exclude(case=party.case_id)
    return rows.select_related("case", "contact").order_by("-pk")


def _like(rows: QuerySet[Party], kind: SearchKind, name: str) -> QuerySet[Party]:
    """By the first and the last word of a name of two words or more; others are nobody's whole name."""
    words = [word.whole for word in name_words(name)]
    if len(words) < 2:
        return rows.none()
    return with_like_name(rows, kind, f"{words[0]} {words[-1]}")[:MOST]


def _conflicts(party: Party) -> Iterable[Candidate]:
    """The other person here may be the client there."""
    elsewhere = _elsewhere(party)
    found = {one.pk: one for one in _like(elsewhere, SearchKind.NAME, party.other_name)}
    invited = _invited_address(party)
    if invited:
        found |= {one.pk: one for one in with_exact(elsewhere, SearchKind.EMAIL, [invited])[:MOST]}
    for one in found.values():
        why = [NAMES[how]] if (how := likeness(party.other_name, one.name)) else []
        if invited and folded_email(_contact(one).email) == folded_email(invited):
            why.append(Why.INVITED_ADDRESS)
        if likeness(party.name, one.other_name):
            why.append(Why.NAMES_BACK)
        if set(why) - {Why.NAMES_BACK}:
            yield Candidate(party, one, one, MatchKind.CONFLICT, tuple(why))


def _reversed_conflicts(party: Party) -> Iterable[Candidate]:
    """The client here may be the other person there. Two sides that name each other are told once, above."""
    for one in _like(_elsewhere(party), SearchKind.OTHER_NAME, party.name):
        how = likeness(party.name, one.other_name)
        if how and not likeness(party.other_name, one.name):
            yield Candidate(one, party, one, MatchKind.CONFLICT, (NAMES[how],))


def _same_person(party: Party) -> Iterable[Candidate]:
    """A second file of this client: by name, number or address."""
    elsewhere, contact = _elsewhere(party), _contact(party)
    found = {one.pk: one for one in _like(elsewhere, SearchKind.NAME, party.name)}
    for kind, value in ((SearchKind.PHONE, contact.phone), (SearchKind.EMAIL, folded_email(contact.email))):
        if value:
            found |= {one.pk: one for one in with_exact(elsewhere, kind, [value])[:MOST]}
    for one in found.values():
        why = what_is_same(party, one)
        if why and not likeness(party.name, one.other_name) and not likeness(one.name, party.other_name):
            first, second = sorted((party, one), key=lambda each: each.pk)
            yield Candidate(first, second, one, MatchKind.SAME_PERSON, why)


def what_is_same(one: Party, other: Party) -> tuple[Why, ...]:
    """What speaks for two files being one person's; nothing for none."""
    ours, theirs = _contact(one), _contact(other)
    why = [NAMES[how]] if (how := likeness(one.name, other.name)) else []
    if ours.phone and is_same_number(ours.phone, theirs.phone):
        why.append(Why.SAME_PHONE)
    if ours.email and folded_email(ours.email) == folded_email(theirs.email):
        why.append(Why.SAME_EMAIL)
    if why and likeness(one.other_name, other.other_name):
        why.append(Why.SAME_OTHER)
    return tuple(why)


def _contact(party: Party) -> ContactPreferences:
    found: ContactPreferences | None = getattr(party, "contact", None)
    return found or ContactPreferences()


def _invited_address(party: Party) -> str:
    """Where this client's invitation of the other person goes, by e-mail."""
    invitation = Invitation.objects.filter(inviting=party, party=None).first()
    return invitation.email if invitation else ""


def open_matches(case_id: int) -> QuerySet[PersonMatch]:
    """Those about files of this case that a person has yet to decide."""
    here = PersonMatch.objects.filter(party__case=case_id) | PersonMatch.objects.filter(other__case=case_id)
    return here.filter(decision="", party__merged_into=None, other__merged_into=None)
