"""What intake knows of keeping: what stands in the way of deletion, and what makes it later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value

from intake.models import CallbackRequest, ChildRecord, Complaint, Document, Party, RightsRequest
from intake.queries.measures import restricted_files
from intake.retention import Block
from mediation.core.holds import held_ids

# What keeps a case, where that stands, and the column that leads to the case or the person.
Blocking: TypeAlias = tuple[Block, QuerySet[Any, Any], str]


def parties_kept_back() -> QuerySet[Party]:
    """Everybody of whose file nothing goes on its day: a hold on them or on their case, a complaint about
    the case, a request of theirs under data protection law that is still open, or that they asked us to keep
    it and not use it."""
    complaint = Complaint.objects.filter(closed_on__isnull=True, case=OuterRef("case"))
    request = RightsRequest.objects.filter(closed_on__isnull=True, party=OuterRef("pk"))
    held = Q(pk__in=held_ids("party")) | Q(case__in=held_ids("case"))
    restricted = restricted_files().filter(party=OuterRef("pk"))
    return Party.objects.filter(held | Exists(complaint) | Exists(request) | Exists(restricted))


def callbacks_kept_back(but_for: RightsRequest | None = None) -> QuerySet[CallbackRequest]:
    """The same of requests for a call; one whose paper is held stays with it. `but_for`: the request that
    asks for their deletion stops nothing."""
    about = {"callback": OuterRef("pk")}
    complaint = Complaint.objects.filter(closed_on__isnull=True, **about)
    request = RightsRequest.objects.filter(closed_on__isnull=True, **about)
    if but_for is not None:
        request = request.exclude(pk=but_for.pk)
    paper = Document.objects.filter(is_held=True, **about)
    held = Q(pk__in=held_ids("callbackrequest"))
    return CallbackRequest.objects.filter(held | Exists(complaint) | Exists(request) | Exists(paper))


def blocks_of(case_ids: Collection[int]) -> dict[int, set[Block]]:
    """What keeps each of these cases, as far as intake knows. Three queries, however many cases."""
    found: dict[int, set[Block]] = defaultdict(set)
    parties = dict(Party.objects.filter(case__in=case_ids).values_list("pk", "case_id"))
    of_cases: list[Blocking] = [
        (Block.HOLD, held_ids("case").filter(subject_id__in=case_ids), "subject_id"),
        (Block.COMPLAINT, Complaint.objects.filter(closed_on=None, case__in=case_ids), "case_id"),
    ]
    theirs = {"party__in": parties}
    of_people: list[Blocking] = [
        (Block.HOLD, held_ids("party").filter(subject_id__in=parties), "subject_id"),
        (Block.REQUEST, RightsRequest.objects.filter(closed_on=None, **theirs), "party_id"),
        (Block.PAPER, Document.objects.filter(is_held=True, **theirs), "party_id"),
        (Block.RESTRICTED, restricted_files().filter(**theirs), "party_id"),
    ]
    for pk, block in _blocked(of_cases):
        found[pk].add(block)
    for pk, block in _blocked(of_people):
        found[parties[pk]].add(block)
    return found


def _blocked(parts: list[Blocking]) -> Iterator[tuple[int, Block]]:
    """What each row of these is about, with its block. One query."""
    first, *others = (rows.order_by().values_list(key, Value(str(block))) for block, rows, key in parts)
    for pk, block in first.union(*others, all=True):
        yield pk, Block(block)


def complaints_closed_on(
    case_ids: Collection[int], *, among: QuerySet[Complaint] | None = None
) -> dict[int, date]:
    """The day on which the last complaint (of `among`) about each of these cases was closed."""
    rows = (Complaint.objects.all() if among is None else among).filter(
        case__in=case_ids, closed_on__isnull=False, forgotten_at=None
    )
    return dict(rows.values("case_id").annotate(day=Max("closed_on")).values_list("case_id", "day"))


def cases_with_children(case_ids: Collection[int]) -> frozenset[int]:
    """Those in which a child has a record of their own."""
    rows = ChildRecord.objects.filter(inclusive__case__in=case_ids)
    return frozenset(rows.values_list("inclusive__case_id", flat=True))
