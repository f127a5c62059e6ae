"""Files and cases that became part of others: who tells of a person, or forgets them, means all of these."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from intake.models import Case, Party


def standing_file(party: Party) -> Party:
    """The file that this one became part of, or itself."""
    return party if party.merged_into is None else party.merged_into


def files_of(party: Party) -> QuerySet[Party]:
    """All files of this person in their case: the one that stands, and those that became part of it."""
    root = party.merged_into_id or party.pk
    return Party.objects.filter(Q(pk=root) | Q(merged_into=root)).order_by("pk")


def whole_cases(case_ids: Collection[int]) -> dict[int, int]:
    """These cases and those that became part of them, each with the one of these that it belongs to."""
    joined = Case.objects.filter(merged_into__in=case_ids).values_list("pk", "merged_into_id")
    return {pk: pk for pk in case_ids} | dict(joined)


def files_in(case_ids: Collection[int]) -> QuerySet[Party]:
    """Every file in these cases, also those that became part of one of them."""
    return Party.objects.filter(Q(case__in=case_ids) | Q(merged_into__case__in=case_ids))
