"""Reading the flags that stand on people's files."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Value, When

from intake.enums import FlagSeverity
from intake.flag_changes import NEEDS_A_PERSON
from intake.flags import BLOCKS_CONTACT, CODES_BLOCKING_CONTACT, WORST_FIRST
from intake.models import Flag, FlagTalk, Party
from intake.models.flags import OPEN

TO_READ = frozenset({*NEEDS_A_PERSON, FlagSeverity.CONTRADICTION})  # an open contradiction behaves as amber
STANDS_IN_THE_WAY = Q(severity__in=list(BLOCKS_CONTACT)) | Q(code__in=list(CODES_BLOCKING_CONTACT))


def open_flags(party: Party) -> QuerySet[Flag]:
    """What stands on this file, worst first; staff only, since some of it never shows to a party."""
    return worst_first(Flag.objects.filter(OPEN, party=party))


def worst_first(rows: QuerySet[Flag]) -> QuerySet[Flag]:
    """In the order in which they are read: by weight, then by code."""
    weight = Case(*(When(severity=one, then=Value(rank)) for one, rank in WORST_FIRST.items()))
    return rows.order_by(weight, "code", "pk")


def red_flags_of(party_id: Any) -> QuerySet[Flag]:
    """Open red flags of one party: by key, or for `Exists` by a reference such as OuterRef("party_id")."""
    return Flag.objects.filter(OPEN, party=party_id, severity=FlagSeverity.RED)


def needs_person_first(party: Party) -> bool:
    """Whether a person talks with them before their meeting: while a red flag stands."""
    return red_flags_of(party.pk).exists()


def may_contact_other_party(party: Party) -> bool:
    """Whether nothing on this file speaks against it: never permission by itself.

    False until the answers were judged, and compared with other files, and what it hangs on was answered.
    Reads the rows anew, whatever `party` holds.
    """
    in_the_way = Flag.objects.filter(OPEN, STANDS_IN_THE_WAY, party=OuterRef("pk"))
    judged = Party.objects.filter(
        pk=party.pk, answered_before_contact=True, compared_at__gte=F("flags_reviewed_at")
    )
    return judged.exclude(Exists(in_the_way)).exists()


def flags_to_read(severities: Collection[FlagSeverity] = TO_READ) -> Prefetch[str, QuerySet[Flag], str]:
    """For lists of parties: `party.flags_to_read`, everything open of these weights, worst first."""
    rows = worst_first(Flag.objects.filter(OPEN, severity__in=list(severities)))
    return Prefetch("flags", queryset=rows.select_related("acknowledged_by"), to_attr="flags_to_read")


def talks_with(party: Party) -> QuerySet[FlagTalk]:
    """Who talked with them, or tried, the newest first."""
    return FlagTalk.objects.filter(party=party).select_related("by").order_by("-at", "-pk")


def unreached_since(party_id: Any) -> QuerySet[Flag]:
    """Open red flags raised since somebody last reached this person; asked for as `red_flags_of`."""
    talked = FlagTalk.objects.filter(
        party=OuterRef("party_id"), was_reached=True, at__gte=OuterRef("raised_at")
    )
    return red_flags_of(party_id).exclude(Exists(talked))


def last_reached_at(party: Party) -> datetime | None:
    """When somebody last talked with them; None if nobody did."""
    found: datetime | None = FlagTalk.objects.filter(party=party, was_reached=True).aggregate(at=Max("at"))[
        "at"
    ]
    return found
