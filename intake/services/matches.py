"""What staff are told of files that may concern the same people, and what they decide about it.

Looked for a minute after a booking, apart from every request of a client: see `flag_comparisons`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from intake.enums import MatchDecision, MatchKind
from intake.models import Case, Party, PersonMatch
from intake.queries.matches import Candidate, Why, candidates_for, open_matches
from mediation.core import alerts, audit
from mediation.core.enums import Severity
from mediation.core.models import User

from .flags import note_conflict

MAYBE_CONFLICT, MAYBE_TWICE = "people.conflict", "people.twice"
MERGE_ASKED, JOIN_ASKED = "people.merge_asked", "people.join_asked"
WORDS = {
    MatchKind.CONFLICT: (
        MAYBE_CONFLICT,
        Severity.TODO,
        "a name here sounds like somebody in another case. Compare the files. Tell neither of the two.",
    ),
    MatchKind.SAME_PERSON: (
        MAYBE_TWICE,
        Severity.NOTICE,
        "this person may have booked before. Compare the files.",
    ),
}


@transaction.atomic
def look_for_matches(*, parties: Iterable[Party], now: datetime) -> int:
    """Tell staff, once, of whoever is near enough; returns how many were new. Nothing else changes."""
    new = 0
    for party in parties:
        for one in candidates_for(party):
            if one.match is None and _is_near(one):
                _, is_new = PersonMatch.objects.get_or_create(
                    party=one.party, other=one.other, kind=one.kind, defaults={"found_at": now}
                )
                if is_new:
                    _tell(one, now)
                    new += 1
    return new


def _is_near(one: Candidate) -> bool:
    """Exact enough to ask for somebody's time.

    A conflict: the whole name sounds alike (the same whole name raises PT-CONFLICT by itself). A second file:
    the name, and the number, address or other person too.
    """
    if one.kind is MatchKind.CONFLICT:
        return Why.SOUNDS_ALIKE in one.why and Why.NAMES_BACK not in one.why
    return one.is_whole_name and bool({Why.SAME_PHONE, Why.SAME_EMAIL, Why.SAME_OTHER} & set(one.why))


def _tell(one: Candidate, now: datetime) -> None:
    """About the case whose other person it is, or the later of one person's two."""
    case = one.party.case if one.kind is MatchKind.CONFLICT else one.other.case
    alert, severity, words = WORDS[one.kind]
    alerts.raise_alert(alert, f"Case {case.reference}: {words}", severity=severity, at=now, about=case)


@transaction.atomic
def settle_match(
    *,
    party: Party,
    other: Party,
    kind: MatchKind,
    decision: MatchDecision,
    user: User,
    now: datetime,
) -> PersonMatch:
    """A person says whether they are the same; said otherwise later, the later word counts.

    The same person in a conflict is noted as one (PT-CONFLICT, staff only). Alerts about either case end
    once nothing is left to decide there.
    """
    row, _ = PersonMatch.objects.update_or_create(
        party=party,
        other=other,
        kind=kind,
        defaults={"decision": decision, "decided_by": user, "decided_at": now},
        create_defaults={
            "found_at": now,
            "decision": decision,
            "decided_by": user,
            "decided_at": now,
        },
    )
    actor = audit.Actor.of(user)
    audit.record(
        actor, "people.compared", party, at=now, kind=kind, decision=decision, with_case=other.case.reference
    )
    if kind == MatchKind.CONFLICT and decision == MatchDecision.SAME:
        note_conflict(party=party, user=user, now=now)
    for case in {party.case, other.case}:
        end_alerts(case, now=now)
    return row


def end_alerts(case: Case, *, now: datetime) -> None:
    """The desk asks no more about this case where nothing is left to decide."""
    if not open_matches(case.pk).exists():
        alerts.lift_alerts(case, {MAYBE_CONFLICT, MAYBE_TWICE}, at=now)


def forget_matches_between(one: Party, other: Party) -> None:
    """Of two files that belong to one case now."""
    PersonMatch.objects.filter(Q(party=one, other=other) | Q(party=other, other=one)).delete()


def forget_matches(party: Party) -> None:
    """Of a file that became part of another."""
    PersonMatch.objects.filter(Q(party=party) | Q(other=party)).delete()
