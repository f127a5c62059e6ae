"""What is compared before two cases become one."""

from __future__ import annotations

from intake.enums import PartyRole
from intake.merging import FileFacts, MergePlan, plan_merge
from intake.models import Case, Party
from intake.typed import phone_number
from intake.typed_search import folded_email


def merge_plan(kept: Case, gone: Case) -> MergePlan:
    """How the files of `gone` become part of `kept`. Raises MergeRefused."""
    rows = Party.objects.filter(case__in=[kept.pk, gone.pk], merged_into=None).select_related("contact")
    facts = [_facts(one) for one in rows.order_by("pk")]
    return plan_merge(
        [one for one in facts if one.case == kept.pk], [one for one in facts if one.case == gone.pk]
    )


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
