"""What is compared before two cases become one: of one person, or of the two sides of a dispute."""

from __future__ import annotations

from intake.enums import PartyRole
from intake.joining import JoinPlan, plan_join
from intake.merging import FileFacts, MergePlan, plan_merge
from intake.models import Case, Party
from intake.typed import phone_number
from intake.typed_search import folded_email


def merge_plan(kept: Case, gone: Case) -> MergePlan:
    """How the files of `gone` become part of `kept`. Raises MergeRefused."""
    return plan_merge(_files(kept), _files(gone))


def join_plan(kept: Case, gone: Case) -> JoinPlan:
    """How the other side, booked apart, comes into the case `kept`. Raises JoinRefused."""
    return plan_join(_files(kept), _files(gone))


def _files(case: Case) -> list[FileFacts]:
    rows = Party.objects.filter(case=case, merged_into=None).select_related("contact")
    return [_facts(one) for one in rows.order_by("pk")]


def _facts(party: Party) -> FileFacts:
    contact = party.contact
    return FileFacts(
        pk=party.pk,
        case=party.case_id,
        role=PartyRole(party.role),
        name=party.name,
        other_name=party.other_name,
        phone=phone_number(contact.phone) or contact.phone,
        email=folded_email(contact.email),
    )
