"""Reading the flags that stand on people's files."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

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


def all_flags(party: Party) -> QuerySet[Flag]:
    """Everything that stands or was cleared, worst first, with who read and who cleared it; for staff."""
    rows = Flag.objects.filter(party=party, ended_at__isnull=True)
    return worst_first(rows).select_related("acknowledged_by", "cleared_by")


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


def flags_to_read(path: str = "flags") -> Prefetch[str, QuerySet[Flag], str]:
    """For lists: `party.flags_to_read`, everything open that is to be read, worst first.

    `path` leads from the rows of the list to a party's flags.
    """
    rows = worst_first(Flag.objects.filter(OPEN, severity__in=list(TO_READ)))
    return Prefetch(path, queryset=rows.select_related("acknowledged_by"), to_attr="flags_to_read")


def latest_talks(path: str = "flag_talks") -> Prefetch[str, QuerySet[FlagTalk], str]:
    """For lists: `party.talks`, who talked with them or tried, the newest first."""
    rows = FlagTalk.objects.select_related("by").order_by("-at", "-pk")
    return Prefetch(path, queryset=rows, to_attr="talks")


def unread_flags_of(party_id: Any, *, reader: Any) -> QuerySet[Flag]:
    """Open flags of one party that this user has not read yet; both by key or by reference, for `Exists`.

    A mediator without an account has read nothing.
    """
    rows = Flag.objects.filter(OPEN, party=party_id, severity__in=list(TO_READ))
    return rows.filter(Q(acknowledged_by__isnull=True) | ~Q(acknowledged_by=Coalesce(reader, Value(0))))


def talks_with(party: Party) -> QuerySet[FlagTalk]:
    """Who talked with them, or tried, the newest first."""
    return FlagTalk.objects.filter(party=party).select_related("by").order_by("-at", "-pk")


def unreached_since(party_id: Any) -> QuerySet[Flag]:
    """Open red flags raised since somebody last reached this person; asked for as `red_flags_of`."""
    talked = FlagTalk.objects.filter(
        party=OuterRef("party_id"), was_reached=True, at__gte=OuterRef("raised_at")
    )
    return red_flags_of(party_id).exclude(Exists(talked))
