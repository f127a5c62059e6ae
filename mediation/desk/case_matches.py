"""How the desk says what two files have in common, and what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from intake.enums import MatchDecision, MatchKind, PartyRole
from intake.models import Case, Party
from intake.queries.matches import Candidate, Why, candidates_for, open_matches

from .words import since

IN_COMMON = {
    Why.SAME_NAME: "the names are the same",
    Why.SOUNDS_ALIKE: "the names sound alike",
    Why.SAME_PHONE: "same phone number",
    Why.SAME_EMAIL: "same e-mail address",
    Why.INVITED_ADDRESS: "the invitation went to the e-mail address of this client",
    Why.SAME_OTHER: "both name the same other person",
    Why.NAMES_BACK: "they name each other, so it may be one dispute that was booked twice, and no conflict",
}
DECISIONS = {
    (MatchKind.CONFLICT, MatchDecision.SAME): "The same person: a conflict",
    (MatchKind.CONFLICT, MatchDecision.NOT_SAME): "Not the same person",
    (MatchKind.SAME_PERSON, MatchDecision.SAME): "The same person",
    (MatchKind.SAME_PERSON, MatchDecision.NOT_SAME): "Not the same person",
}


def blocks(case: Case, *, now: datetime) -> list[dict[str, Any]]:
    """For each person of the case: whom they may meet elsewhere, and which files may be theirs too."""
    parties = Party.objects.filter(case=case, merged_into=None).select_related("contact", "case")
    return [_block(one, case, now) for one in parties.order_by("role", "pk")]


def _block(party: Party, case: Case, now: datetime) -> dict[str, Any]:
    found = candidates_for(party)
    rows = {kind: [_row(one, party, case, now) for one in found if one.kind is kind] for kind in MatchKind}
    return {
        "name": party.name,
        "is_other": party.role == PartyRole.OTHER,
        "key": f"party-{party.pk}",
        "conflicts": rows[MatchKind.CONFLICT],
        "twice": rows[MatchKind.SAME_PERSON],
    }


def _row(one: Candidate, here: Party, case: Case, now: datetime) -> dict[str, Any]:
    common = ", ".join(IN_COMMON[why] for why in one.why)
    is_merge = one.kind is MatchKind.SAME_PERSON
    return {
        "words": _sentence(one, here),
        "why": common[:1].upper() + common[1:],
        "name": one.found.name,
        "case": one.found.case.reference,
        "case_url": reverse("desk:case", args=[one.found.case.reference]),
        "party": one.party.pk,
        "other": one.other.pk,
        "kind": str(one.kind),
        "is_conflict": not is_merge,
        "decided": _decided(one, now),
        "merge_url": reverse("desk:merge", args=_older_first(case, one.found.case)) if is_merge else "",
        "join_url": "" if is_merge else reverse("desk:join", args=_older_first(case, one.found.case)),
    }


def _older_first(one: Case, other: Case) -> list[str]:
    """The case that was opened first is kept, unless staff choose the other."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    return [first.reference, second.reference]


def _sentence(one: Candidate, here: Party) -> str:
    there = one.found.case.reference
    if one.kind is MatchKind.SAME_PERSON:
        return f"{one.found.name}, in case {there}, may be the same person."
    if one.party.pk == here.pk:
        return (
            f"{here.other_name}, the other person here, may be {one.found.name}, our client in case {there}."
        )
    return f"{here.name} may be {one.found.other_name}, the other person in case {there}."


def _decided(one: Candidate, now: datetime) -> str:
    row = one.match
    if row is None or row.decided_at is None:
        return ""
    words = DECISIONS[one.kind, MatchDecision(row.decision)]
    return f"{words}: {row.decided_by}, {since(row.decided_at, now=now)}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many pairs wait for a person's word."""

    count: int

    @property
    def words(self) -> str:
        if not self.count:
            return "No other file waits to be compared."
        return (
            "1 other file is to be compared."
            if self.count == 1
            else f"{self.count} other files are to be compared."
        )


def waiting(case: Case) -> Waiting:
    return Waiting(open_matches(case.pk).count())
