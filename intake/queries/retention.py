"""What intake knows of keeping: what stands in the way of deletion, and what makes it later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from intake.models import CallbackRequest, ChildRecord, Complaint, Document, Party, RightsRequest
from intake.queries.measures import restricted_files
from intake.retention import Block
from mediation.core.holds import held_ids


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
    """What keeps each of these cases, as far as intake knows. Six queries, however many cases."""
    found: dict[int, set[Block]] = defaultdict(set)
    parties = dict(Party.objects.filter(case__in=case_ids).values_list("pk", "case_id"))
    for pk in held_ids("case").filter(subject_id__in=case_ids):
        found[pk].add(Block.HOLD)
    for pk in held_ids("party").filter(subject_id__in=parties):
        found[parties[pk]].add(Block.HOLD)
    for block, rows in (
        (Block.COMPLAINT, Complaint.objects.filter(closed_on=None, case__in=case_ids).values_list("case_id")),
        (
            Block.REQUEST,
            RightsRequest.objects.filter(closed_on=None, party__case__in=case_ids).values_list(
                "party__case_id"
            ),
        ),
        (
            Block.PAPER,
            Document.objects.filter(is_held=True, party__case__in=case_ids).values_list("party__case_id"),
        ),
        (
            Block.RESTRICTED,
            restricted_files().filter(party__case__in=case_ids).values_list("party__case_id"),
        ),
    ):
        for (pk,) in rows:
            found[pk].add(block)
    return found


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
